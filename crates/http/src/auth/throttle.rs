//! Slowing down whoever guesses passwords, without locking anybody out for good.
//!
//! Each account and each address may fail a number of times; from then on every further failure closes it for a
//! while, twice as long as the time before, up to a limit. An account's limit is short: its owner gets in from an
//! address of his own as soon as it has passed. Attempts while closed are turned away without work and do not prolong
//! it. An attempt is counted when it begins and taken back when it succeeds, so that a thousand at once do not slip
//! through before the first has failed.

use moka::sync::Cache;
use panal_domain::TenantId;
use sha2::{Digest, Sha256};
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What is kept at most of each sort; the least used is forgotten first.
const CAPACITY: u64 = 100_000;

const ACCOUNT_LIMIT: Duration = Duration::from_secs(30);
const ACCOUNT_MEMORY: Duration = Duration::from_secs(15 * 60);
const ADDRESS_LIMIT: Duration = Duration::from_secs(5 * 60);
const ADDRESS_MEMORY: Duration = Duration::from_secs(60 * 60);

/// Counts failed log-ins.
#[derive(Clone)]
pub struct Throttle {
    accounts: Side<[u8; 32]>,
    addresses: Side<Address>,
}

/// Whoever has one IPv6 address usually has its whole /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Address {
    V4([u8; 4]),
    V6(u64),
    Unknown,
}

#[derive(Clone)]
struct Side<K: std::hash::Hash + Eq + Send + Sync + 'static> {
    meters: Cache<K, Meter>,
    free: u32,
    limit: Duration,
}

type Meter = Arc<Mutex<Reading>>;

#[derive(Debug, Default, Clone, Copy)]
struct Reading {
    failures: u32,
    closed_until: Option<Instant>,
}

/// An attempt under way, counted as failed until it says otherwise.
pub struct Attempt {
    account: Meter,
    address: Meter,
}

impl Throttle {
    /// Accounts and addresses may fail so often before they are slowed down.
    #[must_use]
    pub fn new(account_attempts: u32, address_attempts: u32) -> Self {
        Self {
            accounts: Side::new(account_attempts, ACCOUNT_LIMIT, ACCOUNT_MEMORY),
            addresses: Side::new(address_attempts, ADDRESS_LIMIT, ADDRESS_MEMORY),
        }
    }

    /// Begins an attempt on the account `email` of `tenant` (none: the platform), whether there is one or not.
    ///
    /// # Errors
    /// How long to wait.
    pub fn begin(
        &self,
        tenant: Option<TenantId>,
        email: &str,
        address: Option<IpAddr>,
    ) -> Result<Attempt, Duration> {
        let account = self.accounts.meter(account_key(tenant, email));
        let address = self.addresses.meter(Address::of(address));
        {
            let now = Instant::now();
            let (mut of_account, mut of_address) = (lock(&account), lock(&address));
            let wait = of_account.wait(now).max(of_address.wait(now));
            if !wait.is_zero() {
                return Err(wait);
            }
            of_account.fail(now, self.accounts.free, self.accounts.limit);
            of_address.fail(now, self.addresses.free, self.addresses.limit);
        }
        Ok(Attempt { account, address })
    }
}

impl Attempt {
    /// The password was right: the account starts anew, and the address is given this attempt back. Its other failures
    /// stay, or one known password would buy an attacker any number of guesses at others.
    pub fn succeeded(self) {
        *lock(&self.account) = Reading::default();
        lock(&self.address).take_back();
    }

    /// Nothing was learnt of the password, for reasons of our own.
    pub fn undecided(self) {
        lock(&self.account).take_back();
        lock(&self.address).take_back();
    }
}

impl<K: std::hash::Hash + Eq + Send + Sync + 'static> Side<K> {
    fn new(free: u32, limit: Duration, memory: Duration) -> Self {
        Self {
            meters: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_idle(memory)
                .build(),
            free,
            limit,
        }
    }

    fn meter(&self, key: K) -> Meter {
        self.meters.get_with(key, Meter::default)
    }
}

impl Reading {
    fn wait(&self, now: Instant) -> Duration {
        self.closed_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    fn fail(&mut self, now: Instant, free: u32, limit: Duration) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= free {
            let doublings = (self.failures - free).min(16);
            let closed = Duration::from_secs(1 << doublings).min(limit);
            self.closed_until = Some(now + closed);
        }
    }

    /// It was open when the attempt began, so it is open again.
    fn take_back(&mut self) {
        self.failures = self.failures.saturating_sub(1);
        self.closed_until = None;
    }
}

impl Address {
    fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => Self::V4(address.octets()),
            Some(IpAddr::V6(address)) => Self::V6((address.to_bits() >> 64) as u64),
            None => Self::Unknown,
        }
    }
}

fn account_key(tenant: Option<TenantId>, email: &str) -> [u8; 32] {
    let tenant = tenant
        .map(|tenant| tenant.0.into_bytes())
        .unwrap_or_default();
    Sha256::new()
        .chain_update(tenant)
        .chain_update(email)
        .finalize()
        .into()
}

fn lock(meter: &Meter) -> MutexGuard<'_, Reading> {
    meter.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(throttle: &Throttle, email: &str, address: &str) -> Result<Attempt, Duration> {
        throttle.begin(None, email, Some(address.parse().unwrap()))
    }

    #[test]
    fn an_account_slows_down_for_everybody_and_opens_again() {
        let throttle = Throttle::new(3, 100);
        for _ in 0..3 {
            assert!(attempt(&throttle, "ana@x.co", "192.0.2.1").is_ok());
        }
        let wait = attempt(&throttle, "ana@x.co", "192.0.2.2").err().unwrap();
        assert!(wait <= Duration::from_secs(1));
        assert!(attempt(&throttle, "eva@x.co", "192.0.2.1").is_ok());
        std::thread::sleep(wait);
        attempt(&throttle, "ana@x.co", "192.0.2.2")
            .unwrap()
            .succeeded();
        assert!(attempt(&throttle, "ana@x.co", "192.0.2.1").is_ok());
    }

    #[test]
    fn an_address_slows_down_for_every_account_and_a_right_password_does_not_clear_it() {
        let throttle = Throttle::new(100, 4);
        for user in 0..3 {
            assert!(attempt(&throttle, &format!("{user}@x.co"), "192.0.2.1").is_ok());
        }
        attempt(&throttle, "mine@x.co", "192.0.2.1")
            .unwrap()
            .succeeded();
        assert!(attempt(&throttle, "a@x.co", "192.0.2.1").is_ok());
        assert!(attempt(&throttle, "b@x.co", "192.0.2.1").is_err());
        assert!(attempt(&throttle, "b@x.co", "192.0.2.9").is_ok());
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let throttle = Throttle::new(100, 1);
        assert!(attempt(&throttle, "a@x.co", "2001:db8::1").is_ok());
        assert!(attempt(&throttle, "b@x.co", "2001:db8::2").is_err());
        assert!(attempt(&throttle, "b@x.co", "2001:db8:0:1::1").is_ok());
        assert!(attempt(&throttle, "b@x.co", "::ffff:192.0.2.1").is_ok());
        assert!(attempt(&throttle, "b@x.co", "192.0.2.1").is_err());
    }

    #[test]
    fn memory_is_bounded_however_many_are_tried() {
        let throttle = Throttle::new(5, 50);
        for n in 0..150_000_u32 {
            let (email, address) = (format!("{n}@x.co"), Some(IpAddr::from(n.to_be_bytes())));
            let _ = throttle.begin(None, &email, address);
        }
        throttle.accounts.meters.run_pending_tasks();
        throttle.addresses.meters.run_pending_tasks();
        for kept in [
            throttle.accounts.meters.entry_count(),
            throttle.addresses.meters.entry_count(),
        ] {
            assert!((1..=CAPACITY).contains(&kept), "{kept}");
        }
    }

    #[test]
    fn waiting_grows_to_its_limit() {
        let mut reading = Reading::default();
        let now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..9 {
            reading.fail(now, 3, ACCOUNT_LIMIT);
            waits.push(reading.wait(now).as_secs());
        }
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn a_thousand_at_once_get_no_more_guesses_than_one_by_one() {
        let throttle = Throttle::new(5, 10_000);
        let allowed: usize = std::thread::scope(|scope| {
            let guesses: Vec<_> = (0..1000)
                .map(|n: u32| {
                    let throttle = &throttle;
                    scope.spawn(move || {
                        usize::from(
                            throttle
                                .begin(None, "ana@x.co", Some(IpAddr::from(n.to_be_bytes())))
                                .is_ok(),
                        )
                    })
                })
                .collect();
            guesses.into_iter().map(|guess| guess.join().unwrap()).sum()
        });
        assert!((5..=7).contains(&allowed), "{allowed}");
    }
}
