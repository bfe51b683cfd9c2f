//! Extractors that say who may reach a handler. Every handler of the API takes one: [`Can`], [`CanEverywhere`],
//! [`Authenticated`], [`Personal`], [`SuperAdmin`], [`PlatformAuthenticated`], or [`Public`]. An answer of a handler
//! that took none is withheld (see `RequestInfo::guarded`).

use super::{Audience, Claims, Principal, TokenFault, problems};
use crate::{
    problem::Problem,
    request::RequestInfo,
    state::AppState,
    tenancy::{CurrentTenant, Tenant},
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web::Data};
use chrono::Utc;
use futures_util::{FutureExt, future::LocalBoxFuture};
use panal_domain::{ApiKey, BranchScope, PermissionMarker, SessionId, TenantId, UserId};
use panal_persistence::{Actor, PlatformContext, PlatformTx, Result as DbResult, TenantTx};
use std::{
    future::{Ready, ready},
    marker::PhantomData,
    sync::Arc,
};

/// Anybody may reach this handler.
#[derive(Debug, Clone, Copy)]
pub struct Public;

impl FromRequest for Public {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(RequestInfo::of(request).map(|info| {
            info.set_guarded();
            Self
        }))
    }
}

/// Somebody of this tenant, known by a Bearer token: a user, a program with an API key, or a platform user in a
/// user's place. A handler that takes it asks for no permission.
#[derive(Clone)]
pub struct Authenticated {
    /// Who it is.
    pub principal: Arc<Principal>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The request.
    pub request: RequestInfo,
}

impl Authenticated {
    /// Who acts, for the audit.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let (kind, id) = self.principal.actor();
        Actor {
            name: Some(
                self.principal
                    .impersonator()
                    .map_or(&self.principal.name, |impersonator| &impersonator.email)
                    .clone(),
            ),
            on_behalf_of: self.principal.impersonator().map(|_| self.principal.id),
            ..self.request.actor(kind, Some(id))
        }
    }

    /// A transaction of this tenant in this principal's name.
    pub async fn begin(&self, state: &AppState) -> DbResult<TenantTx> {
        state.tenants.begin(&self.tenant.scope, self.actor()).await
    }

    /// The same, in which PostgreSQL refuses to write.
    pub async fn begin_read_only(&self, state: &AppState) -> DbResult<TenantTx> {
        state
            .tenants
            .begin_read_only(&self.tenant.scope, self.actor())
            .await
    }
}

impl std::ops::Deref for Authenticated {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.principal
    }
}

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let tenant = CurrentTenant::from_request(&request, payload).into_inner();
        async move {
            let info = RequestInfo::of(&request)?;
            info.set_guarded();
            let CurrentTenant(tenant) = tenant?;
            let state = state(&request)?;
            let token = bearer(&request)?;
            if token.starts_with(ApiKey::PREFIX) {
                return Ok(Self {
                    principal: program(token, &state, &tenant).await?,
                    tenant,
                    request: info,
                });
            }
            let claims = claims(token, &state)?;
            if (claims.aud, claims.tid) != (Audience::Tenant, Some(tenant.id)) {
                return Err(problems::wrong_tenant());
            }
            let found = state
                .auth
                .sessions
                .of_tenant(&state.tenants, &state.platform, &tenant.scope, claims.sid)
                .await?;
            Ok(Self {
                principal: admitted(found, &claims, &info, Some(tenant.id))?,
                tenant,
                request: info,
            })
        }
        .boxed_local()
    }
}

/// A user of this tenant in a log-in of their own: neither a program with an API key nor a platform user in a user's
/// place. For what concerns the person: password, second factor, sessions. 403 `personal_session_required`.
#[derive(Clone)]
pub struct Personal {
    user: Authenticated,
    /// The user.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
}

impl std::ops::Deref for Personal {
    type Target = Authenticated;

    fn deref(&self) -> &Authenticated {
        &self.user
    }
}

impl FromRequest for Personal {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = Authenticated::from_request(request, payload);
        async move {
            let user = user.await?;
            let session = user
                .session()
                .filter(|_| user.is_personal())
                .ok_or_else(problems::personal_session_required)?;
            Ok(Self {
                user_id: UserId(user.id),
                session_id: session.id,
                user,
            })
        }
        .boxed_local()
    }
}

/// Proof that the principal of this request has the permission `P`, perhaps in some branches only: 401 without a good
/// token, 403 `permission_denied` without the permission. The handler looks at nothing but [`Can::branches`], or at
/// what belongs to no branch and to everybody who works there, such as clients. For the rest: [`CanEverywhere`].
pub struct Can<P> {
    user: Authenticated,
    permission: PhantomData<P>,
}

impl<P: PermissionMarker> Can<P> {
    /// The branches for which the permission holds; rows of others do not exist for this principal.
    #[must_use]
    pub fn branches(&self) -> &BranchScope {
        // Was there when the extractor let the request in; nowhere, should that ever be wrong.
        static NOWHERE: BranchScope = BranchScope::Only(std::collections::BTreeSet::new());
        self.user.scope(P::PERMISSION).unwrap_or(&NOWHERE)
    }
}

impl<P> std::ops::Deref for Can<P> {
    type Target = Authenticated;

    fn deref(&self) -> &Authenticated {
        &self.user
    }
}

impl<P: PermissionMarker> FromRequest for Can<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = Authenticated::from_request(request, payload);
        async move {
            let user = user.await?;
            if !user.tenant.modules.contains(P::PERMISSION.module) {
                return Err(problems::module_missing(P::PERMISSION.module));
            }
            if user.may(P::PERMISSION) {
                Ok(Self {
                    user,
                    permission: PhantomData,
                })
            } else if P::PERMISSION.personal && !user.is_personal() {
                Err(problems::personal_session_required())
            } else {
                Err(problems::permission_denied(P::PERMISSION))
            }
        }
        .boxed_local()
    }
}

/// Proof that the principal of this request has the permission `P` in every branch: as [`Can`], and 403
/// `permission_limited_to_branches` where it holds in some only. For what is the whole business's: its plan, its
/// settings, its keys, its audit log.
pub struct CanEverywhere<P>(Can<P>);

impl<P> std::ops::Deref for CanEverywhere<P> {
    type Target = Can<P>;

    fn deref(&self) -> &Can<P> {
        &self.0
    }
}

impl<P: PermissionMarker> FromRequest for CanEverywhere<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = Can::<P>::from_request(request, payload);
        async move {
            let user = user.await?;
            match user.branches() {
                BranchScope::All => Ok(Self(user)),
                BranchScope::Only(_) => Err(problems::limited_to_branches(P::PERMISSION)),
            }
        }
        .boxed_local()
    }
}

/// A user of the platform, known by a Bearer token of the platform, whose second factor may still be missing. For
/// setting it up, and leaving.
#[derive(Clone)]
pub struct PlatformAuthenticated {
    /// Who it is.
    pub principal: Arc<Principal>,
    /// The session.
    pub session_id: SessionId,
    /// The user.
    pub user_id: UserId,
    /// The request.
    pub request: RequestInfo,
}

impl std::ops::Deref for PlatformAuthenticated {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.principal
    }
}

impl FromRequest for PlatformAuthenticated {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move {
            let info = RequestInfo::of(&request)?;
            info.set_guarded();
            let state = state(&request)?;
            let claims = claims(bearer(&request)?, &state)?;
            if (claims.aud, claims.tid) != (Audience::Platform, None) {
                return Err(problems::wrong_tenant());
            }
            let found = state
                .auth
                .sessions
                .of_platform(&state.platform, claims.sid)
                .await?;
            Ok(Self {
                principal: admitted(found, &claims, &info, None)?,
                session_id: claims.sid,
                user_id: claims.sub,
                request: info,
            })
        }
        .boxed_local()
    }
}

/// A platform user with all rights, whose second factor is set up: 403 `second_factor_required_setup` until then.
#[derive(Clone)]
pub struct SuperAdmin(PlatformAuthenticated);

impl SuperAdmin {
    /// A transaction that sees every tenant's rows of the platform.
    pub async fn begin(&self, state: &AppState) -> DbResult<PlatformTx> {
        state
            .platform
            .begin(PlatformContext::SuperAdmin(self.user_id.0))
            .await
    }
}

impl std::ops::Deref for SuperAdmin {
    type Target = PlatformAuthenticated;

    fn deref(&self) -> &PlatformAuthenticated {
        &self.0
    }
}

impl FromRequest for SuperAdmin {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = PlatformAuthenticated::from_request(request, payload);
        async move {
            let user = user.await?;
            if user.second_factor {
                Ok(Self(user))
            } else {
                Err(problems::second_factor_missing())
            }
        }
        .boxed_local()
    }
}

fn state(request: &HttpRequest) -> Result<Data<AppState>, Problem> {
    request
        .app_data::<Data<AppState>>()
        .cloned()
        .ok_or_else(|| Problem::internal("application without state"))
}

/// The request's Bearer token.
fn bearer(request: &HttpRequest) -> Result<&str, Problem> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (Some(header), None) = (headers.next(), headers.next()) else {
        return Err(problems::token_missing());
    };
    header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(problems::token_missing)
}

/// What an access token says, if it is good.
fn claims(token: &str, state: &AppState) -> Result<Claims, Problem> {
    state.auth.tokens.check(token).map_err(|fault| match fault {
        TokenFault::Expired => problems::token_expired(),
        TokenFault::Invalid => problems::token_invalid(),
    })
}

/// Who has this API key. A text that cannot be a key is refused without a query; one that is unknown, revoked, out of
/// time or of another tenant, after one.
async fn program(
    token: &str,
    state: &AppState,
    tenant: &Tenant,
) -> Result<Arc<Principal>, Problem> {
    let key = ApiKey::parse(token).ok_or_else(problems::token_invalid)?;
    let principal = state
        .auth
        .sessions
        .of_api_key(&state.tenants, &tenant.scope, &key)
        .await?
        .filter(|principal| !principal.is_expired(Utc::now()))
        .ok_or_else(problems::token_invalid)?;
    tracing::trace!(api_key = %principal.id, tenant = %tenant.id, "authenticated");
    Ok(principal)
}

fn admitted(
    found: Option<Arc<Principal>>,
    claims: &Claims,
    info: &RequestInfo,
    tenant: Option<TenantId>,
) -> Result<Arc<Principal>, Problem> {
    let principal = found
        .filter(|principal| principal.user_id() == Some(claims.sub))
        .ok_or_else(problems::session_ended)?;
    info.set_user(claims.sub);
    tracing::Span::current().record("user", tracing::field::display(claims.sub));
    tracing::trace!(user = %claims.sub, session = %claims.sid, ?tenant, "authenticated");
    Ok(principal)
}
