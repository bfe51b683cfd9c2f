//! What the database keeps and must not be able to read.
//!
//! XChaCha20-Poly1305. A sealed value is: a version, the id of the key, the nonce, the ciphertext. It opens for its
//! owner alone: copied into another row, it does not.

use super::AuthConfig;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 24;

/// Seals and opens values.
#[derive(Clone)]
pub struct SecretBox {
    current: Key,
    previous: Option<Key>,
}

#[derive(Clone)]
struct Key {
    id: [u8; KEY_ID],
    cipher: XChaCha20Poly1305,
}

/// A value that was sealed.
pub struct Opened {
    /// The value.
    pub plain: Vec<u8>,
    /// Whether the key before the present one sealed it; to be sealed anew.
    pub outdated: bool,
}

/// A value that cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum BoxFault {
    /// The system has no random numbers.
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// No key that is configured sealed it.
    #[error(
        "sealed with a key that is not configured; set auth.previous_encryption_secret to the one before"
    )]
    UnknownKey,
    /// It is damaged, or was sealed for somebody else.
    #[error("damaged, or sealed for somebody else")]
    Broken,
}

impl Key {
    fn new(secret: &SecretString) -> Self {
        let derive = |purpose: &str| {
            Sha256::new()
                .chain_update(purpose)
                .chain_update(secret.expose_secret())
                .finalize()
        };
        let mut id = [0; KEY_ID];
        for (to, from) in id.iter_mut().zip(derive("panal encryption key id")) {
            *to = from;
        }
        let key: [u8; 32] = derive("panal encryption key").into();
        Self {
            id,
            cipher: XChaCha20Poly1305::new(&key.into()),
        }
    }
}

impl SecretBox {
    /// With the secrets of `config`.
    #[must_use]
    pub fn new(config: &AuthConfig) -> Self {
        Self {
            current: Key::new(&config.encryption_secret),
            previous: config.previous_encryption_secret.as_ref().map(Key::new),
        }
    }

    /// Seals `plain` for its `owner`.
    ///
    /// # Errors
    /// [`BoxFault`].
    pub fn seal(&self, owner: Uuid, plain: &[u8]) -> Result<Vec<u8>, BoxFault> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: owner.as_bytes(),
        };
        let sealed = self
            .current
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_too_long| BoxFault::Broken)?;
        let head = [VERSION].into_iter().chain(self.current.id).chain(nonce);
        Ok(head.chain(sealed).collect())
    }

    /// Opens what was sealed for `owner`.
    ///
    /// # Errors
    /// [`BoxFault`].
    pub fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<Opened, BoxFault> {
        let (&version, rest) = sealed.split_first().ok_or(BoxFault::Broken)?;
        let (id, rest) = rest.split_first_chunk::<KEY_ID>().ok_or(BoxFault::Broken)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(BoxFault::Broken)?;
        if version != VERSION {
            return Err(BoxFault::Broken);
        }
        let key = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|key| key.id == *id)
            .ok_or(BoxFault::UnknownKey)?;
        let payload = Payload {
            msg: sealed,
            aad: owner.as_bytes(),
        };
        let plain = key
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_unauthentic| BoxFault::Broken)?;
        Ok(Opened {
            plain,
            outdated: key.id != self.current.id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed_by(secret: &str, previous: Option<&str>) -> SecretBox {
        SecretBox::new(&AuthConfig {
            encryption_secret: SecretString::from(secret),
            previous_encryption_secret: previous.map(SecretString::from),
            ..AuthConfig::default()
        })
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_alone() {
        let keys = sealed_by("one", None);
        let (ana, eva) = (Uuid::new_v4(), Uuid::new_v4());
        let sealed = keys.seal(ana, b"geheim").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"geheim"));
        assert_ne!(sealed, keys.seal(ana, b"geheim").unwrap());
        let opened = keys.open(ana, &sealed).unwrap();
        assert_eq!(
            (opened.plain.as_slice(), opened.outdated),
            (&b"geheim"[..], false)
        );
        assert!(matches!(keys.open(eva, &sealed), Err(BoxFault::Broken)));
        for at in [0, 12, sealed.len() - 1] {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(
                matches!(keys.open(ana, &damaged), Err(BoxFault::Broken)),
                "{at}"
            );
        }
        assert!(keys.open(ana, &sealed[..20]).is_err());
    }

    #[test]
    fn keys_change_over() {
        let ana = Uuid::new_v4();
        let sealed = sealed_by("one", None).seal(ana, b"geheim").unwrap();
        let opened = sealed_by("two", Some("one")).open(ana, &sealed).unwrap();
        assert_eq!(
            (opened.plain.as_slice(), opened.outdated),
            (&b"geheim"[..], true)
        );
        let lost = sealed_by("two", None).open(ana, &sealed);
        assert!(matches!(lost, Err(BoxFault::UnknownKey)));
    }
}
