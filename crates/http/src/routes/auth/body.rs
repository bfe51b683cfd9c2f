//! What is sent to log in, and what comes back.

use crate::{
    extract::Json,
    problem::{Problem, Unreadable},
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use futures_util::{FutureExt, future::LocalBoxFuture};
use secrecy::SecretString;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::future::ready;
use utoipa::ToSchema;

/// Who wants to log in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginBody {
    /// Log-in name.
    #[schema(example = "admin@clinica1.test", max_length = 254)]
    pub(super) email: String,
    /// Password.
    #[schema(value_type = String, format = Password, example = "panal-demo-2026", max_length = 72)]
    pub(super) password: SecretString,
    /// The six digits of the authenticator app, or a recovery code; asked for with `second_factor_required`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "123456", max_length = 64)]
    pub(super) code: Option<SecretString>,
    /// Where the refresh token goes.
    #[serde(default)]
    pub(super) session: Carrier,
}

/// Where a refresh token travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// In the body, for programs.
    #[default]
    Token,
    /// In a cookie that no script sees, for browsers.
    Cookie,
}

/// A token to be exchanged for the next.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshBody {
    /// The refresh token; good once. Browsers leave it out: theirs is in the cookie.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) refresh_token: Option<SecretString>,
}

/// What a program needs to act in a user's name.
#[derive(Serialize, ToSchema)]
pub struct TokenPair {
    /// To be sent as `Authorization: Bearer …`.
    pub(super) access_token: String,
    /// To be exchanged at `/auth/refresh`, once. Absent where it is in the cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    pub(super) token_type: &'static str,
    /// Seconds for which the access token is good.
    #[schema(example = 3600)]
    pub(super) expires_in: u64,
}

/// A JSON body, or none at all.
#[derive(Debug)]
pub(crate) struct Optional<T>(pub(super) T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for Optional<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let length = headers.get(header::CONTENT_LENGTH);
        if !headers.contains_key(header::TRANSFER_ENCODING)
            && length.is_none_or(|length| length == "0")
        {
            return ready(Ok(Self(T::default()))).boxed_local();
        }
        if !headers.contains_key(header::CONTENT_TYPE) {
            return ready(Err(Unreadable::MediaType.into())).boxed_local();
        }
        let body = Json::<T>::from_request(request, payload);
        async move { body.await.map(|Json(body)| Self(body)) }.boxed_local()
    }
}
