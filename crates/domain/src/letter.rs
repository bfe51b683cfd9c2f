//! The letters that clients receive, and what a business may say in them in its own words.

use crate::{invalid::Invalid, message::Message, person::Text};
use serde::{Deserialize, Serialize};

text_enum! {
    /// A letter that a client receives, called as the event that it tells of.
    pub enum LetterKind ("kebab-case", "letter_kind_unknown") {
        /// An appointment was asked for, and waits for its confirmation.
        CitaSolicitada,
        /// An appointment was booked.
        CitaCreada,
        /// One that waited was confirmed.
        CitaConfirmada,
        /// One was moved.
        CitaReprogramada,
        /// One was called off.
        CitaCancelada,
        /// One comes soon.
        RecordatorioCita,
        /// One is over: how was it?
        SolicitarFeedback,
        /// A time is held for somebody who waited for one.
        ListaEsperaOferta,
    }
}

text_enum! {
    /// What a text may name in braces, such as `{client}`; the letter puts in what it is.
    pub enum Placeholder ("snake_case", "placeholder_unknown") {
        /// The client's name.
        Client,
        /// The business's.
        Business,
        /// The branch's.
        Branch,
        /// The service, or the services.
        Service,
        /// Who gives it.
        Professional,
        /// The day of the appointment.
        Date,
        /// Its hour.
        Time,
        /// By what people know the appointment.
        Code,
        /// The day until which an offer is good.
        UntilDate,
        /// The hour until which it is good.
        UntilTime,
    }
}

impl LetterKind {
    /// What people call it.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::CitaSolicitada => Message::new("Solicitud de cita", "Appointment requested"),
            Self::CitaCreada => Message::new("Cita reservada", "Appointment booked"),
            Self::CitaConfirmada => Message::new("Cita confirmada", "Appointment confirmed"),
            Self::CitaReprogramada => Message::new("Cita reprogramada", "Appointment moved"),
            Self::CitaCancelada => Message::new("Cita cancelada", "Appointment cancelled"),
            Self::RecordatorioCita => Message::new("Recordatorio", "Reminder"),
            Self::SolicitarFeedback => Message::new("Solicitud de calificación", "Rating request"),
            Self::ListaEsperaOferta => Message::new(
                "Horario para la lista de espera",
                "Time for the waiting list",
            ),
        }
    }

    /// When it is sent.
    #[must_use]
    pub const fn occasion(self) -> Message {
        match self {
            Self::CitaSolicitada => Message::new(
                "Cuando se pide una cita que el negocio todavía debe confirmar.",
                "When an appointment is asked for that the business has yet to confirm.",
            ),
            Self::CitaCreada => Message::new(
                "Cuando se reserva una cita que no espera confirmación.",
                "When an appointment is booked that waits for no confirmation.",
            ),
            Self::CitaConfirmada => Message::new(
                "Cuando se confirma una cita que esperaba confirmación.",
                "When an appointment that waited for it is confirmed.",
            ),
            Self::CitaReprogramada => Message::new(
                "Cuando una cita cambia de fecha, de hora o de profesional.",
                "When an appointment changes its day, its hour or its professional.",
            ),
            Self::CitaCancelada => Message::new(
                "Cuando se cancela una cita que todavía no había pasado.",
                "When an appointment that was still to come is cancelled.",
            ),
            Self::RecordatorioCita => Message::new(
                "Antes de la cita, según los recordatorios de las reglas de reserva.",
                "Before the appointment, as the booking rules say of reminders.",
            ),
            Self::SolicitarFeedback => Message::new(
                "Después de la cita, si las reglas de reserva piden calificación.",
                "After the appointment, where the booking rules ask for ratings.",
            ),
            Self::ListaEsperaOferta => Message::new(
                "Cuando se guarda un horario para alguien de la lista de espera.",
                "When a time is held for somebody of the waiting list.",
            ),
        }
    }

    /// What its texts may name.
    #[must_use]
    pub const fn placeholders(self) -> &'static [Placeholder] {
        use Placeholder::{
            Branch, Business, Client, Code, Date, Professional, Service, Time, UntilDate, UntilTime,
        };
        match self {
            Self::ListaEsperaOferta => &[
                Client,
                Business,
                Branch,
                Service,
                Professional,
                Date,
                Time,
                UntilDate,
                UntilTime,
            ],
            _ => &[
                Client,
                Business,
                Branch,
                Service,
                Professional,
                Date,
                Time,
                Code,
            ],
        }
    }

    /// The setting that keeps what the business says in it.
    ///
    /// A setting and no table of its own: whoever writes a letter reads the business's settings for it anyway, and a
    /// setting has a version and an audit already.
    #[must_use]
    pub fn setting(self) -> String {
        format!("letter:{self}")
    }
}

impl Placeholder {
    /// What stands in its place.
    #[must_use]
    pub const fn meaning(self) -> Message {
        match self {
            Self::Client => Message::new("Nombre del cliente", "The client's name"),
            Self::Business => Message::new("Nombre del negocio", "The business's name"),
            Self::Branch => Message::new("Nombre de la sucursal", "The branch's name"),
            Self::Service => Message::new("Servicio o servicios", "The service, or services"),
            Self::Professional => Message::new("Quien atiende", "Who attends"),
            Self::Date => Message::new(
                "Día de la cita, escrito con palabras",
                "The appointment's day, in words",
            ),
            Self::Time => Message::new("Hora de la cita", "The appointment's hour"),
            Self::Code => Message::new("Código de la cita", "The appointment's code"),
            Self::UntilDate => Message::new(
                "Día hasta el que se guarda el horario",
                "The day until which the time is held",
            ),
            Self::UntilTime => Message::new(
                "Hora hasta la que se guarda el horario",
                "The hour until which the time is held",
            ),
        }
    }
}

/// What a business says in a letter; what is `None` is said in the product's words, and no closing is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTexts {
    /// The subject, one line.
    pub subject: Option<String>,
    /// What comes after the greeting, before the details.
    pub opening: Option<String>,
    /// What comes after the link.
    pub closing: Option<String>,
}

impl LetterTexts {
    /// Longest subject, in characters.
    pub const MAX_SUBJECT: usize = 120;
    /// Longest opening, and longest closing.
    pub const MAX_TEXT: usize = 1_000;

    /// Reads a subject: one line that names nothing but what `kind` knows.
    ///
    /// # Errors
    /// Those of [`Text::parse`], `placeholder_unknown`.
    pub fn subject(raw: &str, kind: LetterKind) -> Result<String, Invalid> {
        let text = Text::<{ Self::MAX_SUBJECT }>::parse(raw)?;
        check(text.as_str(), kind)?;
        Ok(text.into())
    }

    /// Reads an opening or a closing: plain text with line breaks that names nothing but what `kind` knows.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`, `text_control_characters`, `placeholder_unknown`.
    pub fn lines(raw: &str, kind: LetterKind) -> Result<String, Invalid> {
        let text = raw.trim().replace("\r\n", "\n").replace('\t', " ");
        if text.is_empty() {
            return Err(EMPTY);
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(CONTROL);
        }
        if text.chars().count() > Self::MAX_TEXT {
            return Err(TOO_LONG);
        }
        check(&text, kind)?;
        Ok(text)
    }

    /// Whether all is said in the product's words.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Writes `template` out, with `value` of what it names in braces. Values are not read again, so braces in them are
/// only braces; what is not known stays as it is.
#[must_use]
pub fn fill(template: &str, value: impl Fn(Placeholder) -> String) -> String {
    let mut filled = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Plain(text) => filled.push_str(text),
            Piece::Named { name, whole } => match Placeholder::parse(name) {
                Ok(known) => filled.push_str(&value(known)),
                Err(_unknown) => filled.push_str(whole),
            },
        }
    }
    filled
}

fn check(text: &str, kind: LetterKind) -> Result<(), Invalid> {
    let known = kind.placeholders();
    let unknown = pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Named { name, .. } if !known.iter().any(|one| one.as_str() == name) => Some(name),
        _ => None,
    });
    let Some(unknown) = unknown else {
        return Ok(());
    };
    let allowed: Vec<String> = known.iter().map(|one| format!("{{{one}}}")).collect();
    let allowed = allowed.join(", ");
    Err(Invalid::made(
        "placeholder_unknown",
        format!("«{{{unknown}}}» no se conoce en este correo. Use: {allowed}."),
        format!("\"{{{unknown}}}\" is not known in this letter. Use: {allowed}."),
    ))
}

/// A part of a template.
enum Piece<'a> {
    /// As it is.
    Plain(&'a str),
    /// Something in braces.
    Named { name: &'a str, whole: &'a str },
}

/// Longest name in braces that is looked up, in bytes; longer ones are text in braces.
const MAX_NAME: usize = 40;

/// The parts of a template, in order. A brace without its other is text, and so is what spans lines.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, from)) = rest.find('{').and_then(|at| rest.split_at_checked(at)) {
        let named = from.strip_prefix('{').and_then(|inside| {
            let end = inside.find(['{', '}', '\n'])?;
            let (name, after) = inside.split_at_checked(end)?;
            let after = after.strip_prefix('}').filter(|_| end <= MAX_NAME)?;
            Some((name, after))
        });
        let (piece, after) = match named {
            Some((name, after)) => {
                let whole = from.get(..name.len() + 2).unwrap_or(from);
                let name = name.trim();
                (Piece::Named { name, whole }, after)
            }
            None => {
                let (brace, after) = from.split_at_checked(1).unwrap_or((from, ""));
                (Piece::Plain(brace), after)
            }
        };
        pieces.push(Piece::Plain(before));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

const EMPTY: Invalid = Invalid::new("text_empty", "Escriba un texto.", "Write a text.");
const CONTROL: Invalid = Invalid::new(
    "text_control_characters",
    "Quite los caracteres de control; los saltos de línea sí sirven.",
    "Remove the control characters; line breaks are fine.",
);
const TOO_LONG: Invalid = Invalid::new(
    "text_too_long",
    "Use como máximo 1000 caracteres.",
    "Use at most 1000 characters.",
);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

    use super::*;

    #[test]
    fn what_is_named_is_put_in_once_and_what_is_not_known_stays() {
        let value = |named: Placeholder| match named {
            Placeholder::Client => "{business}".to_owned(),
            other => other.as_str().to_uppercase(),
        };
        for (template, filled) in [
            ("Hola, {client}", "Hola, {business}"),
            ("{ date } {time}.", "DATE TIME."),
            ("{nadie} {", "{nadie} {"),
            ("} {{service}} {\ncode}", "} {SERVICE} {\ncode}"),
            ("", ""),
        ] {
            assert_eq!(fill(template, value), filled, "{template}");
        }
    }

    #[test]
    fn texts_name_only_what_their_letter_knows() {
        let kind = LetterKind::CitaCreada;
        assert_eq!(
            LetterTexts::subject(" Su cita:  {date} ", kind).unwrap(),
            "Su cita: {date}"
        );
        assert_eq!(
            LetterTexts::lines("Hola.\r\n\r\nHasta {time}.", kind).unwrap(),
            "Hola.\n\nHasta {time}."
        );
        for raw in ["{until_time}", "{nombre}", "{}", "{Client}"] {
            let refused = LetterTexts::lines(raw, kind).unwrap_err();
            assert_eq!(refused.code, "placeholder_unknown", "{raw}");
            assert!(refused.message.es.contains(raw), "{}", refused.message.es);
            assert!(refused.message.en.contains("{client}, {business}"));
        }
        assert!(LetterTexts::lines("{until_time}", LetterKind::ListaEsperaOferta).is_ok());
        for (raw, code) in [
            ("Uno\r\nBcc: otro@correo.test", "text_control_characters"),
            (&"x".repeat(121), "text_too_long"),
            ("  ", "text_empty"),
        ] {
            assert_eq!(LetterTexts::subject(raw, kind).unwrap_err().code, code);
        }
        for (raw, code) in [
            ("Uno\u{7}", "text_control_characters"),
            (&"x".repeat(1_001), "text_too_long"),
            ("\n", "text_empty"),
        ] {
            assert_eq!(LetterTexts::lines(raw, kind).unwrap_err().code, code);
        }
    }
}
