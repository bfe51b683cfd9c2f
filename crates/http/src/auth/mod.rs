//! Who asks, and what they may do.

mod config;
pub(crate) mod cookie;
mod guards;
mod passwords;
mod principal;
pub(crate) mod problems;
pub mod secret_box;
mod sessions;
mod throttle;
mod token;
pub(crate) mod totp;

pub use config::{AuthConfig, DEVELOPMENT_ENCRYPTION_SECRET, DEVELOPMENT_SECRET};
pub use guards::{
    Authenticated, Can, CanEverywhere, Personal, PlatformAuthenticated, Public, SuperAdmin,
};
pub use passwords::Passwords;
pub use principal::{Impersonator, Principal, PrincipalKind, SessionFacts};
pub use secret_box::SecretBox;
pub use sessions::{CHANNEL, Sessions};
pub use throttle::{Attempt, Throttle};
pub use token::{Audience, Claims, RefreshToken, TokenFault, Tokens};

use panal_domain::HashError;
use panal_persistence::db::Notifications;
use std::sync::Arc;

/// All that authentication keeps between requests.
#[derive(Clone)]
pub struct Auth {
    /// Section `[auth]`.
    pub config: Arc<AuthConfig>,
    /// Signs and checks access tokens.
    pub tokens: Tokens,
    /// Encrypts what the database must not be able to read.
    pub secrets: SecretBox,
    /// Checks passwords.
    pub passwords: Passwords,
    /// Slows down whoever guesses.
    pub throttle: Throttle,
    /// The same for links: asking for them, and showing what is none. Whoever forgot the password does not use up the
    /// log-ins of an address.
    pub links: Throttle,
    /// Remembers sessions.
    pub sessions: Sessions,
}

impl Auth {
    /// With these settings. `notifications` must listen on [`CHANNEL`] and [`crate::tenancy::CHANNEL`]. Must be
    /// called inside a Tokio runtime.
    ///
    /// # Errors
    /// When the system has no random numbers or `bcrypt_cost` is none.
    pub fn new(config: AuthConfig, notifications: &Notifications) -> Result<Self, HashError> {
        Ok(Self {
            tokens: Tokens::new(&config),
            secrets: SecretBox::new(&config),
            passwords: Passwords::new(
                config.bcrypt_cost,
                config.login_concurrency,
                config.login_queue,
            )?,
            throttle: Throttle::new(config.account_attempts, config.address_attempts),
            links: Throttle::new(config.account_attempts, config.address_attempts),
            sessions: Sessions::new(notifications),
            config: Arc::new(config),
        })
    }
}
