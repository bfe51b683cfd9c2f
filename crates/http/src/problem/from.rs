//! What goes wrong elsewhere, as a problem.

use super::Problem;
use actix_web::http::{StatusCode, header};
use panal_domain::{Invalid, Limited, Message};
use panal_persistence::{Error, PgError};
use serde_json::json;
use std::fmt::{self, Display, Formatter};

/// Seconds after which a client may well try again while the database is away.
const RETRY_AFTER: u32 = 5;

impl From<Invalid> for Problem {
    /// 422 `validation_failed` of something that is not a field; the refusal's own code stands in `reason`.
    fn from(invalid: Invalid) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "validation_failed",
            Message::new("Hay datos que corregir", "Some values need correction"),
        )
        .detail(invalid.message)
        .with("reason", invalid.code)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::Postgres(refused) => from_sqlstate(refused),
            Error::Unavailable(_) | Error::PoolTimeout => {
                tracing::warn!(%error, "database unavailable");
                unavailable()
            }
            Error::VersionConflict => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "version_mismatch",
                Message::new(
                    "Alguien lo cambió antes que usted",
                    "Somebody changed it before you",
                ),
            )
            .detail(Message::new(
                "Vuelva a leerlo y repita su cambio con el ETag nuevo.",
                "Read it again and repeat your change with the new ETag.",
            )),
            Error::LimitReached {
                limited,
                maximum,
                used,
                plan,
            } => limit_reached(*limited, *maximum, *used, plan),
            Error::Aborted | Error::Orm(_) => Self::internal(error),
        }
    }
}

fn limit_reached(limited: Limited, maximum: u64, used: u64, plan: &str) -> Problem {
    let label = limited.label();
    Problem::new(
        StatusCode::PAYMENT_REQUIRED,
        "limit_reached",
        Message::new(
            "No puede tener más",
            "You cannot have any more",
        ),
    )
    .detail(Message::made(
        format!(
            "El límite de {} es {maximum} y ya tiene {used}. Cambie a un plan mayor, pida una ampliación o elimine lo que ya no use.",
            label.es
        ),
        format!(
            "The limit of {} is {maximum} and you have {used}. Change to a larger plan, ask for more, or delete what you no longer use.",
            label.en
        ),
    ))
    .with(
        "limit",
        json!({"resource": limited.as_str(), "maximum": maximum}),
    )
    .with("used", used)
    .with("plan", plan)
}

fn unavailable() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "database_unavailable",
        Message::new(
            "Servicio no disponible por un momento",
            "Service unavailable for a moment",
        ),
    )
    .detail(Message::new(
        "No pudimos llegar a los datos. Intente de nuevo en unos segundos.",
        "We could not reach the data. Try again in a few seconds.",
    ))
    .header(header::RETRY_AFTER, RETRY_AFTER)
}

fn busy() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "busy",
        Message::new("Demasiados cambios a la vez", "Too many changes at once"),
    )
    .detail(Message::new(
        "Intente de nuevo en un momento.",
        "Try again in a moment.",
    ))
    .header(header::RETRY_AFTER, 1)
}

fn from_sqlstate(refused: &PgError) -> Problem {
    let problem = match refused.code.as_str() {
        "23505" => Problem::new(
            StatusCode::CONFLICT,
            "conflict",
            Message::new("Ya existe uno igual", "One like it exists already"),
        ),
        // The same code says that a row is still needed and that a row is missing. PostgreSQL's sentence begins
        // "update or delete on table" in the first case, "insert or update on table" in the other.
        "23503" if refused.message.starts_with("update ") => Problem::new(
            StatusCode::CONFLICT,
            "in_use",
            Message::new("Está en uso", "It is in use"),
        ),
        "23503" => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown_reference",
            Message::new(
                "Se refiere a algo que no existe",
                "It refers to something that does not exist",
            ),
        ),
        "23P01" => Problem::new(
            StatusCode::CONFLICT,
            "slot_taken",
            Message::new("Ese horario ya está ocupado", "That time is already taken"),
        ),
        // The server is no member of the tenant's role: somebody else's fault than the client's.
        "42501" if refused.message.contains("set role") => {
            return Problem::internal(Named(refused));
        }
        "42501" => Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            Message::new("No tiene permiso para esto", "You may not do this"),
        ),
        "40001" | "40P01" | "55P03" => busy(),
        // The tenant was renamed, its role with it, and the news is still on its way.
        "22023" if refused.message.starts_with("role ") => busy(),
        // The same while a transaction is under way, or by a statement prepared before.
        "42P01" if is_in_tenant_schema(&refused.message) => busy(),
        "3F000" => busy(),
        "57014" => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_timeout",
            Message::new("La consulta tardó demasiado", "The query took too long"),
        )
        .header(header::RETRY_AFTER, RETRY_AFTER),
        // Connection exceptions, and the server closing down.
        code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            unavailable()
        }
        // Data and integrity errors that a rule in the domain let through: still the client's value.
        code if code.starts_with("22") || code.starts_with("23") => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "validation_failed",
            Message::new("Hay datos que corregir", "Some values need correction"),
        ),
        _ => return Problem::internal(Named(refused)),
    };
    tracing::info!(cause = %Named(refused), "refused by the database");
    problem
}

/// Whether a missing table was looked for in a tenant's schema: the platform's are in `public`, and every statement
/// says where.
fn is_in_tenant_schema(message: &str) -> bool {
    message.contains('.') && !message.contains("\"public.")
}

/// A refusal for the log: what it names, and not what somebody typed. PostgreSQL's messages quote the values that they
/// complain of; those of a statement that is wrong in itself, or not allowed, name tables and columns only.
struct Named<'a>(&'a PgError);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let refused = self.0;
        write!(f, "SQLSTATE {}", refused.code)?;
        for (what, name) in [
            ("constraint", &refused.constraint),
            ("table", &refused.table),
            ("column", &refused.column),
        ] {
            if let Some(name) = name {
                write!(f, ", {what} {name}")?;
            }
        }
        if ["0A", "25", "42"]
            .iter()
            .any(|class| refused.code.starts_with(class))
        {
            write!(f, ": {}", refused.message)?;
        }
        Ok(())
    }
}

/// Why a body, a path or a query could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not the content type that the route takes: 415.
    MediaType,
    /// Larger than allowed: 413.
    TooLarge,
    /// Did not arrive whole: 400.
    Interrupted,
    /// Not JSON: 400.
    Syntax,
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        let (status, code, title) = match unreadable {
            Unreadable::MediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                Message::new("Envíe application/json", "Send application/json"),
            ),
            Unreadable::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "payload_too_large",
                Message::new(
                    "El contenido es demasiado grande",
                    "The content is too large",
                ),
            ),
            Unreadable::Interrupted => (
                StatusCode::BAD_REQUEST,
                "body_incomplete",
                Message::new(
                    "El contenido no llegó completo",
                    "The content did not arrive whole",
                ),
            ),
            Unreadable::Syntax => (
                StatusCode::BAD_REQUEST,
                "json_invalid",
                Message::new(
                    "El contenido no es JSON válido",
                    "The content is not valid JSON",
                ),
            ),
        };
        Self::new(status, code, title)
    }
}

impl Problem {
    /// What a bare status means, for answers that libraries made.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::PAYLOAD_TOO_LARGE => Unreadable::TooLarge.into(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Unreadable::MediaType.into(),
            status if status.is_client_error() => Self::new(
                status,
                "request_invalid",
                Message::new(
                    "No se entiende la solicitud",
                    "The request cannot be understood",
                ),
            ),
            status => Self::internal(format_args!("answer with bare status {status}")),
        }
    }

    /// 405, with what is allowed instead.
    pub(crate) fn method_not_allowed(allowed: &str) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            Message::new(
                "Este método no sirve aquí",
                "This method does not work here",
            ),
        )
        .detail(Message::made(
            format!("Use {allowed}."),
            format!("Use {allowed}."),
        ))
        .header(header::ALLOW, allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::tests::Lines;

    #[test]
    fn what_somebody_typed_stays_out_of_the_log() {
        let lines = Lines::of("panal_http::problem");
        let _guard = tracing::subscriber::set_default(lines.clone());
        for code in ["22P02", "23514", "P0001", "XX000", "22003"] {
            drop(Problem::from(Error::Postgres(Box::new(PgError {
                code: code.to_owned(),
                constraint: Some("clients_email_check".to_owned()),
                table: Some("clients".to_owned()),
                column: Some("email".to_owned()),
                message: "invalid input syntax: \"maria@secreto.co\"".to_owned(),
                detail: Some("Failing row contains (maria@secreto.co)".to_owned()),
                hint: Some("maria@secreto.co".to_owned()),
            }))));
            let said = lines.take().concat();
            assert!(!said.contains("secreto"), "{said}");
            for named in [code, "clients_email_check", "table", "column"] {
                assert!(said.contains(named), "{named}: {said}");
            }
        }
        // A statement that is wrong in itself cannot be found without the message, which names tables and columns.
        refused("42703", "column \"x\" does not exist");
        assert!(
            lines
                .take()
                .concat()
                .contains("column \"x\" does not exist")
        );
    }

    fn refused(code: &str, message: &str) -> (u16, &'static str) {
        let problem = Problem::from(Error::Postgres(Box::new(PgError {
            code: code.to_owned(),
            constraint: None,
            table: None,
            column: None,
            message: message.to_owned(),
            detail: Some("secret row".to_owned()),
            hint: None,
        })));
        assert!(!format!("{problem:?}").contains("secret"));
        (problem.status().as_u16(), problem.code())
    }

    #[test]
    fn each_refusal_of_the_database_has_its_answer() {
        for (code, message, status, name) in [
            ("23505", "duplicate key", 409, "conflict"),
            (
                "23503",
                "update or delete on table \"a\" violates",
                409,
                "in_use",
            ),
            (
                "23503",
                "insert or update on table \"a\" violates",
                422,
                "unknown_reference",
            ),
            ("23514", "check", 422, "validation_failed"),
            ("23502", "null", 422, "validation_failed"),
            ("22P02", "invalid input syntax", 422, "validation_failed"),
            ("22001", "value too long", 422, "validation_failed"),
            ("23P01", "exclusion", 409, "slot_taken"),
            (
                "42501",
                "permission denied for table clients",
                403,
                "forbidden",
            ),
            (
                "42501",
                "permission denied to set role \"x\"",
                500,
                "internal",
            ),
            ("22023", "role \"x\" does not exist", 503, "busy"),
            ("40001", "could not serialize", 503, "busy"),
            ("40P01", "deadlock", 503, "busy"),
            ("57014", "canceling statement", 503, "database_timeout"),
            (
                "57P01",
                "terminating connection",
                503,
                "database_unavailable",
            ),
            ("53300", "too many connections", 503, "database_unavailable"),
            (
                "42P01",
                "relation \"clinica1.clients\" does not exist",
                503,
                "busy",
            ),
            (
                "42P01",
                "relation \"public.tenants\" does not exist",
                500,
                "internal",
            ),
            (
                "42P01",
                "relation \"clients\" does not exist",
                500,
                "internal",
            ),
            ("3F000", "schema \"clinica1\" does not exist", 503, "busy"),
            ("25006", "read-only", 500, "internal"),
        ] {
            assert_eq!(refused(code, message), (status, name), "{code} {message}");
        }
        assert_eq!(
            Problem::from(Error::VersionConflict).code(),
            "version_mismatch"
        );
        assert_eq!(
            Problem::from(Error::PoolTimeout).status(),
            StatusCode::SERVICE_UNAVAILABLE
        );
        assert_eq!(Problem::from(Error::Aborted).code(), "internal");
    }
}
