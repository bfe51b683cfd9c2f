//! The second factor: codes of an authenticator app (RFC 6238), and recovery codes for whoever lost it.

use chrono::Utc;
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, Builder, Secret, Totp, TotpError};

/// What an authenticator app calls us.
const ISSUER: &str = "Panal";
/// Seconds for which a code is shown. One step before and after is taken, too.
const STEP: u64 = 30;
const DIGITS: u8 = 6;
const SKEW: u16 = 1;
/// Recovery codes that a user gets.
pub(crate) const RECOVERY_CODES: usize = 10;
/// Symbols of a recovery code: five bits each, eighty in all.
const SYMBOLS: usize = 16;
const GROUP: usize = 4;
/// Crockford's: without the letters that look like digits, and U.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J',
    'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// A code as it was typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TypedCode {
    /// Of an authenticator app.
    Totp(String),
    /// A recovery code, by what is kept of it.
    Recovery(Vec<u8>),
}

impl TypedCode {
    /// Reads a code; blanks and hyphens do not matter. `None` for what can be neither sort.
    #[must_use]
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let plain: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if plain.len() == usize::from(DIGITS) && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Totp(plain));
        }
        let symbols: Option<String> = plain.chars().map(symbol).collect();
        symbols
            .filter(|symbols| symbols.len() == SYMBOLS)
            .map(|symbols| Self::Recovery(digest(&symbols)))
    }
}

/// A symbol of a recovery code, read as people write it.
fn symbol(typed: char) -> Option<char> {
    let symbol = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.contains(&symbol).then_some(symbol)
}

/// What an authenticator app needs to know.
pub(crate) struct Enrolment {
    /// The secret itself; kept encrypted.
    pub(crate) secret: Vec<u8>,
    /// The same in base32, for typing.
    pub(crate) base32: String,
    /// The same as `otpauth://…`, for a QR code.
    pub(crate) url: String,
}

/// A new secret for `account`, at the business called `place`.
///
/// # Errors
/// When the system has no random numbers, or the names cannot stand in an address, which does not happen.
pub(crate) fn enrol(place: &str, account: &str) -> Result<Enrolment, Box<dyn std::error::Error>> {
    let mut secret = [0; 20];
    getrandom::fill(&mut secret)?;
    // A colon separates the two in the address.
    let issuer = format!("{ISSUER} {place}").trim().replace(':', " ");
    let totp = of(&secret)
        .with_account_name(account.replace(':', " "))
        .with_issuer(Some(issuer))
        .build()?;
    Ok(Enrolment {
        secret: secret.to_vec(),
        base32: totp.secret().to_base32(),
        url: totp.to_url()?,
    })
}

/// The step whose code this is, if it is one of about now and later than `last`: none is good twice.
///
/// # Errors
/// When the secret is none.
pub(crate) fn step_of(secret: &[u8], code: &str, last: i64) -> Result<Option<i64>, TotpError> {
    let totp: Totp = of(secret).with_account_name("-").build()?;
    let now = Utc::now().timestamp().max(0).unsigned_abs();
    let step = totp
        .check(code, now)
        .and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last))
}

fn of(secret: &[u8]) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW)
        .with_step_duration(STEP)
        .with_secret(Secret::from(secret.to_vec()))
}

/// Recovery codes as their owner sees them, once, and what is kept of each.
pub(crate) struct RecoveryCodes {
    /// `ABCD-EFGH-JKMN-PQRS`.
    pub(crate) shown: Vec<String>,
    /// SHA-256 of each.
    pub(crate) digests: Vec<Vec<u8>>,
}

impl RecoveryCodes {
    /// New ones.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        let mut codes = Self {
            shown: Vec::new(),
            digests: Vec::new(),
        };
        for _ in 0..RECOVERY_CODES {
            let mut bytes = [0; SYMBOLS];
            getrandom::fill(&mut bytes)?;
            let symbols: String = bytes
                .iter()
                .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
                .collect();
            codes.digests.push(digest(&symbols));
            codes.shown.push(grouped(&symbols));
        }
        Ok(codes)
    }
}

fn grouped(symbols: &str) -> String {
    let mut grouped = String::new();
    for (at, symbol) in symbols.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            grouped.push('-');
        }
        grouped.push(symbol);
    }
    grouped
}

fn digest(symbols: &str) -> Vec<u8> {
    Sha256::digest(symbols).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_about_its_time_and_once() {
        let enrolment = enrol("Clínica: Norte", "ana@x.co").unwrap();
        let totp = of(&enrolment.secret)
            .with_account_name("-")
            .build()
            .unwrap();
        let now = Utc::now().timestamp().unsigned_abs();
        let at = |offset: i64| {
            totp.generate(now.checked_add_signed(offset).unwrap())
                .to_string()
        };
        let step = step_of(&enrolment.secret, &at(0), 0).unwrap().unwrap();
        assert_eq!(step_of(&enrolment.secret, &at(0), step).unwrap(), None);
        assert!(step_of(&enrolment.secret, &at(30), step).unwrap().is_some());
        for far in [-120, 120] {
            assert_eq!(
                step_of(&enrolment.secret, &at(far), 0).unwrap(),
                None,
                "{far}"
            );
        }
        assert!(
            enrolment.url.starts_with("otpauth://totp/Panal%20Cl"),
            "{}",
            enrolment.url
        );
        assert!(enrolment.url.contains(&enrolment.base32));
    }

    #[test]
    fn recovery_codes_are_read_as_people_write_them() {
        let codes = RecoveryCodes::generate().unwrap();
        assert_eq!((codes.shown.len(), codes.digests.len()), (10, 10));
        for (shown, digest) in codes.shown.iter().zip(&codes.digests) {
            assert_eq!(shown.len(), 19);
            let sloppy = shown
                .to_lowercase()
                .replace('-', " ")
                .replace('0', "o")
                .replace('1', "l");
            assert_eq!(
                TypedCode::parse(&sloppy),
                Some(TypedCode::Recovery(digest.clone()))
            );
        }
        assert_eq!(
            TypedCode::parse(" 123 456"),
            Some(TypedCode::Totp("123456".to_owned()))
        );
        for neither in [
            "",
            "12345",
            "1234567",
            "ABCD-EFGH-JKMN-PQRU",
            "١٢٣٤٥٦",
            &"1".repeat(65),
        ] {
            assert_eq!(TypedCode::parse(neither), None, "{neither}");
        }
    }
}
