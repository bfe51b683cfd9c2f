//! `panal tenant create --from FILE.csv`: a result a line, in parallel, and bad lines do not hold up good ones.

use super::create::{self, FirstUser};
use crate::{
    commands::{domain::base_domains, password},
    context::Context,
    failure::{Failure, Result, code},
};
use csv::{ByteRecord, ReaderBuilder, Trim};
use futures_util::{StreamExt, stream};
use panal_domain::{
    BaseDomains, BusinessName, Country, DomainName, Email, Invalid, PersonName, PlanCode, Profile,
    Slug, TaxId,
};
use panal_provisioner::{Created, NewTenant, Provisioner};
use serde::Serialize;
use std::{collections::HashMap, path::Path};

const FIELDS: &[&str] = &[
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

/// What became of one line.
#[derive(Debug, Serialize)]
struct LineResult {
    line: u64,
    slug: String,
    /// `created` or `failed`.
    status: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    created: Option<Created>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<FirstUser>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// What is wrong with one field, or with the line as a whole.
#[derive(Debug, Clone, Serialize)]
struct FieldError {
    field: Option<&'static str>,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cure: Option<String>,
}

/// A good line.
struct Business {
    new: NewTenant,
    admin_email: Option<Email>,
}

struct Line {
    number: u64,
    slug: String,
    parsed: std::result::Result<Box<Business>, Vec<FieldError>>,
}

pub(super) async fn run(file: &Path, jobs: usize, context: &Context) -> Result {
    context
        .loaded
        .require(&["auth.bcrypt_cost", "server.base_domains"])?;
    let provisioner = context.provisioner()?;
    let lines = read(file, &base_domains(context)?)?;
    let bar = context.out.progress("businesses");
    bar.set_length(lines.len() as u64);
    let cost = context.config().auth.bcrypt_cost;
    let mut results: Vec<LineResult> = stream::iter(lines)
        .map(|line| async {
            let result = Box::pin(create_line(line, &provisioner, cost)).await;
            bar.inc(1);
            result
        })
        .buffer_unordered(jobs)
        .collect()
        .await;
    bar.finish_and_clear();
    results.sort_by_key(|result| result.line);
    if let Some(created) = results
        .iter()
        .rev()
        .find_map(|result| result.created.as_ref())
    {
        create::refill(&provisioner, created).await;
    }
    report(context, &results)
}

async fn create_line(line: Line, provisioner: &Provisioner, cost: u32) -> LineResult {
    let mut result = LineResult {
        line: line.number,
        slug: line.slug,
        status: "failed",
        created: None,
        admin: None,
        errors: Vec::new(),
    };
    let made = match line.parsed {
        Ok(business) => create_business(*business, provisioner, cost).await,
        Err(errors) => Err(errors),
    };
    match made {
        Ok((created, admin)) => {
            result.status = "created";
            result.created = Some(created);
            result.admin = admin;
        }
        Err(errors) => result.errors = errors,
    }
    result
}

async fn create_business(
    business: Business,
    provisioner: &Provisioner,
    cost: u32,
) -> std::result::Result<(Created, Option<FirstUser>), Vec<FieldError>> {
    let Business {
        mut new,
        admin_email,
    } = business;
    let mut shown = None;
    if let Some(email) = admin_email {
        let (admin, first) = async {
            let name = PersonName::parse("Administrador")?;
            create::first_user(email, name, password::generate()?, cost).await
        }
        .await
        .map_err(|failure: Failure| vec![FieldError::whole(&failure)])?;
        new.admin = Some(admin);
        shown = Some(first);
    }
    match provisioner.create(&new).await {
        Ok(created) => Ok((created, shown)),
        Err(error) => {
            let field = match &error {
                panal_provisioner::Error::Taken { what, .. } => {
                    FIELDS.iter().find(|field| *field == what).copied()
                }
                _ => None,
            };
            let mut fault = FieldError::whole(&error.into());
            fault.field = field;
            Err(vec![fault])
        }
    }
}

impl FieldError {
    fn whole(failure: &Failure) -> Self {
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
fn read(file: &Path, bases: &BaseDomains) -> Result<Vec<Line>> {
    let wrong = |what: String| {
        Failure::new(format!("{}: {what}", file.display()))
            .cure(format!("the first line must be: {}", FIELDS.join(",")))
    };
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    // Spreadsheets write a byte order mark, and in Spanish a semicolon.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let head = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
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
    loop {
        let number = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let number = record.position().map_or(number, csv::Position::line);
                lines.push(parse_line(number, &record, &columns, bases));
            }
            Err(error) => return Err(wrong(error.to_string())),
        }
    }
    refuse_repeats(&mut lines);
    Ok(lines)
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

fn report(context: &Context, results: &[LineResult]) -> Result {
    let created = results
        .iter()
        .filter(|result| result.created.is_some())
        .count();
    let failed = results.len() - created;
    if context.out.is_json() {
        context.out.json(&results)?;
    } else {
        for result in results {
            print(context, result)?;
        }
        context
            .out
            .line(format!("{created} created, {failed} failed"))?;
    }
    match (created, failed) {
        (_, 0) => Ok(()),
        (0, _) => Err(Failure::reported(code::FAILED)),
        _ => Err(Failure::reported(code::PARTLY)),
    }
}

fn print(context: &Context, result: &LineResult) -> Result {
    let LineResult { line, slug, .. } = result;
    if result.created.is_some() {
        let admin = match &result.admin {
            Some(FirstUser {
                email,
                password: Some(password),
            }) => format!("; {email}: password {password} (not shown again)"),
            _ => String::new(),
        };
        context
            .out
            .line(format!("line {line}: {slug}: created{admin}"))?;
    }
    for error in &result.errors {
        let field = error
            .field
            .map_or_else(String::new, |field| format!("{field}: "));
        context.out.note(format!(
            "error: line {line}: {slug}: {field}{}",
            error.reason
        ));
        if let Some(cure) = &error.cure {
            context.out.note(format!("cure:  {cure}"));
        }
    }
    Ok(())
}
