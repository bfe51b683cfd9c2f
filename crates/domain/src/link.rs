//! The secret part of a link that is sent by e-mail, and what such a link is for.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use strum::{Display, EnumString, IntoStaticStr};
use uuid::Uuid;

use crate::id::TenantId;

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

/// What a signed link is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SignedFor {
    /// One's own appointment: look at it, move it, cancel it, rate it.
    Appointment,
    /// A time that is held while one fills the form in.
    Hold,
    /// A time that is offered to somebody of the waiting list.
    Offer,
}

/// The end of a link that names a row and cannot be guessed: 43 characters of base64url. Unlike a [`LinkToken`] it can
/// be written again for every message, and nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedLink {
    /// The row that it names. Nobody has checked the signature yet: [`LinkSigner::verifies`].
    pub id: Uuid,
    signature: [u8; SIGNATURE_BYTES],
}

const SIGNATURE_BYTES: usize = 16;

impl SignedLink {
    /// What somebody shows, if it can be such a link at all.
    #[must_use]
    pub fn parse(shown: &str) -> Option<Self> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(shown.trim()).ok()?.try_into().ok()?;
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        Some(Self {
            id: Uuid::from_bytes(*id),
            signature: rest.try_into().ok()?,
        })
    }
}

/// Signs links with the server's own secret: HMAC-SHA-256 of purpose, tenant, row and version, cut to 128 bits.
#[derive(Clone)]
pub struct LinkSigner {
    current: Vec<u8>,
    previous: Option<Vec<u8>>,
}

impl LinkSigner {
    /// With the server's secret, and the one before it, whose links stay good.
    #[must_use]
    pub fn new(current: &str, previous: Option<&str>) -> Self {
        let key = |secret: &str| {
            Sha256::new()
                .chain_update("panal link key")
                .chain_update(secret)
                .finalize()
                .to_vec()
        };
        Self {
            current: key(current),
            previous: previous.map(key),
        }
    }

    /// The link to row `id` of `tenant`. Links of an older `version` of the row are good no more.
    #[must_use]
    pub fn sign(&self, purpose: SignedFor, tenant: TenantId, id: Uuid, version: i32) -> String {
        let mut bytes = id.as_bytes().to_vec();
        if let Some(mac) = mac(&self.current, purpose, tenant, id, version) {
            bytes.extend(mac.finalize().into_bytes().iter().take(SIGNATURE_BYTES));
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whether this server, or one with its secrets, signed the link for just this. Takes as long for one as for another.
    #[must_use]
    pub fn verifies(
        &self,
        link: &SignedLink,
        purpose: SignedFor,
        tenant: TenantId,
        version: i32,
    ) -> bool {
        [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(|key| mac(key, purpose, tenant, link.id, version))
            .any(|mac| mac.verify_truncated_left(&link.signature).is_ok())
    }
}

impl std::fmt::Debug for LinkSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkSigner(***)")
    }
}

/// HMAC takes keys of any length, so there always is one.
fn mac(
    key: &[u8],
    purpose: SignedFor,
    tenant: TenantId,
    id: Uuid,
    version: i32,
) -> Option<Hmac<Sha256>> {
    let purpose: &'static str = purpose.into();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(purpose.as_bytes());
    mac.update(tenant.0.as_bytes());
    mac.update(id.as_bytes());
    mac.update(&version.to_be_bytes());
    Some(mac)
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
