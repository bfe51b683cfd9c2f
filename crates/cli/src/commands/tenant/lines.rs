//! A CSV file of businesses, read line by line.

use crate::failure::{Failure, Result};
use csv::{ByteRecord, ReaderBuilder, Trim};
use panal_domain::{
    BaseDomains, BusinessName, Country, DomainName, Email, Invalid, PlanCode, Profile, Slug, TaxId,
};
use panal_provisioner::NewTenant;
use serde::Serialize;
use std::{collections::HashMap, path::Path};

pub(super) const FIELDS: &[&str] = &[
    "slug",
    "name",
    "profile",
    "plan",
    "tax_id",
    "email",
    "country",
    "admin_email",
    "domain",
];

/// What is wrong with one field, or with the line as a whole.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FieldError {
    pub(super) field: Option<&'static str>,
    pub(super) reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cure: Option<String>,
}

/// A good line.
pub(super) struct Business {
    pub(super) new: NewTenant,
    pub(super) admin_email: Option<Email>,
}

pub(super) struct Line {
    pub(super) number: u64,
    pub(super) slug: String,
    pub(super) parsed: std::result::Result<Box<Business>, Vec<FieldError>>,
}

impl FieldError {
    pub(super) fn whole(failure: &Failure) -> Self {
        Self {
            field: None,
            reason: failure.cause(),
            cure: failure.advice().map(str::to_owned),
        }
    }

    fn of(field: &'static str, reason: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            reason: reason.into(),
            cure: None,
        }
    }
}

/// Reads the whole file. Fails only when it is not such a file at all.
pub(super) fn read(file: &Path, bases: &BaseDomains) -> Result<Vec<Line>> {
    let wrong = |what: String| {
        Failure::new(format!("{}: {what}", file.display()))
            .cure(format!("the first line must be: {}", FIELDS.join(",")))
    };
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    // Spreadsheets write a byte order mark, and in Spanish a semicolon.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let head = text
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let delimiter = if head.contains(&b';') && !head.contains(&b',') {
        b';'
    } else {
        b','
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text);
    let header = reader
        .headers()
        .map_err(|error| wrong(error.to_string()))?
        .clone();
    let mut columns: Vec<&'static str> = Vec::new();
    for name in &header {
        let known = FIELDS.iter().find(|field| field.eq_ignore_ascii_case(name));
        match known {
            Some(field) if columns.contains(field) => {
                return Err(wrong(format!("column {field} is there twice")));
            }
            Some(field) => columns.push(field),
            None => return Err(wrong(format!("unknown column {name:?}"))),
        }
    }
    for needed in ["slug", "name"] {
        if !columns.contains(&needed) {
            return Err(wrong(format!("column {needed} is missing")));
        }
    }
    let mut lines = Vec::new();
    let mut record = ByteRecord::new();
    let mut counter = LineCounter::new(text);
    while reader
        .read_byte_record(&mut record)
        .map_err(|error| wrong(error.to_string()))?
    {
        let begin = record.position().map_or(0, csv::Position::byte);
        lines.push(parse_line(counter.line_of(begin), &record, &columns, bases));
    }
    refuse_repeats(&mut lines);
    Ok(lines)
}

/// Counts lines as an editor does. The reader's own count skips what it skips: empty lines before a record.
struct LineCounter<'a> {
    rest: &'a [u8],
    read: u64,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self {
            rest: text,
            read: 0,
            line: 1,
        }
    }

    /// The line of the first field at or after a byte, which comes after those that were asked for before.
    fn line_of(&mut self, byte: u64) -> u64 {
        while let Some((first, rest)) = self.rest.split_first() {
            let breaks = matches!(first, b'\n' | b'\r');
            if self.read >= byte && !breaks {
                break;
            }
            if breaks && !(*first == b'\r' && rest.first() == Some(&b'\n')) {
                self.line += 1;
            }
            self.rest = rest;
            self.read += 1;
        }
        self.line
    }
}

fn parse_line(
    number: u64,
    record: &ByteRecord,
    columns: &[&'static str],
    bases: &BaseDomains,
) -> Line {
    let mut fields: HashMap<&'static str, &str> = HashMap::new();
    let mut errors = Vec::new();
    for (column, bytes) in columns.iter().copied().zip(record) {
        match std::str::from_utf8(bytes) {
            Ok("") => {}
            Ok(text) => {
                fields.insert(column, text);
            }
            Err(_) => errors.push(FieldError::of(
                column,
                "is not UTF-8; save the file as UTF-8",
            )),
        }
    }
    let slug = fields.get("slug").copied().unwrap_or_default().to_owned();
    if record.len() != columns.len() {
        errors.push(FieldError {
            field: None,
            reason: format!(
                "has {} fields where the header has {}",
                record.len(),
                columns.len()
            ),
            cure: Some("put fields with a comma in them in double quotes".to_owned()),
        });
    }
    let business = if errors.is_empty() {
        business(&fields, bases, &mut errors)
    } else {
        None
    };
    Line {
        number,
        slug,
        parsed: match business {
            Some(business) if errors.is_empty() => Ok(Box::new(business)),
            _ => Err(errors),
        },
    }
}

/// The business that a line describes; everything that is wrong with it goes to `errors`.
fn business(
    fields: &HashMap<&'static str, &str>,
    bases: &BaseDomains,
    errors: &mut Vec<FieldError>,
) -> Option<Business> {
    fn read<T>(
        fields: &HashMap<&'static str, &str>,
        errors: &mut Vec<FieldError>,
        field: &'static str,
        parse: impl FnOnce(&str) -> std::result::Result<T, Invalid>,
    ) -> Option<T> {
        match parse(fields.get(field)?) {
            Ok(value) => Some(value),
            Err(fault) => {
                errors.push(FieldError::of(field, fault.to_string()));
                None
            }
        }
    }
    for needed in ["slug", "name"] {
        if !fields.contains_key(needed) {
            errors.push(FieldError::of(needed, "is missing"));
        }
    }
    let slug = read(fields, errors, "slug", Slug::parse);
    let name = read(fields, errors, "name", BusinessName::parse);
    let profile = read(fields, errors, "profile", Profile::parse);
    let plan = read(fields, errors, "plan", PlanCode::parse);
    let country = read(fields, errors, "country", |raw| {
        Country::parse(&raw.to_uppercase())
    })
    .unwrap_or_default();
    let tax_id = read(fields, errors, "tax_id", |raw| TaxId::parse(country, raw));
    let email = read(fields, errors, "email", Email::parse);
    let admin_email = read(fields, errors, "admin_email", Email::parse);
    let domain = read(fields, errors, "domain", |raw| {
        DomainName::parse_for_tenant(raw, bases)
    });
    Some(Business {
        new: NewTenant {
            slug: slug?,
            schema: None,
            name: name?,
            profile: profile.unwrap_or(Profile::Otro),
            plan: plan.unwrap_or(PlanCode::Trial),
            country,
            tax_id,
            email,
            domain,
            admin: None,
        },
        admin_email,
    })
}

/// Of two lines with the same slug or domain the first is right, whichever is created sooner.
fn refuse_repeats(lines: &mut [Line]) {
    let mut seen: HashMap<(&'static str, String), u64> = HashMap::new();
    for line in lines {
        let Ok(business) = &line.parsed else {
            continue;
        };
        let mut names = vec![("slug", business.new.slug.to_string())];
        names.extend(
            business
                .new
                .domain
                .iter()
                .map(|domain| ("domain", domain.to_string())),
        );
        let repeats: Vec<FieldError> = names
            .iter()
            .filter_map(|(field, name)| {
                let first = seen.get(&(*field, name.clone()))?;
                Some(FieldError::of(
                    field,
                    format!("{name:?} is already on line {first}"),
                ))
            })
            .collect();
        if repeats.is_empty() {
            for name in names {
                seen.insert(name, line.number);
            }
        } else {
            line.parsed = Err(repeats);
        }
    }
}
