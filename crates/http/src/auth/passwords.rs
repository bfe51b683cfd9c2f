//! Checking passwords off the executor's threads, a bounded number at a time, each time with the same work.

use crate::problem::Problem;
use actix_web::http::{StatusCode, header};
use panal_domain::{HashError, Message, PasswordHash};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// Checks passwords.
#[derive(Clone)]
pub struct Passwords(Arc<Shared>);

struct Shared {
    decoy: PasswordHash,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
    runs: AtomicU64,
}

/// A place in the queue.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Passwords {
    /// `concurrency` at a time (0: one per core), `queue` more may wait; unknown users cost as much as `cost` says.
    ///
    /// # Errors
    /// As [`PasswordHash::decoy`].
    pub fn new(cost: u32, concurrency: usize, queue: usize) -> Result<Self, HashError> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let concurrency = if concurrency == 0 { cores } else { concurrency };
        Ok(Self(Arc::new(Shared {
            decoy: PasswordHash::decoy(cost)?,
            permits: Arc::new(Semaphore::new(concurrency)),
            waiting: AtomicUsize::new(0),
            queue: queue + concurrency,
            runs: AtomicU64::new(0),
        })))
    }

    /// Whether `typed` is the password kept as `hash`. Without a hash it is not, after as much work.
    ///
    /// # Errors
    /// 503 `login_busy` when too many wait already.
    pub async fn verify(
        &self,
        typed: SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<bool, Problem> {
        let shared = &self.0;
        let place = Place(&shared.waiting);
        if shared.waiting.fetch_add(1, Ordering::AcqRel) >= shared.queue {
            return Err(busy());
        }
        let permit = Arc::clone(&shared.permits)
            .acquire_owned()
            .await
            .map_err(Problem::internal)?;
        shared.runs.fetch_add(1, Ordering::Relaxed);
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| shared.decoy.clone());
        let matches = tokio::task::spawn_blocking(move || {
            // The permit stays with the work, should the request that wanted it go away.
            let _permit = permit;
            hash.verify(typed.expose_secret())
        })
        .await
        .map_err(Problem::internal)?;
        drop(place);
        Ok(matches && known)
    }

    /// How many passwords were checked since the start.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.0.runs.load(Ordering::Relaxed)
    }
}

fn busy() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "login_busy",
        Message::new(
            "Hay demasiados inicios de sesión a la vez",
            "Too many people are logging in at once",
        ),
    )
    .detail(Message::new(
        "Intente de nuevo en un momento.",
        "Try again in a moment.",
    ))
    .header(header::RETRY_AFTER, 2)
}
