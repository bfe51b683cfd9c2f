//! What the letters say: the same in plain text and in HTML.

use chrono::TimeDelta;
use panal_domain::{Language, Message};

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
    /// Language.
    pub language: Language,
    /// Why.
    pub occasion: Occasion<'a>,
}

/// The parts of a letter, in one language.
struct Parts {
    subject: String,
    text: String,
    button: String,
    afterwards: String,
}

impl Letter<'_> {
    /// Its subject, in one line.
    #[must_use]
    pub fn subject(&self) -> String {
        self.parts().subject
    }

    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let parts = self.parts();
        format!(
            "{}\n\n{}\n\n{}:\n{}\n\n{}\n\n-- \n{}\n",
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
        let [subject, greeting, text, button, afterwards, link, business] = [
            parts.subject.as_str(),
            &self.greeting(),
            &parts.text,
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
<p style="margin:0 0 16px;font-weight:600;color:#8a5a00">{business}</p>
<p>{greeting}</p>
<p>{text}</p>
<p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#8a5a00;color:#fff;text-decoration:none">{button}</a></p>
<p style="font-size:14px;color:#555;overflow-wrap:anywhere">{link}</p>
<p style="font-size:14px;color:#555">{afterwards}</p>
</div>
</body>
</html>
"#
        )
    }

    fn link(&self) -> &str {
        match self.occasion {
            Occasion::Invited { link, .. }
            | Occasion::PasswordReset { link, .. }
            | Occasion::ConfirmEmail { link, .. }
            | Occasion::Registered { link, .. } => link,
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
        let [subject, text, button, afterwards] = match self.occasion {
            Occasion::Invited { life, .. } => [
                Message::made(
                    format!("Lo invitaron a {business}"),
                    format!("You were invited to {business}"),
                ),
                Message::made(
                    format!(
                        "Le crearon una cuenta en {business}. Elija su contraseña para entrar."
                    ),
                    format!(
                        "An account was made for you at {business}. Choose your password to get in."
                    ),
                ),
                Message::new("Elegir mi contraseña", "Choose my password"),
                good_for(
                    life,
                    &Message::new(
                        "Si no esperaba esta invitación, ignore este mensaje.",
                        "If you did not expect this invitation, ignore this message.",
                    ),
                ),
            ],
            Occasion::PasswordReset { life, .. } => [
                Message::made(
                    format!("Restablezca su contraseña de {business}"),
                    format!("Reset your password at {business}"),
                ),
                Message::made(
                    format!("Alguien pidió restablecer su contraseña en {business}."),
                    format!("Somebody asked to reset your password at {business}."),
                ),
                Message::new("Elegir otra contraseña", "Choose another password"),
                good_for(
                    life,
                    &Message::new(
                        "Si no fue usted, ignore este mensaje: su contraseña no cambia.",
                        "If it was not you, ignore this message: your password stays as it is.",
                    ),
                ),
            ],
            Occasion::ConfirmEmail { life, .. } => [
                Message::made(
                    format!("Confirme su correo para {business}"),
                    format!("Confirm your e-mail for {business}"),
                ),
                Message::made(
                    format!("Confirme que este correo es suyo para usarlo en {business}."),
                    format!("Confirm that this address is yours to use it at {business}."),
                ),
                Message::new("Confirmar mi correo", "Confirm my e-mail"),
                good_for(
                    life,
                    &Message::new(
                        "Si no fue usted quien lo pidió, ignore este mensaje.",
                        "If you did not ask for it, ignore this message.",
                    ),
                ),
            ],
            Occasion::Registered { life, .. } => [
                Message::made(
                    format!("{business} ya está en Panal: confirme su correo"),
                    format!("{business} is on Panal: confirm your e-mail"),
                ),
                Message::made(
                    format!(
                        "Todo está listo para que {business} empiece a trabajar. Confirme que este correo es suyo."
                    ),
                    format!(
                        "Everything is ready for {business} to begin. Confirm that this address is yours."
                    ),
                ),
                Message::new("Confirmar mi correo", "Confirm my e-mail"),
                good_for(
                    life,
                    &Message::new(
                        "Si no fue usted quien registró el negocio, ignore este mensaje: sin confirmar, se borra en una semana.",
                        "If it was not you who registered the business, ignore this message: unconfirmed, it is deleted in a week.",
                    ),
                ),
            ],
        }
        .map(|message| message.in_language(self.language).to_owned());
        Parts {
            subject,
            text,
            button,
            afterwards,
        }
    }
}

/// For how long a link is good, and what whoever did not expect it should do.
fn good_for(life: TimeDelta, otherwise: &Message) -> Message {
    let (days, hours) = (life.num_days(), life.num_hours().max(1));
    let (es, en) = match (days, hours) {
        (0, 1) => ("1 hora".to_owned(), "1 hour".to_owned()),
        (0, hours) => (format!("{hours} horas"), format!("{hours} hours")),
        (1, _) => ("1 día".to_owned(), "1 day".to_owned()),
        (days, _) => (format!("{days} días"), format!("{days} days")),
    };
    Message::made(
        format!(
            "El enlace sirve una sola vez y vence en {es}. {}",
            otherwise.es
        ),
        format!("The link is good once and for {en}. {}", otherwise.en),
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
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

    use super::*;

    fn letter(language: Language) -> Letter<'static> {
        Letter {
            to: "ana@nandu.pe",
            name: "Ana <b>Muñoz</b>",
            business: "Ñandú & Hijos\r\nBcc: otro@correo.test",
            language,
            occasion: Occasion::PasswordReset {
                link: "https://nandu.panal.co/restablecer#token=abc",
                life: TimeDelta::hours(1),
            },
        }
    }

    #[test]
    fn names_cannot_add_headers_or_markup() {
        let letter = letter(Language::Es);
        assert!(!letter.subject().contains(['\r', '\n']));
        let html = letter.html();
        assert!(!html.contains("<b>"), "{html}");
        assert!(html.contains("Ana &lt;b&gt;Muñoz&lt;/b&gt;"), "{html}");
        assert!(html.contains("Ñandú &amp; Hijos"), "{html}");
    }

    #[test]
    fn text_and_html_say_the_same_in_both_languages() {
        for (language, words) in [
            (
                Language::Es,
                ["Alguien pidió", "vence en 1 hora", "Elegir otra contraseña"],
            ),
            (
                Language::En,
                ["Somebody asked", "for 1 hour", "Choose another password"],
            ),
        ] {
            let letter = letter(language);
            for word in words
                .iter()
                .chain(&["https://nandu.panal.co/restablecer#token=abc"])
            {
                assert!(letter.text().contains(word), "{word}");
                assert!(letter.html().contains(word), "{word}");
            }
        }
    }

    #[test]
    fn every_occasion_has_its_own_words() {
        let link = "https://nandu.panal.co";
        let life = TimeDelta::days(7);
        let subjects: std::collections::BTreeSet<String> = [
            Occasion::Invited { link, life },
            Occasion::PasswordReset { link, life },
            Occasion::ConfirmEmail { link, life },
            Occasion::Registered { link, life },
        ]
        .into_iter()
        .flat_map(|occasion| {
            Language::ALL.iter().map(move |language| {
                Letter {
                    occasion,
                    ..letter(*language)
                }
                .subject()
            })
        })
        .collect();
        assert_eq!(subjects.len(), 8);
    }
}
