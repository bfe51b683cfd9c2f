//! Logging in, renewing and logging out, wherever.

use super::{
    body::{Carrier, LoginBody, RefreshBody, TokenPair},
    proof::{Lack, Proof},
    realm::Realm,
};
use crate::{
    auth::{Attempt, Claims, RefreshToken, cookie, problems},
    problem::Problem,
    request::RequestInfo,
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, http::header};
use chrono::{DateTime, Utc};
use panal_domain::{Invalid, PasswordHash, SessionId, UserId};
use panal_persistence::tenant::{
    second_factor::Credentials,
    sessions::{NewSession, Rotation},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// A request, and what serves it.
pub(in crate::routes) struct Visit<'a> {
    pub(in crate::routes) state: &'a AppState,
    pub(in crate::routes) info: &'a RequestInfo,
    pub(in crate::routes) request: &'a HttpRequest,
}

/// Logs in. `open` says whether anybody is let in at all; whoever is not learns why once it is known who it is.
pub(super) async fn login<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    body: LoginBody,
    open: impl FnOnce() -> Result<(), Problem>,
) -> Result<HttpResponse, Problem> {
    if body.session == Carrier::Cookie {
        // Else another page could log its visitors in as somebody else.
        cookie::same_origin(visit.request.headers(), visit.info)?;
    }
    let email = normal(&body.email);
    let attempt = visit.attempt(realm, &email)?;
    let (user, right) = match looked_up(realm, visit, &email, &body.password).await {
        Ok(found) => found,
        Err(problem) => {
            attempt.undecided();
            return Err(problem);
        }
    };
    let known = user.as_ref().map(|user| user.id);
    let Some(user) = user.filter(|user| right && user.is_active) else {
        let reason = if right {
            "user_disabled"
        } else {
            "invalid_credentials"
        };
        refuse(realm, known, reason).await?;
        return Err(problems::invalid_credentials());
    };
    let code = body.code.as_ref().map(ExposeSecret::expose_secret);
    let proof = match Proof::read(realm, visit.state, &user, code).await {
        Ok(proof) => proof,
        Err(lack @ (Lack::Wrong | Lack::Blocked(_))) => {
            let reason = match lack {
                Lack::Blocked(_) => "second_factor_blocked",
                _ => "second_factor_invalid",
            };
            refuse(realm, known, reason).await?;
            return Err(lack.into());
        }
        Err(lack) => {
            attempt.undecided();
            return Err(lack.into());
        }
    };
    if let Err(closed) = open() {
        // A recovery code has not been looked up yet; one of the app was right, and counts as wrong until it is used.
        attempt.undecided();
        if let Proof::Step { .. } = proof {
            transaction(async || {
                let tx = realm.begin(Some(UserId(user.id))).await?;
                proof.spend(realm, &tx, user.id).await?;
                Ok(realm.commit(tx).await?)
            })
            .await?;
        }
        return Err(closed);
    }
    let token = RefreshToken::generate().map_err(Problem::internal)?;
    let session = match admit(realm, visit, &user, body.password, &proof, &token).await {
        Ok(session) => session,
        // The code, or the password, was good until a moment ago.
        Err(problem) if problem.status().as_u16() == 401 => {
            refuse(realm, known, problem.code()).await?;
            return Err(problem);
        }
        Err(problem) => {
            attempt.undecided();
            return Err(problem);
        }
    };
    attempt.succeeded();
    let user = UserId(user.id);
    visit.info.set_user(user);
    visit.pair(realm, user, session, &token, body.session)
}

/// The user with this log-in name, and whether that is the password. As much work whether there is one or not.
async fn looked_up<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    email: &str,
    password: &SecretString,
) -> Result<(Option<Credentials>, bool), Problem> {
    let tx = realm.begin(None).await?;
    let user = R::CREDENTIALS.by_email(&tx, email).await?;
    // The connection goes back before the long work on the password.
    realm.commit(tx).await?;
    let hash = user.as_ref().and_then(kept);
    let right = visit
        .state
        .auth
        .passwords
        .verify(password.clone(), hash)
        .await?;
    Ok((user, right))
}

pub(super) fn kept(user: &Credentials) -> Option<PasswordHash> {
    user.password_hash.clone().map(PasswordHash::from_stored)
}

/// Opens the session, in one transaction with all that logging in uses up.
async fn admit<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: &Credentials,
    password: SecretString,
    proof: &Proof,
    token: &RefreshToken,
) -> Result<SessionId, Problem> {
    let hash = kept(user).ok_or_else(problems::invalid_credentials)?;
    let renewed = visit.state.auth.passwords.renewed(password, &hash).await?;
    let renewed = renewed.as_ref().map(PasswordHash::expose);
    transaction(async || {
        let tx = realm.begin(Some(UserId(user.id))).await?;
        if !R::CREDENTIALS
            .admit(&tx, user.id, hash.expose(), renewed)
            .await?
        {
            return Err(Failure::Problem(problems::invalid_credentials()));
        }
        if !proof.spend(realm, &tx, user.id).await? {
            return Err(Failure::Problem(match proof {
                // Somebody set a second factor up since the password was looked at.
                Proof::None => problems::second_factor_required(),
                _ => problems::second_factor_invalid(),
            }));
        }
        let session = realm.open(&tx, visit.new_session(user.id, token)).await?;
        realm.commit(tx).await?;
        Ok(session)
    })
    .await
}

/// Writes down that somebody did not get in. Not what was typed: it may be a password in the wrong field.
async fn refuse<R: Realm>(realm: &R, known: Option<Uuid>, reason: &str) -> Result<(), Problem> {
    transaction(async || {
        let tx = realm.begin(None).await?;
        realm.note(&tx, known, "login_failed", Some(reason)).await?;
        Ok(realm.commit(tx).await?)
    })
    .await
}

/// Exchanges a refresh token for a new pair, which travels as the token did.
pub(super) async fn refresh<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    body: RefreshBody,
) -> Result<HttpResponse, Problem> {
    let cookie = cookie::shown(visit.request, visit.info)?;
    let (shown, carrier) = match (body.refresh_token, cookie) {
        (Some(token), None) => (token, Carrier::Token),
        (None, Some(token)) => (token, Carrier::Cookie),
        (Some(_), Some(_)) => return Err(Problem::invalid([("refresh_token", AMBIGUOUS)])),
        (None, None) => return Err(Problem::invalid([("refresh_token", REQUIRED)])),
    };
    let shown = RefreshToken::digest_of(&shown);
    let token = RefreshToken::generate().map_err(Problem::internal)?;
    let rotation = transaction(async || {
        let tx = realm.begin(None).await?;
        let until = visit.refresh_expiry();
        let rotation = realm.rotate(&tx, &shown, &token.digest(), until).await?;
        realm.commit(tx).await?;
        Ok(rotation)
    })
    .await?;
    let refused = match rotation {
        Rotation::Renewed(user) => {
            let (user, session) = (UserId(user.user_id), SessionId(user.session_id));
            visit.info.set_user(user);
            return visit.pair(realm, user, session, &token, carrier);
        }
        Rotation::Raced => return Err(problems::refresh_in_progress()),
        Rotation::Reused {
            session_id,
            user_id,
        } => {
            visit.state.auth.sessions.forget(session_id);
            tracing::warn!(user = %user_id, session = %session_id, "refresh token used twice; session revoked");
            problems::refresh_token_reused()
        }
        Rotation::Invalid => problems::refresh_token_invalid(),
    };
    Err(match carrier {
        Carrier::Token => refused,
        Carrier::Cookie => refused.header(header::SET_COOKIE, cookie::cleared(visit.info)),
    })
}

/// Ends the session of the access token, and that of the browser's cookie. One of the two must be there.
pub(super) async fn logout<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    bearer: Result<(UserId, SessionId), Problem>,
) -> Result<HttpResponse, Problem> {
    let shown = cookie::shown(visit.request, visit.info)?;
    let mut ending = Vec::new();
    match bearer {
        Ok(known) => ending.push(known),
        Err(problem) if shown.is_none() => return Err(problem),
        // An access token that is out of time must not keep a browser from leaving.
        Err(_) => {}
    }
    let mut answer = HttpResponse::NoContent();
    if let Some(shown) = shown {
        answer.insert_header((header::SET_COOKIE, cookie::cleared(visit.info)));
        let tx = realm.begin(None).await?;
        let found = realm
            .of_token(&tx, &RefreshToken::digest_of(&shown))
            .await?;
        realm.commit(tx).await?;
        ending.extend(found.map(|(session, user)| (user, session)));
        ending.dedup();
    }
    for (user, session) in ending {
        transaction(async || {
            let tx = realm.begin(Some(user)).await?;
            realm.leave(&tx, user, session).await?;
            Ok(realm.commit(tx).await?)
        })
        .await?;
        visit.state.auth.sessions.forget(session.0);
    }
    Ok(answer.finish())
}

const REQUIRED: Invalid = Invalid::new("required", "Falta este dato.", "This is missing.");
const AMBIGUOUS: Invalid = Invalid::new(
    "ambiguous",
    "Ya vino uno en la cookie; envíe solo uno de los dos.",
    "There is one in the cookie already; send only one of the two.",
);

/// A log-in name as addresses are kept. What is no address belongs to nobody, and takes as long to find that out.
fn normal(email: &str) -> String {
    let email = email.trim();
    if email.len() > 254 || email.contains('\0') {
        return String::new();
    }
    email.to_ascii_lowercase()
}

impl Visit<'_> {
    /// Begins an attempt on an account.
    pub(in crate::routes) fn attempt<R: Realm>(
        &self,
        realm: &R,
        email: &str,
    ) -> Result<Attempt, Problem> {
        self.state
            .auth
            .throttle
            .begin(realm.tenant(), email, self.info.address())
            .map_err(problems::too_many_attempts)
    }

    fn refresh_expiry(&self) -> DateTime<Utc> {
        Utc::now() + self.state.auth.config.refresh_token_life()
    }

    fn new_session(&self, user_id: Uuid, token: &RefreshToken) -> NewSession {
        let user_agent = self
            .request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(|value| value.chars().take(300).collect());
        NewSession {
            user_id,
            user_agent,
            address: self.info.address().map(|address| address.to_string()),
            token_hash: token.digest(),
            expires_at: self.refresh_expiry(),
        }
    }

    /// The answer to a log-in or a renewal. No cache may keep it.
    fn pair<R: Realm>(
        &self,
        realm: &R,
        user: UserId,
        session: SessionId,
        token: &RefreshToken,
        carrier: Carrier,
    ) -> Result<HttpResponse, Problem> {
        let auth = &self.state.auth;
        let seconds = auth.config.access_token_life().as_secs();
        let claims = Claims::new(realm.tenant(), user, session, seconds);
        let mut answer = HttpResponse::Ok();
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        let refresh_token = match carrier {
            Carrier::Token => Some(token.expose().to_owned()),
            Carrier::Cookie => {
                let life = auth.config.refresh_token_life();
                answer.insert_header((header::SET_COOKIE, cookie::set(self.info, token, life)));
                None
            }
        };
        Ok(answer.json(TokenPair {
            access_token: auth.tokens.sign(&claims).map_err(Problem::internal)?,
            refresh_token,
            token_type: "Bearer",
            expires_in: seconds,
        }))
    }
}
