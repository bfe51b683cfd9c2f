//! What a telephone asks when somebody puts a site on its home screen.

use super::preview;
use crate::{problem::Problem, request::RequestInfo, state::AppState, tenancy::Site};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, http::header, web};
use panal_domain::Language;
use serde_json::{Value, json};

/// Icons that the app's build may have beside the pages: file, size, purpose.
const ICONS: [(&str, &str, &str); 3] = [
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
];
/// Longer ones are cut off below an icon.
const SHORT: usize = 12;
const HONEY: &str = "#955600";
const PAPER: &str = "#fff8e8";

#[get("/manifest.webmanifest")]
pub(super) async fn answer(
    request: HttpRequest,
    info: RequestInfo,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let site = request
        .extensions()
        .get::<Site>()
        .cloned()
        .ok_or_else(Problem::not_found)?;
    let name = preview::name(&site);
    let base = format!("{}/", info.base_path());
    let look = preview::look(&state, &site, &info).await;
    let body = json!({
        "id": base,
        "name": name,
        "short_name": short(name),
        "lang": match info.language() {
            Language::Es => "es",
            Language::En => "en",
        },
        "start_url": base,
        "scope": base,
        "display": "standalone",
        "theme_color": look.color.as_deref().unwrap_or(HONEY),
        "background_color": PAPER,
        "icons": icons(&state, &base),
    });
    Ok(HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "accept-language"))
        .body(body.to_string()))
}

fn icons(state: &AppState, base: &str) -> Vec<Value> {
    let drawn = ("favicon.svg", "any", "any");
    ICONS
        .into_iter()
        .filter(|(file, ..)| state.pages.get(file).is_some())
        .chain([drawn])
        .map(|(file, sizes, purpose)| {
            json!({
                "src": format!("{base}{file}"),
                "sizes": sizes,
                "type": panal_web::File::kind(file),
                "purpose": purpose,
            })
        })
        .collect()
}

/// As many whole words of a name as fit below an icon; at least the first.
fn short(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_whitespace() {
        let length = short.chars().count() + 1 + word.chars().count();
        if !short.is_empty() && length > SHORT {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_has_whole_words() {
        for (name, expected) in [
            ("Panal", "Panal"),
            ("Clínica Dental Norte", "Clínica"),
            ("Sol & Luna Spa", "Sol & Luna"),
            ("Otorrinolaringología", "Otorrinolaringología"),
        ] {
            assert_eq!(short(name), expected);
        }
    }
}
