//! Running a transaction again when the database could not run it beside others.

use crate::problem::Problem;
use panal_persistence::Error;
use std::time::Duration;

/// Why a transaction came to nothing.
#[derive(Debug)]
pub enum Failure {
    /// The database said no.
    Database(Error),
    /// We say no.
    Problem(Problem),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Database(error) => error.into(),
            Failure::Problem(problem) => problem,
        }
    }
}

const ATTEMPTS: u32 = 4;

/// Runs `work`, a whole transaction from beginning to commit; runs it again, after a short wait, when it lost against
/// another one (deadlock, serialisation). After the last attempt the answer is 503.
pub async fn transaction<T>(work: impl AsyncFn() -> Result<T, Failure>) -> Result<T, Problem> {
    let mut attempt = 1;
    loop {
        match work().await {
            Err(Failure::Database(error)) if error.is_transient() && attempt < ATTEMPTS => {
                tracing::debug!(%error, attempt, "transaction runs again");
                // Waits differ, or those who collided would collide again.
                let spread = u64::from(
                    uuid::Uuid::new_v4()
                        .as_bytes()
                        .first()
                        .copied()
                        .unwrap_or_default(),
                );
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5 + spread / 8))
                    .await;
                attempt += 1;
            }
            other => return other.map_err(Problem::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use panal_persistence::PgError;
    use std::cell::Cell;

    fn refused(code: &str) -> Failure {
        Failure::Database(Error::Postgres(Box::new(PgError {
            code: code.to_owned(),
            constraint: None,
            table: None,
            column: None,
            message: String::new(),
            detail: None,
            hint: None,
        })))
    }

    #[tokio::test]
    async fn what_lost_a_race_runs_again_and_then_gives_up() {
        let runs = Cell::new(0);
        let once = transaction(async || {
            runs.set(runs.get() + 1);
            if runs.get() < 3 {
                Err(refused("40P01"))
            } else {
                Ok(runs.get())
            }
        });
        assert_eq!(once.await.unwrap(), 3);

        runs.set(0);
        let never: Result<(), _> = transaction(async || {
            runs.set(runs.get() + 1);
            Err(refused("40001"))
        })
        .await;
        assert_eq!((never.unwrap_err().status().as_u16(), runs.get()), (503, 4));

        runs.set(0);
        let other: Result<(), _> = transaction(async || {
            runs.set(runs.get() + 1);
            Err(refused("23505"))
        })
        .await;
        assert_eq!((other.unwrap_err().status().as_u16(), runs.get()), (409, 1));
    }
}
