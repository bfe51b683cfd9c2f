//! What ends a command early: a cause, a cure and an exit code.

use panal_domain::Invalid;
use serde_json::{Value, json};
use std::io;

/// Exit codes, as `--help` documents them.
pub(crate) mod code {
    /// Everything was done.
    pub(crate) const DONE: u8 = 0;
    /// Nothing was done, or it failed.
    pub(crate) const FAILED: u8 = 1;
    /// The command line or the configuration makes no sense.
    pub(crate) const USAGE: u8 = 2;
    /// Some of it was done.
    pub(crate) const PARTLY: u8 = 3;
}

/// Why a command ends.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    causes: Vec<String>,
    cure: Option<String>,
    reported: bool,
}

/// What commands return.
pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// Something failed.
    pub(crate) fn new(cause: impl Into<String>) -> Self {
        Self {
            code: code::FAILED,
            causes: vec![cause.into()],
            cure: None,
            reported: false,
        }
    }

    /// The command line makes no sense.
    pub(crate) fn usage(cause: impl Into<String>) -> Self {
        Self {
            code: code::USAGE,
            ..Self::new(cause)
        }
    }

    /// The configuration makes no sense.
    pub(crate) fn configuration(faults: Vec<String>) -> Self {
        Self {
            code: code::USAGE,
            causes: faults,
            cure: Some(
                "set them in panal.toml or as PANAL__SECTION__KEY; `panal config show` prints what holds now"
                    .to_owned(),
            ),
            reported: false,
        }
    }

    /// The command's own output said it all.
    pub(crate) fn reported(code: u8) -> Self {
        Self {
            code,
            causes: Vec::new(),
            cure: None,
            reported: true,
        }
    }

    /// The same with a way out.
    pub(crate) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }

    /// For stderr; empty when everything was said.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for cause in &self.causes {
            text.push_str("error: ");
            text.push_str(&cause.replace('\n', "\n       "));
            text.push('\n');
        }
        if let Some(cure) = &self.cure {
            text.push_str("cure:  ");
            text.push_str(cure);
            text.push('\n');
        }
        text
    }

    /// In one line, for a list of results.
    pub(crate) fn cause(&self) -> String {
        self.causes.join("; ")
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.cure.as_deref()
    }

    /// For stdout under `--json`; nothing when the command's own output said it all.
    pub(crate) fn json(&self) -> Option<Value> {
        (!self.reported).then(|| json!({"error": {"causes": self.causes, "cure": self.cure}}))
    }
}

impl From<panal_provisioner::Error> for Failure {
    fn from(error: panal_provisioner::Error) -> Self {
        Self {
            cure: error.cure(),
            ..Self::new(error.to_string())
        }
    }
}

impl From<panal_persistence::Error> for Failure {
    fn from(error: panal_persistence::Error) -> Self {
        panal_provisioner::Error::from(error).into()
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        panal_provisioner::Error::from(error).into()
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        panal_provisioner::Error::from(error).into()
    }
}

impl From<Invalid> for Failure {
    fn from(error: Invalid) -> Self {
        Self::new(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // Whoever read our output has seen enough: `panal tenant list | head`.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::reported(code::DONE);
        }
        Self::new(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        match error.io_error_kind() {
            Some(kind) => io::Error::from(kind).into(),
            None => Self::new(error.to_string()),
        }
    }
}
