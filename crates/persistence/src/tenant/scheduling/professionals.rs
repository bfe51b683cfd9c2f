//! Professionals, and what they give.

use super::{
    catalogue::{Needed, count, keeps_no_time, lock_pairs, pair},
    generation::{self, Place},
};
use crate::{
    Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::professionals,
    },
};
use panal_domain::{ProfessionalId, ServiceId, UserId};
use rust_decimal::Decimal;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, Statement,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

/// A professional.
pub use professionals::Model as Professional;

versioned!(professionals);

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct ProfessionalChanges {
    /// The user that the professional is, if any.
    pub user_id: Option<Option<UserId>>,
    /// Name.
    pub full_name: Option<String>,
    /// One of `public.professional_kinds`, or a word of the business's own.
    pub kind: Option<Option<String>>,
    /// What they are good at.
    pub specialities: Option<Vec<String>>,
    /// E-mail, lower case.
    pub email: Option<Option<String>>,
    /// Telephone, E.164.
    pub phone: Option<Option<String>>,
    /// What customers read.
    pub bio: Option<Option<String>>,
    /// `#rrggbb`.
    pub color: Option<Option<String>>,
    /// Share of the price, in percent.
    pub commission_percent: Option<Decimal>,
    /// Whether customers may book by themselves.
    pub accepts_online: Option<bool>,
    /// Whether the professional works here.
    pub is_active: Option<bool>,
    /// Order in the agenda.
    pub position: Option<i32>,
}

impl ProfessionalChanges {
    fn into_row(self) -> professionals::ActiveModel {
        professionals::ActiveModel {
            user_id: self
                .user_id
                .map_or(NotSet, |user| Set(user.map(|user| user.0))),
            full_name: self.full_name.map_or(NotSet, Set),
            kind: self.kind.map_or(NotSet, Set),
            specialities: self.specialities.map_or(NotSet, Set),
            email: self.email.map_or(NotSet, Set),
            phone: self.phone.map_or(NotSet, Set),
            bio: self.bio.map_or(NotSet, Set),
            color: self.color.map_or(NotSet, Set),
            commission_percent: self.commission_percent.map_or(NotSet, Set),
            accepts_online: self.accepts_online.map_or(NotSet, Set),
            is_active: self.is_active.map_or(NotSet, Set),
            position: self.position.map_or(NotSet, Set),
            ..Default::default()
        }
    }
}

/// Fields by which professionals are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfessionalField {
    /// Name.
    FullName,
    /// What they are.
    Kind,
    /// What they are good at.
    Specialities,
    /// Order in the agenda.
    Position,
    /// Whether they work here.
    IsActive,
    /// Whether customers may book them.
    AcceptsOnline,
    /// The user.
    UserId,
    /// A service that they give.
    Service,
    /// When they were registered.
    CreatedAt,
    /// When they last changed.
    UpdatedAt,
}

impl ListField for ProfessionalField {
    const ALL: &'static [Self] = &[
        Self::FullName,
        Self::Kind,
        Self::Specialities,
        Self::Position,
        Self::IsActive,
        Self::AcceptsOnline,
        Self::UserId,
        Self::Service,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[
        (Self::Position, Direction::Ascending),
        (Self::FullName, Direction::Ascending),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::Kind => "kind",
            Self::Specialities => "specialities",
            Self::Position => "position",
            Self::IsActive => "is_active",
            Self::AcceptsOnline => "accepts_online",
            Self::UserId => "user_id",
            Self::Service => "service",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::FullName | Self::Kind => FieldKind::Text,
            Self::Specialities => FieldKind::Tags,
            Self::Service => FieldKind::Uuids,
            Self::Position => FieldKind::Integer,
            Self::IsActive | Self::AcceptsOnline => FieldKind::Boolean,
            Self::UserId => FieldKind::Uuid,
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        matches!(
            self,
            Self::FullName | Self::Kind | Self::Position | Self::CreatedAt | Self::UpdatedAt
        )
    }

    fn optional(self) -> bool {
        matches!(self, Self::Kind | Self::UserId)
    }

    fn expr(self) -> Expr {
        match self {
            Self::FullName => Expr::cust(r#"full_name COLLATE "es-x-icu""#),
            Self::Kind => Expr::col(professionals::Column::Kind),
            Self::Specialities => Expr::col(professionals::Column::Specialities),
            Self::Position => Expr::col(professionals::Column::Position),
            Self::IsActive => Expr::col(professionals::Column::IsActive),
            Self::AcceptsOnline => Expr::col(professionals::Column::AcceptsOnline),
            Self::UserId => Expr::col(professionals::Column::UserId),
            Self::Service => Expr::cust(
                r#"ARRAY(SELECT sp.service_id FROM "tenant".service_professionals sp WHERE sp.professional_id = professionals.id AND sp.is_offered)"#,
            ),
            Self::CreatedAt => Expr::col(professionals::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(professionals::Column::UpdatedAt),
        }
    }
}

/// A page of professionals.
pub async fn list(
    tx: &TenantTx,
    query: &ListQuery<ProfessionalField>,
) -> Result<Page<Professional>> {
    let mut select = professionals::Entity::find();
    if let Some(text) = &query.search {
        let column = "extensions.fold(full_name || ' ' || coalesce(kind, '') || ' ' || array_to_string(specialities, ' ') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))";
        select = select.filter(list::search(column, text));
    }
    list::fetch(tx, select, query, professionals::Column::Id).await
}

/// One professional.
pub async fn get(tx: &TenantTx, id: ProfessionalId) -> Result<Option<Professional>> {
    Ok(professionals::Entity::find_by_id(id.0).one(tx).await?)
}

/// Registers a professional, who gets the services that allow their kind (seed 003, "Profesionales"). Constraints:
/// `professionals_user_id_key` when another professional is that user, `professionals_user_id_fkey` when there is no
/// such user.
pub async fn create(
    tx: &TenantTx,
    full_name: String,
    more: ProfessionalChanges,
) -> Result<Professional> {
    lock_pairs(tx).await?;
    let professional = professionals::Entity::insert(professionals::ActiveModel {
        id: Set(ProfessionalId::generate().0),
        full_name: Set(full_name),
        ..more.into_row()
    })
    .exec_with_returning(tx)
    .await?;
    let changes = Changes::created(&professional);
    audit::record(
        tx,
        "create",
        "professionals",
        Some(professional.id),
        changes,
    )
    .await?;
    pair(tx, &[], &[professional.id]).await?;
    Ok(professional)
}

/// Changes a professional who is still at a version expected; `None` when there is no such professional. Who works with
/// appointments to come goes on working. By a new kind, or by coming back, they get the services that allow them, and
/// lose none. Who comes back has availability at once, who leaves has none any more. Constraints as in [`create`].
pub async fn update(
    tx: &TenantTx,
    place: Place,
    id: ProfessionalId,
    expected: &Expected,
    changes: ProfessionalChanges,
) -> std::result::Result<Option<Professional>, Needed> {
    if changes.kind.is_some() || changes.is_active == Some(true) {
        lock_pairs(tx).await?;
    }
    let Some(before) = change::lock::<professionals::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    if changes.is_active == Some(false) && before.is_active {
        let open = r#"SELECT count(*) FROM "tenant".appointments WHERE professional_id = $1
            AND state IN ('pendiente', 'confirmada', 'en_curso') AND ends_at > now()"#;
        let appointments = count(tx, open, vec![id.0.into()]).await?;
        if appointments > 0 {
            return Err(Needed::ByAppointments(appointments));
        }
    }
    let (kind, was_active) = (before.kind.clone(), before.is_active);
    let row = changes.into_row();
    let after = change::write::<professionals::Entity>(tx, id.0, "update", before, row).await?;
    if after.is_active && (!was_active || after.kind != kind) {
        pair(tx, &[], &[id.0]).await?;
    }
    if after.is_active != was_active {
        generation::regenerate(tx, place, id, None).await?;
    }
    Ok(Some(after))
}

/// Deletes a professional who is still at a version expected; `None` when there is no such professional. Who is held
/// for a customer at this moment, or is blocked together with a room, stays. Constraints
/// `appointments_professional_id_fkey` and `waiting_list_professional_id_fkey` when somebody booked them, or waits for
/// them.
pub async fn delete(
    tx: &TenantTx,
    id: ProfessionalId,
    expected: &Expected,
) -> std::result::Result<Option<()>, Needed> {
    lock_pairs(tx).await?;
    let Some(before) = change::lock::<professionals::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    keeps_no_time(tx, "professional_id", id.0).await?;
    professionals::Entity::delete_by_id(id.0).exec(tx).await?;
    let changes = Changes::deleted(&before);
    audit::record(tx, "delete", "professionals", Some(id.0), changes).await?;
    Ok(Some(()))
}

/// A service that a professional gives, or gave, and on which terms.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Given {
    /// The service.
    pub service_id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether it is given at all.
    pub service_is_active: bool,
    /// Its price.
    pub service_price: Decimal,
    /// How long it takes.
    pub service_minutes: i32,
    /// The professional's own price.
    pub price: Option<Decimal>,
    /// The professional's own length.
    pub minutes: Option<i32>,
    /// False: taken away by hand.
    pub is_offered: bool,
}

/// What a professional gives, by name; what was taken away by hand too.
pub async fn given(tx: &TenantTx, id: ProfessionalId) -> Result<Vec<Given>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT s.id AS service_id, s.name, s.is_active AS service_is_active, s.price AS service_price,
                   s.minutes AS service_minutes, sp.price, sp.minutes, sp.is_offered
               FROM "tenant".service_professionals sp JOIN "tenant".services s ON s.id = sp.service_id
               WHERE sp.professional_id = $1 ORDER BY s.name COLLATE "es-x-icu", s.id"#,
            [id.0.into()],
        ))
        .await?;
    Ok(rows
        .iter()
        .map(|row| Given::from_query_result(row, ""))
        .collect::<std::result::Result<_, _>>()?)
}

/// A service that a professional is to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The service.
    pub service: ServiceId,
    /// The professional's own price.
    pub price: Option<Decimal>,
    /// The professional's own length.
    pub minutes: Option<i32>,
    /// Whether they give it.
    pub is_offered: bool,
}

/// Why a professional gives what they gave.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotGiven {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] crate::Error),
    /// There is no such service; by its place in the list.
    #[error("no such service: {0}")]
    UnknownService(usize),
    /// The service is reserved to other kinds of professionals; by its place in the list.
    #[error("not for that kind: {0}")]
    OtherKind(usize),
}

impl From<sea_orm::DbErr> for NotGiven {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Replaces what a professional gives, who is still at a version expected; `None` when there is no such professional.
/// What is not in the list is taken away, and does not come back by itself. What they gave already may stay, whatever
/// their kind is by now.
pub async fn give(
    tx: &TenantTx,
    id: ProfessionalId,
    expected: &Expected,
    terms: &[Terms],
) -> std::result::Result<Option<(Professional, Vec<Given>)>, NotGiven> {
    lock_pairs(tx).await?;
    let Some(before) = change::lock::<professionals::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let old = given(tx, id).await?;
    check(tx, &before, &old, terms).await?;
    write_terms(tx, id, terms).await?;
    let new = given(tx, id).await?;
    if old == new {
        return Ok(Some((before, new)));
    }
    // What they give is part of what the version counts.
    let touched = change::touch::<professionals::Entity>(tx, id.0).await?;
    let changes = Changes::none().with("services", differences(&old, &new));
    audit::record(tx, "give", "professionals", Some(id.0), changes).await?;
    Ok(Some((touched.unwrap_or(before), new)))
}

#[derive(FromQueryResult)]
struct Allowed {
    id: Uuid,
    professional_kinds: Vec<String>,
}

async fn check(
    tx: &TenantTx,
    professional: &Professional,
    old: &[Given],
    terms: &[Terms],
) -> std::result::Result<(), NotGiven> {
    let ids: Vec<Uuid> = terms.iter().map(|one| one.service.0).collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT id, professional_kinds FROM "tenant".services WHERE id = ANY ($1) FOR KEY SHARE"#,
            [ids.into()],
        ))
        .await?;
    let services = rows
        .iter()
        .map(|row| Allowed::from_query_result(row, ""))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    for (place, one) in terms.iter().enumerate() {
        let service = services
            .iter()
            .find(|service| service.id == one.service.0)
            .ok_or(NotGiven::UnknownService(place))?;
        let kinds = &service.professional_kinds;
        let may = kinds.is_empty()
            || professional
                .kind
                .as_ref()
                .is_some_and(|k| kinds.contains(k));
        let did = old
            .iter()
            .any(|given| given.service_id == service.id && given.is_offered);
        if one.is_offered && !may && !did {
            return Err(NotGiven::OtherKind(place));
        }
    }
    Ok(())
}

async fn write_terms(tx: &TenantTx, id: ProfessionalId, terms: &[Terms]) -> Result<()> {
    let given: Vec<serde_json::Value> = terms
        .iter()
        .map(|one| {
            json!({
                "service_id": one.service.0, "price": one.price.map(|price| price.to_string()),
                "minutes": one.minutes, "is_offered": one.is_offered,
            })
        })
        .collect();
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"WITH given AS (
               SELECT * FROM jsonb_to_recordset($2::jsonb)
                   AS g (service_id uuid, price numeric, minutes integer, is_offered boolean)
           ), taken AS (
               UPDATE "tenant".service_professionals SET is_offered = false, price = NULL, minutes = NULL
               WHERE professional_id = $1 AND service_id NOT IN (SELECT service_id FROM given)
           )
           INSERT INTO "tenant".service_professionals (service_id, professional_id, price, minutes, is_offered)
           SELECT service_id, $1, price, minutes, is_offered FROM given
           ON CONFLICT (service_id, professional_id) DO UPDATE SET price = excluded.price,
               minutes = excluded.minutes, is_offered = excluded.is_offered"#,
        [id.0.into(), serde_json::Value::Array(given).into()],
    ))
    .await?;
    Ok(())
}

/// The services whose terms differ, before and after.
fn differences(old: &[Given], new: &[Given]) -> serde_json::Value {
    let told = |given: Option<&Given>| {
        given.map(|one| {
            json!({
                "price": one.price.map(|price| price.to_string()), "minutes": one.minutes,
                "is_offered": one.is_offered,
            })
        })
    };
    new.iter()
        .filter_map(|after| {
            let before = old.iter().find(|one| one.service_id == after.service_id);
            (before != Some(after))
                .then(|| json!({"service": after.name, "before": told(before), "after": told(Some(after))}))
        })
        .collect()
}

/// A kind of professionals.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Kind {
    /// Its code.
    pub code: String,
    /// Its name in Spanish.
    pub name_es: String,
    /// Its name in English.
    pub name_en: String,
    /// The industries in which they work.
    pub industries: Vec<String>,
}

/// The kinds of an industry, in the order in which people read them; all of them without one.
pub async fn kinds(tx: &TenantTx, industry: Option<&str>) -> Result<Vec<Kind>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT code, name_es, name_en, industries FROM public.professional_kinds
             WHERE $1::text IS NULL OR $1 = ANY (industries) ORDER BY position",
            [industry.into()],
        ))
        .await?;
    Ok(rows
        .iter()
        .map(|row| Kind::from_query_result(row, ""))
        .collect::<std::result::Result<_, _>>()?)
}
