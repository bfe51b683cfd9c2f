//! The refresh token of a browser: a cookie that no script sees, no other host gets and no other site can use.
//!
//! `SameSite=Strict` still lets pages of sibling subdomains send it, and those are other businesses. Whoever uses it
//! therefore shows, by headers that no script can set, to be a page of this very origin.

use super::{RefreshToken, problems};
use crate::{problem::Problem, request::RequestInfo};
use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap, HeaderName},
};
use secrecy::SecretString;
use std::time::Duration;

/// Over HTTPS, on a host of its own: browsers take a `__Host-` cookie from that host alone.
const ON_HOST: &str = "__Host-panal_refresh";
/// Under a path, or without HTTPS.
const ON_PATH: &str = "panal_refresh";
const API: &str = "/api/v1";
/// Most bytes that are looked at.
const LONGEST: usize = 256;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The refresh token that a browser sent, if it sent one.
///
/// # Errors
/// 403 `csrf_refused` when it comes twice, or from a page of another origin.
pub(crate) fn shown(
    request: &HttpRequest,
    info: &RequestInfo,
) -> Result<Option<SecretString>, Problem> {
    let name = name(info);
    let mut values = request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, value)| *known == name && !value.is_empty())
        .map(|(_, value)| value);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    // A second one was put there by a neighbour.
    if values.next().is_some() {
        return Err(problems::csrf_refused());
    }
    same_origin(request.headers(), info)?;
    let value: String = value.chars().take(LONGEST).collect();
    Ok(Some(SecretString::from(value)))
}

/// Fails unless a page of this origin asks.
///
/// # Errors
/// 403 `csrf_refused`.
pub(crate) fn same_origin(headers: &HeaderMap, info: &RequestInfo) -> Result<(), Problem> {
    let same = match only(headers, &FETCH_SITE)? {
        Some(site) => site == "same-origin",
        None => match (only(headers, &header::ORIGIN)?, info.origin()) {
            (Some(origin), Some(own)) => origin.eq_ignore_ascii_case(&own),
            _ => false,
        },
    };
    same.then_some(()).ok_or_else(problems::csrf_refused)
}

/// A header that may come once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut lines = headers.get_all(name);
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => line
            .to_str()
            .map(Some)
            .map_err(|_no_text| problems::csrf_refused()),
        (Some(_), Some(_)) => Err(problems::csrf_refused()),
    }
}

/// `Set-Cookie` with a token.
#[must_use]
pub(crate) fn set(info: &RequestInfo, token: &RefreshToken, life: Duration) -> String {
    written(info, token.expose(), life.as_secs())
}

/// `Set-Cookie` that removes it.
#[must_use]
pub(crate) fn cleared(info: &RequestInfo) -> String {
    written(info, "", 0)
}

fn written(info: &RequestInfo, value: &str, seconds: u64) -> String {
    let name = name(info);
    let path = if name == ON_HOST {
        "/".to_owned()
    } else {
        format!("{}{API}", info.base_path())
    };
    let secure = if info.is_secure() { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

fn name(info: &RequestInfo) -> &'static str {
    if info.is_secure() && info.base_path().is_empty() {
        ON_HOST
    } else {
        ON_PATH
    }
}
