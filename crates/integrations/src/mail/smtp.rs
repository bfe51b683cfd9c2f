//! The conversation with a mail server, step by step: what its end means depends on how far it came.

use super::{MailConfig, TlsMode, mailer::Error};
use lettre::{
    Message,
    address::Envelope,
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use secrecy::ExposeSecret;
use std::time::Duration;

/// How long a server may take to say good-bye.
const GOOD_BYE: Duration = Duration::from_secs(1);

/// A mail server. Each letter is a conversation of its own.
#[derive(Clone)]
pub(super) struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<Credentials>,
    timeout: Duration,
}

#[derive(Clone)]
enum Tls {
    None,
    Starttls(TlsParameters),
    All(TlsParameters),
}

/// How a step failed.
enum Broken {
    /// The server said no, or the connection broke off.
    Off(smtp::Error),
    /// The server said nothing for as long as it may.
    Silent,
}

impl Smtp {
    pub(super) fn new(config: &MailConfig) -> Result<Self, Error> {
        let parameters =
            || TlsParameters::new(config.host.clone()).map_err(|error| Error::Server(told(&error)));
        Ok(Self {
            host: config.host.clone(),
            port: config.port,
            tls: match config.tls {
                TlsMode::None => Tls::None,
                TlsMode::Starttls => Tls::Starttls(parameters()?),
                TlsMode::Tls => Tls::All(parameters()?),
            },
            login: (!config.user.is_empty()).then(|| {
                let password = config.password.expose_secret().to_owned();
                Credentials::new(config.user.clone(), password)
            }),
            timeout: config.timeout(),
        })
    }

    /// Hands a letter over; when this returns, the server has it. No step takes longer than the configuration says.
    pub(super) async fn deliver(&self, message: &Message) -> Result<(), Error> {
        let mut connection = self.connect().await.map_err(Broken::by_the_server)?;
        let delivered = self.hand_over(&mut connection, message).await;
        // Whatever comes of the good-bye.
        let _ = tokio::time::timeout(GOOD_BYE, connection.abort()).await;
        delivered
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<(), Error> {
        let letter = message.formatted();
        let parameters = parameters(connection, message.envelope(), &letter)?;
        let mail = Mail::new(message.envelope().from().cloned(), parameters);
        self.step(connection.command(mail))
            .await
            .map_err(Broken::before_the_letter)?;
        for to in message.envelope().to() {
            self.step(connection.command(Rcpt::new(to.clone(), Vec::new())))
                .await
                .map_err(Broken::before_the_letter)?;
        }
        self.step(connection.command(Data))
            .await
            .map_err(Broken::before_the_letter)?;
        self.step(connection.message(&letter))
            .await
            .map_err(Broken::after_the_letter)?;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Broken> {
        let name = ClientId::default();
        let whole = match &self.tls {
            Tls::All(parameters) => Some(parameters.clone()),
            Tls::None | Tls::Starttls(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let connected = AsyncSmtpConnection::connect_tokio1(server, None, &name, whole, None);
        let mut connection = self.step(connected).await?;
        if let Tls::Starttls(parameters) = &self.tls {
            self.step(connection.starttls(parameters.clone(), &name))
                .await?;
        }
        if let Some(login) = &self.login {
            self.step(connection.auth(DEFAULT_MECHANISMS, login))
                .await?;
        }
        Ok(connection)
    }

    async fn step<T>(
        &self,
        step: impl Future<Output = Result<T, smtp::Error>>,
    ) -> Result<T, Broken> {
        match tokio::time::timeout(self.timeout, step).await {
            Ok(done) => done.map_err(Broken::Off),
            Err(_elapsed) => Err(Broken::Silent),
        }
    }
}

/// What the server is told of a letter beyond ASCII.
fn parameters(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
    letter: &[u8],
) -> Result<Vec<MailParameter>, Error> {
    let server = connection.server_info();
    let refused = |what: &str| Err(Error::Refused(format!("the server does not know {what}")));
    let mut parameters = Vec::new();
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    if addresses.any(|address| !address.to_string().is_ascii()) {
        if !server.supports_feature(Extension::SmtpUtfEight) {
            return refused("SMTPUTF8");
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !letter.is_ascii() {
        if !server.supports_feature(Extension::EightBitMime) {
            return refused("8BITMIME");
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

impl Broken {
    /// Before anything was said of a letter, a refusal is the operator's to mend.
    fn by_the_server(self) -> Error {
        Error::Server(self.told())
    }

    /// The letter surely did not leave.
    fn before_the_letter(self) -> Error {
        match &self {
            Self::Off(error) if error.is_permanent() => Error::Refused(self.told()),
            _ => Error::Server(self.told()),
        }
    }

    /// Unless the server said that it did not take the letter, it may have.
    fn after_the_letter(self) -> Error {
        match &self {
            Self::Off(error) if error.is_permanent() => Error::Refused(self.told()),
            Self::Off(error) if error.is_transient() => Error::Server(self.told()),
            _ => Error::Unsure(self.told()),
        }
    }

    /// With its causes. A server's answer may repeat what it was told, but never a letter's body.
    fn told(&self) -> String {
        match self {
            Self::Off(error) => told(error),
            Self::Silent => "it said nothing".to_owned(),
        }
    }
}

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
