//! The text of a key with which a program acts.

use crate::link;
use sha2::{Digest, Sha256};

/// A key: `panal_` and 256 random bits in base64url. Shown once, when it is made; what is kept is its digest and its
/// first characters. Never printed nor serialised.
pub struct ApiKey(String);

impl ApiKey {
    /// How every key begins, so that one that got lost in a public place is recognised.
    pub const PREFIX: &str = "panal_";
    /// First characters that are kept, by which people tell keys apart.
    pub const SHOWN_CHARS: usize = 12;

    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        link::random_text().map(|secret| Self(format!("{}{secret}", Self::PREFIX)))
    }

    /// What somebody shows, if it has the form of a key.
    #[must_use]
    pub fn parse(shown: &str) -> Option<Self> {
        shown
            .strip_prefix(Self::PREFIX)
            .is_some_and(link::is_secret)
            .then(|| Self(shown.to_owned()))
    }

    /// The key itself, for its owner alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The first characters, which may be shown to whoever manages keys.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.0.get(..Self::SHOWN_CHARS).unwrap_or(Self::PREFIX)
    }

    /// SHA-256 of the key: what is kept.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(***)")
    }
}
