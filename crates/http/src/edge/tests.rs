use super::*;
use crate::{AuthConfig, Environment, HttpConfig};
use actix_http::body::to_bytes;
use actix_service::ServiceFactory;
use actix_web::{App, HttpResponse, dev::AppConfig, http::StatusCode, test::TestRequest, web};
use panal_persistence::{PlatformDb, TenantDb, config::DatabaseConfig, db::Notifications};
use secrecy::SecretString;

/// The edge around routes that misbehave, with a database that is not there: `/health/…` needs none.
async fn edge() -> impl Service<Request, Response = Response<BoxBody>, Error = Error> {
    let database = DatabaseConfig {
        url: SecretString::default(),
        app_url: SecretString::default(),
        role_prefix: "t".to_owned(),
        lanes: 1,
        lane_size: 1,
        platform_size: 1,
        statement_cache: 1,
        connect_timeout_seconds: 1,
        max_age_seconds: 1,
    };
    let mut nowhere = tokio_postgres::Config::new();
    nowhere.host("127.0.0.1").port(1).user("nobody");
    let config = HttpConfig {
        environment: Environment::Development,
        request_timeout_seconds: 1,
        ..HttpConfig::default()
    };
    let state = AppState::new(
        config,
        AuthConfig {
            bcrypt_cost: 4,
            ..AuthConfig::default()
        },
        TenantDb::new(&nowhere, &database).unwrap(),
        PlatformDb::new(&nowhere, &database).unwrap(),
        &Notifications::listen(nowhere.clone(), &[]),
    )
    .unwrap();
    let app = App::new()
        .route("/health/panic", web::get().to(panics))
        .route("/health/hangs", web::get().to(hangs))
        .route(
            "/api/v1/platform/unguarded",
            web::to(|| async { HttpResponse::Ok().body("a secret of somebody's") }),
        )
        .route(
            "/api/v1/platform/unguarded-redirect",
            web::to(|| async {
                HttpResponse::Found()
                    .insert_header(("location", "/somebodys-secret"))
                    .finish()
            }),
        )
        .route(
            "/api/v1/platform/public",
            web::get().to(|_: crate::auth::Public| async { HttpResponse::Ok().json("hello") }),
        )
        .route(
            "/health/teapot",
            web::get().to(|| async { HttpResponse::ImATeapot().finish() }),
        );
    EdgeFactory::new(app, state)
        .new_service(AppConfig::default())
        .await
        .unwrap()
}

async fn panics() -> HttpResponse {
    panic!("a secret reason")
}

async fn hangs() -> HttpResponse {
    std::future::pending().await
}

async fn answer(path: &str) -> (u16, serde_json::Value) {
    let edge = edge().await;
    let response = edge
        .call(
            TestRequest::get()
                .uri(path)
                .insert_header(("host", "localhost"))
                .to_request(),
        )
        .await
        .unwrap();
    assert!(response.headers().contains_key("x-request-id"));
    assert!(response.headers().contains_key("content-security-policy"));
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body()).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[actix_web::test]
async fn a_panic_is_an_opaque_problem() {
    let (status, body) = answer("/health/panic").await;
    assert_eq!((status, &body["code"]), (500, &"internal".into()));
    assert!(!body.to_string().contains("secret"), "{body}");
    assert!(body["request_id"].is_string());
}

#[actix_web::test]
async fn the_answer_of_a_handler_that_says_nothing_of_who_may_reach_it_is_withheld() {
    for path in ["unguarded", "unguarded-redirect"] {
        let (status, body) = answer(&format!("/api/v1/platform/{path}")).await;
        assert_eq!((status, &body["code"]), (500, &"internal".into()), "{path}");
        assert!(!body.to_string().contains("secret"), "{body}");
    }
    assert_eq!(
        answer("/api/v1/platform/public").await,
        (200, "hello".into())
    );
}

#[actix_web::test]
async fn a_request_that_hangs_is_given_up() {
    let (status, body) = answer("/health/hangs").await;
    assert_eq!((status, &body["code"]), (503, &"timeout".into()));
}

#[actix_web::test]
async fn a_bare_status_becomes_a_problem() {
    let (status, body) = answer("/health/teapot").await;
    assert_eq!((status, &body["code"]), (418, &"request_invalid".into()));
}

#[actix_web::test]
async fn without_a_database_a_tenant_is_unavailable_not_unknown() {
    let edge = edge().await;
    let request = TestRequest::get()
        .uri("/")
        .insert_header(("host", "clinica1.localhost"))
        .to_request();
    assert_eq!(
        edge.call(request).await.unwrap().status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
}

/// The lines that one target and those below it log, as `level field=value …`, and what each request's span has room for.
#[derive(Clone)]
pub(crate) struct Lines {
    target: &'static str,
    said: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Lines {
    pub(crate) fn of(target: &'static str) -> Self {
        Self {
            target,
            said: Arc::default(),
        }
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.said.lock().unwrap())
    }
}

struct Line(String);

impl tracing::field::Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl tracing::Subscriber for Lines {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with(self.target) || metadata.is_span()
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        if span.metadata().name() == "request" {
            let fields = span.metadata().fields();
            self.said.lock().unwrap().push(format!("SPAN {fields}"));
        }
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.said.lock().unwrap().push(line.0);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[actix_web::test]
async fn each_request_has_one_line_in_the_log_and_a_slow_one_is_warned_of() {
    let lines = Lines::of("panal::access");
    let guard = tracing::subscriber::set_default(lines.clone());
    answer("/health/teapot?token=secret").await;
    answer("/health/hangs").await;
    answer("/health/secret-path").await;
    drop(guard);
    let (spans, lines): (Vec<_>, Vec<_>) = lines
        .take()
        .into_iter()
        .partition(|line| line.starts_with("SPAN"));
    assert_eq!(spans, ["SPAN {request_id, tenant, user}"; 3]);
    let [quick, slow, unmatched] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert!(
        quick.starts_with("INFO") && quick.contains("route=\"/health/teapot\" status=418"),
        "{quick}"
    );
    assert!(
        quick.contains("request_id=\"")
            && quick.contains("duration_ms=")
            && quick.contains("queries=0"),
        "{quick}"
    );
    assert!(
        slow.starts_with("WARN") && slow.contains("status=503"),
        "{slow}"
    );
    assert!(
        unmatched.contains("route=\"unmatched\" status=404"),
        "{unmatched}"
    );
    assert!(
        !lines.concat().contains("secret"),
        "paths and queries may hold secrets: {lines:?}"
    );
}
