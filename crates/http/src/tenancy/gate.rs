//! Which tenants are let in, and to what.

use super::{SchemaState, Tenant};
use crate::{problem::Problem, routes::answers_suspended};
use actix_web::http::{Method, StatusCode, header::RETRY_AFTER};
use chrono::{DateTime, SecondsFormat, Utc};
use panal_domain::{Message, Subscription, SubscriptionState, TenantState};
use uuid::Uuid;

/// What can be changed while the subscription is suspended: logging in and out, one's own sessions, password and second
/// factor, the plan, and taking the data along.
const WHILE_SUSPENDED: &[&str] = &[
    "/api/v1/auth",
    "/api/v1/me/sessions",
    "/api/v1/me/password",
    "/api/v1/me/totp",
    "/api/v1/subscription",
    "/api/v1/exports",
];

/// Passes a request that the tenant may serve; each other one gets its own answer.
pub(crate) fn admit(tenant: &Tenant, method: &Method, path: &str) -> Result<(), Problem> {
    admit_state(tenant)?;
    admit_subscription(tenant, &tenant.subscription_now(), method, path)
}

/// Refuses, after the password was verified, whoever logs in at a tenant whose subscription is over, with how to get
/// the data: 402 `subscription_cancelled`.
pub(crate) fn check_cancelled(tenant: &Tenant) -> Result<(), Problem> {
    let subscription = tenant.subscription_now();
    match subscription.state {
        SubscriptionState::Cancelled => Err(cancelled(tenant, &subscription)),
        _ => Ok(()),
    }
}

fn admit_state(tenant: &Tenant) -> Result<(), Problem> {
    match tenant.state {
        TenantState::Active => admit_schema(tenant.schema),
        TenantState::Suspended => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "tenant_suspended",
            Message::new("Este negocio está suspendido", "This business is suspended"),
        )
        .detail(Message::new(
            "Sus datos están a salvo. Quien administra la cuenta puede reactivarla.",
            "Its data is safe. Whoever manages the account can reactivate it.",
        ))),
        TenantState::Maintenance => Err(later(
            "tenant_maintenance",
            Message::new(
                "Este negocio está en mantenimiento",
                "This business is under maintenance",
            ),
            60,
        )
        .detail(Message::new(
            "Vuelve pronto, con todos sus datos. Intente de nuevo en unos minutos.",
            "It will be back soon, with all its data. Try again in a few minutes.",
        ))),
        TenantState::Pending | TenantState::Provisioning => Err(later(
            "tenant_provisioning",
            Message::new(
                "Estamos preparando este negocio",
                "This business is being set up",
            ),
            5,
        )),
        TenantState::Deleting | TenantState::Deleted => Err(Problem::new(
            StatusCode::GONE,
            "tenant_deleted",
            Message::new("Este negocio fue eliminado", "This business was deleted"),
        )),
    }
}

fn admit_schema(schema: SchemaState) -> Result<(), Problem> {
    match schema {
        SchemaState::Current => Ok(()),
        SchemaState::Behind => Err(migrating()),
        SchemaState::Ahead => Err(later(
            "tenant_schema_newer",
            Message::new(
                "Este negocio ya usa una versión más nueva",
                "This business already uses a newer version",
            ),
            15,
        )),
    }
}

/// 503 for what a schema does not have yet.
pub(crate) fn migrating() -> Problem {
    later(
        "tenant_migrating",
        Message::new(
            "Estamos actualizando este negocio",
            "This business is being upgraded",
        ),
        15,
    )
    .detail(Message::new(
        "Suele tardar menos de un minuto, y sus datos están a salvo. Intente de nuevo en un momento.",
        "It usually takes less than a minute, and its data is safe. Try again in a moment.",
    ))
}

fn admit_subscription(
    tenant: &Tenant,
    subscription: &Subscription,
    method: &Method,
    path: &str,
) -> Result<(), Problem> {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
    let refused = match subscription.state {
        SubscriptionState::Trial | SubscriptionState::Active | SubscriptionState::PastDue => false,
        SubscriptionState::Suspended => {
            !reads && !is_open_while_suspended(path) && !only_takes_access(method, path)
        }
        SubscriptionState::Cancelled => {
            // The pages are the same for everybody; only what the API gives is the tenant's. The routes decode a path
            // before they compare it, so one that is written with escapes is never taken for a page.
            let page = reads && !path.contains('%') && !is_under(path, "/api");
            !page && path != "/api/v1/auth/login" && !(reads && answers_suspended(path))
        }
    };
    match (refused, subscription.state) {
        (false, _) => Ok(()),
        (true, SubscriptionState::Cancelled) => Err(cancelled(tenant, subscription)),
        (true, _) => Err(suspended(tenant, subscription)),
    }
}

fn is_open_while_suspended(path: &str) -> bool {
    WHILE_SUSPENDED.iter().any(|open| is_under(path, open))
}

/// Whether a request does nothing but shut somebody out, which a business must be able to do whether or not it has paid.
fn only_takes_access(method: &Method, path: &str) -> bool {
    let shut_out = match *method {
        Method::POST => path
            .strip_prefix("/api/v1/users/")
            .and_then(|rest| rest.strip_suffix("/disable")),
        Method::DELETE => path.strip_prefix("/api/v1/api-keys/"),
        _ => None,
    };
    shut_out.is_some_and(|id| Uuid::try_parse(id).is_ok())
}

fn is_under(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn suspended(tenant: &Tenant, subscription: &Subscription) -> Problem {
    Problem::new(
        StatusCode::PAYMENT_REQUIRED,
        "subscription_suspended",
        Message::new(
            "La suscripción está suspendida",
            "The subscription is suspended",
        ),
    )
    .detail(Message::new(
        "Puede consultar y exportar sus datos, pero no cambiarlos. Pague lo pendiente y se reactiva al registrarse el pago.",
        "You can read and export your data, but not change it. Pay what is due and it is reactivated as soon as the payment is recorded.",
    ))
    .with("plan", tenant.plan.as_str())
    .with("suspended_at", time(subscription.suspended_at))
}

fn cancelled(tenant: &Tenant, subscription: &Subscription) -> Problem {
    let kept_until = subscription.data_kept_until();
    let day = kept_until
        .map(|until| {
            until
                .with_timezone(&tenant.time_zone.tz())
                .format("%Y-%m-%d")
                .to_string()
        })
        .unwrap_or_default();
    Problem::new(
        StatusCode::PAYMENT_REQUIRED,
        "subscription_cancelled",
        Message::new(
            "La suscripción está cancelada",
            "The subscription is cancelled",
        ),
    )
    .detail(Message::made(
        format!(
            "Conservamos sus datos hasta el {day}. Antes de esa fecha, pida a soporte una copia de ellos o reactive la suscripción; indique el nombre de su negocio: {}.",
            tenant.slug
        ),
        format!(
            "We keep your data until {day}. Before that day, ask support for a copy of it or reactivate the subscription; give the name of your business: {}.",
            tenant.slug
        ),
    ))
    .with("plan", tenant.plan.as_str())
    .with("cancelled_at", time(subscription.cancelled_at))
    .with("data_kept_until", time(kept_until))
}

fn time(at: Option<DateTime<Utc>>) -> Option<String> {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

fn later(code: &'static str, title: Message, seconds: u32) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, title)
        .detail(Message::new(
            "Intente de nuevo en un momento.",
            "Try again in a moment.",
        ))
        .header(RETRY_AFTER, seconds)
}
