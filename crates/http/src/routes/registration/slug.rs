//! Addresses: whether one is free, and which could be taken instead.

use crate::{auth::Public, extract::Path, problem::Problem, request::RequestInfo, state::AppState};
use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use panal_domain::{Invalid, Slug};
use panal_persistence::{PlatformContext, platform::requests};
use serde::Serialize;
use utoipa::ToSchema;

/// Longest address that is made of a name.
const LONGEST: usize = 40;

/// Whether an address can be had.
#[derive(Debug, Serialize, ToSchema)]
pub struct Availability {
    /// Whether it can be had.
    available: bool,
    /// Why not: `taken`, or the code of the rule that it breaks, such as `slug_reserved`.
    #[schema(example = "taken")]
    reason: Option<&'static str>,
    /// The same for people.
    message: Option<String>,
    /// One that can be had instead.
    #[schema(example = "clinica-sol-2")]
    suggestion: Option<String>,
}

/// Whether an address is free.
///
/// While somebody types. What is free now can be taken a moment later: registering decides.
#[utoipa::path(
    tag = "registration",
    operation_id = "check_slug",
    params(("slug" = String, Path, description = "The address wished for, or the name of the business.")),
    responses((status = 200, description = "Whether it is free.", body = Availability))
)]
#[get("/registrations/slug/{slug}")]
pub(crate) async fn check(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    wished: Path<String>,
) -> Result<HttpResponse, Problem> {
    let wished = wished.into_inner();
    let wished = wished.trim();
    let (slug, fault) = match Slug::parse(wished) {
        Ok(slug) => (Some(slug), None),
        Err(invalid) => (suggested(wished), Some(invalid)),
    };
    let free = match &slug {
        Some(slug) => first_free(&state, slug).await?,
        None => None,
    };
    let fault = fault.or_else(|| (free != slug).then_some(TAKEN));
    let answer = Availability {
        available: fault.is_none(),
        suggestion: free.filter(|_| fault.is_some()).map(String::from),
        reason: fault.as_ref().map(|invalid| invalid.code),
        message: fault.map(|invalid| invalid.message.in_language(info.language()).to_owned()),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(answer))
}

/// The slug itself, or with a number behind it, whichever is the first that nobody has.
async fn first_free(state: &AppState, slug: &Slug) -> Result<Option<Slug>, Problem> {
    let numbered = (2..=20).filter_map(|number| {
        let stem: String = slug.as_str().chars().take(Slug::MAX_BYTES - 3).collect();
        Slug::parse(&format!("{}-{number}", stem.trim_end_matches('-'))).ok()
    });
    let candidates: Vec<Slug> = std::iter::once(slug.clone()).chain(numbered).collect();
    let names: Vec<&str> = candidates.iter().map(Slug::as_str).collect();
    let tx = state.platform.begin(PlatformContext::Login).await?;
    let taken = requests::taken(&tx, &names).await?;
    tx.commit().await?;
    Ok(candidates
        .into_iter()
        .find(|slug| !taken.iter().any(|name| name == slug.as_str())))
}

/// A slug made of a name; none where the name has no letter for it.
pub(crate) fn suggested(name: &str) -> Option<Slug> {
    let mut made = String::new();
    for letter in name.to_lowercase().chars() {
        match plain(letter) {
            Some(letters) => made.push_str(letters),
            None if letter.is_ascii_alphanumeric() => made.push(letter),
            None if !made.is_empty() && !made.ends_with('-') => made.push('-'),
            None => {}
        }
    }
    let made: String = made.chars().take(LONGEST).collect();
    let made = made.trim_matches('-');
    Slug::parse(made)
        .or_else(|_refused| Slug::parse(&format!("{made}-negocio")))
        .ok()
        .filter(|_| !made.is_empty())
}

/// A letter without its accent.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'á' | 'à' | 'ä' | 'â' | 'ã' => "a",
        'é' | 'è' | 'ë' | 'ê' => "e",
        'í' | 'ì' | 'ï' | 'î' => "i",
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' => "o",
        'ú' | 'ù' | 'ü' | 'û' => "u",
        'ñ' => "n",
        'ç' => "c",
        '&' => "y",
        // What stands inside a word.
        '\'' | '’' | '.' => "",
        _ => return None,
    })
}

const TAKEN: Invalid = Invalid::new(
    "taken",
    "Otro negocio ya usa esa dirección.",
    "Another business has that address.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        for (name, slug) in [
            ("Clínica Ñandú & Sol", Some("clinica-nandu-y-sol")),
            ("  Dr. O'Brien  ", Some("dr-obrien")),
            ("Admin", Some("admin-negocio")),
            ("---", None),
            ("日本", None),
        ] {
            assert_eq!(suggested(name).map(String::from).as_deref(), slug, "{name}");
        }
        let long = suggested(&"muy largo ".repeat(20)).unwrap();
        assert!(long.as_str().len() <= LONGEST && !long.as_str().ends_with('-'));
    }
}
