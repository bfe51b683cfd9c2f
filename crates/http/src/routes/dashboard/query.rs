use crate::{list::refused, problem::Problem};
use chrono::{Days, NaiveDate};
use panal_domain::{BranchId, Invalid, ProfessionalId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Most days of one answer.
const MAX_DAYS: i64 = 366;

/// Whose figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DashboardQuery {
    /// Of one branch.
    #[param(value_type = Option<uuid::Uuid>)]
    pub branch: Option<BranchId>,
    /// Of one professional.
    #[param(value_type = Option<uuid::Uuid>)]
    pub professional: Option<ProfessionalId>,
}

/// Which days, and whose figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KpiQuery {
    /// The first day; together with `until`.
    pub from: Option<NaiveDate>,
    /// The last day, at most 366 days from the first.
    pub until: Option<NaiveDate>,
    /// In place of both, days that end today: `today`, `7d` or `30d`.
    #[param(inline)]
    pub period: Option<PeriodName>,
    /// Of one branch.
    #[param(value_type = Option<uuid::Uuid>)]
    pub branch: Option<BranchId>,
    /// Of one professional.
    #[param(value_type = Option<uuid::Uuid>)]
    pub professional: Option<ProfessionalId>,
}

/// Days that end today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
pub enum PeriodName {
    /// Today.
    #[serde(rename = "today")]
    Today,
    /// Seven days, today included.
    #[serde(rename = "7d")]
    Week,
    /// Thirty days, today included.
    #[serde(rename = "30d")]
    Month,
}

/// The days that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// So many, the last of them today.
    Last(u64),
    /// From one to another.
    Days(NaiveDate, NaiveDate),
}

impl Span {
    /// The first and the last day.
    pub(super) fn on(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Last(days) => (today - Days::new(days.saturating_sub(1)), today),
            Self::Days(from, until) => (from, until),
        }
    }
}

impl KpiQuery {
    /// # Errors
    /// 400 `query_invalid`.
    pub(super) fn span(&self) -> Result<Span, Problem> {
        let fault = |field: &str, invalid| Err(refused(vec![(field.to_owned(), invalid)]));
        match (self.period, self.from, self.until) {
            (Some(PeriodName::Today), None, None) => Ok(Span::Last(1)),
            (Some(PeriodName::Week), None, None) => Ok(Span::Last(7)),
            (Some(PeriodName::Month) | None, None, None) => Ok(Span::Last(30)),
            (Some(_), ..) => fault("period", PERIOD_INVALID),
            (None, None, Some(_)) => fault("from", PERIOD_INVALID),
            (None, Some(_), None) => fault("until", PERIOD_INVALID),
            (None, Some(from), Some(until)) if until < from => fault("until", ENDS_BEFORE),
            (None, Some(from), Some(until)) if (until - from).num_days() >= MAX_DAYS => {
                fault("until", SPAN_TOO_LONG)
            }
            (None, Some(from), Some(_)) if !YEARS.contains(&year(from)) => fault("from", YEAR),
            (None, Some(from), Some(until)) => Ok(Span::Days(from, until)),
        }
    }
}

/// Years that both the database and the calendar know.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9000;

fn year(day: NaiveDate) -> i32 {
    chrono::Datelike::year(&day)
}

const PERIOD_INVALID: Invalid = Invalid::new(
    "period_invalid",
    "Indique «from» y «until», o solo «period».",
    "Give \"from\" and \"until\", or \"period\" alone.",
);
const ENDS_BEFORE: Invalid = Invalid::new(
    "period_invalid",
    "El último día no puede ser anterior al primero.",
    "The last day cannot be before the first.",
);
const SPAN_TOO_LONG: Invalid = Invalid::new(
    "span_too_long",
    "Pida 366 días como máximo.",
    "Ask for at most 366 days.",
);
const YEAR: Invalid = Invalid::new(
    "date_invalid",
    "Use un año entre 1900 y 9000.",
    "Use a year from 1900 to 9000.",
);
