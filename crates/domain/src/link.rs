//! The secret part of a link that is sent by e-mail, and what such a link is for.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use strum::{Display, EnumString, IntoStaticStr};

/// Random bytes of a secret: as many as nobody guesses.
pub(crate) const SECRET_BYTES: usize = 32;
/// Characters of such a secret in base64url.
pub(crate) const SECRET_CHARS: usize = 43;

/// What a link lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum LinkPurpose {
    /// Choose the first password.
    Invitation,
    /// Choose a new password.
    PasswordReset,
    /// Show that the address is one's own.
    EmailConfirmation,
}

impl LinkPurpose {
    /// The name under which it is kept.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// For how long the link is good.
    #[must_use]
    pub const fn life(self) -> TimeDelta {
        match self {
            Self::Invitation => TimeDelta::days(7),
            Self::PasswordReset => TimeDelta::hours(1),
            Self::EmailConfirmation => TimeDelta::days(3),
        }
    }
}

/// The secret of a link: 256 random bits in base64url. It goes into the message and nowhere else; what is kept is its
/// digest. Never printed nor serialised.
pub struct LinkToken(String);

impl LinkToken {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        random_text().map(Self)
    }

    /// What somebody shows, if it can be a token at all.
    #[must_use]
    pub fn parse(shown: &str) -> Option<Self> {
        let shown = shown.trim();
        is_secret(shown).then(|| Self(shown.to_owned()))
    }

    /// The token itself, for the message alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the token: what is kept.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(***)")
    }
}

/// 256 random bits in base64url.
pub(crate) fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether a text has the form of such a secret.
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == SECRET_CHARS
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
