//! Versions of a resource at the edge: `ETag`, `If-Match`, `If-None-Match` (RFC 9110, 13).

use crate::problem::Problem;
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        StatusCode,
        header::{HeaderName, IF_MATCH, IF_NONE_MATCH},
    },
};
use panal_domain::Message;
use panal_persistence::Expected;
use std::future::{Ready, ready};

/// The strong entity tag of a row at `version`.
#[must_use]
pub fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The versions that the sender of a change believes the resource to be at. Without `If-Match`: 428
/// `precondition_required`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(pub Expected);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match tags(request, &IF_MATCH) {
            None => Err(precondition_required()),
            Some(Tags::Any) => Ok(Self(Expected::Any)),
            // A weak tag counts too, unlike in the RFC: we give out none, but proxies that compress weaken ours, and
            // the version in it is as good as before.
            Some(Tags::Some(versions)) => Ok(Self(Expected::OneOf(versions))),
        })
    }
}

/// The versions that the reader has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfNoneMatch(Option<Tags>);

impl IfNoneMatch {
    /// Whether the reader has this version, so that 304 is answer enough.
    #[must_use]
    pub fn has(&self, version: i32) -> bool {
        match &self.0 {
            None => false,
            Some(Tags::Any) => true,
            Some(Tags::Some(versions)) => versions.contains(&version),
        }
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(tags(request, &IF_NONE_MATCH))))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Tags {
    Any,
    /// Those among the tags that may be ours.
    Some(Vec<i32>),
}

/// The tags of a header, all its lines together.
fn tags(request: &HttpRequest, name: &HeaderName) -> Option<Tags> {
    let lines: Vec<&str> = request
        .headers()
        .get_all(name)
        .map(|line| line.to_str().unwrap_or_default())
        .collect();
    if lines.is_empty() {
        return None;
    }
    if lines.iter().any(|line| line.trim() == "*") {
        return Some(Tags::Any);
    }
    // Our own tags hold no comma, so splitting another's tag makes two that match nothing, as the whole would.
    let tags = lines
        .iter()
        .flat_map(|line| line.split(','))
        .filter_map(version)
        .collect();
    Some(Tags::Some(tags))
}

fn version(tag: &str) -> Option<i32> {
    let tag = tag.trim();
    tag.strip_prefix("W/")
        .unwrap_or(tag)
        .strip_prefix('"')?
        .strip_suffix('"')
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

fn precondition_required() -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_REQUIRED,
        "precondition_required",
        Message::new(
            "Falta decir qué versión cambia",
            "Which version to change is missing",
        ),
    )
    .detail(Message::new(
        "Envíe If-Match con el ETag que recibió al leerlo.",
        "Send If-Match with the ETag you received when reading it.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn if_match(values: &[&str]) -> Result<Expected, u16> {
        let mut request = TestRequest::default();
        for value in values {
            request = request.append_header((IF_MATCH, *value));
        }
        IfMatch::from_request(&request.to_http_request(), &mut Payload::None)
            .into_inner()
            .map(|matched| matched.0)
            .map_err(|problem| problem.status().as_u16())
    }

    #[test]
    fn if_match_may_name_several_and_is_required() {
        assert_eq!(if_match(&[]), Err(428));
        assert_eq!(if_match(&["*"]), Ok(Expected::Any));
        assert_eq!(if_match(&["\"3\""]), Ok(Expected::OneOf(vec![3])));
        assert_eq!(
            if_match(&["\"3\", \"4\"", "\"5\""]),
            Ok(Expected::OneOf(vec![3, 4, 5]))
        );
        assert_eq!(if_match(&["W/\"3\""]), Ok(Expected::OneOf(vec![3])));
        for nothing in ["3", "\"abc\"", "\"", "", "\"+3\"", "\"99999999999\""] {
            assert_eq!(
                if_match(&[nothing]),
                Ok(Expected::OneOf(vec![])),
                "{nothing}"
            );
        }
    }

    #[test]
    fn if_none_match_is_weak() {
        let has = |value: &str| {
            let request = TestRequest::default()
                .append_header((IF_NONE_MATCH, value))
                .to_http_request();
            IfNoneMatch::from_request(&request, &mut Payload::None)
                .into_inner()
                .unwrap()
                .has(3)
        };
        assert!(has("\"3\"") && has("W/\"3\"") && has("*") && has("\"1\", \"3\""));
        assert!(!has("\"4\"") && !has("3"));
    }
}
