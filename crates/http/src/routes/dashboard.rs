//! Figures of the agenda (seed 003, "KPIs Principales"): `/dashboard`, `/kpis`, `/reviews`.

mod body;
mod query;
mod reviews;

pub use body::{Dashboard, DashboardWindow, DayFigures, Figures, Kpis, ShareFigures};
pub use query::{DashboardQuery, KpiQuery};
pub use reviews::{Review, ReviewQuery};

use crate::{
    auth::{Can, problems},
    extract::Query,
    list::refused,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::Days;
use panal_domain::{
    BranchId, Invalid, Module, ProfessionalId, access::upcoming::ViewDashboard, scheduling::time,
};
use panal_persistence::{
    TenantTx,
    tenant::scheduling::{
        Clock,
        numbers::{self, NoScope, People, Scope},
    },
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(dashboard).service(kpis);
    reviews::routes(config);
}

/// Services and professionals that the dashboard names.
const TOP: usize = 5;

/// Today, the last 7 and the last 30 days, each beside as many days before; the last 30 day by day; the services and
/// professionals that earned most in them.
///
/// Whoever has the permission in some branches only sees the figures of those. Days are those of the clock of each
/// branch. Every figure is reckoned on its own.
#[utoipa::path(
    tag = "analytics",
    operation_id = "get_dashboard",
    params(DashboardQuery),
    security(("bearer" = ["dashboard.view"])),
    responses(
        (status = 200, description = "The figures.", body = Dashboard),
        (status = 400, description = "`query_invalid`: `branch_unknown`, `professional_unknown`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `module_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/dashboard")]
pub(crate) async fn dashboard(
    state: Data<AppState>,
    user: Can<ViewDashboard>,
    query: Query<DashboardQuery>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let tx = begin(&state, &user).await?;
    let clock = Clock::of(user.tenant.time_zone);
    let scope = scope(&tx, &user, clock, query.branch, query.professional).await?;
    let people = people(&tx, clock, &scope).await?;
    let today = time::day_of(clock.now, scope.clock);
    let periods = body::periods(today);
    let windows = numbers::windows(&tx, &scope, &periods).await?;
    let month = (today - Days::new(29), today);
    let breakdown = numbers::breakdown(&tx, &scope, month, TOP).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Dashboard::new(
        &user.tenant,
        &scope,
        people,
        windows,
        breakdown,
    )))
}

/// The figures of some days, beside those of as many days before.
///
/// The last 30 days unless told. Whoever has the permission in some branches only sees the figures of those. Days are
/// those of the clock of each branch. Every figure is reckoned on its own.
#[utoipa::path(
    tag = "analytics",
    operation_id = "get_kpis",
    params(KpiQuery),
    security(("bearer" = ["dashboard.view"])),
    responses(
        (status = 200, description = "The figures.", body = Kpis),
        (status = 400, description = "`query_invalid`: `period_invalid`, `span_too_long`, `branch_unknown`, `professional_unknown`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `module_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/kpis")]
pub(crate) async fn kpis(
    state: Data<AppState>,
    user: Can<ViewDashboard>,
    query: Query<KpiQuery>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let span = query.span()?;
    let tx = begin(&state, &user).await?;
    let clock = Clock::of(user.tenant.time_zone);
    let scope = scope(&tx, &user, clock, query.branch, query.professional).await?;
    let people = people(&tx, clock, &scope).await?;
    let (from, until) = span.on(time::day_of(clock.now, scope.clock));
    let periods = [(from, until), body::before(from, until)];
    let windows = numbers::windows(&tx, &scope, &periods).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Kpis::new(&user.tenant, &scope, people, windows)))
}

/// The dashboard is everybody's, appointments are not.
async fn begin(state: &AppState, user: &Can<ViewDashboard>) -> Result<TenantTx, Problem> {
    if !user.tenant.modules.contains(Module::Scheduling) {
        return Err(problems::module_missing(Module::Scheduling));
    }
    Ok(user.begin_read_only(state).await?)
}

async fn scope(
    tx: &TenantTx,
    user: &Can<ViewDashboard>,
    clock: Clock,
    branch: Option<BranchId>,
    professional: Option<ProfessionalId>,
) -> Result<Scope, Problem> {
    numbers::scope(tx, clock, user.branches(), branch, professional)
        .await?
        .map_err(unknown)
}

async fn people(tx: &TenantTx, clock: Clock, scope: &Scope) -> Result<People, Problem> {
    numbers::people(tx, clock, scope).await?.map_err(unknown)
}

fn unknown(no: NoScope) -> Problem {
    let (field, invalid) = match no {
        NoScope::Branch => ("branch", BRANCH_UNKNOWN),
        NoScope::Professional => ("professional", PROFESSIONAL_UNKNOWN),
    };
    refused(vec![(field.to_owned(), invalid)])
}

const BRANCH_UNKNOWN: Invalid = Invalid::new(
    "branch_unknown",
    "No existe esa sucursal, o no puede verla.",
    "There is no such branch, or you may not see it.",
);
const PROFESSIONAL_UNKNOWN: Invalid = Invalid::new(
    "professional_unknown",
    "No existe ese profesional.",
    "There is no such professional.",
);
