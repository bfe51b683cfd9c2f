//! A request's way, outside the routes.
//!
//! This wraps the whole actix-web application rather than being one of its middlewares: from here a request that
//! panicked or took too long still gets an answer with its id, its headers and its line in the log.

mod answers;
mod service;

pub(crate) use service::EdgeFactory;

use crate::{
    compress, cors, headers,
    limit::Left,
    metrics::UNMATCHED,
    problem::Problem,
    proxy::Claims,
    request::{Page, RequestInfo},
    routes::{self, Counted},
    state::AppState,
    tenancy::{self, CurrentTenant, Destination, Site},
};
use actix_http::{ConnectionType, Method, Request, Response, Uri, body::BoxBody};
use actix_service::Service;
use actix_web::{
    Error, HttpMessage,
    dev::ServiceResponse,
    http::header::{self, HeaderName, HeaderValue},
};
use answers::{in_language, panicked, redirect, timed_out, written};
use futures_util::FutureExt;
use panal_domain::{Language, TenantState};
use panal_persistence::metrics::counting;
use std::{
    cell::OnceCell,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tracing::Instrument;

/// A request that takes longer is worth a warning.
const SLOW: Duration = Duration::from_secs(1);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// One worker's application, and what it shares with the others.
struct Inner<S> {
    app: S,
    state: AppState,
}

/// What the way through the routes leaves behind for the end, even when it is cut short.
#[derive(Default)]
struct Trail {
    tenant: OnceCell<CurrentTenant>,
    route: OnceCell<String>,
    origin: OnceCell<HeaderValue>,
    left: OnceCell<Left>,
}

impl<S> Inner<S>
where
    S: Service<Request, Response = ServiceResponse, Error = Error> + 'static,
{
    async fn serve(&self, mut request: Request) -> Response<BoxBody> {
        let started = Instant::now();
        let claims = Claims::read(
            &request,
            &self.state.rules.proxies,
            self.state.config.header_mode,
        );
        let info = self.info(&claims, &request);
        let method = request.method().clone();
        let path = request.path().to_owned();
        let encoding = compress::negotiate(&request);
        if method == Method::HEAD {
            // The routes know GET; the connection knows that the answer has no body.
            request.head_mut().method = Method::GET;
        }
        request.extensions_mut().insert(info.clone());
        let trail = Trail::default();
        let queries = Arc::new(AtomicU32::new(0));
        let span = tracing::info_span!(
            "request",
            request_id = info.id(),
            tenant = tracing::field::Empty,
            user = tracing::field::Empty
        );
        let answer = AssertUnwindSafe(self.answer(request, &claims, &info, &trail).boxed_local())
            .catch_unwind();
        let limit = self.state.config.request_timeout();
        let outcome = counting(Arc::clone(&queries), tokio::time::timeout(limit, answer))
            .instrument(span.clone())
            .await;
        let response = span.in_scope(|| match outcome {
            Ok(Ok(Ok(response))) => response,
            Ok(Ok(Err(problem))) => written(&problem, &info),
            Ok(Err(panic)) => written(&panicked(&*panic), &info),
            Err(_elapsed) => written(&timed_out(&info), &info),
        });
        let response = self.finish(response, &info, &trail, &path);
        let mut response = compress::apply(encoding, response);
        let took = started.elapsed();
        let queries = queries.load(Ordering::Relaxed);
        self.measure(&mut response, took, queries);
        self.record(&response, &info, &trail, &method, took, queries);
        response
    }

    fn info(&self, claims: &Claims, request: &Request) -> RequestInfo {
        let id = claims
            .request_id
            .clone()
            .unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
        let language = request
            .headers()
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|accepted| accepted.to_str().ok())
            .map_or_else(Language::default, Language::from_accept_language);
        RequestInfo::new(id, claims, language, Page::read(request))
    }

    /// Tenant, CORS, limits, state; then the routes.
    async fn answer(
        &self,
        mut request: Request,
        claims: &Claims,
        info: &RequestInfo,
        trail: &Trail,
    ) -> Result<Response<BoxBody>, Problem> {
        if routes::answers_any_host(request.path()) {
            return self.route(request, info, trail).await;
        }
        self.state.begin_request();
        let destination = Destination::read(claims, request.path(), &self.state)?;
        let site = self
            .site(&destination, request.path(), claims, trail)
            .await?;
        self.note_origin(&request, &site, trail);
        if cors::is_preflight(&request) {
            return cors::preflight(trail.origin.get().is_some()).map(Into::into);
        }
        if self.state.config.redirect_to_primary
            && *request.method() == Method::GET
            && let Some(location) = destination.redirect(&site, request.uri(), &self.state)
        {
            return Ok(redirect(location));
        }
        if let Some(prefix) = destination.prefix {
            if request.path() == prefix {
                // Links on the page are relative to the slash.
                let location = format!("{prefix}/");
                return Ok(redirect(location));
            }
            strip_prefix(&mut request, &prefix)?;
            info.set_base_path(prefix);
        }
        if let Site::Tenant(tenant) = &site {
            let public = routes::is_file(request.path())
                || (tenant.state == TenantState::Suspended
                    && routes::answers_suspended(request.path()));
            if !public {
                tenancy::admit(tenant, request.method(), request.path())?;
            }
            request.extensions_mut().insert(tenant.clone());
        }
        request.extensions_mut().insert(site);
        self.route(request, info, trail).await
    }

    /// Whose site it is, counted against what the client's address may ask for. A host that is not remembered costs a
    /// query, so it is counted before it is looked up.
    async fn site(
        &self,
        destination: &Destination,
        path: &str,
        claims: &Claims,
        trail: &Trail,
    ) -> Result<Site, Problem> {
        let state = &self.state;
        // A proxy asks for all the world, and by whatever name it has for this server.
        let by_proxy = claims.own && routes::is_asked_by_proxies(path);
        let take = |tenant| match by_proxy {
            true => Ok(None),
            false => state.limit.take(tenant, claims.address),
        };
        let note = |left: Option<Left>| {
            if let Some(left) = left {
                let _ = trail.left.set(left);
            }
        };
        let Some(key) = &destination.key else {
            note(take(None)?);
            return Ok(Site::Platform);
        };
        if !state.directory.remembers(key) {
            take(None)?;
        }
        let Some(tenant) = state.directory.find(key.clone()).await? else {
            return if by_proxy {
                Ok(Site::Platform)
            } else {
                Err(tenancy::tenant_not_found())
            };
        };
        tracing::Span::current().record("tenant", tenant.slug.as_str());
        let tenant = CurrentTenant(tenant);
        let _ = trail.tenant.set(tenant.clone());
        note(take(Some(tenant.id))?);
        Ok(Site::Tenant(tenant))
    }

    fn note_origin(&self, request: &Request, site: &Site, trail: &Trail) {
        let rules = &self.state.rules;
        if let Some(origin) = rules.origins.allowed(request, site, &rules.bases) {
            let _ = trail.origin.set(origin.clone());
        }
    }

    async fn route(
        &self,
        request: Request,
        info: &RequestInfo,
        trail: &Trail,
    ) -> Result<Response<BoxBody>, Problem> {
        // How to ask is told to anybody.
        let asks = *request.method() != Method::OPTIONS;
        match self.app.call(request).await {
            Ok(response) => {
                if let Some(Counted(name)) = Counted::of(response.request()) {
                    let _ = trail.route.set(name.to_owned());
                } else if let Some(pattern) = response.request().match_pattern() {
                    let status = response.status();
                    let refused = status.is_client_error() || status.is_server_error();
                    // The last resort: what such a route did is done. The tests walk every route for its guard.
                    if asks && routes::is_api(&pattern) && !refused && !info.guarded() {
                        return Err(Problem::internal(format!(
                            "{pattern} does not say who may reach it; see auth::guards"
                        )));
                    }
                    let _ = trail.route.set(pattern);
                }
                Ok(in_language(response.into(), info))
            }
            Err(error) => Ok(in_language(error.error_response().into(), info)),
        }
    }

    fn finish(
        &self,
        mut response: Response<BoxBody>,
        info: &RequestInfo,
        trail: &Trail,
        path: &str,
    ) -> Response<BoxBody> {
        if self.state.is_stopping() {
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        let headers = response.headers_mut();
        let path = path.strip_prefix(info.base_path()).unwrap_or(path);
        headers::secure(headers, self.state.config.environment, path);
        cors::mark(headers, trail.origin.get().cloned());
        if let Some(left) = trail.left.get() {
            left.mark(headers);
        }
        if let Ok(id) = HeaderValue::from_str(info.id()) {
            headers.insert(REQUEST_ID, id);
        }
        response
    }

    fn measure(&self, response: &mut Response<BoxBody>, took: Duration, queries: u32) {
        if self.state.config.environment != crate::Environment::Development {
            return;
        }
        let took = format!("{:.1}ms", took.as_secs_f64() * 1000.0);
        if let Ok(took) = HeaderValue::from_str(&took) {
            response
                .headers_mut()
                .insert(HeaderName::from_static("x-response-time"), took);
        }
        response.headers_mut().insert(
            HeaderName::from_static("x-db-queries"),
            HeaderValue::from(queries),
        );
    }

    /// The line in the access log, and the metrics.
    fn record(
        &self,
        response: &Response<BoxBody>,
        info: &RequestInfo,
        trail: &Trail,
        method: &Method,
        took: Duration,
        queries: u32,
    ) {
        let route = trail.route.get().map_or(UNMATCHED, String::as_str);
        let status = response.status().as_u16();
        self.state.metrics.answered(route, method, status, took);
        let tenant = trail.tenant.get().map(|tenant| tenant.slug.as_str());
        let user = info.user().map(tracing::field::display);
        let duration_ms = (took.as_secs_f64() * 1e4).round() / 10.0;
        let request_id = info.id();
        // The path itself stays out of the log: it may hold a secret link.
        if took >= SLOW {
            tracing::warn!(target: "panal::access", request_id, tenant, user, %method, route, status, duration_ms, queries, "slow request");
        } else {
            tracing::info!(target: "panal::access", request_id, tenant, user, %method, route, status, duration_ms, queries, "request");
        }
    }
}

/// `/t/<slug>/rest` becomes `/rest`, the query kept.
fn strip_prefix(request: &mut Request, prefix: &str) -> Result<(), Problem> {
    let uri = request.uri();
    let whole = uri.path_and_query().map_or("/", |path| path.as_str());
    let rest = whole.strip_prefix(prefix).unwrap_or(whole);
    let rest = if rest.starts_with('/') {
        rest.to_owned()
    } else {
        format!("/{rest}")
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.parse().map_err(|_odd| Problem::not_found())?);
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_odd| Problem::not_found())?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
