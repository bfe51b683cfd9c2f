//! Values as the file and the environment give them.

use super::SECRETS;
use config::{Value, ValueKind};
use std::{collections::BTreeMap, fmt, path::Path};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(String),
    Env(String),
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{path}"),
            Self::Env(name) => write!(f, "{name}"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// One value and where it came from.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) key: String,
    pub(crate) value: ValueKind,
    pub(crate) origin: Origin,
}

/// The leaves of a tree of tables, with their dotted keys.
pub(crate) fn leaves(value: &Value) -> BTreeMap<String, ValueKind> {
    let mut found = BTreeMap::new();
    collect("", value, &mut found);
    found
}

fn collect(prefix: &str, value: &Value, found: &mut BTreeMap<String, ValueKind>) {
    match &value.kind {
        ValueKind::Table(table) => {
            for (name, value) in table {
                let key = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                collect(&key, value, found);
            }
        }
        kind => {
            found.insert(prefix.to_owned(), kind.clone());
        }
    }
}

/// The values of a file.
pub(crate) fn file(path: &Path) -> Result<Vec<Given>, String> {
    let read = config::Config::builder()
        .add_source(config::File::from(path).format(config::FileFormat::Toml))
        .build()
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(leaves(&read.cache)
        .into_iter()
        .map(|(key, value)| Given {
            key,
            value,
            origin: Origin::File(path.display().to_string()),
        })
        .collect())
}

const PREFIX: &str = "PANAL__";

/// The values of the environment: `PANAL__SECTION__KEY`, and for secrets `PANAL__SECTION__KEY_FILE`, which names a file
/// that holds the value.
pub(crate) fn environment(
    variables: impl Iterator<Item = (String, String)>,
    defaults: &BTreeMap<String, ValueKind>,
    faults: &mut Vec<String>,
) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    for (name, raw) in variables {
        let Some(rest) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let key = rest.to_lowercase().replace("__", ".");
        let secret = key
            .strip_suffix("_file")
            .filter(|secret| SECRETS.contains(secret))
            .map(str::to_owned);
        let (key, value) = match secret {
            Some(secret) => match std::fs::read_to_string(&raw) {
                Ok(text) => {
                    let text = text.trim_end_matches(['\r', '\n']).to_owned();
                    (secret, ValueKind::String(text))
                }
                Err(error) => {
                    faults.push(format!(
                        "{secret}: {name} names {raw}, which cannot be read: {error}"
                    ));
                    continue;
                }
            },
            None => match typed(&key, raw, defaults) {
                Some(value) => (key, value),
                None => continue,
            },
        };
        if let Some(other) = given.iter().find(|other| other.key == key) {
            faults.push(format!(
                "{key}: given twice, by {} and by {name}; keep one",
                other.origin
            ));
            continue;
        }
        given.push(Given {
            key,
            value,
            origin: Origin::Env(name),
        });
    }
    given
}

/// A text as the type that the setting has by default. Nothing given for a number or a switch is nothing said.
pub(crate) fn typed(
    key: &str,
    raw: String,
    defaults: &BTreeMap<String, ValueKind>,
) -> Option<ValueKind> {
    let number = |raw: String| {
        raw.trim()
            .parse()
            .map_or(ValueKind::String(raw), ValueKind::I64)
    };
    let switch = |raw: String| match raw.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => ValueKind::Boolean(true),
        "false" | "no" | "off" | "0" => ValueKind::Boolean(false),
        _ => ValueKind::String(raw),
    };
    match defaults.get(key) {
        Some(ValueKind::Array(_)) => Some(ValueKind::Array(
            raw.split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| Value::new(None, ValueKind::String(item.to_owned())))
                .collect(),
        )),
        Some(ValueKind::String(_)) => Some(ValueKind::String(raw)),
        _ if raw.trim().is_empty() => None,
        Some(ValueKind::Boolean(_)) => Some(switch(raw)),
        Some(_) => Some(number(raw)),
        // Settings without a default are of any type; those that are secrets are texts.
        None if SECRETS.contains(&key) => Some(ValueKind::String(raw)),
        None => Some(match number(raw) {
            ValueKind::String(raw) if raw == "true" || raw == "false" => switch(raw),
            value => value,
        }),
    }
}
