//! Letters about visits.

use super::{News, Words};
use crate::visit::{Place, Service, Standing, Visit, day, day_and_hour, hour};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use panal_domain::{Language, Message};

/// Most dates of a series that a letter lists.
const MOST_DATES: usize = 12;

/// A detail of a letter: its name and its value.
type Detail = (Message, Message);

pub(super) fn words(
    business: &str,
    news: &News<'_>,
    visit: &Visit<'_>,
    may_be_answered: bool,
) -> Words {
    let when = at(visit.starts_at, visit.place.zone);
    let (subject, text) = told(business, news, visit, &when);
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
    Words {
        subject,
        text,
        button,
        afterwards,
    }
}

/// Subject and text.
fn told(business: &str, news: &News<'_>, visit: &Visit<'_>, when: &Message) -> (Message, Message) {
    match news {
        News::Booked if visit.standing == Standing::Waiting => (
            Message::made(
                format!("Recibimos su solicitud de cita en {business}"),
                format!("We received your request for an appointment at {business}"),
            ),
            Message::made(
                format!(
                    "Su cita en {business} quedó registrada y espera confirmación. Le escribiremos cuando se confirme."
                ),
                format!(
                    "Your appointment at {business} was received and waits for confirmation. We will write to you once it is confirmed."
                ),
            ),
        ),
        News::Booked => (
            Message::made(
                format!("Su cita en {business}: {}", when.es),
                format!("Your appointment at {business}: {}", when.en),
            ),
            Message::made(
                format!("Su cita en {business} quedó reservada."),
                format!("Your appointment at {business} is booked."),
            ),
        ),
        News::Confirmed => (
            Message::made(
                format!("Su cita en {business} está confirmada: {}", when.es),
                format!("Your appointment at {business} is confirmed: {}", when.en),
            ),
            Message::made(
                format!("Su cita en {business} está confirmada. Lo esperamos."),
                format!(
                    "Your appointment at {business} is confirmed. We look forward to seeing you."
                ),
            ),
        ),
        News::Moved { .. } => (
            Message::made(
                format!("Su cita en {business} cambió: {}", when.es),
                format!("Your appointment at {business} was moved: {}", when.en),
            ),
            if visit.standing == Standing::Waiting {
                Message::made(
                    format!(
                        "Su cita en {business} cambió y espera confirmación. Estos son los nuevos datos."
                    ),
                    format!(
                        "Your appointment at {business} was moved and waits for confirmation. Here is what is asked for now."
                    ),
                )
            } else {
                Message::made(
                    format!("Su cita en {business} cambió. Estos son los nuevos datos."),
                    format!("Your appointment at {business} was moved. Here is what holds now."),
                )
            },
        ),
        News::Cancelled { .. } => (
            Message::made(
                format!("Su cita en {business} fue cancelada: {}", when.es),
                format!("Your appointment at {business} was cancelled: {}", when.en),
            ),
            Message::made(
                format!("Su cita en {business} fue cancelada."),
                format!("Your appointment at {business} was cancelled."),
            ),
        ),
        News::Reminder => (
            Message::made(
                format!("Recordatorio: su cita en {business}, {}", when.es),
                format!("Reminder: your appointment at {business}, {}", when.en),
            ),
            Message::made(
                format!(
                    "Le recordamos su cita en {business}. Si no puede asistir, cámbiela o cancélela desde el enlace."
                ),
                format!(
                    "This is a reminder of your appointment at {business}. If you cannot come, move or cancel it with the link."
                ),
            ),
        ),
        News::Feedback => (
            Message::made(
                format!("¿Cómo le fue en {business}?"),
                format!("How was your visit to {business}?"),
            ),
            Message::made(
                format!(
                    "Gracias por visitar {business}. Califique su visita: toma menos de un minuto."
                ),
                format!(
                    "Thank you for visiting {business}. Rate your visit: it takes less than a minute."
                ),
            ),
        ),
    }
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

pub(super) fn offer(business: &str, place: &Place<'_>, until: DateTime<Utc>) -> Words {
    let [es, en] = [Language::Es, Language::En].map(|language| {
        (
            hour(until, place.zone, language),
            day(until, place.zone, language),
        )
    });
    Words {
        subject: Message::made(
            format!("Se liberó un horario en {business}"),
            format!("A time is free at {business}"),
        ),
        text: Message::made(
            format!(
                "Hay un horario para usted en {business}. Se lo guardamos hasta las {} del {}; después se lo ofreceremos a otra persona.",
                es.0, es.1
            ),
            format!(
                "There is a time for you at {business}. We hold it for you until {} on {}; then we will offer it to somebody else.",
                en.0, en.1
            ),
        ),
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
