//! Members that services, professionals and rooms have in common.

use crate::{body::Body, problem::Problem};
use actix_web::http::StatusCode;
use panal_domain::{Amount, CurrencyCode, Invalid, Message};
use rust_decimal::Decimal;
use serde_json::Value;
use std::str::FromStr;

/// Longest code of a kind of professionals, in characters.
const MAX_KIND: usize = 40;
/// Most kinds of a service.
pub(crate) const MAX_KINDS: usize = 50;
/// Longest text of several lines, in characters.
pub(crate) const MAX_LINES: usize = 2_000;

/// `#rrggbb`, kept in lower case.
pub(crate) fn color(raw: &str) -> Result<String, Invalid> {
    let color = raw.trim().to_ascii_lowercase();
    let digits = color.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(color)
    } else {
        Err(COLOR_INVALID)
    }
}

/// A kind of professionals: one of the catalogue, or a word of the business's own.
pub(crate) fn kind(raw: &str) -> Result<String, Invalid> {
    let kind = raw.trim();
    let starts = kind.starts_with(|c: char| c.is_ascii_lowercase());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if starts && kind.len() <= MAX_KIND && kind.chars().all(plain) {
        Ok(kind.to_owned())
    } else {
        Err(KIND_INVALID)
    }
}

/// Several lines, unlike other texts.
pub(crate) fn lines(raw: &str) -> Result<String, Invalid> {
    let text = raw.trim().replace("\r\n", "\n");
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(CONTROL);
    }
    if text.chars().count() > MAX_LINES {
        return Err(TOO_LONG);
    }
    Ok(text)
}

/// A price in the business's currency.
pub(crate) fn price(
    body: &mut Body,
    name: &'static str,
    currency: CurrencyCode,
) -> Option<Option<Decimal>> {
    body.read(name, |value| amount(&value, currency).map(Some))
}

/// A decimal text.
pub(crate) fn amount(value: &Value, currency: CurrencyCode) -> Result<Decimal, Invalid> {
    let text = value.as_str().ok_or(NOT_DECIMAL)?;
    Amount::parse(text, currency).map(Amount::decimal)
}

/// A share from 0 to 100 with two decimals at most, as a decimal text.
pub(crate) fn percent(raw: &str) -> Result<Decimal, Invalid> {
    let plain = raw.trim();
    let written = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') && plain.len() <= 6;
    Decimal::from_str(plain)
        .ok()
        .filter(|share| written && share.normalize().scale() <= 2)
        .filter(|share| *share <= Decimal::ONE_HUNDRED)
        .ok_or(PERCENT_INVALID)
}

/// Refuses a list that is longer than `most`.
pub(crate) fn at_most<T>(body: &mut Body, name: &'static str, list: Option<&Vec<T>>, most: usize) {
    if list.is_some_and(|list| list.len() > most) {
        body.refuse(
            name,
            Invalid::made(
                "too_many",
                format!("Deje como máximo {most}."),
                format!("Leave {most} at most."),
            ),
        );
    }
}

/// 409: something is still needed by `count` others, which the member `counted` tells.
pub(crate) fn needed(
    code: &'static str,
    title: Message,
    detail: Message,
    counted: Option<(&'static str, u64)>,
) -> Problem {
    let problem = Problem::new(StatusCode::CONFLICT, code, title).detail(detail);
    match counted {
        Some((name, count)) => problem.with(name, count),
        None => problem,
    }
}

/// What to do about times to come that keep a professional or a room from being deleted.
pub(crate) fn times_taken(count: u64) -> Message {
    Message::made(
        format!(
            "Son {count}: las que un cliente está reservando se liberan en minutos; quite los bloqueos que comparten profesional y consultorio, o cambie «is_active» a false."
        ),
        format!(
            "There are {count}: those that a customer is booking are free within minutes; remove blocks that a professional and a room share, or set \"is_active\" to false."
        ),
    )
}

/// A service as a UUID.
pub(crate) fn id(raw: &str) -> Result<uuid::Uuid, Invalid> {
    uuid::Uuid::try_parse(raw.trim()).map_err(|_cause| crate::list::UUID_INVALID)
}

const COLOR_INVALID: Invalid = Invalid::new(
    "color_invalid",
    "Escriba un color como «#2a9d8f».",
    "Write a colour such as \"#2a9d8f\".",
);
const KIND_INVALID: Invalid = Invalid::new(
    "professional_kind_invalid",
    "Use un código de GET /professional-kinds, o uno propio de hasta 40 letras minúsculas sin tilde, números o «_».",
    "Use a code of GET /professional-kinds, or one of your own: up to 40 lower-case letters without accents, digits or \"_\".",
);
const PERCENT_INVALID: Invalid = Invalid::new(
    "percent_invalid",
    "Escriba un porcentaje de 0 a 100 con dos decimales como máximo, como «12.5».",
    "Write a percentage from 0 to 100 with two decimals at most, such as \"12.5\".",
);
const NOT_DECIMAL: Invalid = Invalid::new(
    "type_invalid",
    "Escriba el valor como texto, por ejemplo \"45000\".",
    "Write the amount as a text, such as \"45000\".",
);
const CONTROL: Invalid = Invalid::new(
    "text_control_characters",
    "Quite los caracteres invisibles.",
    "Remove the invisible characters.",
);
const TOO_LONG: Invalid = Invalid::new(
    "text_too_long",
    "Use como máximo 2000 caracteres.",
    "Use at most 2000 characters.",
);
