use super::{Letter, MailConfig, TlsMode, Transport, config::Organizer, files};
use crate::calendar::Method;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{authentication::Credentials, response::Response},
};
use secrecy::ExposeSecret;
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
    /// The mail server said not now, or said nothing. Another time it may take it.
    #[error("the mail server did not take the letter: {0}")]
    Server(String),
    /// The conversation with the mail server broke off: nobody knows whether it took the letter.
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
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
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
            Transport::Smtp => Way::Smtp(smtp(config)?),
        };
        Ok(Self { from, way })
    }

    /// Sends a letter; when this returns, the mail server has it.
    pub async fn send(&self, letter: &Letter<'_>) -> Result<(), Error> {
        let message = self.message(letter)?;
        match &self.way {
            Way::File(directory) => files::keep(directory, letter, &message.formatted()).await,
            Way::Smtp(smtp) => deliver(smtp, message).await,
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
        let body = match letter.calendar(&organizer) {
            None => body,
            Some((method, calendar)) => MultiPart::mixed()
                .multipart(body)
                .singlepart(attached(method, calendar)?),
        };
        message.multipart(body).map_err(|error| wrong(&error))
    }
}

async fn deliver(smtp: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Result<(), Error> {
    match smtp.send(message).await {
        Ok(answer) if Response::is_positive(&answer) => Ok(()),
        Ok(answer) => Err(Error::Server(answer.code().to_string())),
        Err(error) if error.is_permanent() => Err(Error::Refused(told(&error))),
        Err(error) if is_unsure(&error) => Err(Error::Unsure(told(&error))),
        Err(error) => Err(Error::Server(told(&error))),
    }
}

/// A calendar as mail programs expect it.
fn attached(method: Method, calendar: String) -> Result<SinglePart, Error> {
    let kind = format!("text/calendar; charset=utf-8; method={}", method.as_str());
    let kind = ContentType::parse(&kind).map_err(|error| Error::Letter(error.to_string()))?;
    Ok(Attachment::new("cita.ics".to_owned()).body(calendar, kind))
}

/// Whether the letter may have been taken all the same. An answer says that it was not; without a connection, or with
/// one that is not safe, it never left.
fn is_unsure(error: &lettre::transport::smtp::Error) -> bool {
    let never_connected = error.to_string().starts_with("Connection error");
    !(error.is_transient()
        || error.is_permanent()
        || error.is_client()
        || error.is_tls()
        || error.is_transport_shutdown()
        || never_connected)
}

fn smtp(config: &MailConfig) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    type Smtp = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match config.tls {
        TlsMode::Tls => Smtp::relay(&config.host),
        TlsMode::Starttls => Smtp::starttls_relay(&config.host),
        TlsMode::None => Ok(Smtp::builder_dangerous(&config.host)),
    };
    let mut builder = builder
        .map_err(|error| Error::Server(told(&error)))?
        .port(config.port)
        .timeout(Some(config.timeout()));
    if !config.user.is_empty() {
        builder = builder.credentials(Credentials::new(
            config.user.clone(),
            config.password.expose_secret().to_owned(),
        ));
    }
    Ok(builder.build())
}

/// An error and its causes. A server's answer may repeat what it was told, but never a letter's body.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
