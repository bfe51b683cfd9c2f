//! Figures of the agenda (seed 003, `metricas_organizacion`). Each table is read on its own, so that no sum is inflated
//! by what another holds; all periods that somebody asks for are read at once.

mod breakdown;
mod reviews;
mod windows;

pub use breakdown::{Breakdown, Day, Share, breakdown};
pub use reviews::{Review, ReviewFilter, reviews};
pub use windows::{Appointments, Window, windows};

use super::rules::{BranchClock, Clock};
use crate::{Error, Result, TenantTx, tenant::entity::branches};
use chrono_tz::Tz;
use panal_domain::{BranchId, BranchScope, ProfessionalId};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryOrder, Statement,
};
use uuid::Uuid;

/// Whose figures.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The branches, each with its clock.
    branches: Vec<BranchClock>,
    /// One professional's, or all of them.
    professional: Option<ProfessionalId>,
    /// By which days are told that belong to no branch: that of the only branch asked for, else the business's.
    pub clock: Tz,
    /// Whether they are those of all of the business.
    whole: bool,
}

/// Why there are no figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoScope {
    /// No such branch, or none that may be seen.
    Branch,
    /// No such professional.
    Professional,
}

/// What figures are asked for: of `branch` and `professional`, or of all that `seen` allows. Closed branches and
/// professionals who left have a past.
pub async fn scope(
    tx: &TenantTx,
    clock: Clock,
    seen: &BranchScope,
    branch: Option<BranchId>,
    professional: Option<ProfessionalId>,
) -> Result<std::result::Result<Scope, NoScope>> {
    let mut found = Vec::new();
    let select = branches::Entity::find().order_by_asc(branches::Column::Id);
    for row in select.all(tx).await? {
        let id = BranchId(row.id);
        if seen.allows(Some(id)) && branch.is_none_or(|one| one == id) {
            found.push(clock.at(id, row.time_zone.as_deref())?);
        }
    }
    if branch.is_some() && found.is_empty() {
        return Ok(Err(NoScope::Branch));
    }
    let only = found.first().filter(|_| branch.is_some());
    Ok(Ok(Scope {
        clock: only.map_or(clock.zone, |only| only.zone),
        whole: branch.is_none() && professional.is_none() && seen.limited().is_none(),
        branches: found,
        professional,
    }))
}

impl Scope {
    fn ids(&self) -> Vec<Uuid> {
        self.branches.iter().map(|one| one.branch.0).collect()
    }

    fn professional(&self) -> Option<Uuid> {
        self.professional.map(|one| one.0)
    }
}

/// Who there is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct People {
    /// Professionals who are active and have weekly hours, or times still to come, at one of the branches; of all of the
    /// business, all who are active.
    pub professionals: i64,
    /// Clients who were not deleted: of all of the business all of them, else those who have had, or have, an appointment
    /// there.
    pub clients: i64,
}

#[derive(FromQueryResult)]
struct Known {
    known: bool,
}

/// Who there is now. One statement, which counts each on its own.
pub async fn people(
    tx: &TenantTx,
    clock: Clock,
    scope: &Scope,
) -> Result<std::result::Result<People, NoScope>> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!(
                r#"SELECT (SELECT count(*) FROM "tenant".professionals p
                       WHERE p.is_active AND ($2::uuid IS NULL OR p.id = $2) AND ($3 OR
                           EXISTS (SELECT FROM "tenant".weekly_schedules w
                               WHERE w.professional_id = p.id AND w.branch_id = ANY ($1))
                           OR EXISTS (SELECT FROM "tenant".time_slots t WHERE t.professional_id = p.id
                               AND t.branch_id = ANY ($1) AND t.state = 'disponible' AND t.ends_at > $4))
                       ) AS professionals,
                       (SELECT count(*) FROM "tenant".clients c WHERE c.deleted_at IS NULL AND ($3 OR {CAME})) AS clients,
                       $2::uuid IS NULL OR EXISTS (SELECT FROM "tenant".professionals p WHERE p.id = $2) AS known"#
            ),
            [
                scope.ids().into(),
                scope.professional().into(),
                scope.whole.into(),
                clock.now.into(),
            ],
        ))
        .await?
        .ok_or(Error::Orm(DbErr::RecordNotFound("people".to_owned())))?;
    if !Known::from_query_result(&row, "")?.known {
        return Ok(Err(NoScope::Professional));
    }
    Ok(Ok(People::from_query_result(&row, "")?))
}

/// Whether the client `c` has an appointment at a branch of `$1`, with the professional `$2`.
const CAME: &str = r#"EXISTS (SELECT FROM "tenant".appointments a WHERE a.client_id = c.id AND a.branch_id = ANY ($1)
    AND ($2::uuid IS NULL OR a.professional_id = $2))"#;
