//! Access tokens (JWT, HS256) and refresh tokens (random, known to us by their digest alone).

use super::AuthConfig;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Utc;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    errors::ErrorKind,
};
use panal_domain::{SessionId, TenantId, UserId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const ISSUER: &str = "panal";
/// Seconds by which clocks may differ.
const LEEWAY: u64 = 5;

/// For whom a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The staff of the tenant named in `tid`.
    Tenant,
    /// Users of the platform.
    Platform,
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it: `panal`.
    pub iss: String,
    /// For whom it is.
    pub aud: Audience,
    /// The user.
    pub sub: UserId,
    /// The tenant; none on the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tid: Option<TenantId>,
    /// The session.
    pub sid: SessionId,
    /// The platform user who acts in the user's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imp: Option<UserId>,
    /// Makes each token different.
    pub jti: Uuid,
    /// When it was made, in seconds since 1970, as the next two.
    pub iat: i64,
    /// When it begins to be good.
    pub nbf: i64,
    /// When it stops.
    pub exp: i64,
}

impl Claims {
    /// Says that `user` is in `session`, of `tenant` or else of the platform, from now on for `seconds`.
    #[must_use]
    pub fn new(tenant: Option<TenantId>, user: UserId, session: SessionId, seconds: u64) -> Self {
        let now = Utc::now().timestamp();
        Self {
            iss: ISSUER.to_owned(),
            aud: if tenant.is_some() {
                Audience::Tenant
            } else {
                Audience::Platform
            },
            sub: user,
            tid: tenant,
            sid: session,
            imp: None,
            jti: Uuid::new_v4(),
            iat: now,
            nbf: now,
            exp: now.saturating_add_unsigned(seconds),
        }
    }

    /// The same, said to be a platform user in the user's place.
    #[must_use]
    pub fn impersonated(self, by: UserId) -> Self {
        Self {
            imp: Some(by),
            ..self
        }
    }
}

/// Why an access token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// Past its time.
    Expired,
    /// Anything else; callers learn no more.
    Invalid,
}

/// Signs and checks access tokens.
#[derive(Clone)]
pub struct Tokens {
    current: Key,
    previous: Option<Key>,
    validation: Validation,
}

#[derive(Clone)]
struct Key {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Key {
    fn new(secret: &SecretString) -> Self {
        let secret = secret.expose_secret().as_bytes();
        // Names the secret without telling it.
        let digest = Sha256::new()
            .chain_update("panal key id")
            .chain_update(secret)
            .finalize();
        Self {
            id: URL_SAFE_NO_PAD.encode(digest.iter().take(6).copied().collect::<Vec<u8>>()),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        }
    }
}

impl Tokens {
    /// With the secrets of `config`.
    #[must_use]
    pub fn new(config: &AuthConfig) -> Self {
        // The algorithm is ours to say, not the token's.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&["tenant", "platform"]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        Self {
            current: Key::new(&config.secret),
            previous: config.previous_secret.as_ref().map(Key::new),
            validation,
        }
    }

    /// Signs `claims`.
    ///
    /// # Errors
    /// When they cannot be written as JSON, which does not happen.
    pub fn sign(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        let header = Header {
            kid: Some(self.current.id.clone()),
            ..Header::new(Algorithm::HS256)
        };
        encode(&header, claims, &self.current.encoding)
    }

    /// What a good token says.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn check(&self, token: &str) -> Result<Claims, TokenFault> {
        let header = decode_header(token).map_err(|_unreadable| TokenFault::Invalid)?;
        let key = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|key| header.kid.as_deref() == Some(&key.id))
            .ok_or(TokenFault::Invalid)?;
        decode::<Claims>(token, &key.decoding, &self.validation)
            .map(|data| data.claims)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => TokenFault::Expired,
                _ => TokenFault::Invalid,
            })
    }
}

/// A refresh token: 256 random bits.
pub struct RefreshToken(SecretString);

impl RefreshToken {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(SecretString::from(URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The token itself, for its owner alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        Self::digest_of(&self.0)
    }

    /// What would be kept of a token that was shown.
    #[must_use]
    pub fn digest_of(shown: &SecretString) -> Vec<u8> {
        Sha256::digest(shown.expose_secret()).to_vec()
    }
}
