use super::{Letter, MailConfig, Transport, config::Organizer, files, smtp::Smtp};
use crate::calendar::Method;
use lettre::{
    Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};
use std::path::PathBuf;

/// Why a letter did not leave. Says nothing of what was in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An address, or what else becomes a header, makes no sense.
    #[error("the letter cannot be written: {0}")]
    Letter(String),
    /// The mail server said no, for good: mostly there is no such address.
    #[error("the mail server refused the letter: {0}")]
    Refused(String),
    /// The mail server said not now, or could not be talked to: surely it does not have it. Another time it may take it.
    #[error("the mail server did not take the letter: {0}")]
    Server(String),
    /// The conversation broke off after the mail server was handed the letter: nobody knows whether it took it.
    #[error("the mail server did not say whether it took the letter: {0}")]
    Unsure(String),
    /// A file could not be written or read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Sends letters, or keeps them as files.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    File(PathBuf),
    Smtp(Smtp),
}

impl Mailer {
    /// As the configuration says, which [`MailConfig::faults`] found in order.
    pub fn new(config: &MailConfig, is_production: bool) -> Result<Self, Error> {
        let from = config
            .from
            .parse()
            .map_err(|error| Error::Letter(format!("mail.from: {error}")))?;
        let way = match config.transport(is_production) {
            Transport::File => Way::File(config.directory.clone()),
            Transport::Smtp => Way::Smtp(Smtp::new(config)?),
        };
        Ok(Self { from, way })
    }

    /// Sends a letter; when this returns, the mail server has it.
    pub async fn send(&self, letter: &Letter<'_>) -> Result<(), Error> {
        let message = self.message(letter)?;
        match &self.way {
            Way::File(directory) => files::keep(directory, letter, &message.formatted()).await,
            Way::Smtp(smtp) => Box::pin(smtp.deliver(&message)).await,
        }
    }

    fn message(&self, letter: &Letter<'_>) -> Result<Message, Error> {
        let wrong = |error: &dyn std::fmt::Display| Error::Letter(error.to_string());
        let address = |text: &str| {
            text.parse()
                .map(|address| Mailbox::new(None, address))
                .map_err(|error: lettre::address::AddressError| wrong(&error))
        };
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(address(letter.to)?)
            .subject(letter.subject());
        if let Some(reply_to) = letter.reply_to {
            message = message.reply_to(address(reply_to)?);
        }
        if let Some(id) = letter.id {
            message = message.message_id(Some(format!("<{id}@{}>", self.from.email.domain())));
        }
        let body = MultiPart::alternative_plain_html(letter.text(), letter.html());
        let organizer = Organizer(self.from.email.to_string());
        let calendars = letter.calendars(&organizer);
        let body = if calendars.is_empty() {
            body
        } else {
            let mut whole = MultiPart::mixed().multipart(body);
            for (number, (method, calendar)) in (1..).zip(calendars) {
                whole = whole.singlepart(attached(number, method, calendar)?);
            }
            whole
        };
        message.multipart(body).map_err(|error| wrong(&error))
    }
}

/// A calendar as mail programs expect it.
fn attached(number: u32, method: Method, calendar: String) -> Result<SinglePart, Error> {
    let kind = format!("text/calendar; charset=utf-8; method={}", method.as_str());
    let kind = ContentType::parse(&kind).map_err(|error| Error::Letter(error.to_string()))?;
    let name = match number {
        1 => "cita.ics".to_owned(),
        number => format!("cita-{number}.ics"),
    };
    Ok(Attachment::new(name).body(calendar, kind))
}

#[cfg(test)]
mod tests;
