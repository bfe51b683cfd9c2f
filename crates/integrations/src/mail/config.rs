use lettre::message::Mailbox;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::{path::PathBuf, time::Duration};

/// How letters leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Not at all: each becomes a file.
    File,
    /// Through a mail server.
    Smtp,
}

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// TLS from the first byte, as on port 465.
    Tls,
    /// TLS after STARTTLS, which must succeed, as on port 587.
    Starttls,
    /// In the clear: for a relay on the same machine.
    None,
}

/// The address in whose name visits are entered into calendars, unless the business has one of its own.
pub(super) struct Organizer(pub(super) String);

/// Section `[mail]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// `smtp`, or `file` on a developer's machine; unset: as the environment has it.
    pub transport: Option<Transport>,
    /// Where letters go that do not leave.
    pub directory: PathBuf,
    /// The sender: an address, with a name or without.
    pub from: String,
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is spoken to.
    pub tls: TlsMode,
    /// Log-in; empty: none.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Seconds that the server may take for each step.
    pub timeout_seconds: u64,
}

impl MailConfig {
    /// The transport that holds.
    #[must_use]
    pub fn transport(&self, is_production: bool) -> Transport {
        self.transport.unwrap_or(if is_production {
            Transport::Smtp
        } else {
            Transport::File
        })
    }

    /// What is wrong, as `field: what`.
    #[must_use]
    pub fn faults(&self, is_production: bool) -> Vec<String> {
        let mut faults = Vec::new();
        if self.from.parse::<Mailbox>().is_err() {
            faults.push(format!(
                "mail.from: '{}' is not a sender such as Panal <no-responder@panal.co>",
                self.from
            ));
        }
        if !(1..=300).contains(&self.timeout_seconds) {
            faults.push(format!(
                "mail.timeout_seconds: {} is not between 1 and 300",
                self.timeout_seconds
            ));
        }
        match self.transport(is_production) {
            Transport::File if is_production => {
                faults
                    .push("mail.transport: in production letters must leave; use smtp".to_owned());
            }
            Transport::File if self.directory.as_os_str().is_empty() => {
                faults.push("mail.directory: missing; give a directory for letters".to_owned());
            }
            Transport::File => {}
            Transport::Smtp => faults.extend(self.smtp_faults()),
        }
        faults
    }

    fn smtp_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.host.is_empty() {
            faults.push("mail.host: missing; give the mail server's name".to_owned());
        }
        if self.port == 0 {
            faults.push(
                "mail.port: 0 is no mail server's; 587 with starttls, 465 with tls".to_owned(),
            );
        }
        let has_password = !self.password.expose_secret().is_empty();
        if self.user.is_empty() == has_password {
            faults.push("mail.user: a log-in needs both mail.user and mail.password".to_owned());
        }
        let is_local = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.tls == TlsMode::None && !self.host.is_empty() && !is_local {
            faults.push(
                "mail.tls: none would send letters, with links that open accounts, in the clear; use starttls or tls"
                    .to_owned(),
            );
        }
        faults
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }
}
