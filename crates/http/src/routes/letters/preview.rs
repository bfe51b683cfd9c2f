//! A letter as a client would receive it, about an appointment that is made up.

use crate::{auth::Authenticated, routes::calendar::language};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use panal_domain::{Color, Language, LetterKind, LetterTexts, TimeZone, scheduling::time};
use panal_integrations::{
    mail::{Letter, News, Occasion},
    visit::{Place, Service, Standing, Visit},
};
use panal_persistence::tenant::{branches::Branch, brand::Brand, settings::Setting};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A letter as it would be sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterPreview {
    /// Its subject.
    #[schema(example = "María, lo esperamos el martes 24 de noviembre de 2026")]
    subject: String,
    /// As HTML: a whole document that fetches nothing.
    html: String,
    /// As plain text.
    text: String,
}

/// A business, and an appointment of tomorrow that is made up.
pub(super) struct Sample {
    business: String,
    language: Language,
    branch: String,
    address: Option<String>,
    phone: Option<String>,
    reply_to: Option<String>,
    accent: Option<Color>,
    zone: Tz,
    now: DateTime<Utc>,
    starts_at: DateTime<Utc>,
    origin: String,
}

impl Sample {
    /// The business of `user`, at one of its branches.
    pub(super) fn new(
        user: &Authenticated,
        branch: Option<Branch>,
        settings: &[Setting],
        brand: &Brand,
    ) -> Self {
        let tenant = &user.tenant;
        let text = |key: &str| {
            let setting = settings.iter().find(|setting| setting.key == key)?;
            let text = setting.value.as_str().filter(|text| !text.is_empty())?;
            Some(text.to_owned())
        };
        let zone = branch
            .as_ref()
            .and_then(|branch| TimeZone::parse(branch.time_zone.as_deref()?).ok())
            .unwrap_or(tenant.time_zone)
            .tz();
        let now = Utc::now();
        let (name, address, phone) = match branch {
            Some(branch) => (branch.name, branch.address, branch.phone),
            None => (tenant.name.clone(), None, None),
        };
        Self {
            business: tenant.name.clone(),
            language: language(tenant.locale.as_str()),
            branch: name,
            address,
            phone: phone.or_else(|| text("phone")),
            reply_to: text("reply_to"),
            accent: brand
                .color
                .as_deref()
                .and_then(|color| Color::parse(color).ok()),
            zone,
            now,
            starts_at: tomorrow_at_ten(now, zone),
            origin: format!(
                "{}{}",
                user.request.origin().unwrap_or_default(),
                user.request.base_path()
            ),
        }
    }

    /// The letter of `kind` that says `texts`, by the code that writes real ones.
    pub(super) fn letter(&self, kind: LetterKind, texts: &LetterTexts) -> LetterPreview {
        let is_english = self.language == Language::En;
        let [name, service, professional, reason] = if is_english {
            [
                "Maria",
                "Consultation",
                "Anna Taylor",
                "At the client's request.",
            ]
        } else {
            [
                "María",
                "Consulta",
                "Ana Torres",
                "A solicitud del cliente.",
            ]
        };
        let service = Service {
            name: service,
            professional,
            starts_at: self.starts_at,
        };
        let place = Place {
            branch: &self.branch,
            address: self.address.as_deref(),
            phone: self.phone.as_deref(),
            zone: self.zone,
        };
        let link = format!("{}/{}", self.origin, path(kind));
        let visit = Visit {
            id: Uuid::nil(),
            code: "CIT-0000-000001",
            standing: standing(kind),
            starts_at: self.starts_at,
            ends_at: self.starts_at + TimeDelta::minutes(30),
            services: std::slice::from_ref(&service),
            place,
            sequence: 0,
            changed_at: self.now,
            link: &link,
        };
        let occasion = match news(kind, reason, self.starts_at) {
            Some(news) => Occasion::Visit {
                news,
                visit: &visit,
                calendar: &[],
                also: &[],
            },
            None => Occasion::Offer {
                service: &service,
                place: &place,
                until: self.now + TimeDelta::hours(1),
                link: &link,
            },
        };
        let letter = Letter {
            to: "",
            name,
            business: &self.business,
            reply_to: self.reply_to.as_deref(),
            language: self.language,
            occasion,
            texts: Some(texts),
            accent: self.accent.as_ref(),
            id: None,
        };
        LetterPreview {
            subject: letter.subject(),
            html: letter.html(),
            text: letter.text(),
        }
    }
}

/// What the letter tells; `None` of the one that offers a time.
fn news<'a>(kind: LetterKind, reason: &'a str, starts_at: DateTime<Utc>) -> Option<News<'a>> {
    match kind {
        LetterKind::CitaSolicitada | LetterKind::CitaCreada => Some(News::Booked),
        LetterKind::CitaConfirmada => Some(News::Confirmed),
        LetterKind::CitaReprogramada => Some(News::Moved {
            from: Some(starts_at - TimeDelta::hours(2)),
        }),
        LetterKind::CitaCancelada => Some(News::Cancelled {
            reason: Some(reason),
        }),
        LetterKind::RecordatorioCita => Some(News::Reminder),
        LetterKind::SolicitarFeedback => Some(News::Feedback),
        LetterKind::ListaEsperaOferta => None,
    }
}

const fn standing(kind: LetterKind) -> Standing {
    match kind {
        LetterKind::CitaSolicitada => Standing::Waiting,
        LetterKind::CitaCancelada => Standing::Cancelled,
        _ => Standing::Confirmed,
    }
}

/// The page that the link of a letter leads to; without a secret it opens nothing.
const fn path(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::SolicitarFeedback => "calificar",
        LetterKind::ListaEsperaOferta => "oferta",
        _ => "cita",
    }
}

/// Ten in the morning of the next day; where the clocks leave that out, a day from now.
fn tomorrow_at_ten(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let tomorrow = time::day_of(now, zone) + Days::new(1);
    NaiveTime::from_hms_opt(10, 0, 0)
        .and_then(|ten| tomorrow.and_time(ten).and_local_timezone(zone).earliest())
        .map_or(now + TimeDelta::days(1), |at| at.with_timezone(&Utc))
}
