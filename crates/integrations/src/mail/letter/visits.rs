//! Letters about visits.

use super::{News, Occasion, Words};
use crate::visit::{Place, Service, Standing, Visit, day, day_and_hour, hour};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use panal_domain::{Language, LetterKind, Message, Placeholder};

/// Most dates of a series that a letter lists.
const MOST_DATES: usize = 12;

/// A detail of a letter: its name and its value.
type Detail = (Message, Message);

/// Which letter tells the news of a visit.
pub(super) fn kind(news: &News<'_>, standing: Standing) -> LetterKind {
    match news {
        News::Booked if standing == Standing::Waiting => LetterKind::CitaSolicitada,
        News::Booked => LetterKind::CitaCreada,
        News::Confirmed => LetterKind::CitaConfirmada,
        News::Moved { .. } => LetterKind::CitaReprogramada,
        News::Cancelled { .. } => LetterKind::CitaCancelada,
        News::Reminder => LetterKind::RecordatorioCita,
        News::Feedback => LetterKind::SolicitarFeedback,
    }
}

pub(super) fn words(news: &News<'_>, visit: &Visit<'_>, may_be_answered: bool) -> Words {
    let kind = kind(news, visit.standing);
    let (button, afterwards) = match news {
        News::Feedback => (
            Message::new("Calificar mi visita", "Rate my visit"),
            Message::new(
                "El enlace es solo para usted: no lo comparta.",
                "The link is for you alone: do not share it.",
            ),
        ),
        News::Cancelled { .. } => (
            Message::new("Ver mi cita", "See my appointment"),
            questions(visit.place.phone, may_be_answered),
        ),
        News::Booked | News::Confirmed | News::Moved { .. } | News::Reminder => {
            let questions = questions(visit.place.phone, may_be_answered);
            (
                Message::new("Ver mi cita", "See my appointment"),
                Message::made(
                    format!(
                        "Desde el enlace usted puede cambiar o cancelar su cita; no lo comparta. {}",
                        questions.es
                    ),
                    format!(
                        "With the link you can move or cancel your appointment; do not share it. {}",
                        questions.en
                    ),
                ),
            )
        }
    };
    let waits = visit.standing == Standing::Waiting;
    Words {
        subject: subject(kind),
        text: if waits && matches!(news, News::Moved { .. }) {
            MOVED_AND_WAITING
        } else {
            opening(kind)
        },
        button,
        afterwards,
    }
}

/// The subject of a letter in the product's words, with what it names in braces.
#[must_use]
pub const fn subject(kind: LetterKind) -> Message {
    match kind {
        LetterKind::CitaSolicitada => Message::new(
            "Recibimos su solicitud de cita en {business}",
            "We received your request for an appointment at {business}",
        ),
        LetterKind::CitaCreada => Message::new(
            "Su cita en {business}: {date}, {time}",
            "Your appointment at {business}: {date}, {time}",
        ),
        LetterKind::CitaConfirmada => Message::new(
            "Su cita en {business} está confirmada: {date}, {time}",
            "Your appointment at {business} is confirmed: {date}, {time}",
        ),
        LetterKind::CitaReprogramada => Message::new(
            "Su cita en {business} cambió: {date}, {time}",
            "Your appointment at {business} was moved: {date}, {time}",
        ),
        LetterKind::CitaCancelada => Message::new(
            "Su cita en {business} fue cancelada: {date}, {time}",
            "Your appointment at {business} was cancelled: {date}, {time}",
        ),
        LetterKind::RecordatorioCita => Message::new(
            "Recordatorio: su cita en {business}, {date}, {time}",
            "Reminder: your appointment at {business}, {date}, {time}",
        ),
        LetterKind::SolicitarFeedback => Message::new(
            "¿Cómo le fue en {business}?",
            "How was your visit to {business}?",
        ),
        LetterKind::ListaEsperaOferta => Message::new(
            "Se liberó un horario en {business}",
            "A time is free at {business}",
        ),
    }
}

/// What a letter says first in the product's words, with what it names in braces.
#[must_use]
pub const fn opening(kind: LetterKind) -> Message {
    match kind {
        LetterKind::CitaSolicitada => Message::new(
            "Su cita en {business} quedó registrada y espera confirmación. Le escribiremos cuando se confirme.",
            "Your appointment at {business} was received and waits for confirmation. We will write to you once it is confirmed.",
        ),
        LetterKind::CitaCreada => Message::new(
            "Su cita en {business} quedó reservada.",
            "Your appointment at {business} is booked.",
        ),
        LetterKind::CitaConfirmada => Message::new(
            "Su cita en {business} está confirmada. Lo esperamos.",
            "Your appointment at {business} is confirmed. We look forward to seeing you.",
        ),
        LetterKind::CitaReprogramada => Message::new(
            "Su cita en {business} cambió. Estos son los nuevos datos.",
            "Your appointment at {business} was moved. Here is what holds now.",
        ),
        LetterKind::CitaCancelada => Message::new(
            "Su cita en {business} fue cancelada.",
            "Your appointment at {business} was cancelled.",
        ),
        LetterKind::RecordatorioCita => Message::new(
            "Le recordamos su cita en {business}. Si no puede asistir, cámbiela o cancélela desde el enlace.",
            "This is a reminder of your appointment at {business}. If you cannot come, move or cancel it with the link.",
        ),
        LetterKind::SolicitarFeedback => Message::new(
            "Gracias por visitar {business}. Califique su visita: toma menos de un minuto.",
            "Thank you for visiting {business}. Rate your visit: it takes less than a minute.",
        ),
        LetterKind::ListaEsperaOferta => Message::new(
            "Hay un horario para usted en {business}. Se lo guardamos hasta las {until_time} del {until_date}; después se lo ofreceremos a otra persona.",
            "There is a time for you at {business}. We hold it for you until {until_time} on {until_date}; then we will offer it to somebody else.",
        ),
    }
}

const MOVED_AND_WAITING: Message = Message::new(
    "Su cita en {business} cambió y espera confirmación. Estos son los nuevos datos.",
    "Your appointment at {business} was moved and waits for confirmation. Here is what is asked for now.",
);

/// What is said even where the business opens in its own words; what it names stands in braces.
pub(super) fn must_say(occasion: &Occasion<'_>) -> Option<Message> {
    match occasion {
        Occasion::Offer { .. } => Some(Message::new(
            "Le guardamos el horario hasta las {until_time} del {until_date}.",
            "We hold the time for you until {until_time} on {until_date}.",
        )),
        Occasion::Visit {
            news: News::Booked | News::Moved { .. },
            visit,
            ..
        } if visit.standing == Standing::Waiting => Some(Message::new(
            "La cita espera confirmación.",
            "The appointment waits for confirmation.",
        )),
        _ => None,
    }
}

/// What stands in the place of what a text names; nothing where there is nothing of the kind.
pub(super) fn value(occasion: &Occasion<'_>, named: Placeholder, language: Language) -> String {
    let (services, place, starts_at, code, until) = match occasion {
        Occasion::Visit { visit, .. } => (
            visit.services,
            &visit.place,
            visit.starts_at,
            visit.code,
            None,
        ),
        Occasion::Offer {
            service,
            place,
            until,
            ..
        } => (
            std::slice::from_ref(*service),
            *place,
            service.starts_at,
            "",
            Some(*until),
        ),
        _ => return String::new(),
    };
    let zone = place.zone;
    let listed = |names: &dyn Fn(&Service<'_>) -> String| {
        let names = services.iter().map(names);
        enumerated(names.collect(), language)
    };
    match named {
        Placeholder::Branch => place.branch.to_owned(),
        Placeholder::Service => listed(&|service| service.name.to_owned()),
        Placeholder::Professional => listed(&|service| service.professional.to_owned()),
        Placeholder::Date => day(starts_at, zone, language),
        Placeholder::Time => hour(starts_at, zone, language),
        Placeholder::Code => code.to_owned(),
        Placeholder::UntilDate => until.map_or_else(String::new, |at| day(at, zone, language)),
        Placeholder::UntilTime => until.map_or_else(String::new, |at| hour(at, zone, language)),
        Placeholder::Client | Placeholder::Business => String::new(),
    }
}

/// `Corte, Barba y Tinte`; each once.
fn enumerated(names: Vec<String>, language: Language) -> String {
    let mut each: Vec<String> = Vec::new();
    for name in names {
        if !each.contains(&name) {
            each.push(name);
        }
    }
    let Some(last) = each.pop() else {
        return String::new();
    };
    if each.is_empty() {
        return last;
    }
    let and = match language {
        Language::Es => "y",
        Language::En => "and",
    };
    format!("{} {and} {last}", each.join(", "))
}

fn questions(phone: Option<&str>, may_be_answered: bool) -> Message {
    match (phone, may_be_answered) {
        (Some(phone), true) => Message::made(
            format!("Si tiene preguntas, llame al {phone} o responda este correo."),
            format!("If you have questions, call {phone} or answer this e-mail."),
        ),
        (Some(phone), false) => Message::made(
            format!("Si tiene preguntas, llame al {phone}."),
            format!("If you have questions, call {phone}."),
        ),
        (None, true) => Message::new(
            "Si tiene preguntas, responda este correo.",
            "If you have questions, answer this e-mail.",
        ),
        (None, false) => Message::new(
            "Si tiene preguntas, comuníquese con el negocio.",
            "If you have questions, get in touch with the business.",
        ),
    }
}

pub(super) fn details(news: &News<'_>, visit: &Visit<'_>, also: &[DateTime<Utc>]) -> Vec<Detail> {
    let zone = visit.place.zone;
    let mut details = vec![when(visit.starts_at, zone)];
    if let News::Moved { from: Some(from) } = news {
        details.push((Message::new("Antes", "Before"), at(*from, zone)));
    }
    match visit.services {
        [only] => details.push((Message::new("Servicio", "Service"), given(only))),
        several => details.extend(several.iter().map(|service| {
            let [es, en] = [Language::Es, Language::En]
                .map(|language| hour(service.starts_at, zone, language));
            (Message::made(es, en), given(service))
        })),
    }
    details.extend(further(also, zone));
    details.push(place(&visit.place));
    details.push((Message::new("Código", "Code"), plain(visit.code)));
    if let News::Cancelled {
        reason: Some(reason),
    } = news
    {
        details.push((Message::new("Motivo", "Reason"), plain(reason)));
    }
    details
}

/// The other visits of a series, as many as one reads.
fn further(also: &[DateTime<Utc>], zone: Tz) -> Vec<Detail> {
    let name = || Message::new("También", "Also");
    let mut details: Vec<Detail> = also
        .iter()
        .take(MOST_DATES)
        .map(|moment| (name(), at(*moment, zone)))
        .collect();
    if let Some(last) = also.get(MOST_DATES..).and_then(<[_]>::last) {
        let (more, last) = (also.len() - MOST_DATES, at(*last, zone));
        details.push((
            name(),
            Message::made(
                format!("{more} más, hasta el {}", last.es),
                format!("{more} more, until {}", last.en),
            ),
        ));
    }
    details
}

pub(super) fn offer() -> Words {
    Words {
        subject: subject(LetterKind::ListaEsperaOferta),
        text: opening(LetterKind::ListaEsperaOferta),
        button: Message::new("Ver y aceptar el horario", "See and take the time"),
        afterwards: Message::new(
            "Si ya no lo necesita, puede rechazarlo desde el mismo enlace.",
            "If you do not need it any more, you can turn it down with the same link.",
        ),
    }
}

pub(super) fn offer_details(service: &Service<'_>, at: &Place<'_>) -> Vec<Detail> {
    vec![
        when(service.starts_at, at.zone),
        (Message::new("Servicio", "Service"), given(service)),
        place(at),
    ]
}

fn when(moment: DateTime<Utc>, zone: Tz) -> Detail {
    (Message::new("Cuándo", "When"), at(moment, zone))
}

fn at(moment: DateTime<Utc>, zone: Tz) -> Message {
    Message::made(
        day_and_hour(moment, zone, Language::Es),
        day_and_hour(moment, zone, Language::En),
    )
}

fn place(place: &Place<'_>) -> Detail {
    (Message::new("Dónde", "Where"), plain(&place.one_line()))
}

fn given(service: &Service<'_>) -> Message {
    Message::made(
        format!("{} con {}", service.name, service.professional),
        format!("{} with {}", service.name, service.professional),
    )
}

/// The same in every language.
fn plain(text: &str) -> Message {
    Message::made(text.to_owned(), text.to_owned())
}
