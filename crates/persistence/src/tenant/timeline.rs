//! What happened with a client, from all that tells of it, as one stream.

use crate::{
    Result, TenantTx,
    list::{Cursor, CursorPage},
};
use chrono::{DateTime, Utc};
use panal_domain::{BranchScope, ClientId, TimelineKind};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// What of a client's life whoever asks may see, beside notes and consents.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Appointments, ratings and letters, at these branches; none of a tenant without an agenda, or of somebody who may
    /// not see appointments.
    pub appointments: Option<BranchScope>,
    /// Changes of the client's data.
    pub audit: bool,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Happening {
    /// Tells it apart from what happened at the same moment.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What: a [`TimelineKind`].
    pub kind: String,
    /// What sort of actor did it, as in the audit log; none where nobody noted it.
    pub actor_kind: Option<String>,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// By the name that people know.
    pub actor_name: Option<String>,
    /// The appointment that it concerns.
    pub appointment_id: Option<Uuid>,
    /// Its code.
    pub appointment_code: Option<String>,
    /// Where it is in its life by now.
    pub appointment_state: Option<String>,
    /// When it begins by now.
    pub appointment_starts_at: Option<DateTime<Utc>>,
    /// Name of its service.
    pub service_name: Option<String>,
    /// In words: a reason, a comment, a note.
    pub text: Option<String>,
    /// Of a letter, the event that it told of; of a consent, its purpose.
    pub about: Option<String>,
    /// Of a verdict, 1 to 5.
    pub rating: Option<i16>,
    /// Of what was moved, the hour before.
    pub from_starts_at: Option<DateTime<Utc>>,
    /// Of what was booked or moved, the hour after.
    pub to_starts_at: Option<DateTime<Utc>>,
    /// Of data, the fields that changed.
    pub changes: Option<Vec<String>>,
}

/// Up to `limit` happenings of a client within `sight`, the newest first, from after `cursor` on; with `kinds`, those
/// alone. One statement, which reads no more of each source than a page.
pub async fn of_client(
    tx: &TenantTx,
    client: ClientId,
    sight: &Sight,
    kinds: Option<&[TimelineKind]>,
    cursor: Option<Cursor>,
    limit: u64,
) -> Result<CursorPage<Happening>> {
    let kinds: Option<Vec<String>> =
        kinds.map(|kinds| kinds.iter().map(ToString::to_string).collect());
    let mut values: Vec<Value> = vec![
        client.0.into(),
        cursor.map(|cursor| cursor.at).into(),
        cursor.map(|cursor| cursor.id).into(),
        kinds.into(),
        i64::try_from(limit.saturating_add(1))
            .unwrap_or(i64::MAX)
            .into(),
    ];
    if let Some(scope) = &sight.appointments {
        let branches: Option<Vec<Uuid>> = scope
            .limited()
            .map(|branches| branches.iter().map(|one| one.0).collect());
        values.push(branches.into());
    }
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            statement(sight),
            values,
        ))
        .await?;
    let mut rows = rows
        .iter()
        .map(|row| Ok(Happening::from_query_result(row, "")?))
        .collect::<Result<Vec<_>>>()?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|last| Cursor {
        at: last.at,
        id: last.id,
    });
    Ok(CursorPage { rows, next })
}

/// The statement, with the client as `$1`, the place to go on from as `$2` and `$3`, the kinds as `$4`, the rows as `$5`
/// and the branches as `$6`. It names the agenda's tables only where appointments are seen.
fn statement(sight: &Sight) -> String {
    let mut sources = vec![NOTES, CONSENTS];
    if sight.audit {
        sources.push(DATA);
    }
    let names = if sight.appointments.is_some() {
        sources.extend([HISTORY, RATINGS, LETTERS, OFFERS]);
        WITH_NAMES
    } else {
        WITHOUT_NAMES
    };
    let (columns, joins) = names;
    let sources: Vec<String> = sources
        .iter()
        .map(|source| {
            format!(
                "(SELECT * FROM ({source}) AS source
                  WHERE ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid)) AND ($4::text[] IS NULL OR kind = ANY ($4))
                  ORDER BY at DESC, id DESC LIMIT $5)"
            )
        })
        .collect();
    format!(
        r#"WITH page AS (SELECT * FROM ({}) AS happened ORDER BY at DESC, id DESC LIMIT $5)
           SELECT page.id, page.at, page.kind, page.actor_kind, page.actor_id,
               coalesce(u.full_name, page.actor_name) AS actor_name, page.text, page.about, page.rating,
               page.from_starts_at, page.to_starts_at, page.changes, page.appointment_id, {columns}
           FROM page LEFT JOIN "tenant".users u ON u.id = page.actor_id {joins}
           ORDER BY page.at DESC, page.id DESC"#,
        sources.join(" UNION ALL ")
    )
}

const WITH_NAMES: (&str, &str) = (
    "a.code AS appointment_code, a.state AS appointment_state, a.starts_at AS appointment_starts_at, s.name AS service_name",
    r#"LEFT JOIN "tenant".appointments a ON a.id = page.appointment_id
       LEFT JOIN "tenant".services s ON s.id = a.service_id"#,
);

const WITHOUT_NAMES: (&str, &str) = (
    "NULL::text AS appointment_code, NULL::text AS appointment_state, NULL::timestamptz AS appointment_starts_at,
     NULL::text AS service_name",
    "",
);

const NOTES: &str = r#"SELECT id, created_at AS at, 'note_written' AS kind,
    CASE WHEN created_by IS NULL THEN 'api_key' ELSE 'user' END AS actor_kind, created_by AS actor_id, author_name AS actor_name,
    NULL::uuid AS appointment_id, left(body, 500) AS text, NULL::text AS about, NULL::smallint AS rating,
    NULL::timestamptz AS from_starts_at, NULL::timestamptz AS to_starts_at, NULL::text[] AS changes
    FROM "tenant".client_notes WHERE client_id = $1 AND deleted_at IS NULL"#;

const CONSENTS: &str = r#"SELECT id, at, CASE WHEN is_granted THEN 'consent_given' ELSE 'consent_withdrawn' END AS kind,
    CASE WHEN recorded_by IS NULL THEN 'anonymous' ELSE 'user' END, recorded_by, NULL::text,
    NULL::uuid, NULL::text, purpose, NULL::smallint, NULL::timestamptz, NULL::timestamptz, NULL::text[]
    FROM "tenant".client_consents WHERE client_id = $1"#;

const DATA: &str = r#"SELECT l.id, l.at, k.kind, l.actor_kind, l.actor_id, l.actor_name,
    NULL::uuid, NULL::text, NULL::text, NULL::smallint, NULL::timestamptz, NULL::timestamptz,
    CASE WHEN l.action = 'update' THEN ARRAY(SELECT field FROM jsonb_object_keys(l.changes) AS field ORDER BY field) END
    FROM "tenant".audit_log l
    JOIN (VALUES ('create', 'client_registered'), ('update', 'client_changed'), ('delete', 'client_deleted'),
        ('restore', 'client_restored')) AS k (action, kind) ON k.action = l.action
    WHERE l.entity = 'clients' AND l.entity_id = $1"#;

const HISTORY: &str = r#"SELECT h.id, h.at, k.kind, h.actor_kind, h.actor_id, h.actor_name,
    a.id AS appointment_id, h.reason, NULL::text, NULL::smallint, h.from_starts_at, h.to_starts_at, NULL::text[]
    FROM "tenant".appointments a JOIN "tenant".appointment_history h ON h.appointment_id = a.id
    JOIN (VALUES ('create', 'appointment_booked'), ('confirm', 'appointment_confirmed'),
        ('reschedule', 'appointment_moved'), ('cancel', 'appointment_cancelled'), ('arrive', 'appointment_arrived'),
        ('start', 'appointment_started'), ('complete', 'appointment_completed'), ('no-show', 'appointment_no_show'),
        ('reopen', 'appointment_reopened')) AS k (action, kind) ON k.action = h.action
    WHERE a.client_id = $1 AND ($6::uuid[] IS NULL OR a.branch_id = ANY ($6))"#;

const RATINGS: &str = r#"SELECT id, rated_at AS at, 'rated' AS kind, NULL::text, NULL::uuid, NULL::text,
    id AS appointment_id, rating_comment, NULL::text, rating, NULL::timestamptz, NULL::timestamptz, NULL::text[]
    FROM "tenant".appointments
    WHERE client_id = $1 AND rated_at IS NOT NULL AND ($6::uuid[] IS NULL OR branch_id = ANY ($6))"#;

const LETTERS: &str = r#"SELECT d.event_id AS id, coalesce(d.finished_at, d.started_at) AS at,
    CASE d.state WHEN 'sent' THEN 'letter_sent' ELSE 'letter_failed' END AS kind, NULL::text, NULL::uuid, NULL::text,
    a.id AS appointment_id, left(d.failure, 500), split_part(d.key, ':', 1), NULL::smallint, NULL::timestamptz, NULL::timestamptz, NULL::text[]
    FROM "tenant".appointments a JOIN "tenant".deliveries d ON split_part(d.key, ':', 2) = a.id::text
    WHERE a.client_id = $1 AND ($6::uuid[] IS NULL OR a.branch_id = ANY ($6))
        AND d.event_id IS NOT NULL AND d.state IN ('sent', 'refused')"#;

const OFFERS: &str = r#"SELECT d.event_id AS id, coalesce(d.finished_at, d.started_at) AS at,
    CASE d.state WHEN 'sent' THEN 'letter_sent' ELSE 'letter_failed' END AS kind, NULL::text, NULL::uuid, NULL::text,
    NULL::uuid, left(d.failure, 500), split_part(d.key, ':', 1), NULL::smallint, NULL::timestamptz, NULL::timestamptz,
    NULL::text[]
    FROM "tenant".waiting_list w JOIN "tenant".deliveries d ON split_part(d.key, ':', 2) = w.id::text
    WHERE w.client_id = $1 AND ($6::uuid[] IS NULL OR w.branch_id = ANY ($6))
        AND d.event_id IS NOT NULL AND d.state IN ('sent', 'refused')"#;
