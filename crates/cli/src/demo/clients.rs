//! Clients as they might be: every value goes through the type that guards it.

use super::random::Random;
use super::{businesses::Business, people, random};
use crate::failure::Result;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use panal_domain::{
    Country, Document, DocumentKind, Email, Phone, PreferredContact, Tag, Tags, check_birthday,
};
use panal_persistence::tenant::entity::clients as rows;
use sea_orm::ActiveValue::Set;
use std::collections::HashSet;
use uuid::Uuid;

/// A client of the demonstration.
pub(super) struct Client {
    id: Uuid,
    document: Option<Document>,
    first_name: String,
    last_name: String,
    email: Option<Email>,
    phone: Option<Phone>,
    birthday: Option<NaiveDate>,
    notes: Option<String>,
    tags: Tags,
    preferred_contact: PreferredContact,
    /// For how long they are known, in minutes.
    known: u64,
}

impl Client {
    /// As it is registered; some of them long ago.
    pub(super) fn row(&self, now: DateTime<Utc>) -> rows::ActiveModel {
        let document = self.document.as_ref();
        let since = now - TimeDelta::minutes(self.known.try_into().unwrap_or_default());
        rows::ActiveModel {
            id: Set(self.id),
            document_kind: Set(document.map(|document| document.kind().as_str().to_owned())),
            document_number: Set(document.map(|document| document.number().to_owned())),
            first_name: Set(self.first_name.clone()),
            last_name: Set(self.last_name.clone()),
            email: Set(self.email.as_ref().map(ToString::to_string)),
            phone: Set(self.phone.as_ref().map(ToString::to_string)),
            birthday: Set(self.birthday),
            notes: Set(self.notes.clone()),
            tags: Set(self.tags.iter().map(ToString::to_string).collect()),
            preferred_contact: Set(self.preferred_contact.as_str().to_owned()),
            created_at: Set(since),
            updated_at: Set(since),
            ..Default::default()
        }
    }
}

/// The id of a business's client.
pub(super) fn id(business: &Business, number: usize) -> Uuid {
    random::id(&format!("{} client {number}", business.slug))
}

/// The clients of a business, the same every time.
pub(super) fn of(business: &Business) -> Result<Vec<Client>> {
    let mut random = Random::of(business.slug);
    let mut documents = HashSet::new();
    (0..business.clients)
        .map(|number| client(business, number, &mut random, &mut documents))
        .collect()
}

fn client(
    business: &Business,
    number: usize,
    random: &mut Random,
    documents: &mut HashSet<String>,
) -> Result<Client> {
    let (first_name, last_name) = people::name(random, business.country);
    let birthday = birthday(random)?;
    let minor =
        birthday.is_some_and(|birthday| birthday > NaiveDate::default() + Days::new(14_100));
    let document = if random.percent(92) {
        Some(document(business.country, minor, random, documents)?)
    } else {
        None
    };
    let phone = if random.percent(95) {
        phone(business.country, random)
    } else {
        None
    };
    let email = if random.percent(60) {
        Some(email(&first_name, &last_name, number)?)
    } else {
        None
    };
    let preferred_contact = match (&phone, &email, random.below(10)) {
        (Some(_), _, 0..=5) => PreferredContact::Whatsapp,
        (Some(_), _, 6 | 7) => PreferredContact::Phone,
        (_, Some(_), _) => PreferredContact::Email,
        _ => PreferredContact::None,
    };
    let mut tags = Vec::new();
    for _ in 0..random.below(3) {
        tags.extend(
            random
                .pick(business.tags)
                .map(|tag| Tag::parse(tag))
                .transpose()?,
        );
    }
    let notes = if random.percent(35) {
        random.pick(business.notes).map(|note| (*note).to_owned())
    } else {
        None
    };
    Ok(Client {
        id: id(business, number),
        document,
        first_name,
        last_name,
        email,
        phone,
        birthday,
        notes,
        tags: Tags::new(tags)?,
        preferred_contact,
        known: known(business, number),
    })
}

/// One in eight came in the last month, the others over more than a year before.
fn known(business: &Business, number: usize) -> u64 {
    let mut random = Random::of(&format!("{} known {number}", business.slug));
    let day = 24 * 60;
    if random.percent(12) {
        random.below(30 * day)
    } else {
        30 * day + random.below(400 * day)
    }
}

/// Between 3 and 85 years before the demonstration was made.
fn birthday(random: &mut Random) -> Result<Option<NaiveDate>> {
    if !random.percent(80) {
        return Ok(None);
    }
    // 1 October 2026, in days since 1970.
    let made = 20_727_u64;
    let day = NaiveDate::default() + Days::new(made);
    let born = day - Days::new(365 * 3 + random.below(365 * 82));
    Ok(Some(check_birthday(born, day)?))
}

fn document(
    country: Country,
    minor: bool,
    random: &mut Random,
    documents: &mut HashSet<String>,
) -> Result<Document> {
    loop {
        let (kind, number) = match country {
            Country::Pe if random.percent(96) => (DocumentKind::Dni, dni(minor, random)),
            Country::Pe => (DocumentKind::Ce, format!("00{}", random.digits(7))),
            _ if minor => (DocumentKind::Ti, format!("10{}", random.digits(8))),
            _ if random.percent(3) => (DocumentKind::Ce, random.digits(7)),
            // Newer cards have ten digits and begin with 10.
            _ if random.percent(45) => (DocumentKind::Cc, format!("10{}", random.digits(8))),
            _ => (DocumentKind::Cc, random.digits(8)),
        };
        if documents.insert(number.clone()) {
            return Ok(Document::parse(kind, &number)?);
        }
    }
}

fn dni(minor: bool, random: &mut Random) -> String {
    if minor {
        format!("{}{}", 7 + random.below(2), random.digits(7))
    } else {
        format!(
            "{}{}",
            ["0", "1", "2", "4"]
                .get(usize::try_from(random.below(4)).unwrap_or(0))
                .unwrap_or(&"4"),
            random.digits(7)
        )
    }
}

/// A mobile number that exists in the country's numbering plan.
fn phone(country: Country, random: &mut Random) -> Option<Phone> {
    (0..20).find_map(|_| {
        let number = match country {
            Country::Pe => format!("9{}", random.digits(8)),
            _ => format!(
                "3{}{}",
                ["00", "01", "04", "10", "12", "15", "18", "20", "50"]
                    .get(usize::try_from(random.below(9)).unwrap_or(0))
                    .unwrap_or(&"10"),
                random.digits(7)
            ),
        };
        Phone::parse(&number, country).ok()
    })
}

fn email(first_name: &str, last_name: &str, number: usize) -> Result<Email> {
    let word = |text: &str| -> String {
        text.split(' ')
            .next()
            .unwrap_or_default()
            .to_lowercase()
            .chars()
            .map(|c| match c {
                'á' => 'a',
                'é' => 'e',
                'í' => 'i',
                'ó' => 'o',
                'ú' => 'u',
                'ñ' => 'n',
                c => c,
            })
            .collect()
    };
    // Never delivered: the domain is reserved for tests (RFC 2606).
    Ok(Email::parse(&format!(
        "{}.{}{number}@correo.test",
        word(first_name),
        word(last_name)
    ))?)
}
