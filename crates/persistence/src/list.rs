//! Pages of rows: what may be asked, and how it is asked of the database.
//!
//! The fields of a resource are an enum, so that no text of a caller's ever becomes part of a statement.

use crate::Result;
use chrono::{DateTime, Utc};
use panal_domain::BranchScope;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{BinOper, Expr, ExprTrait, NullOrdering, extension::postgres::PgFunc},
};
use uuid::Uuid;

/// A value on its way to the database.
pub use sea_orm::Value as SqlValue;

/// A field by which a list can be sorted or filtered.
pub trait ListField: Copy + Eq + std::fmt::Debug + Send + 'static {
    /// Every field, in the order of the documentation.
    const ALL: &'static [Self];
    /// The order when the caller asks for none.
    const DEFAULT_SORT: &'static [(Self, Direction)];

    /// The field's name in the API.
    fn name(self) -> &'static str;
    /// What its values are.
    fn kind(self) -> FieldKind;
    /// Whether a list can be sorted by it.
    fn sortable(self) -> bool;
    /// Whether a list can be filtered by it.
    fn filterable(self) -> bool {
        true
    }
    /// Whether a row may have no value for it.
    fn optional(self) -> bool {
        false
    }
    /// The field in SQL.
    fn expr(self) -> Expr;
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text, compared as it is.
    Text,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A list of texts; a filter asks for one that it contains.
    Tags,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// An identifier.
    Uuid,
    /// A list of identifiers; a filter asks for one that it contains.
    Uuids,
    /// A day.
    Date,
    /// A moment.
    Timestamp,
}

impl FieldKind {
    /// The comparisons that make sense for such values.
    #[must_use]
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{Empty, Eq, Gt, Gte, In, Lt, Lte, Ne};
        match self {
            Self::Text | Self::Choice(_) | Self::Uuid => &[Eq, Ne, In, Empty],
            Self::Tags | Self::Uuids | Self::Boolean => &[Eq],
            Self::Integer | Self::Date | Self::Timestamp => &[Eq, Ne, Gt, Gte, Lt, Lte, Empty],
        }
    }
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Equal; for tags: among them.
    Eq,
    /// Not equal, or nothing at all.
    Ne,
    /// Greater, later.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less, earlier.
    Lt,
    /// Less or equal.
    Lte,
    /// One of several.
    In,
    /// Whether there is no value.
    Empty,
}

impl Operator {
    /// Every operator.
    pub const ALL: &'static [Self] = &[
        Self::Eq,
        Self::Ne,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::In,
        Self::Empty,
    ];

    /// As in `filter[field][operator]`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::In => "in",
            Self::Empty => "empty",
        }
    }
}

/// Smallest or greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first; rows without a value last.
    Ascending,
    /// Greatest first; rows without a value last.
    Descending,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter<F> {
    /// The field.
    pub field: F,
    /// The comparison.
    pub operator: Operator,
    /// What it is compared with: one value, several for [`Operator::In`], a boolean for [`Operator::Empty`].
    pub values: Vec<SqlValue>,
}

/// What a caller wants to see of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery<F> {
    /// Page, from 1.
    pub page: u64,
    /// Rows of a page.
    pub per_page: u64,
    /// The order; the row's id decides between equals.
    pub sort: Vec<(F, Direction)>,
    /// Whether somebody asked for that order.
    pub is_sorted: bool,
    /// What was typed into the search box.
    pub search: Option<String>,
    /// Conditions, all of which hold.
    pub filters: Vec<Filter<F>>,
}

impl<F: ListField> Default for ListQuery<F> {
    fn default() -> Self {
        Self {
            page: 1,
            per_page: 20,
            sort: F::DEFAULT_SORT.to_vec(),
            is_sorted: false,
            search: None,
            filters: Vec::new(),
        }
    }
}

/// A page of rows, and how many there are in all.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows of the page.
    pub rows: Vec<T>,
    /// The rows of all pages.
    pub total: u64,
}

impl<F: ListField> Filter<F> {
    fn condition(&self) -> Expr {
        let expr = self.field.expr();
        let first = || {
            self.values
                .first()
                .cloned()
                .map_or_else(Expr::null, Expr::value)
        };
        match (self.field.kind(), self.operator) {
            (FieldKind::Tags | FieldKind::Uuids, _) => {
                Expr::cust_with_exprs("$1 = ANY ($2)", [first(), expr])
            }
            (_, Operator::Eq) => expr.eq(first()),
            (_, Operator::Ne) => expr.binary(BinOper::Custom("IS DISTINCT FROM"), first()),
            (_, Operator::Gt) => expr.gt(first()),
            (_, Operator::Gte) => expr.gte(first()),
            (_, Operator::Lt) => expr.lt(first()),
            (_, Operator::Lte) => expr.lte(first()),
            (_, Operator::In) => expr.is_in(self.values.clone()),
            (_, Operator::Empty) => expr.is_null().eq(first()),
        }
    }
}

#[derive(FromQueryResult)]
struct Total {
    total: i64,
}

/// The page that `query` asks for of the rows of `select`: two statements, sent together. An order that `select` has goes
/// before that of `query`.
pub(crate) async fn fetch<E, F, C>(
    db: &C,
    select: Select<E>,
    query: &ListQuery<F>,
    id: E::Column,
) -> Result<Page<E::Model>>
where
    E: EntityTrait,
    F: ListField,
    C: ConnectionTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    fetch_as(db, select, query, id).await
}

/// The same for a select that reads more than the entity's own columns.
pub(crate) async fn fetch_as<E, F, C, M>(
    db: &C,
    select: Select<E>,
    query: &ListQuery<F>,
    id: E::Column,
) -> Result<Page<M>>
where
    E: EntityTrait,
    F: ListField,
    C: ConnectionTrait,
    M: FromQueryResult + Send + Sync,
{
    let conditions = query
        .filters
        .iter()
        .fold(Condition::all(), |all, filter| all.add(filter.condition()));
    let select = select.filter(conditions);
    let mut count = select.clone();
    QueryTrait::query(&mut count).clear_order_by();
    let count = count
        .select_only()
        .column_as(Expr::cust("count(*)"), "total")
        .into_model::<Total>();
    let mut page = select;
    for (field, direction) in &query.sort {
        let order = match direction {
            Direction::Ascending => Order::Asc,
            Direction::Descending => Order::Desc,
        };
        // Said only where it matters: it keeps PostgreSQL from using an index that says otherwise.
        page = if field.optional() {
            page.order_by_with_nulls(field.expr(), order, NullOrdering::Last)
        } else {
            page.order_by(field.expr(), order)
        };
    }
    let last = query
        .sort
        .last()
        .map_or(Direction::Ascending, |(_, direction)| *direction);
    page = match last {
        Direction::Ascending => page.order_by_asc(id),
        Direction::Descending => page.order_by_desc(id),
    };
    let page = page
        .limit(query.per_page)
        .offset(query.page.saturating_sub(1).saturating_mul(query.per_page));
    let (total, rows) = futures_util::try_join!(count.one(db), page.into_model::<M>().all(db))?;
    Ok(Page {
        rows,
        total: total.map_or(0, |row| u64::try_from(row.total).unwrap_or(0)),
    })
}

/// A place in a list that is read from the newest to the oldest: after the row with this time and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The row's time.
    pub at: DateTime<Utc>,
    /// Its id, which decides between equals.
    pub id: Uuid,
}

/// Rows from the newest to the oldest, and where to go on.
#[derive(Debug, Clone)]
pub struct CursorPage<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// After the last of them; none when no older ones are left.
    pub next: Option<Cursor>,
}

/// Up to `limit` rows of `select` after `cursor`, the newest first. What is added meanwhile moves nothing.
pub(crate) async fn newest<E, C>(
    db: &C,
    select: Select<E>,
    (at, id): (E::Column, E::Column),
    place: impl Fn(&E::Model) -> Cursor,
    cursor: Option<Cursor>,
    limit: u64,
) -> Result<CursorPage<E::Model>>
where
    E: EntityTrait,
    C: ConnectionTrait,
    E::Model: Send + Sync,
{
    let column = |column: E::Column| Expr::col(column);
    let select = match cursor {
        Some(cursor) => select.filter(Expr::tuple([column(at), column(id)]).lt(Expr::tuple([
            Expr::value(cursor.at),
            Expr::value(cursor.id),
        ]))),
        None => select,
    };
    let mut rows = select
        .order_by_desc(at)
        .order_by_desc(id)
        .limit(limit.saturating_add(1))
        .all(db)
        .await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    Ok(CursorPage {
        next: rows.last().filter(|_| more).map(place),
        rows,
    })
}

/// Rows of which `column` is one of `ids`; none where there are none, which PostgreSQL does not understand of `is_in`.
pub(crate) fn among(column: impl ColumnTrait, ids: impl IntoIterator<Item = Uuid>) -> Expr {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    Expr::col(column.as_column_ref()).eq(PgFunc::any(Expr::val(ids)))
}

/// Rows of which the branch, in `column`, is of `scope`.
pub(crate) fn within(column: impl ColumnTrait, scope: &BranchScope) -> Condition {
    Condition::all().add_option(
        scope
            .limited()
            .map(|branches| among(column, branches.iter().map(|one| one.0))),
    )
}

/// Rows whose folded text `column` contains every word of `text`, without regard to case and accents. A telephone or
/// document number is found however its digits are grouped.
pub(crate) fn search(column: &str, text: &str) -> Condition {
    let word = |word: &str| {
        Expr::cust_with_values(format!("{column} LIKE '%' || {FOLDED} || '%'"), [word])
    };
    let part = |part: &str| match digits(part) {
        Some(digits) => Condition::any().add(word(part)).add(word(&digits)),
        None => Condition::any().add(word(part)),
    };
    let words = text
        .split_whitespace()
        .take(MAX_WORDS)
        .fold(Condition::all(), |all, text| all.add(part(text)));
    match digits(text) {
        Some(digits) => Condition::any().add(words).add(word(&digits)),
        None => words,
    }
}

/// How many words of `text` begin a word of the folded text `column`, by which what is found is put in order: whoever
/// types "qui" looks for Quispe before Marquina.
pub(crate) fn relevance(column: &str, text: &str) -> Expr {
    let word = |word: &str| {
        Expr::cust_with_values(
            format!("(' ' || {column} LIKE '% ' || {FOLDED} || '%')::int"),
            [word],
        )
    };
    text.split_whitespace()
        .take(MAX_WORDS)
        .map(word)
        .reduce(ExprTrait::add)
        .unwrap_or_else(|| Expr::val(0))
}

/// A text as it is looked for: folded first, escaped after, since folding may itself produce a character that LIKE takes
/// for a wildcard.
const FOLDED: &str =
    r"replace(replace(replace(extensions.fold($1), '\', '\\'), '%', '\%'), '_', '\_')";

/// More words than this do not make a search any narrower.
const MAX_WORDS: usize = 8;

/// The digits of something that looks like a number written in groups.
fn digits(text: &str) -> Option<String> {
    let grouped = text.chars().all(|c| {
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '+')
    });
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (grouped && digits.len() >= 3 && digits.len() != text.len()).then_some(digits)
}
