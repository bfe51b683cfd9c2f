//! Checking passwords off the executor's threads, a bounded number at a time, each time with the same work.

use crate::problem::Problem;
use actix_web::http::{StatusCode, header};
use panal_domain::{HashError, Message, Password, PasswordHash};
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
    cost: u32,
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
            cost,
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
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.0.decoy.clone());
        let matches = self
            .work(move || hash.verify(typed.expose_secret()))
            .await?;
        Ok(matches && known)
    }

    /// A new password as it is kept.
    ///
    /// # Errors
    /// 503 `login_busy` when too many wait already.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Problem> {
        let cost = self.0.cost;
        self.work(move || PasswordHash::new(&password, cost))
            .await?
            .map_err(Problem::internal)
    }

    /// The password `typed`, just found right, hashed anew where `hash` is of another cost than is configured now.
    ///
    /// # Errors
    /// 503 `login_busy` when too many wait already.
    pub async fn renewed(
        &self,
        typed: SecretString,
        hash: &PasswordHash,
    ) -> Result<Option<PasswordHash>, Problem> {
        let cost = self.0.cost;
        if hash.cost() == Some(cost) {
            return Ok(None);
        }
        self.work(move || PasswordHash::again(typed.expose_secret(), cost))
            .await?
            .map(Some)
            .map_err(Problem::internal)
    }

    /// Runs what is slow when its turn comes.
    async fn work<T: Send + 'static>(
        &self,
        run: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
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
        let done = tokio::task::spawn_blocking(move || {
            // The permit stays with the work, should the request that wanted it go away.
            let _permit = permit;
            run()
        })
        .await
        .map_err(Problem::internal)?;
        drop(place);
        Ok(done)
    }

    /// How many passwords were checked or hashed since the start.
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
