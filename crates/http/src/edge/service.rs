//! The edge as a service around the application's.

use super::Inner;
use crate::state::AppState;
use actix_http::{Request, Response, body::BoxBody};
use actix_service::{IntoServiceFactory, Service, ServiceFactory};
use actix_web::{
    Error,
    dev::{AppConfig, ServiceResponse},
};
use futures_util::{FutureExt, future::LocalBoxFuture};
use std::{
    rc::Rc,
    task::{Context, Poll},
};

/// The application with the edge around it.
pub(crate) struct EdgeFactory<F> {
    app: F,
    state: AppState,
}

impl<F> EdgeFactory<F> {
    pub(crate) fn new<I>(app: I, state: AppState) -> Self
    where
        I: IntoServiceFactory<F, Request>,
        F: ServiceFactory<Request>,
    {
        Self {
            app: app.into_factory(),
            state,
        }
    }
}

impl<F> ServiceFactory<Request> for EdgeFactory<F>
where
    F: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse, Error = Error>
        + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Config = AppConfig;
    type Service = Edge<F::Service>;
    type InitError = F::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, F::InitError>>;

    fn new_service(&self, config: AppConfig) -> Self::Future {
        let app = self.app.new_service(config);
        let state = self.state.clone();
        async move {
            Ok(Edge(Rc::new(Inner {
                app: app.await?,
                state,
            })))
        }
        .boxed_local()
    }
}

/// One worker's application with the edge around it.
pub(crate) struct Edge<S>(Rc<Inner<S>>);

impl<S> Service<Request> for Edge<S>
where
    S: Service<Request, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.app.poll_ready(context)
    }

    fn call(&self, request: Request) -> Self::Future {
        let inner = Rc::clone(&self.0);
        async move { Ok(inner.serve(request).await) }.boxed_local()
    }
}
