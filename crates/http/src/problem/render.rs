use super::Problem;
use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue},
    },
};
use panal_domain::Language;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An error as RFC 9457 describes it. Some problems have further members.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Identifies the kind of problem: `urn:panal:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:panal:problem:validation_failed")]
    pub kind: String,
    /// What happened, for people; Spanish, or English if `Accept-Language` prefers it.
    #[schema(example = "Hay datos que corregir")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// More about this occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Stable code for programs.
    #[schema(example = "validation_failed")]
    pub code: &'static str,
    /// The fields that were refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
    /// The request, as in the header `X-Request-Id` and the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    extra: Map<String, Value>,
}

/// One refused field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Path of the field in the body or the query.
    #[schema(example = "email")]
    pub field: String,
    /// Stable code.
    #[schema(example = "email_invalid")]
    pub code: String,
    /// What to do about it.
    pub message: String,
}

impl Problem {
    fn body(&self, language: Language, request_id: Option<&str>) -> ProblemBody {
        let parts = &self.0;
        ProblemBody {
            kind: format!("urn:panal:problem:{}", parts.code),
            title: parts.title.in_language(language).to_owned(),
            status: parts.status.as_u16(),
            detail: parts
                .detail
                .as_ref()
                .map(|detail| detail.in_language(language).to_owned()),
            code: parts.code,
            errors: parts
                .fields
                .iter()
                .map(|field| FieldProblem {
                    field: field.name.clone(),
                    code: field.code.clone(),
                    message: field.message.in_language(language).to_owned(),
                })
                .collect(),
            request_id: request_id.map(str::to_owned),
            extra: parts.extra.clone(),
        }
    }
}

/// Writes a problem in the client's language.
pub(crate) fn render(
    problem: &Problem,
    language: Language,
    request_id: Option<&str>,
) -> HttpResponse {
    let body = serde_json::to_vec(&problem.body(language, request_id)).unwrap_or_default();
    let mut response = HttpResponse::build(problem.0.status).body(body);
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(
        CONTENT_LANGUAGE,
        HeaderValue::from_static(match language {
            Language::Es => "es",
            Language::En => "en",
        }),
    );
    for (name, value) in &problem.0.headers {
        headers.append(name.clone(), value.clone());
    }
    response
}

/// Written in Spanish and without request id here, because the request is not at hand; the problem travels along in
/// the response's extensions and the edge writes it anew.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = render(self, Language::Es, None);
        response.extensions_mut().insert(self.clone());
        response
    }
}
