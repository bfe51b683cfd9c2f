//! Letters to clients: about their visits, and about times that are held for them.
//!
//! A letter tells a visit as it is when it is written, and the same is not told twice (`persistence::deliveries`).

mod news;

use super::{
    deliver::{Event, Unsent, address, language, send},
    tools::Tools,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use news::{Told, told};
use panal_domain::{Color, LetterTexts, SignedFor, TimeZone, scheduling::AppointmentState};
use panal_integrations::{
    mail::{Letter, Occasion},
    visit::{Place, Service, Standing, Visit},
};
use panal_persistence::{
    Actor, ActorKind, TenantTx,
    tenant::{
        brand::{self, Brand},
        scheduling::{
            deliveries::{self, Claim, digest},
            told::{Offered, Part, offered, others_of_series, visit_of},
        },
        settings::{self, Setting},
    },
};
use panal_provisioner::TenantRecord;
use serde_json::Value;
use uuid::Uuid;

/// Writes to the client whom an event concerns, unless nobody is to be written to. A refusal is believed when it
/// `is_last`.
pub(super) async fn write_to_client(
    tools: &Tools,
    tenant: &TenantRecord,
    event: &Event,
    is_last: bool,
) -> Result<(), Unsent> {
    let is_offer = event.kind == "lista-espera-oferta";
    let is_news = news::KINDS.contains(&event.kind.as_str());
    // What else there is, is told to others, when there are others to be told.
    if !(is_offer || is_news) || event.payload.get("notify") == Some(&Value::Bool(false)) {
        return Ok(());
    }
    let member = if is_offer {
        "waiting_id"
    } else {
        "appointment_id"
    };
    let id = id(event, member)?;
    let actor = Actor::of(ActorKind::Job);
    let brand = brand::glimpse(&tools.tenants, &tenant.scope(), actor).await;
    let tx = begin(tools, tenant).await?;
    let business = Business::read(tools, tenant, settings::all(&tx).await?, brand)?;
    if is_offer {
        let offer = offered(&tx, id).await?;
        tx.commit().await?;
        match offer {
            Some(offer) => write_offer(tools, &business, event, &offer, is_last).await,
            None => Ok(()),
        }
    } else {
        let parts = visit_of(&tx, id).await?;
        tx.commit().await?;
        match told(event, id, &parts, Utc::now()) {
            Some(told) => write_news(tools, &business, event, &told, is_last).await,
            None => Ok(()),
        }
    }
}

fn id(event: &Event, member: &str) -> Result<Uuid, Unsent> {
    event
        .payload
        .get(member)
        .and_then(|id| serde_json::from_value(id.clone()).ok())
        .ok_or_else(|| Unsent::Useless(format!("the event has no {member}")))
}

async fn begin(tools: &Tools, tenant: &TenantRecord) -> Result<TenantTx, Unsent> {
    Ok(tools
        .tenants
        .begin(&tenant.scope(), Actor::of(ActorKind::Job))
        .await?)
}

/// What all letters of a business have in common.
struct Business<'a> {
    tenant: &'a TenantRecord,
    address: String,
    zone: Tz,
    phone: Option<String>,
    reply_to: Option<String>,
    /// Its colour.
    accent: Option<Color>,
    /// What it says in its own words, among the rest.
    settings: Vec<Setting>,
}

impl<'a> Business<'a> {
    fn read(
        tools: &Tools,
        tenant: &'a TenantRecord,
        settings: Vec<Setting>,
        brand: Option<Brand>,
    ) -> Result<Self, Unsent> {
        let text = |key: &str| {
            settings
                .iter()
                .find(|setting| setting.key == key)
                .and_then(|setting| setting.value.as_str())
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        Ok(Self {
            tenant,
            address: address(tools, tenant)?,
            zone: zone(&tenant.time_zone)?,
            phone: text("phone"),
            reply_to: text("reply_to"),
            accent: brand
                .and_then(|brand| brand.color)
                .and_then(|color| Color::parse(&color).ok()),
            settings,
        })
    }

    /// What the business says on an occasion in its own words.
    fn texts(&self, occasion: &Occasion<'_>) -> Option<LetterTexts> {
        let key = occasion.kind()?.setting();
        let row = self.settings.iter().find(|row| row.key == key)?;
        settings::letter_texts(row)
    }

    /// Where a branch is; its telephone is the business's where it has none of its own.
    fn place<'b>(
        &'b self,
        branch: &'b str,
        address: Option<&'b str>,
        phone: Option<&'b str>,
        time_zone: Option<&str>,
    ) -> Result<Place<'b>, Unsent> {
        Ok(Place {
            branch,
            address,
            phone: phone.or(self.phone.as_deref()),
            zone: time_zone.map_or(Ok(self.zone), zone)?,
        })
    }

    /// The link of an appointment.
    fn own_link(&self, tools: &Tools, path: &str, part: &Part) -> String {
        let purpose = SignedFor::Appointment;
        self.link(tools, path, purpose, part.id, part.link_version)
    }

    /// Behind the #, which browsers keep to themselves: no log has it.
    fn link(
        &self,
        tools: &Tools,
        path: &str,
        purpose: SignedFor,
        id: Uuid,
        version: i32,
    ) -> String {
        let token = tools.links.sign(purpose, self.tenant.id, id, version);
        format!("{}/{path}#token={token}", self.address)
    }
}

fn zone(name: &str) -> Result<Tz, Unsent> {
    Ok(TimeZone::parse(name)?.tz())
}

async fn write_news(
    tools: &Tools,
    business: &Business<'_>,
    event: &Event,
    told: &Told<'_>,
    is_last: bool,
) -> Result<(), Unsent> {
    let subject = told.subject;
    let Some(to) = subject.email.as_deref() else {
        return Ok(());
    };
    let place = business.place(
        &subject.branch,
        subject.address.as_deref(),
        subject.phone.as_deref(),
        subject.time_zone.as_deref(),
    )?;
    let services: Vec<Service<'_>> = told.parts.iter().map(|part| service(part)).collect();
    let links: Vec<String> = told
        .parts
        .iter()
        .map(|part| business.own_link(tools, "cita", part))
        .collect();
    let path = if told.asks_feedback() {
        "calificar"
    } else {
        "cita"
    };
    let link = business.own_link(tools, path, subject);
    let Some(listed) = visit(&told.parts, &services, place, &link) else {
        return Ok(());
    };
    let calendar: Vec<Visit<'_>> = if told.asks_feedback() {
        Vec::new()
    } else {
        let parts = told.parts.iter().zip(&services).zip(&links);
        parts
            .filter_map(|((part, service), link)| {
                visit(&[part], std::slice::from_ref(service), place, link)
            })
            .collect()
    };
    let also = also(tools, business, event, subject).await?;
    let occasion = Occasion::Visit {
        news: told.news,
        visit: &listed,
        calendar: &calendar,
        also: &also,
    };
    let client = Client {
        to,
        name: &subject.client_name,
    };
    let message = format!("{}:{}", event.kind, told.what);
    write(tools, business, event, &client, occasion, &message, is_last).await
}

/// When the same happened to other visits of the series, by the same change; they have no letter of their own.
async fn also(
    tools: &Tools,
    business: &Business<'_>,
    event: &Event,
    subject: &Part,
) -> Result<Vec<DateTime<Utc>>, Unsent> {
    let (Some(series), true) = (
        subject.series_id,
        news::OF_A_SERIES.contains(&event.kind.as_str()),
    ) else {
        return Ok(Vec::new());
    };
    // What is told in one transaction is told at one moment.
    let rows = tools
        .provisioner
        .owner()
        .query(
            "SELECT (o.payload->>'appointment_id')::uuid FROM public.outbox own JOIN public.outbox o
                 ON o.created_at = own.created_at AND o.tenant_id = own.tenant_id AND o.kind = own.kind
             WHERE own.id = $1",
            &[&event.id],
        )
        .await?;
    let told_with_it: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
    let tx = begin(tools, business.tenant).await?;
    let also = others_of_series(&tx, series, subject.visit_id, told_with_it).await?;
    tx.commit().await?;
    Ok(also)
}

fn service(part: &Part) -> Service<'_> {
    Service {
        name: &part.service,
        professional: &part.professional,
        starts_at: part.starts_at,
    }
}

/// A visit of these parts; `None` of none.
fn visit<'a>(
    parts: &[&'a Part],
    services: &'a [Service<'a>],
    place: Place<'a>,
    link: &'a str,
) -> Option<Visit<'a>> {
    let first = *parts.first()?;
    let any = |state: AppointmentState| parts.iter().any(|part| part.is(state));
    let standing = if any(AppointmentState::Cancelada) {
        Standing::Cancelled
    } else if any(AppointmentState::Pendiente) {
        Standing::Waiting
    } else {
        Standing::Confirmed
    };
    Some(Visit {
        id: first.id,
        code: &first.code,
        standing,
        starts_at: first.starts_at,
        ends_at: parts
            .iter()
            .map(|part| part.ends_at)
            .max()
            .unwrap_or(first.ends_at),
        services,
        place,
        sequence: u32::try_from(first.sequence).unwrap_or_default(),
        changed_at: first.updated_at,
        link,
    })
}

async fn write_offer(
    tools: &Tools,
    business: &Business<'_>,
    event: &Event,
    offer: &Offered,
    is_last: bool,
) -> Result<(), Unsent> {
    let is_this_one =
        event.payload.get("offer").and_then(Value::as_i64) == Some(offer.offers.into());
    let Some(to) = offer.email.as_deref() else {
        return Ok(());
    };
    if !is_this_one || offer.expires_at <= Utc::now() {
        return Ok(());
    }
    let link = business.link(tools, "oferta", SignedFor::Offer, offer.id, offer.offers);
    let service = Service {
        name: &offer.service,
        professional: &offer.professional,
        starts_at: offer.starts_at,
    };
    let place = business.place(
        &offer.branch,
        offer.address.as_deref(),
        offer.phone.as_deref(),
        offer.time_zone.as_deref(),
    )?;
    let occasion = Occasion::Offer {
        service: &service,
        place: &place,
        until: offer.expires_at,
        link: &link,
    };
    let client = Client {
        to,
        name: &offer.client_name,
    };
    let message = format!("{}:{}:{}", event.kind, offer.id, offer.offers);
    write(tools, business, event, &client, occasion, &message, is_last).await
}

/// Whom to write to.
struct Client<'a> {
    to: &'a str,
    name: &'a str,
}

/// Sends a letter that says `message`, unless the same was said to the same address.
async fn write(
    tools: &Tools,
    business: &Business<'_>,
    event: &Event,
    client: &Client<'_>,
    occasion: Occasion<'_>,
    message: &str,
    is_last: bool,
) -> Result<(), Unsent> {
    let key = format!("{message}:{}", digest(&[client.to]));
    let tenant = business.tenant;
    let tx = begin(tools, tenant).await?;
    let claim = deliveries::claim(&tx, &key, event.id).await?;
    tx.commit().await?;
    match claim {
        Claim::Ours => {}
        Claim::Told => return Ok(()),
        Claim::Unfinished => {
            return Err(Unsent::Useless(format!(
                "a worker ended between sending it and noting that it was sent; it may have left: {key}"
            )));
        }
    }
    let id = digest(&[&tenant.id.to_string(), &key]);
    let texts = business.texts(&occasion);
    let letter = Letter {
        to: client.to,
        name: client.name,
        business: &tenant.name,
        reply_to: business.reply_to.as_deref(),
        language: language(tenant),
        occasion,
        texts: texts.as_ref(),
        accent: business.accent.as_ref(),
        id: Some(&id),
    };
    let sent = send(tools, &letter).await;
    let tx = begin(tools, tenant).await?;
    match &sent {
        Ok(()) => deliveries::finish(&tx, &key, None).await?,
        Err(Unsent::Useless(why)) => deliveries::finish(&tx, &key, Some(why)).await?,
        Err(Unsent::Refused(why)) if is_last => deliveries::finish(&tx, &key, Some(why)).await?,
        Err(Unsent::Refused(_) | Unsent::Another(_)) => deliveries::release(&tx, &key).await?,
        // It stays claimed.
        Err(Unsent::Unsure(_)) => {}
    }
    tx.commit().await?;
    match sent {
        Err(Unsent::Unsure(why)) => Err(Unsent::Useless(format!("it may have left: {why}: {key}"))),
        sent => sent,
    }
}
