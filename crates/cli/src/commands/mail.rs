//! `panal mail`

use crate::{
    context::Context,
    failure::{Failure, Result},
    output::Table,
};
use clap::Subcommand;
use panal_integrations::mail::{self, Kept, Transport};
use serde_json::json;

/// Commands about letters that were kept as files instead of sent (mail.transport = "file").
#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Print the letters, the latest first
    List,
    /// Print a letter
    Show {
        /// Its number in the list, or its id
        letter: String,
    },
}

pub(crate) fn run(command: &MailCommand, context: &Context) -> Result {
    context.loaded.require(&["environment", "mail."])?;
    let config = &context.config().mail;
    if config.transport(context.config().is_production()) != Transport::File {
        return Err(
            Failure::new("letters are sent, not kept (mail.transport is smtp)")
                .cure("set mail.transport = \"file\" on a developer's machine"),
        );
    }
    let letters = mail::kept(&config.directory).map_err(|error| Failure::new(error.to_string()))?;
    match command {
        MailCommand::List => list(&letters, context),
        MailCommand::Show { letter } => show(find(&letters, letter)?, context),
    }
}

fn find<'a>(letters: &'a [Kept], wanted: &str) -> Result<&'a Kept> {
    let numbered = wanted
        .parse::<usize>()
        .ok()
        .and_then(|number| letters.get(number.checked_sub(1)?));
    numbered
        .or_else(|| letters.iter().find(|letter| letter.id == wanted))
        .ok_or_else(|| {
            Failure::new(format!("there is no letter {wanted:?}"))
                .cure("`panal mail list` shows them")
        })
}

fn list(letters: &[Kept], context: &Context) -> Result {
    if context.out.is_json() {
        let rows: Vec<_> = letters
            .iter()
            .map(|letter| {
                json!({"id": letter.id, "at": letter.at, "to": letter.to, "subject": letter.subject})
            })
            .collect();
        return context.out.json(&rows);
    }
    if letters.is_empty() {
        return context.out.line("no letters");
    }
    let mut table = Table::new(&["", "at", "to", "subject", "id"]);
    for (number, letter) in (1..).zip(letters) {
        table.row([
            format!("{number}"),
            letter.at.format("%Y-%m-%d %H:%M:%S").to_string(),
            letter.to.clone(),
            letter.subject.clone(),
            letter.id.clone(),
        ]);
    }
    context.out.table(&table)
}

fn show(letter: &Kept, context: &Context) -> Result {
    if context.out.is_json() {
        return context.out.json(letter);
    }
    context.out.line(format!(
        "to: {}\nsubject: {}\n\n{}",
        letter.to, letter.subject, letter.text
    ))
}
