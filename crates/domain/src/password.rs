//! What a new password must be, and how it is kept.

mod strength;

use crate::invalid::Invalid;

/// A new password that follows the rules. It is never printed nor serialised.
pub struct Password(String);

impl Password {
    /// Fewest characters.
    pub const MIN_CHARS: usize = 10;
    /// Most bytes: bcrypt reads no more.
    pub const MAX_BYTES: usize = 72;

    /// Checks a new password, taken as it is; `about` is what others know of its user, such as the e-mail address, the
    /// name of the person and of the business: whoever guesses begins with that.
    ///
    /// Only for choosing a password: at login, compare whatever was typed. Takes some milliseconds.
    ///
    /// # Errors
    /// `password_blank`, `password_nul`, `password_too_short`, `password_too_long`, `password_is_email`,
    /// `password_weak`.
    pub fn parse(raw: &str, about: &[&str]) -> Result<Self, Invalid> {
        if raw.chars().all(char::is_whitespace) {
            return Err(BLANK);
        }
        if raw.contains('\0') {
            return Err(NUL);
        }
        if raw.chars().count() < Self::MIN_CHARS {
            return Err(TOO_SHORT);
        }
        if raw.len() > Self::MAX_BYTES {
            return Err(TOO_LONG);
        }
        let lower = raw.trim().to_lowercase();
        if about
            .iter()
            .any(|known| known.contains('@') && known.trim().to_lowercase() == lower)
        {
            return Err(IS_EMAIL);
        }
        strength::check(raw, about)?;
        Ok(Self(raw.to_owned()))
    }

    /// The password itself, to be hashed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(***)")
    }
}

/// A password as it is kept: a bcrypt hash. Never printed nor serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// bcrypt's cost in production: about a quarter of a second of one core.
    pub const COST: u32 = 12;
    /// The least cost bcrypt knows; for tests.
    pub const TEST_COST: u32 = 4;

    /// Hashes a password with a random salt. Takes as long as `cost` says: not for an executor's thread.
    ///
    /// # Errors
    /// [`HashError`] when `cost` is not between 4 and 31 or the system has no random numbers.
    pub fn new(password: &Password, cost: u32) -> Result<Self, HashError> {
        bcrypt::hash(password.expose(), cost)
            .map(Self)
            .map_err(HashError)
    }

    /// Hashes anew, at another cost, what was just found to be the password: it may break rules that are younger than
    /// it. As slow as [`PasswordHash::new`].
    ///
    /// # Errors
    /// As [`PasswordHash::new`].
    pub fn again(typed: &str, cost: u32) -> Result<Self, HashError> {
        bcrypt::hash(typed, cost).map(Self).map_err(HashError)
    }

    /// A hash that no password is known for. Verifying against it takes as long as against a real one of that cost,
    /// so that an unknown user cannot be told from a wrong password.
    ///
    /// # Errors
    /// As [`PasswordHash::new`].
    pub fn decoy(cost: u32) -> Result<Self, HashError> {
        bcrypt::hash(uuid::Uuid::new_v4().as_bytes(), cost)
            .map(Self)
            .map_err(HashError)
    }

    /// A hash that was kept.
    #[must_use]
    pub fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    /// Whether `typed` is the password. Takes as long as the hash's cost says. A text that cannot be a password, or
    /// a hash that is none, is simply no match.
    #[must_use]
    pub fn verify(&self, typed: &str) -> bool {
        // bcrypt looks at 72 bytes and no more; what is longer than a password can be must not match by its beginning.
        let possible = typed.len() <= Password::MAX_BYTES && !typed.contains('\0');
        let matches = bcrypt::verify(typed, &self.0).unwrap_or(false);
        possible && matches
    }

    /// bcrypt's cost, where the hash is one.
    #[must_use]
    pub fn cost(&self) -> Option<u32> {
        self.0
            .parse::<bcrypt::HashParts>()
            .ok()
            .map(|parts| parts.get_cost())
    }

    /// The hash itself, to be kept.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("password could not be hashed: {0}")]
pub struct HashError(bcrypt::BcryptError);

const BLANK: Invalid = Invalid::new(
    "password_blank",
    "Escriba una contraseña; no puede ser solo espacios.",
    "Write a password; blanks alone will not do.",
);
const NUL: Invalid = Invalid::new(
    "password_nul",
    "Quite el carácter nulo de la contraseña.",
    "Remove the NUL character from the password.",
);
const TOO_SHORT: Invalid = Invalid::new(
    "password_too_short",
    "Use al menos 10 caracteres; una frase es fácil de recordar.",
    "Use at least 10 characters; a phrase is easy to remember.",
);
const TOO_LONG: Invalid = Invalid::new(
    "password_too_long",
    "Use como máximo 72 bytes (las tildes y la eñe cuentan doble).",
    "Use at most 72 bytes (accented letters count twice).",
);
const IS_EMAIL: Invalid = Invalid::new(
    "password_is_email",
    "Use una contraseña distinta de su correo.",
    "Use a password other than your e-mail address.",
);
