//! What the letters say: the same in plain text and in HTML.

mod accounts;
mod visits;

use super::config::Organizer;
use crate::{
    calendar::{self, Between, Method},
    visit::{Place, Service, Visit},
};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{Color, Language, LetterKind, LetterTexts, Message, Placeholder, letter::fill};

pub use visits::{opening, subject};

/// Why somebody is written to. The links are secrets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Occasion<'a> {
    /// He was given an account, and is to choose a password.
    Invited {
        /// Where he chooses it.
        link: &'a str,
        /// For how long the link is good.
        life: TimeDelta,
    },
    /// He forgot his password.
    PasswordReset {
        /// Where he chooses another one.
        link: &'a str,
        /// For how long the link is good.
        life: TimeDelta,
    },
    /// His address is to be confirmed.
    ConfirmEmail {
        /// Where he confirms it.
        link: &'a str,
        /// For how long the link is good.
        life: TimeDelta,
    },
    /// He registered his business, which is there; his address is to be confirmed.
    Registered {
        /// Where he confirms it.
        link: &'a str,
        /// For how long the link is good.
        life: TimeDelta,
    },
    /// There is news of a visit of his.
    Visit {
        /// Which.
        news: News<'a>,
        /// What the news is about.
        visit: &'a Visit<'a>,
        /// What his calendar is to learn: each service on its own, so that one can be moved or called off without the
        /// others.
        calendar: &'a [Visit<'a>],
        /// When the same happened to further visits of a series.
        also: &'a [DateTime<Utc>],
    },
    /// A time is held for him, who waited for one.
    Offer {
        /// What he waited for, and when it would be.
        service: &'a Service<'a>,
        /// Where.
        place: &'a Place<'a>,
        /// Until when it is held.
        until: DateTime<Utc>,
        /// Where he takes it.
        link: &'a str,
    },
}

impl Occasion<'_> {
    /// Which of the letters that businesses have texts of their own for.
    #[must_use]
    pub fn kind(&self) -> Option<LetterKind> {
        match self {
            Self::Visit { news, visit, .. } => Some(visits::kind(news, visit.standing)),
            Self::Offer { .. } => Some(LetterKind::ListaEsperaOferta),
            Self::Invited { .. }
            | Self::PasswordReset { .. }
            | Self::ConfirmEmail { .. }
            | Self::Registered { .. } => None,
        }
    }
}

/// What happened to a visit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum News<'a> {
    /// It was made.
    Booked,
    /// It was confirmed.
    Confirmed,
    /// It was moved.
    Moved {
        /// When it would have begun, where that is known.
        from: Option<DateTime<Utc>>,
    },
    /// It was called off.
    Cancelled {
        /// Why, where somebody said.
        reason: Option<&'a str>,
    },
    /// It comes soon.
    Reminder,
    /// It is over: how was it?
    Feedback,
}

/// A letter to one person about one business.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Letter<'a> {
    /// Address.
    pub to: &'a str,
    /// Name of the person; empty where it is not known.
    pub name: &'a str,
    /// Name of the business.
    pub business: &'a str,
    /// Where answers go, where the business said.
    pub reply_to: Option<&'a str>,
    /// Language.
    pub language: Language,
    /// Why.
    pub occasion: Occasion<'a>,
    /// What the business says in its own words, on the occasions that have a [`Occasion::kind`].
    pub texts: Option<&'a LetterTexts>,
    /// The business's colour.
    pub accent: Option<&'a Color>,
    /// Equal for letters that say the same to the same person, so that mail servers and programs know a second one for
    /// what it is; visible ASCII. None: each letter is one of its own.
    pub id: Option<&'a str>,
}

/// The parts of a letter, in one language.
struct Parts {
    subject: String,
    /// Paragraphs, with an empty line between them.
    text: String,
    /// What is to be known at a glance, as name and value.
    details: Vec<(String, String)>,
    button: String,
    /// Paragraphs that the business adds.
    closing: Option<String>,
    afterwards: String,
}

impl Letter<'_> {
    /// Its subject, in one line.
    #[must_use]
    pub fn subject(&self) -> String {
        one_line(&self.parts().subject)
    }

    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let parts = self.parts();
        let details: String = parts
            .details
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        let details = if details.is_empty() {
            details
        } else {
            format!("{details}\n")
        };
        let closing = parts
            .closing
            .map(|closing| format!("{closing}\n\n"))
            .unwrap_or_default();
        format!(
            "{}\n\n{}\n\n{details}{}:\n{}\n\n{closing}{}\n\n-- \n{}\n",
            self.greeting(),
            parts.text,
            parts.button,
            self.link(),
            parts.afterwards,
            one_line(self.business),
        )
    }

    /// As HTML: narrow and wide, with nothing to fetch.
    #[must_use]
    pub fn html(&self) -> String {
        let parts = self.parts();
        let language = self.language.as_str();
        let details = table(&parts.details);
        let text = paragraphs(&parts.text);
        let closing = paragraphs(parts.closing.as_deref().unwrap_or_default());
        let Tones {
            fill,
            ink,
            headline,
        } = tones(self.accent);
        let [subject, greeting, button, afterwards, link, business] = [
            parts.subject.as_str(),
            &self.greeting(),
            &parts.button,
            &parts.afterwards,
            self.link(),
            self.business,
        ]
        .map(escape);
        format!(
            r#"<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{subject}</title></head>
<body style="margin:0;padding:24px 12px;background:#f4f4f1;color:#222;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:32rem;margin:0 auto;padding:24px;background:#fff;border-radius:8px">
<p style="margin:0 0 16px;font-weight:600;color:{headline}">{business}</p>
<p>{greeting}</p>
{text}{details}<p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:{fill};color:{ink};text-decoration:none">{button}</a></p>
<p style="font-size:14px;color:#555;overflow-wrap:anywhere">{link}</p>
{closing}<p style="font-size:14px;color:#555">{afterwards}</p>
</div>
</body>
</html>
"#
        )
    }

    /// The calendars that go with it, and what each asks of the client's. One each: a program reads only the first event
    /// of what asks something of it (RFC 5546).
    pub(super) fn calendars(&self, organizer: &Organizer) -> Vec<(Method, String)> {
        let Occasion::Visit { calendar, .. } = &self.occasion else {
            return Vec::new();
        };
        let between = Between {
            business: self.business,
            organizer: self.reply_to.unwrap_or(&organizer.0),
            client: self.to,
        };
        calendar
            .iter()
            .map(|visit| {
                let text = calendar::invitation(visit, &between, self.language);
                (Method::of(visit.standing), text)
            })
            .collect()
    }

    fn link(&self) -> &str {
        match self.occasion {
            Occasion::Invited { link, .. }
            | Occasion::PasswordReset { link, .. }
            | Occasion::ConfirmEmail { link, .. }
            | Occasion::Registered { link, .. }
            | Occasion::Offer { link, .. } => link,
            Occasion::Visit { visit, .. } => visit.link,
        }
    }

    fn greeting(&self) -> String {
        let name = one_line(self.name);
        match (self.language, name.is_empty()) {
            (Language::Es, true) => "Hola:".to_owned(),
            (Language::Es, false) => format!("Hola, {name}:"),
            (Language::En, true) => "Hello,".to_owned(),
            (Language::En, false) => format!("Hello {name},"),
        }
    }

    fn parts(&self) -> Parts {
        let business = one_line(self.business);
        let (words, details) = match self.occasion {
            Occasion::Invited { life, .. } => (accounts::invited(&business, life), Vec::new()),
            Occasion::PasswordReset { life, .. } => {
                (accounts::password_reset(&business, life), Vec::new())
            }
            Occasion::ConfirmEmail { life, .. } => {
                (accounts::confirm_email(&business, life), Vec::new())
            }
            Occasion::Registered { life, .. } => {
                (accounts::registered(&business, life), Vec::new())
            }
            Occasion::Visit {
                news, visit, also, ..
            } => (
                visits::words(&news, visit, self.reply_to.is_some()),
                visits::details(&news, visit, also),
            ),
            Occasion::Offer { service, place, .. } => {
                (visits::offer(), visits::offer_details(service, place))
            }
        };
        let said = |message: Message| message.in_language(self.language).to_owned();
        let parts = Parts {
            subject: said(words.subject),
            text: said(words.text),
            details: details
                .into_iter()
                .map(|(name, value)| (said(name), one_line(&said(value))))
                .collect(),
            button: said(words.button),
            closing: None,
            afterwards: said(words.afterwards),
        };
        self.in_own_words(parts)
    }

    /// What is said in the product's words, or in those of the business where it has its own.
    fn in_own_words(&self, mut parts: Parts) -> Parts {
        let value = |named| self.value(named);
        let own = self.texts.filter(|_| self.occasion.kind().is_some());
        if let Some(text) = own.and_then(|own| own.opening.as_ref()) {
            parts.text.clone_from(text);
            // What a client must know, whatever else is said.
            if let Some(must) = visits::must_say(&self.occasion) {
                parts.text.push_str("\n\n");
                parts.text.push_str(must.in_language(self.language));
            }
        }
        if let Some(subject) = own.and_then(|own| own.subject.as_ref()) {
            parts.subject.clone_from(subject);
        }
        if self.occasion.kind().is_some() {
            parts.subject = fill(&parts.subject, value);
            parts.text = fill(&parts.text, value);
        }
        parts.closing = own
            .and_then(|own| own.closing.as_deref())
            .map(|closing| fill(closing, value));
        parts
    }

    /// What stands in the place of what a text names.
    fn value(&self, named: Placeholder) -> String {
        match named {
            Placeholder::Client => one_line(self.name),
            Placeholder::Business => one_line(self.business),
            named => one_line(&visits::value(&self.occasion, named, self.language)),
        }
    }
}

/// What is said on an occasion, in both languages.
struct Words {
    subject: Message,
    text: Message,
    button: Message,
    afterwards: Message,
}

/// The colours of a letter.
struct Tones {
    /// Of the button.
    fill: String,
    /// Of what is written on it.
    ink: &'static str,
    /// Of the business's name, on white.
    headline: String,
}

fn tones(accent: Option<&Color>) -> Tones {
    match accent {
        None => Tones {
            fill: OUR_ACCENT.to_owned(),
            ink: "#ffffff",
            headline: OUR_ACCENT.to_owned(),
        },
        Some(color) => Tones {
            fill: color.to_string(),
            ink: color.ink(),
            headline: if color.is_readable_on_white() {
                color.to_string()
            } else {
                "#222222".to_owned()
            },
        },
    }
}

/// The colour of who has none.
const OUR_ACCENT: &str = "#8a5a00";

/// Text as HTML: a paragraph for each, with its line breaks.
fn paragraphs(text: &str) -> String {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| format!("<p>{}</p>\n", escape(paragraph).replace('\n', "<br>\n")))
        .collect()
}

fn table(details: &[(String, String)]) -> String {
    if details.is_empty() {
        return String::new();
    }
    let rows: String = details
        .iter()
        .map(|(name, value)| {
            let [name, value] = [name.as_str(), value].map(escape);
            format!(
                r#"<tr><th scope="row" style="padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:600">{name}</th><td style="padding:4px 0">{value}</td></tr>
"#
            )
        })
        .collect();
    format!(
        "<table role=\"presentation\" style=\"margin:16px 0;border-spacing:0\">\n{rows}</table>\n"
    )
}

/// Without line breaks and other control characters, which a header must not have.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
