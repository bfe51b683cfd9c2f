//! How many requests an address may make of a tenant.

use crate::problem::Problem;
use actix_http::header::HeaderMap;
use actix_web::http::{
    StatusCode,
    header::{HeaderName, HeaderValue, RETRY_AFTER},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use panal_domain::{Message, TenantId};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// How often what is remembered of addresses that went quiet is thrown away.
const SWEEP: Duration = Duration::from_secs(60);

type Key = (Option<TenantId>, IpAddr);
type Limiter = RateLimiter<Key, DashMapStateStore<Key>, DefaultClock, StateInformationMiddleware>;

/// A bucket for each tenant and address, refilled evenly over a minute, or another window.
pub(crate) struct RateLimit {
    limiter: Option<Limiter>,
    most: u32,
    /// Seconds.
    window: u32,
}

/// What is left of a bucket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Left {
    requests: u32,
    most: u32,
    window: u32,
}

impl RateLimit {
    /// Nobody is limited with 0.
    pub(crate) fn start(per_minute: u32) -> Arc<Self> {
        let quota = NonZeroU32::new(per_minute).map(Quota::per_minute);
        Self::with(per_minute, 60, quota)
    }

    /// At most `per_hour` for whom `per_minute` requests of any sort are allowed; nobody is limited where that is 0.
    pub(crate) fn per_hour(per_minute: u32, per_hour: u32) -> Arc<Self> {
        let quota = NonZeroU32::new(per_hour).map(Quota::per_hour);
        Self::with(per_hour, 3600, quota.filter(|_| per_minute > 0))
    }

    fn with(most: u32, window: u32, quota: Option<Quota>) -> Arc<Self> {
        let limiter = quota.map(|quota| {
            Limiter::new(quota, DashMapStateStore::default(), DefaultClock::default())
        });
        let limit = Arc::new(Self {
            limiter,
            most,
            window,
        });
        let sweeper = Arc::downgrade(&limit);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                let Some(limit) = sweeper.upgrade() else {
                    return;
                };
                if let Some(limiter) = &limit.limiter {
                    limiter.retain_recent();
                    limiter.shrink_to_fit();
                }
            }
        });
        limit
    }

    /// Takes one request out of the bucket. Requests for no tenant have one of their own.
    pub(crate) fn take(
        &self,
        tenant: Option<TenantId>,
        address: Option<IpAddr>,
    ) -> Result<Option<Left>, Problem> {
        let Some(limiter) = &self.limiter else {
            return Ok(None);
        };
        let key = (tenant, network(address));
        match limiter.check_key(&key) {
            Ok(snapshot) => Ok(Some(Left {
                requests: snapshot.remaining_burst_capacity(),
                most: self.most,
                window: self.window,
            })),
            Err(refusal) => {
                let wait = refusal
                    .wait_time_from(limiter.clock().now())
                    .as_secs_f64()
                    .ceil()
                    .max(1.0);
                Err(Problem::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "rate_limited",
                    Message::new("Demasiadas solicitudes", "Too many requests"),
                )
                .detail(Message::made(
                    format!("Intente de nuevo en {wait} s."),
                    format!("Try again in {wait} s."),
                ))
                .header(RETRY_AFTER, wait)
                .header(POLICY, policy(self.most, self.window))
                .header(LIMIT, format!("\"default\";r=0;t={wait}")))
            }
        }
    }
}

impl Left {
    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    pub(crate) fn mark(self, headers: &mut HeaderMap) {
        let used = u64::from(self.most.saturating_sub(self.requests));
        let full_in = (used * u64::from(self.window)).div_ceil(u64::from(self.most.max(1)));
        for (name, value) in [
            (POLICY, policy(self.most, self.window)),
            (
                LIMIT,
                format!("\"default\";r={};t={full_in}", self.requests),
            ),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

fn policy(most: u32, window: u32) -> String {
    format!("\"default\";q={most};w={window}")
}

/// Whoever has one IPv6 address has 2^64 of them.
pub(crate) fn network(address: Option<IpAddr>) -> IpAddr {
    match address {
        Some(IpAddr::V6(address)) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
        Some(address) => address,
        None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    }
}
