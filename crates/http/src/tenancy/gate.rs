//! Which tenants are let in.

use super::{SchemaState, Tenant};
use crate::problem::Problem;
use actix_web::http::{StatusCode, header::RETRY_AFTER};
use panal_domain::{Message, TenantState};

/// Passes a tenant that serves; each other one gets its own answer.
pub(crate) fn admit(tenant: &Tenant) -> Result<(), Problem> {
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
            Message::new("En mantenimiento", "Under maintenance"),
            60,
        )),
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
        SchemaState::Behind => Err(later(
            "tenant_migrating",
            Message::new(
                "Estamos actualizando este negocio",
                "This business is being upgraded",
            ),
            15,
        )),
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

fn later(code: &'static str, title: Message, seconds: u32) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, title)
        .detail(Message::new(
            "Intente de nuevo en un momento.",
            "Try again in a moment.",
        ))
        .header(RETRY_AFTER, seconds)
}
