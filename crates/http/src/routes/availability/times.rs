//! Questions for free times, and their answers as JSON; the same for the staff and on the public pages.

use crate::{
    booking::{UNKNOWN_BRANCH, UNKNOWN_PROFESSIONAL, UNKNOWN_SERVICE},
    problem::Problem,
};
use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use panal_domain::{
    AppointmentId, BranchId, Invalid, Message, ProfessionalId, ServiceId, scheduling::Start,
};
use panal_persistence::tenant::scheduling::{
    Wanted,
    availability::{Day, FreeTimes, Known, MOST_DAYS},
    diary::Own,
    offers::{Customer, Person, Unknown},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Most days of a customer's question.
const MOST_DAYS_OF_CUSTOMERS: i64 = 31;

/// Most services of one visit.
pub(crate) const MOST_SERVICES: usize = 5;

/// Which free times.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimesQuery {
    /// The first day, by the clock of the branch. Not where the path names the day.
    #[param(example = "2026-11-23")]
    from: Option<String>,
    /// The last day; 62 days at most, 31 on the public pages. Without it, the first alone.
    #[param(example = "2026-11-29")]
    to: Option<String>,
    /// The service.
    service: Option<String>,
    /// The services of a visit, one after the other, 5 at most, with commas between. In place of `service`.
    services: Option<String>,
    /// By whom: `any`, or a professional. The first service's, where there are several.
    #[param(example = "any")]
    professional: Option<String>,
    /// Where; without it at the first open branch.
    branch: Option<String>,
    /// `staff`, or `customer` to see what customers are offered. The staff's question only.
    #[serde(rename = "as")]
    #[param(rename = "as", example = "customer")]
    seen_as: Option<String>,
    /// An appointment that is to be moved, whose present time counts as free. The staff's question only.
    moving: Option<String>,
    /// The end of the link of one's own appointment: the times to which it can be moved. Instead of services and branch;
    /// without `professional`, by the same. The customers' question only.
    appointment: Option<String>,
    /// One's own hold, whose time counts as free. The customers' question only.
    hold: Option<String>,
}

/// A question, read.
pub(crate) struct Asked {
    pub(crate) branch: Option<BranchId>,
    pub(crate) services: Vec<Wanted>,
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
    /// As whom, where it was said.
    pub(crate) customer: Option<Customer>,
    pub(crate) own: Own,
}

/// A customer's question, read.
pub(crate) enum AskedByCustomer {
    /// For a new visit, besides what a hold of the customer's own keeps.
    Visit(Asked, Option<String>),
    /// To which times the appointment of a link can be moved.
    Move {
        token: String,
        /// By whom; `None` is the same, an inner `None` whoever is free.
        professional: Option<Option<ProfessionalId>>,
        days: (NaiveDate, NaiveDate),
    },
}

impl TimesQuery {
    /// Reads a question of the staff for `day`, or for the days that it names. 400 `query_invalid` with every fault.
    pub(crate) fn of_the_staff(self, day: Option<NaiveDate>) -> Result<Asked, Problem> {
        let mut faults = Faults::default();
        faults.refuse_if(self.appointment.is_some(), "appointment", NOT_HERE);
        faults.refuse_if(self.hold.is_some(), "hold", NOT_HERE);
        let days = match day {
            Some(day) => {
                faults.refuse_if(self.from.is_some(), "from", NOT_HERE);
                faults.refuse_if(self.to.is_some(), "to", NOT_HERE);
                (day, day)
            }
            None => self.days(&mut faults, MOST_DAYS, DAYS_INVALID),
        };
        self.read(faults, days)
    }

    /// Reads a question of a customer.
    pub(crate) fn of_a_customer(mut self) -> Result<AskedByCustomer, Problem> {
        let mut faults = Faults::default();
        faults.refuse_if(self.seen_as.is_some(), "as", NOT_HERE);
        faults.refuse_if(self.moving.is_some(), "moving", NOT_HERE);
        let days = self.days(&mut faults, MOST_DAYS_OF_CUSTOMERS, CUSTOMERS_DAYS_INVALID);
        let Some(token) = self.appointment.take() else {
            let hold = self.hold.take();
            return Ok(AskedByCustomer::Visit(self.read(faults, days)?, hold));
        };
        for (name, value) in [
            ("service", &self.service),
            ("services", &self.services),
            ("branch", &self.branch),
            ("hold", &self.hold),
        ] {
            faults.refuse_if(value.is_some(), name, NOT_HERE);
        }
        let professional = self.professional(&mut faults);
        faults.finish()?;
        Ok(AskedByCustomer::Move {
            token,
            professional: self.professional.map(|_| professional),
            days,
        })
    }

    /// The days asked for, `most` at most.
    fn days(&self, faults: &mut Faults, most: i64, invalid: Invalid) -> (NaiveDate, NaiveDate) {
        let first = faults.needed("from", self.from.as_deref().map(date));
        let last = faults.read("to", self.to.as_deref().map(date)).or(first);
        if let (Some(first), Some(last)) = (first, last) {
            let days = (last - first).num_days() + 1;
            faults.refuse_if(!(1..=most).contains(&days), "to", invalid);
        }
        let first = first.unwrap_or_default();
        (first, last.unwrap_or(first))
    }

    fn professional(&self, faults: &mut Faults) -> Option<ProfessionalId> {
        let professional = self
            .professional
            .as_deref()
            .filter(|text| *text != "any")
            .map(str::parse::<ProfessionalId>);
        faults.read("professional", professional)
    }

    fn read(
        self,
        mut faults: Faults,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Asked, Problem> {
        let professional = self.professional(&mut faults);
        let services = match (self.service.as_deref(), self.services.as_deref()) {
            (Some(_), Some(_)) => {
                faults.refuse_if(true, "services", ONE_OF_BOTH);
                None
            }
            (None, Some(list)) => faults.read("services", Some(services(list))),
            (one, None) => faults
                .needed("service", one.map(str::parse::<ServiceId>))
                .map(|one| vec![one]),
        };
        let branch = faults.read("branch", self.branch.as_deref().map(str::parse::<BranchId>));
        let customer = faults.read("as", self.seen_as.as_deref().map(customer));
        let moving = faults.read(
            "moving",
            self.moving.as_deref().map(str::parse::<AppointmentId>),
        );
        faults.finish()?;
        Ok(Asked {
            branch,
            services: services
                .unwrap_or_default()
                .into_iter()
                .enumerate()
                .map(|(at, service)| Wanted {
                    service,
                    professional: professional.filter(|_| at == 0),
                })
                .collect(),
            first,
            last,
            customer,
            own: Own {
                hold: None,
                appointments: moving.into_iter().collect(),
            },
        })
    }
}

/// What is wrong with a query, to be told all at once.
#[derive(Default)]
struct Faults(Vec<(&'static str, Invalid)>);

impl Faults {
    fn refuse_if(&mut self, is_wrong: bool, name: &'static str, invalid: Invalid) {
        if is_wrong {
            self.0.push((name, invalid));
        }
    }

    fn read<T>(&mut self, name: &'static str, value: Option<Result<T, Invalid>>) -> Option<T> {
        match value? {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.0.push((name, invalid));
                None
            }
        }
    }

    fn needed<T>(&mut self, name: &'static str, value: Option<Result<T, Invalid>>) -> Option<T> {
        self.refuse_if(value.is_none(), name, REQUIRED);
        self.read(name, value)
    }

    fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        let problem = Problem::new(
            StatusCode::BAD_REQUEST,
            "query_invalid",
            Message::new("La consulta tiene un error", "The query has an error"),
        );
        Err(self.0.iter().fold(problem, |problem, (name, invalid)| {
            problem.field(*name, invalid)
        }))
    }
}

/// A day of which something can be known.
pub(crate) fn date(raw: &str) -> Result<NaiveDate, Invalid> {
    raw.parse()
        .ok()
        .filter(|day| (YEARS.0..=YEARS.1).contains(&chrono::Datelike::year(day)))
        .ok_or(DATE_INVALID)
}

/// Years in which clocks are known well enough.
const YEARS: (i32, i32) = (2000, 2200);

fn services(list: &str) -> Result<Vec<ServiceId>, Invalid> {
    let ids = list.split(',').map(|one| one.trim().parse());
    let ids: Vec<ServiceId> = ids.take(MOST_SERVICES + 1).collect::<Result<_, _>>()?;
    if ids.len() > MOST_SERVICES {
        return Err(TOO_MANY_SERVICES);
    }
    Ok(ids)
}

fn customer(raw: &str) -> Result<Customer, Invalid> {
    match raw {
        "customer" => Ok(Customer::Online),
        "staff" => Ok(Customer::AtTheDesk),
        _ => Err(Invalid::unknown_value("as_unknown", &["staff", "customer"])),
    }
}

/// The answer to a question, made where nobody waits.
pub(crate) async fn answered(known: Known) -> Result<FreeTimesBody, Problem> {
    tokio::task::spawn_blocking(|| FreeTimesBody::from(known.answer()))
        .await
        .map_err(Problem::internal)
}

/// 422 that names the parameter of which there is nothing.
pub(crate) fn not_known(unknown: Unknown) -> Problem {
    let fault = match unknown {
        Unknown::Branch => ("branch", UNKNOWN_BRANCH),
        Unknown::Service(_) => ("service", UNKNOWN_SERVICE),
        Unknown::Professional(_) => ("professional", UNKNOWN_PROFESSIONAL),
    };
    Problem::invalid([fault])
}

/// Free times.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FreeTimes)]
pub struct FreeTimesBody {
    /// Where.
    branch_id: Uuid,
    /// The zone of the branch in the IANA database, by which `local` is told.
    #[schema(example = "America/Bogota")]
    time_zone: &'static str,
    /// Everybody who gives the service, in the order of the agenda.
    professionals: Vec<FreeProfessional>,
    /// Every day that was asked for.
    days: Vec<FreeDay>,
}

/// Somebody who gives the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreeProfessional {
    /// The professional.
    id: Uuid,
    /// Name.
    #[schema(example = "Dra. Ruiz")]
    full_name: String,
    /// Colour in the agenda.
    #[schema(example = "#4f9d69")]
    color: Option<String>,
}

/// A day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreeDay {
    /// Which, by the clock of the branch.
    #[schema(example = "2026-11-23")]
    date: NaiveDate,
    /// Why there is no time: `too_soon`, `too_far_ahead`, `nobody_works`, `full`.
    #[schema(example = json!(null))]
    reason: Option<&'static str>,
    /// The times at which a visit can begin.
    starts: Vec<FreeStart>,
}

/// A time at which a visit can begin.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreeStart {
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// The beginning by the clock of the branch.
    #[schema(example = "09:30")]
    local: String,
    /// Who would get it now, whoever is asked for.
    professional_id: Uuid,
    /// Everybody with whom the visit could begin then. Customers ask for one professional instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    free: Vec<Uuid>,
    /// Of a visit of several services, each of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    services: Vec<FreeService>,
}

/// A service of a visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreeService {
    /// The service.
    service_id: Uuid,
    /// Who would give it.
    professional_id: Uuid,
    /// When it would begin.
    starts_at: DateTime<Utc>,
    /// When it would end.
    ends_at: DateTime<Utc>,
}

impl From<FreeTimes> for FreeTimesBody {
    fn from(found: FreeTimes) -> Self {
        let clock = found.offers.clock;
        let services: Vec<Uuid> = found
            .offers
            .services
            .iter()
            .map(|one| one.service.0)
            .collect();
        let day = |day: Day| FreeDay {
            date: day.day,
            reason: day.reason.map(|reason| reason.as_str()),
            starts: day
                .starts
                .into_iter()
                .filter_map(|start| free_start(start, &services, clock.zone))
                .collect(),
        };
        Self {
            branch_id: clock.branch.0,
            time_zone: clock.zone.name(),
            professionals: found.offers.people.into_iter().map(professional).collect(),
            days: found.days.into_iter().map(day).collect(),
        }
    }
}

fn professional(person: Person) -> FreeProfessional {
    FreeProfessional {
        id: person.id.0,
        full_name: person.full_name,
        color: person.color,
    }
}

/// A visit has one service at least.
fn free_start(start: Start, services: &[Uuid], zone: Tz) -> Option<FreeStart> {
    let (first, last) = (start.placements.first()?, start.placements.last()?);
    Some(FreeStart {
        starts_at: first.service.from,
        ends_at: last.service.until,
        local: local(first.service.from, zone),
        professional_id: first.professional.0,
        free: start.free.into_iter().map(|one| one.0).collect(),
        services: start
            .placements
            .iter()
            .zip(services)
            .filter(|_| services.len() > 1)
            .map(|(one, service)| FreeService {
                service_id: *service,
                professional_id: one.professional.0,
                starts_at: one.service.from,
                ends_at: one.service.until,
            })
            .collect(),
    })
}

/// The hour that clocks show.
pub(crate) fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

const REQUIRED: Invalid = Invalid::new("required", "Falta este dato.", "This is missing.");
const NOT_HERE: Invalid = Invalid::new(
    "unknown_field",
    "Este dato no sirve aquí; quítelo.",
    "This has no use here; remove it.",
);
const ONE_OF_BOTH: Invalid = Invalid::new(
    "one_of_both",
    "Indique service o services, no los dos.",
    "Give either service or services, not both.",
);
const DATE_INVALID: Invalid = Invalid::new(
    "date_invalid",
    "Escriba una fecha como 2026-01-31.",
    "Write a date such as 2026-01-31.",
);
const DAYS_INVALID: Invalid = Invalid::new(
    "days_invalid",
    "Pida de 1 a 62 días; el último no puede ser anterior al primero.",
    "Ask for 1 to 62 days; the last cannot be before the first.",
);
const CUSTOMERS_DAYS_INVALID: Invalid = Invalid::new(
    "days_invalid",
    "Pida de 1 a 31 días; el último no puede ser anterior al primero.",
    "Ask for 1 to 31 days; the last cannot be before the first.",
);
pub(crate) const TOO_MANY_SERVICES: Invalid = Invalid::new(
    "too_many_services",
    "Pida como máximo 5 servicios por visita.",
    "Ask for at most 5 services in a visit.",
);
