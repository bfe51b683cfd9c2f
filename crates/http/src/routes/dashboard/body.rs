use crate::tenancy::Tenant;
use chrono::{Days, NaiveDate};
use panal_persistence::tenant::scheduling::numbers::{self, Breakdown, People, Scope, Window};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The figures of some days, and of as many days before.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kpis {
    /// The zone by whose clock it is today, and whose days are counted where nothing belongs to a branch.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// ISO 4217 code of the currency.
    #[schema(example = "COP")]
    currency: String,
    /// Professionals who work there now.
    #[schema(example = 6)]
    active_professionals: i64,
    /// Clients now: of a branch or a professional, those who have or had an appointment there.
    #[schema(example = 320)]
    active_clients: i64,
    /// The days asked for.
    current: Figures,
    /// As many days, before.
    previous: Figures,
}

/// The figures at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dashboard {
    /// The zone by whose clock it is today.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// ISO 4217 code of the currency.
    #[schema(example = "COP")]
    currency: String,
    /// Professionals who work there now.
    #[schema(example = 6)]
    active_professionals: i64,
    /// Clients now: of a branch or a professional, those who have or had an appointment there.
    #[schema(example = 320)]
    active_clients: i64,
    /// Today and yesterday.
    today: DashboardWindow,
    /// Seven days, today included, and the seven before.
    last_7_days: DashboardWindow,
    /// Thirty days, today included, and the thirty before.
    last_30_days: DashboardWindow,
    /// The last thirty days, one by one.
    days: Vec<DayFigures>,
    /// The services that earned most in them, up to five.
    top_services: Vec<ShareFigures>,
    /// The professionals who earned most in them, up to five.
    top_professionals: Vec<ShareFigures>,
}

/// Some days, and as many before.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DashboardWindow {
    /// The days.
    current: Figures,
    /// Those before.
    previous: Figures,
}

/// What happened in some days. Appointments count on their day by the clock of their branch.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Figures {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// Clients who were registered.
    #[schema(example = 12)]
    new_clients: i64,
    /// Appointments in any state.
    #[schema(example = 140)]
    appointments: i64,
    /// Those that wait for a confirmation.
    pending: i64,
    /// Those that are confirmed.
    confirmed: i64,
    /// Those in progress.
    in_progress: i64,
    /// Those done.
    #[schema(example = 104)]
    completed: i64,
    /// Those called off.
    #[schema(example = 11)]
    cancelled: i64,
    /// Those whose client did not come.
    #[schema(example = 5)]
    no_shows: i64,
    /// Final prices of those done, as a decimal text.
    #[schema(value_type = String, example = "4680000.00")]
    revenue: Decimal,
    /// Those that were rated.
    #[schema(example = 61)]
    ratings: i64,
    /// The mean of the ratings, 1 to 5; null without any.
    #[schema(example = 4.62)]
    average_rating: Option<f64>,
    /// Booked minutes as a share of those available, 0.64 for 64 %; null where nobody worked. More than 1 where the staff
    /// booked outside working time.
    #[schema(example = 0.6412)]
    occupancy: Option<f64>,
    /// Minutes of appointments that were neither called off nor missed, without what is kept free around them.
    #[schema(example = 4190)]
    booked_minutes: i64,
    /// Minutes of working time, without blocks.
    #[schema(example = 6534)]
    available_minutes: i64,
    /// The share of those that began by five minutes after the hour agreed; null where none began.
    #[schema(example = 0.8713)]
    punctuality: Option<f64>,
    /// Minutes that clients waited, on average; null where none began.
    #[schema(example = 4.35)]
    average_waiting_minutes: Option<f64>,
}

/// A day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayFigures {
    /// The day.
    day: NaiveDate,
    /// Appointments in any state.
    appointments: i64,
    /// Those done.
    completed: i64,
    /// Those called off.
    cancelled: i64,
    /// Those whose client did not come.
    no_shows: i64,
    /// Final prices of those done.
    #[schema(value_type = String, example = "180000.00")]
    revenue: Decimal,
}

/// A service or a professional.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareFigures {
    /// The service or professional.
    id: Uuid,
    /// Its name.
    #[schema(example = "Limpieza dental")]
    name: String,
    /// Appointments in any state.
    appointments: i64,
    /// Those done.
    completed: i64,
    /// Final prices of those done.
    #[schema(value_type = String, example = "960000.00")]
    revenue: Decimal,
    /// The mean of the ratings; null without any.
    average_rating: Option<f64>,
}

/// The days before, as many.
pub(super) fn before(from: NaiveDate, until: NaiveDate) -> (NaiveDate, NaiveDate) {
    let days = (until - from).num_days().unsigned_abs();
    (from - Days::new(days + 1), from - Days::new(1))
}

/// What the dashboard looks at: each length, and as many days before.
pub(super) fn periods(today: NaiveDate) -> [(NaiveDate, NaiveDate); 6] {
    let [day, week, month] = [1, 7, 30].map(|days| (today - Days::new(days - 1), today));
    let before = |(from, until)| before(from, until);
    [day, before(day), week, before(week), month, before(month)]
}

impl Kpis {
    pub(super) fn new(
        tenant: &Tenant,
        scope: &Scope,
        people: People,
        windows: Vec<Window>,
    ) -> Self {
        let mut windows = windows.into_iter();
        let DashboardWindow { current, previous } = DashboardWindow::next(&mut windows);
        Self {
            time_zone: scope.clock.name().to_owned(),
            currency: tenant.currency.as_str().to_owned(),
            active_professionals: people.professionals,
            active_clients: people.clients,
            current,
            previous,
        }
    }
}

impl Dashboard {
    /// `windows` are those of [`periods`].
    pub(super) fn new(
        tenant: &Tenant,
        scope: &Scope,
        people: People,
        windows: Vec<Window>,
        breakdown: Breakdown,
    ) -> Self {
        let mut windows = windows.into_iter();
        let shares = |shares: Vec<numbers::Share>| shares.into_iter().map(Into::into).collect();
        Self {
            time_zone: scope.clock.name().to_owned(),
            currency: tenant.currency.as_str().to_owned(),
            active_professionals: people.professionals,
            active_clients: people.clients,
            today: DashboardWindow::next(&mut windows),
            last_7_days: DashboardWindow::next(&mut windows),
            last_30_days: DashboardWindow::next(&mut windows),
            days: breakdown.days.into_iter().map(Into::into).collect(),
            top_services: shares(breakdown.services),
            top_professionals: shares(breakdown.professionals),
        }
    }
}

impl DashboardWindow {
    fn next(windows: &mut impl Iterator<Item = Window>) -> Self {
        let mut next = || windows.next().map(Figures::from).unwrap_or_default();
        Self {
            current: next(),
            previous: next(),
        }
    }
}

impl From<Window> for Figures {
    fn from(window: Window) -> Self {
        let occupancy = window.occupancy().map(four_decimals);
        let of = window.appointments;
        let punctuality = of.punctuality().map(four_decimals);
        Self {
            from: window.from,
            until: window.until,
            new_clients: window.new_clients,
            appointments: of.total,
            pending: of.pending,
            confirmed: of.confirmed,
            in_progress: of.in_progress,
            completed: of.completed,
            cancelled: of.cancelled,
            no_shows: of.no_shows,
            revenue: money(of.revenue),
            ratings: of.ratings,
            average_rating: of.average_rating,
            occupancy,
            booked_minutes: of.booked_minutes,
            available_minutes: window.available_minutes,
            punctuality,
            average_waiting_minutes: of.average_waiting_minutes,
        }
    }
}

impl From<numbers::Day> for DayFigures {
    fn from(day: numbers::Day) -> Self {
        Self {
            day: day.day,
            appointments: day.appointments,
            completed: day.completed,
            cancelled: day.cancelled,
            no_shows: day.no_shows,
            revenue: money(day.revenue),
        }
    }
}

impl From<numbers::Share> for ShareFigures {
    fn from(share: numbers::Share) -> Self {
        Self {
            id: share.id,
            name: share.name,
            appointments: share.appointments,
            completed: share.completed,
            revenue: money(share.revenue),
            average_rating: share.average_rating,
        }
    }
}

/// With the decimals that amounts are kept with.
fn money(mut amount: Decimal) -> Decimal {
    amount.rescale(2);
    amount
}

fn four_decimals(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
