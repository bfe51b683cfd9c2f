//! Passwords of users made on the command line: read from stdin or made up, never in an argument.

use crate::failure::{Failure, Result};
use panal_domain::{Email, Password, PasswordHash};
use std::io::Read;
use uuid::Uuid;

/// A password and whether the operator has to be told it.
pub(crate) struct Chosen {
    pub(crate) password: Password,
    pub(crate) generated: bool,
}

impl Chosen {
    /// What to print, once; nothing if the operator knows it.
    pub(crate) fn reveal(&self) -> Option<String> {
        self.generated.then(|| self.password.expose().to_owned())
    }
}

/// The first line of stdin, or a new one.
pub(crate) fn choose(from_stdin: bool, email: &Email) -> Result<Chosen> {
    if !from_stdin {
        return generate();
    }
    let mut text = String::new();
    std::io::stdin()
        .take(4096)
        .read_to_string(&mut text)
        .map_err(|error| Failure::new(format!("no password on standard input: {error}")))?;
    let line = text.lines().next().unwrap_or_default();
    let password = Password::parse(line, &[email.as_str()])
        .map_err(|fault| Failure::usage(format!("the password on standard input: {fault}")))?;
    Ok(Chosen {
        password,
        generated: false,
    })
}

/// About 96 random bits in letters that cannot be mistaken for each other.
pub(crate) fn generate() -> Result<Chosen> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = Uuid::new_v4()
        .into_bytes()
        .into_iter()
        .chain(Uuid::new_v4().into_bytes())
        // Bytes 6 and 8 of each have fixed bits.
        .enumerate()
        .filter(|(index, _)| !matches!(index % 16, 6 | 8))
        .map(|(_, byte)| byte)
        .take(20);
    let mut text = String::new();
    for (index, byte) in bytes.enumerate() {
        if index > 0 && index % 5 == 0 {
            text.push('-');
        }
        let letter = LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a');
        text.push(char::from(letter));
    }
    Ok(Chosen {
        password: Password::parse(&text, &[])?,
        generated: true,
    })
}

/// Hashed off the executor's threads: it takes a quarter of a second.
pub(crate) async fn hash(password: Password, cost: u32) -> Result<PasswordHash> {
    let hashed = tokio::task::spawn_blocking(move || PasswordHash::new(&password, cost))
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    hashed.map_err(|error| Failure::new(error.to_string()))
}
