//! `panal config`

use crate::{
    config::{SECRETS, address_of, masked},
    context::Context,
    failure::{Failure, Result, code},
    output::Table,
};
use ::config::ValueKind;
use clap::Subcommand;
use serde_json::{Map, Value, json};

/// Commands about the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the effective configuration, secrets masked, and where each value came from
    Show,
}

pub(crate) fn run(command: &ConfigCommand, context: &Context) -> Result {
    match command {
        ConfigCommand::Show => show(context),
    }
}

fn show(context: &Context) -> Result {
    let loaded = &context.loaded;
    let mut shown: Vec<(String, Value, String)> = loaded
        .values
        .iter()
        .map(|(key, (value, origin))| (key.clone(), visible(key, value), origin.to_string()))
        .collect();
    for (key, value) in derived(context) {
        match shown.iter_mut().find(|(known, ..)| *known == key) {
            Some(entry) => *entry = (key, value, "derived".to_owned()),
            None => shown.push((key, value, "derived".to_owned())),
        }
    }
    shown.sort_by(|a, b| (a.0.contains('.'), &a.0).cmp(&(b.0.contains('.'), &b.0)));
    let faults = loaded.faults();
    if context.out.is_json() {
        let mut values = Map::new();
        let mut origins = Map::new();
        for (key, value, origin) in shown {
            origins.insert(key.clone(), Value::String(origin));
            match key.split_once('.') {
                None => {
                    values.insert(key, value);
                }
                Some((section, name)) => {
                    let section = values.entry(section).or_insert_with(|| json!({}));
                    if let Some(section) = section.as_object_mut() {
                        section.insert(name.to_owned(), value);
                    }
                }
            }
        }
        context
            .out
            .json(&json!({"settings": values, "origins": origins, "faults": faults}))?;
    } else {
        let mut table = Table::new(&["setting", "value", "from"]);
        for (key, value, origin) in shown {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            table.row([key, text, origin]);
        }
        context.out.table(&table)?;
        for fault in &faults {
            context.out.note(format!("error: {fault}"));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::reported(code::USAGE))
    }
}

/// What follows from other settings where nothing is said.
fn derived(context: &Context) -> Vec<(String, Value)> {
    let config = context.config();
    let values = &context.loaded.values;
    let mut derived = Vec::new();
    if config.jobs.embedded.is_none() {
        derived.push(("jobs.embedded".to_owned(), json!(config.jobs_embedded())));
    }
    if config.log.format.is_none() {
        derived.push(("log.format".to_owned(), json!(config.log_format().as_str())));
    }
    let empty = |key: &str| {
        values
            .get(key)
            .is_none_or(|(value, _)| matches!(value, ValueKind::String(text) if text.is_empty()))
    };
    if empty("database.app_url")
        && !empty("database.url")
        && let Ok(app) = config.app()
    {
        derived.push(("database.app_url".to_owned(), json!(address_of(&app))));
    }
    derived
}

fn visible(key: &str, value: &ValueKind) -> Value {
    if SECRETS.contains(&key) {
        return json!(masked(key, &value.to_string()));
    }
    plain(value)
}

fn plain(value: &ValueKind) -> Value {
    match value {
        ValueKind::Boolean(value) => json!(value),
        ValueKind::I64(value) => json!(value),
        ValueKind::U64(value) => json!(value),
        ValueKind::Float(value) => json!(value),
        ValueKind::String(value) => json!(value),
        ValueKind::Array(items) => items.iter().map(|item| plain(&item.kind)).collect(),
        other => json!(other.to_string()),
    }
}
