//! What is said of a business that is to be made.

use super::slug::suggested;
use crate::{checks::Checks, problem::Problem};
use panal_domain::{
    BusinessName, Country, Email, Invalid, Password, PersonName, Phone, PlanCode, Profile, Slug,
    TaxId,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

/// A business to be, and its owner.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[derive(Default)]
pub struct RegisterBody {
    /// Name of the business.
    #[schema(required, nullable = false, example = "Clínica Sol", max_length = 160)]
    pub(crate) organization_name: Option<String>,
    /// Label under the base domain; made of the name when left out.
    #[schema(example = "clinica-sol", max_length = 63)]
    pub(crate) slug: Option<String>,
    /// Industry: `clinica_dental`, `barberia`, `comida_rapida`, …
    #[schema(required, nullable = false, example = "clinica_dental")]
    pub(crate) industry: Option<String>,
    /// ISO 3166 code; `CO` when left out.
    #[schema(example = "CO")]
    pub(crate) country: Option<String>,
    /// Tax number, by the rules of the country.
    #[schema(example = "900123456-8")]
    pub(crate) tax_id: Option<String>,
    /// Telephone; without `+`, one of the country.
    #[schema(example = "+573001234567", max_length = 40)]
    pub(crate) phone: Option<String>,
    /// Who owns it.
    #[schema(required, nullable = false)]
    pub(crate) owner: Option<OwnerBody>,
    /// Whether the terms of use were accepted: they have to be.
    #[schema(required, nullable = false, example = true)]
    pub(crate) accept_terms: Option<bool>,
}

/// Owner of a business to be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerBody {
    /// Name of the person.
    #[schema(required, nullable = false, example = "Ana Pérez", max_length = 120)]
    pub(crate) full_name: Option<String>,
    /// Log-in name.
    #[schema(
        required,
        nullable = false,
        example = "ana@clinica-sol.co",
        max_length = 254
    )]
    pub(crate) email: Option<String>,
    /// Password: at least 10 characters, and hard to guess.
    #[schema(value_type = String, format = Password, required, nullable = false, max_length = 72)]
    pub(crate) password: Option<SecretString>,
}

/// A business to be, checked.
#[derive(Debug)]
pub(crate) struct NewBusiness {
    pub(crate) slug: Slug,
    pub(crate) name: BusinessName,
    pub(crate) profile: Profile,
    pub(crate) country: Country,
    pub(crate) tax_id: Option<TaxId>,
    pub(crate) email: Option<Email>,
    pub(crate) phone: Option<Phone>,
    /// None: a trial.
    pub(crate) plan: Option<PlanCode>,
    pub(crate) owner: Option<Owner>,
}

/// Its owner, checked.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) full_name: PersonName,
    pub(crate) email: Email,
    /// None: the owner is invited to choose one.
    pub(crate) password: Option<Password>,
}

/// Who asks for a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Its owner, who accepts the terms and chooses a password.
    ByItsOwner,
    /// A super admin, who need not name an owner, nor a password of the owner's.
    BySuperAdmin,
}

/// Checks everything at once.
pub(crate) fn business(body: RegisterBody, asked: Asked) -> Result<NewBusiness, Problem> {
    let mut checks = Checks::default();
    let name = checks.required(
        "organization_name",
        body.organization_name.as_deref(),
        BusinessName::parse,
    );
    let slug = checks.optional("slug", body.slug.as_deref(), |raw| Slug::parse(raw.trim()));
    let slug = match (slug, &name, &body.slug) {
        (None, Some(name), None) => {
            let made = suggested(name.as_str());
            if made.is_none() {
                checks.refuse("slug", SLUG_NEEDED);
            }
            made
        }
        (slug, _, _) => slug,
    };
    if slug.is_none()
        && body
            .slug
            .as_deref()
            .is_some_and(|raw| raw.trim().is_empty())
    {
        checks.refuse("slug", SLUG_NEEDED);
    }
    let profile = checks.required("industry", body.industry.as_deref(), Profile::parse);
    let country = checks
        .optional("country", body.country.as_deref(), Country::parse)
        .unwrap_or(Country::Co);
    let tax_id = checks.optional("tax_id", body.tax_id.as_deref(), |raw| {
        TaxId::parse(country, raw)
    });
    let phone = checks.optional("phone", body.phone.as_deref(), |raw| {
        Phone::parse(raw, country)
    });
    let owner = owner(&mut checks, body.owner, asked, name.as_ref());
    if asked == Asked::ByItsOwner && body.accept_terms != Some(true) {
        checks.refuse("accept_terms", TERMS_NOT_ACCEPTED);
    }
    let new = match (slug, name, profile) {
        (Some(slug), Some(name), Some(profile)) => Some(NewBusiness {
            slug,
            name,
            profile,
            country,
            tax_id,
            email: owner.as_ref().map(|owner| owner.email.clone()),
            phone,
            plan: None,
            owner,
        }),
        _ => None,
    };
    checks.finish(new)
}

fn owner(
    checks: &mut Checks,
    body: Option<OwnerBody>,
    asked: Asked,
    business: Option<&BusinessName>,
) -> Option<Owner> {
    let body = match (body, asked) {
        (None, Asked::BySuperAdmin) => return None,
        (body, _) => body.unwrap_or_default(),
    };
    let full_name = checks.required(
        "owner.full_name",
        body.full_name.as_deref(),
        PersonName::parse,
    );
    let email = checks.required("owner.email", body.email.as_deref(), Email::parse);
    // What is said above is easily guessed.
    let about = [
        body.full_name.as_deref(),
        body.email.as_deref(),
        business.map(BusinessName::as_str),
    ];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    let parse = |raw: &str| Password::parse(raw, &about);
    let typed = body.password.as_ref().map(ExposeSecret::expose_secret);
    let password = match asked {
        Asked::ByItsOwner => checks.required("owner.password", typed, parse),
        Asked::BySuperAdmin => checks.optional("owner.password", typed, parse),
    };
    Some(Owner {
        full_name: full_name?,
        email: email?,
        password,
    })
}

const SLUG_NEEDED: Invalid = Invalid::new(
    "slug_needed",
    "Elija la dirección: letras (a-z), números y guiones.",
    "Choose the address: letters (a-z), digits and hyphens.",
);
const TERMS_NOT_ACCEPTED: Invalid = Invalid::new(
    "terms_not_accepted",
    "Acepte los términos de uso para continuar.",
    "Accept the terms of use to go on.",
);
