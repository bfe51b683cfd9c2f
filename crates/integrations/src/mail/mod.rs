//! E-mail: letters, how they look, and how they leave.

mod config;
mod files;
mod letter;
mod mailer;
mod smtp;

pub use config::{MailConfig, TlsMode, Transport};
pub use files::{Kept, kept};
pub use letter::{Letter, News, Occasion, opening, subject};
pub use mailer::{Error, Mailer};
