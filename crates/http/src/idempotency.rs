//! `Idempotency-Key`: a request that is sent again takes effect once and gets the same answer.
//!
//! The key is a row in the request's own transaction: should that roll back, the key is free again. A duplicate that
//! arrives while the first is at work waits for it.

use crate::{problem::Problem, retry::Failure};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
};
use panal_domain::{Invalid, Message};
use panal_persistence::{
    TenantTx,
    tenant::idempotency::{self, Claim},
};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use uuid::Uuid;

const HEADER: &str = "idempotency-key";
/// Set on an answer that was kept.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The key of a request, where it has one.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: Option<String>,
    /// Method and path: the same key on another route is another request.
    target: String,
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut lines = request.headers().get_all(HEADER);
        let key = match (lines.next(), lines.next()) {
            (None, _) => Ok(None),
            (Some(line), None) => read(line).map(Some),
            _ => Err(invalid()),
        };
        ready(key.map(|key| Self {
            key,
            target: format!("{} {}", request.method(), request.path()),
        }))
    }
}

/// 1 to 255 visible ASCII characters.
fn read(line: &HeaderValue) -> Result<String, Problem> {
    line.to_str()
        .ok()
        .map(str::trim)
        .filter(|key| {
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        })
        .map(str::to_owned)
        .ok_or_else(invalid)
}

/// An answer that can be kept: status, headers, JSON body.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    kept: idempotency::Answer,
    replayed: bool,
}

impl Answer {
    /// An answer with a body.
    ///
    /// # Errors
    /// When `body` cannot be written as JSON.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            kept: idempotency::Answer {
                status: status.as_u16(),
                body: Some(serde_json::to_value(body).map_err(Problem::internal)?),
                headers: Value::Object(Map::new()),
            },
            replayed: false,
        })
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &HeaderName, value: impl Into<String>) -> Self {
        if let Value::Object(headers) = &mut self.kept.headers {
            headers.insert(name.as_str().to_owned(), Value::String(value.into()));
        }
        self
    }

    /// As it is sent.
    #[must_use]
    pub fn into_response(self) -> HttpResponse {
        let status =
            StatusCode::from_u16(self.kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        if let Value::Object(headers) = &self.kept.headers {
            for (name, value) in headers {
                response.insert_header((name.as_str(), value.as_str().unwrap_or_default()));
            }
        }
        if self.replayed {
            response.insert_header((REPLAYED, "true"));
        }
        match self.kept.body {
            Some(body) => response.json(body),
            None => response.finish(),
        }
    }
}

impl IdempotencyKey {
    /// Runs `work` in `tx`, unless the same request of this principal (a user or an API key) was answered before: then its answer comes back.
    /// `body` is the request's.
    ///
    /// # Errors
    /// 422 `idempotency_key_reused` when the key came with another body; 409 `idempotency_key_in_progress` when the
    /// first request has not ended after some seconds; those of `work`.
    pub async fn once(
        &self,
        tx: &TenantTx,
        principal: Uuid,
        body: &Map<String, Value>,
        work: impl AsyncFnOnce() -> Result<Answer, Failure>,
    ) -> Result<Answer, Failure> {
        let Some(key) = &self.key else {
            return work().await;
        };
        match idempotency::claim(tx, principal, key, &self.digest(body)).await {
            Ok(Claim::Fresh) => {}
            Ok(Claim::Answered(kept)) => {
                return Ok(Answer {
                    kept,
                    replayed: true,
                });
            }
            Ok(Claim::OtherRequest) => return Err(reused().into()),
            Err(error) if error.code() == Some("55P03") => return Err(in_progress().into()),
            Err(error) => return Err(error.into()),
        }
        let answer = work().await?;
        idempotency::store(tx, principal, key, &answer.kept).await?;
        Ok(answer)
    }

    /// Of the JSON, not of its spelling: blanks and the order of members make no other request.
    fn digest(&self, body: &Map<String, Value>) -> Vec<u8> {
        let mut digest = Sha256::new().chain_update(&self.target).chain_update([0]);
        canonical(&Value::Object(body.clone()), &mut digest);
        digest.finalize().to_vec()
    }
}

fn canonical(value: &Value, digest: &mut Sha256) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            digest.update(format!("{{{}", members.len()));
            for (name, value) in members {
                digest.update(format!("{}:{name}", name.len()));
                canonical(value, digest);
            }
        }
        Value::Array(items) => {
            digest.update(format!("[{}", items.len()));
            for item in items {
                canonical(item, digest);
            }
        }
        Value::String(text) => digest.update(format!("\"{}:{text}", text.len())),
        other => digest.update(format!("={other};")),
    }
}

fn invalid() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "idempotency_key_invalid",
        Message::new(
            "La clave de idempotencia no es válida",
            "The idempotency key is not valid",
        ),
    )
    .field(
        "Idempotency-Key",
        &Invalid::new(
            "idempotency_key_invalid",
            "Envíe una sola clave de 1 a 255 caracteres visibles, por ejemplo un UUID.",
            "Send a single key of 1 to 255 visible characters, for instance a UUID.",
        ),
    )
}

fn reused() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency_key_reused",
        Message::new(
            "Esa clave de idempotencia ya se usó con otros datos",
            "That idempotency key was used with other data",
        ),
    )
    .detail(Message::new(
        "Use una clave nueva para cada operación.",
        "Use a new key for each operation.",
    ))
}

fn in_progress() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "idempotency_key_in_progress",
        Message::new(
            "La primera petición con esa clave aún no termina",
            "The first request with that key has not ended yet",
        ),
    )
    .detail(Message::new(
        "Intente de nuevo en unos segundos con la misma clave.",
        "Try again in a few seconds with the same key.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn digest(target: &str, body: Value) -> Vec<u8> {
        let key = IdempotencyKey {
            key: None,
            target: target.to_owned(),
        };
        let Value::Object(body) = body else {
            panic!("no object")
        };
        key.digest(&body)
    }

    #[test]
    fn a_request_is_the_same_whatever_the_order_of_its_members() {
        let one = digest("POST /a", json!({"x": 1, "y": ["a", null]}));
        assert_eq!(
            one,
            digest(
                "POST /a",
                serde_json::from_str(r#"{"y": ["a",null], "x":1}"#).unwrap()
            )
        );
        assert_ne!(one, digest("POST /b", json!({"x": 1, "y": ["a", null]})));
        assert_ne!(one, digest("POST /a", json!({"x": "1", "y": ["a", null]})));
        assert_ne!(
            digest("", json!({"a": ["b", "c"]})),
            digest("", json!({"a": ["b\"1:c"]}))
        );
    }
}
