//! How people prove who they are, and for how long that holds.

use panal_domain::{LinkSigner, PasswordHash};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;

/// The secret of a development server. Everybody knows it, so production refuses it.
pub const DEVELOPMENT_SECRET: &str = "panal-development-secret-that-everybody-knows";

/// The key of a development server for what is kept encrypted. Refused by production, too.
pub const DEVELOPMENT_ENCRYPTION_SECRET: &str =
    "panal-development-encryption-secret-that-everybody-knows";

/// Fewest bytes of a secret: as many as an HS256 signature has.
const MIN_SECRET_BYTES: usize = 32;

/// Section `[auth]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthConfig {
    /// Signs access tokens; 32 bytes at least.
    pub secret: SecretString,
    /// The secret before the present one: tokens that it signed are still good. Set it while secrets change over.
    pub previous_secret: Option<SecretString>,
    /// Encrypts the secrets of second factors in the database; 32 bytes at least. Whoever loses it loses them.
    pub encryption_secret: SecretString,
    /// The secret before the present one: what it encrypted can still be read, and is encrypted anew when used.
    pub previous_encryption_secret: Option<SecretString>,
    /// Life of an access token.
    pub access_token_seconds: u64,
    /// Life of a refresh token, and so of a session that nobody uses.
    pub refresh_token_seconds: u64,
    /// bcrypt's cost for new passwords.
    pub bcrypt_cost: u32,
    /// Passwords checked at the same time; 0: one per core.
    pub login_concurrency: usize,
    /// Log-ins that may wait for their turn; more are sent away with 503.
    pub login_queue: usize,
    /// Wrong passwords of one account before log-ins to it slow down.
    pub account_attempts: u32,
    /// Wrong passwords from one address before log-ins from it slow down.
    pub address_attempts: u32,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            secret: SecretString::from(DEVELOPMENT_SECRET),
            previous_secret: None,
            encryption_secret: SecretString::from(DEVELOPMENT_ENCRYPTION_SECRET),
            previous_encryption_secret: None,
            access_token_seconds: 3600,
            refresh_token_seconds: 604_800,
            bcrypt_cost: PasswordHash::COST,
            login_concurrency: 0,
            login_queue: 64,
            account_attempts: 5,
            address_attempts: 50,
        }
    }
}

impl AuthConfig {
    /// Signs links with the encryption secret, so that a change of it leaves those given out good.
    #[must_use]
    pub fn links(&self) -> LinkSigner {
        LinkSigner::new(
            self.encryption_secret.expose_secret(),
            self.previous_encryption_secret
                .as_ref()
                .map(ExposeSecret::expose_secret),
        )
    }

    /// What is wrong, as `field: what`.
    #[must_use]
    pub fn faults(&self, production: bool) -> Vec<String> {
        let mut faults = Vec::new();
        let secrets = [
            ("auth.secret", Some(&self.secret)),
            ("auth.previous_secret", self.previous_secret.as_ref()),
            ("auth.encryption_secret", Some(&self.encryption_secret)),
            (
                "auth.previous_encryption_secret",
                self.previous_encryption_secret.as_ref(),
            ),
        ];
        for (field, secret) in secrets {
            let Some(secret) = secret.map(ExposeSecret::expose_secret) else {
                continue;
            };
            if secret.len() < MIN_SECRET_BYTES {
                faults.push(format!(
                    "{field}: shorter than {MIN_SECRET_BYTES} bytes; make one with: openssl rand -base64 48"
                ));
            }
            if production && [DEVELOPMENT_SECRET, DEVELOPMENT_ENCRYPTION_SECRET].contains(&secret) {
                faults.push(format!(
                    "{field}: the default secret is public; make one with: openssl rand -base64 48"
                ));
            }
        }
        for (field, seconds, longest) in [
            (
                "auth.access_token_seconds",
                self.access_token_seconds,
                86_400,
            ),
            (
                "auth.refresh_token_seconds",
                self.refresh_token_seconds,
                31_536_000,
            ),
        ] {
            if !(1..=longest).contains(&seconds) {
                faults.push(format!("{field}: {seconds} is not between 1 and {longest}"));
            }
        }
        if self.refresh_token_seconds < self.access_token_seconds {
            faults.push(
                "auth.refresh_token_seconds: shorter than auth.access_token_seconds".to_owned(),
            );
        }
        let cheapest = if production {
            10
        } else {
            PasswordHash::TEST_COST
        };
        if !(cheapest..=16).contains(&self.bcrypt_cost) {
            faults.push(format!(
                "auth.bcrypt_cost: {} is not between {cheapest} and 16",
                self.bcrypt_cost
            ));
        }
        if self.login_concurrency > 1024 {
            faults.push("auth.login_concurrency: at most 1024; 0 for one per core".to_owned());
        }
        for (field, value) in [
            ("auth.account_attempts", self.account_attempts),
            ("auth.address_attempts", self.address_attempts),
        ] {
            if value == 0 {
                faults.push(format!("{field}: must be at least 1"));
            }
        }
        faults
    }

    pub(crate) fn access_token_life(&self) -> Duration {
        Duration::from_secs(self.access_token_seconds)
    }

    pub(crate) fn refresh_token_life(&self) -> Duration {
        Duration::from_secs(self.refresh_token_seconds)
    }
}
