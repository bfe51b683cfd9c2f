//! Who asks, and what they may do: extractors. A handler that takes [`Can<AddClients>`](Can) cannot be reached without
//! that permission.

use super::{Audience, Claims, TokenFault, problems};
use crate::{
    problem::Problem,
    request::RequestInfo,
    state::AppState,
    tenancy::{CurrentTenant, Tenant},
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web::Data};
use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::LocalBoxFuture};
use panal_domain::{Action, BranchId, Permission, Resource, Role, SessionId, TenantId, UserId};
use panal_persistence::{
    Actor, ActorKind, Result as DbResult, TenantTx, tenant::sessions::SessionUser,
};
use std::{marker::PhantomData, sync::Arc};

/// A user in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The user.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
    /// Log-in name.
    pub email: String,
    /// Name of the person.
    pub full_name: String,
    /// Role, as it is written.
    pub role: String,
    /// The user's branch, where it is bound to one.
    pub branch_id: Option<BranchId>,
    /// When the session began.
    pub session_started_at: DateTime<Utc>,
    /// When the session ends unless renewed.
    pub session_expires_at: DateTime<Utc>,
    template: Option<Role>,
}

impl Principal {
    pub(super) fn new(user: SessionUser) -> Self {
        Self {
            user_id: UserId(user.user_id),
            session_id: SessionId(user.session_id),
            email: user.email,
            full_name: user.full_name,
            // A role that this program does not know grants nothing.
            template: Role::parse(&user.role).ok(),
            role: user.role,
            branch_id: user.branch_id.map(BranchId),
            session_started_at: user.created_at,
            session_expires_at: user.expires_at,
        }
    }

    /// Whether the user has this permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.template
            .is_some_and(|role| role.allows(permission.resource, permission.action))
    }

    /// All permissions of the user.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        Permission::all().filter(|permission| self.may(*permission))
    }
}

/// A member of this tenant's staff, known by a Bearer token. A handler that takes it asks for no permission.
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
        self.request
            .actor(ActorKind::User, Some(self.principal.user_id.0))
    }

    /// A transaction of this tenant in this user's name.
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
            let CurrentTenant(tenant) = tenant?;
            let state = state(&request)?;
            let claims = claims(&request, &state)?;
            if (claims.aud, claims.tid) != (Audience::Tenant, Some(tenant.id)) {
                return Err(problems::wrong_tenant());
            }
            let found = state
                .auth
                .sessions
                .of_tenant(&state.tenants, &tenant.scope, claims.sid)
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

/// A user of the platform, known by a Bearer token of the platform.
#[derive(Clone)]
pub struct PlatformAuthenticated {
    /// Who it is.
    pub principal: Arc<Principal>,
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
            let state = state(&request)?;
            let claims = claims(&request, &state)?;
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
                request: info,
            })
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

/// What the request's Bearer token says, if it is good.
fn claims(request: &HttpRequest, state: &AppState) -> Result<Claims, Problem> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (Some(header), None) = (headers.next(), headers.next()) else {
        return Err(problems::token_missing());
    };
    let token = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(problems::token_missing)?;
    state.auth.tokens.check(token).map_err(|fault| match fault {
        TokenFault::Expired => problems::token_expired(),
        TokenFault::Invalid => problems::token_invalid(),
    })
}

fn admitted(
    found: Option<Arc<Principal>>,
    claims: &Claims,
    info: &RequestInfo,
    tenant: Option<TenantId>,
) -> Result<Arc<Principal>, Problem> {
    let principal = found
        .filter(|principal| principal.user_id == claims.sub)
        .ok_or_else(problems::session_ended)?;
    info.set_user(principal.user_id);
    tracing::Span::current().record("user", tracing::field::display(principal.user_id));
    tracing::trace!(user = %principal.user_id, session = %principal.session_id, ?tenant, "authenticated");
    Ok(principal)
}

/// A permission as a type; see [`Can`].
pub trait PermissionMarker: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

/// Proof that the user of this request has the permission `P`: 401 without a good token, 403 `permission_denied`
/// without the permission.
pub struct Can<P> {
    user: Authenticated,
    permission: PhantomData<P>,
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
            if user.may(P::PERMISSION) {
                Ok(Self {
                    user,
                    permission: PhantomData,
                })
            } else {
                Err(problems::permission_denied(P::PERMISSION))
            }
        }
        .boxed_local()
    }
}

macro_rules! permissions {
    ($( $name:ident: $resource:ident $action:ident, )+) => { $(
        #[doc = concat!("Permission to ", stringify!($action), " ", stringify!($resource), ".")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl PermissionMarker for $name {
            const PERMISSION: Permission = Permission::new(Resource::$resource, Action::$action);
        }
    )+ };
}

permissions! {
    ViewClients: Clients View,
    AddClients: Clients Add,
    ChangeClients: Clients Change,
    DeleteClients: Clients Delete,
}
