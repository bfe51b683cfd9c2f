//! Every route that the API's description names, asked by the wrong people. A new route is walked as soon as it is
//! described.

use crate::{
    client::{Request, Response},
    harness::Harness,
    rbac::{hire, role, text},
};
use panal_domain::{Role, access::catalogue};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const MINE: &str = "clinica1";
const THEIRS: &str = "clinica2";
/// Stands in every row of the other tenant that the walk might meet.
const SECRET: &str = "Secreto de la otra clínica";

/// Routes that anybody may ask. Each stands here because somebody thought about it.
const PUBLIC: &[&str] = &[
    "GET /api/openapi.json",
    "POST /api/v1/auth/accept-invitation",
    "POST /api/v1/auth/confirm-email",
    "POST /api/v1/auth/forgot-password",
    "POST /api/v1/auth/impersonation",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/register-organization",
    "POST /api/v1/auth/reset-password",
    "GET /api/v1/calendar/{token}.ics",
    "POST /api/v1/platform/auth/login",
    "POST /api/v1/platform/auth/refresh",
    "GET /api/v1/platform/tls-ask",
    "POST /api/v1/public/appointments",
    "GET /api/v1/public/appointments/{token}",
    "GET /api/v1/public/appointments/{token}/calendar.ics",
    "POST /api/v1/public/appointments/{token}/cancel",
    "POST /api/v1/public/appointments/{token}/confirm",
    "POST /api/v1/public/appointments/{token}/rating",
    "POST /api/v1/public/appointments/{token}/reschedule",
    "GET /api/v1/public/availability",
    "GET /api/v1/public/booking",
    "POST /api/v1/public/holds",
    "DELETE /api/v1/public/holds/{token}",
    "GET /api/v1/public/offers/{token}",
    "POST /api/v1/public/offers/{token}/accept",
    "POST /api/v1/public/offers/{token}/decline",
    "GET /api/v1/public/professionals",
    "GET /api/v1/public/services",
    "GET /api/v1/registrations/plans",
    "GET /api/v1/registrations/slug/{slug}",
    "GET /api/v1/registrations/{id}",
    "GET /api/v1/registrations/{id}/events",
    "GET /api/v1/tenant",
    "GET /api/v1/tenant/logo",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
];

/// Routes of a tenant for whoever is logged in: they concern the person who asks, or nobody's rights.
const ANYBODY_LOGGED_IN: &[&str] = &[
    "POST /api/v1/auth/logout",
    "GET /api/v1/me",
    "PATCH /api/v1/me",
    "POST /api/v1/me/email-confirmation",
    "POST /api/v1/me/password",
    "GET /api/v1/me/permissions",
    "DELETE /api/v1/me/sessions",
    "GET /api/v1/me/sessions",
    "DELETE /api/v1/me/sessions/{id}",
    "DELETE /api/v1/me/totp",
    "POST /api/v1/me/totp",
    "POST /api/v1/me/totp/confirm",
    "POST /api/v1/me/totp/recovery-codes",
    "GET /api/v1/plans",
    "GET /api/v1/search",
];

/// Those of them that are no business of a program's, or of somebody's who is in the person's place.
const ONESELF: &[&str] = &[
    "PATCH /api/v1/me",
    "POST /api/v1/me/email-confirmation",
    "POST /api/v1/me/password",
    "DELETE /api/v1/me/sessions",
    "GET /api/v1/me/sessions",
    "DELETE /api/v1/me/sessions/{id}",
    "DELETE /api/v1/me/totp",
    "POST /api/v1/me/totp",
    "POST /api/v1/me/totp/confirm",
    "POST /api/v1/me/totp/recovery-codes",
];

/// Routes of the platform for a super admin whose second factor is still missing: to set it up, and to leave.
const BEFORE_A_SECOND_FACTOR: &[&str] = &[
    "POST /api/v1/platform/auth/logout",
    "GET /api/v1/platform/me",
    "POST /api/v1/platform/me/password",
    "DELETE /api/v1/platform/me/totp",
    "POST /api/v1/platform/me/totp",
    "POST /api/v1/platform/me/totp/confirm",
    "POST /api/v1/platform/me/totp/recovery-codes",
];

pub(crate) struct Route {
    method: String,
    path: String,
    protected: bool,
    /// The permissions that the document says it needs.
    pub(crate) permissions: Vec<String>,
}

impl Route {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The routes under a prefix.
pub(crate) fn routes(belongs: impl Fn(&str) -> bool) -> Vec<Route> {
    let document = serde_json::to_value(panal_http::openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        if !belongs(path) {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            routes.push(Route {
                method: method.to_ascii_uppercase(),
                path: path.clone(),
                protected: operation["security"]
                    .as_array()
                    .is_some_and(|needed| !needed.is_empty()),
                permissions: operation["security"][0]["bearer"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|code| code.as_str().unwrap().to_owned())
                    .collect(),
            });
        }
    }
    assert!(!routes.is_empty());
    routes
}

pub(crate) fn of_tenants(path: &str) -> bool {
    path.starts_with("/api/v1/") && !of_platform(path)
}

fn of_platform(path: &str) -> bool {
    [
        "/api/v1/platform/",
        "/api/v1/auth/register-organization",
        "/api/v1/registrations",
    ]
    .iter()
    .any(|owned| path.starts_with(owned))
}

/// The path with `id` for each of its variables.
fn filled(path: &str, id: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push_str(id);
        rest = after.split_once('}').unwrap().1;
    }
    filled + rest
}

/// As complete as a request can be without knowing the route.
fn ask(harness: &Harness, slug: &str, route: &Route, id: &str, token: Option<&str>) -> Request {
    ask_at(harness, Some(slug), route, id, token)
}

/// The same of the platform, where there is no slug.
fn ask_at(
    harness: &Harness,
    slug: Option<&str>,
    route: &Route,
    id: &str,
    token: Option<&str>,
) -> Request {
    let host = slug.map_or_else(
        || "localhost".to_owned(),
        |slug| format!("{slug}.localhost"),
    );
    let request = harness
        .request(&route.method, &host, &filled(&route.path, id))
        .header("If-Match", "\"1\"")
        .header("Idempotency-Key", &Uuid::new_v4().to_string());
    let request = match token {
        Some(token) => request.header("Authorization", &format!("Bearer {token}")),
        None => request,
    };
    if matches!(route.method.as_str(), "POST" | "PUT" | "PATCH") {
        request.json(&json!({}))
    } else {
        request
    }
}

async fn client_of(harness: &Harness, slug: &str, token: &str) -> String {
    let response = harness
        .request("POST", &format!("{slug}.localhost"), "/api/v1/clients")
        .header("Authorization", &format!("Bearer {token}"))
        .header("Idempotency-Key", &Uuid::new_v4().to_string())
        .json(&json!({"first_name": SECRET, "last_name": "Uno"}))
        .send()
        .await;
    assert_eq!(response.status, 201, "{}", response.text());
    response.json()["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn tells_nothing(response: &Response, name: &str) {
    assert!(
        !response.text().contains(SECRET),
        "{name}: {}",
        response.text()
    );
    assert!(
        !response.text().contains(THEIRS),
        "{name}: {}",
        response.text()
    );
}

#[test]
fn what_anybody_may_ask_is_written_down_here() {
    let document: Vec<String> = routes(|_| true)
        .iter()
        .filter(|route| !route.protected)
        .map(Route::name)
        .collect();
    assert_eq!(document, PUBLIC, "{document:#?}");
}

#[tokio::test]
async fn without_a_token_nothing_else_answers() {
    let harness = Harness::new().await;
    harness.clinic(MINE).await;
    let id = Uuid::now_v7().to_string();
    for route in routes(|_| true).iter().filter(|route| route.protected) {
        let slug = if of_platform(&route.path) {
            None
        } else {
            Some(MINE)
        };
        let response = ask_at(&harness, slug, route, &id, None).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (401, "token_missing"),
            "{}",
            route.name()
        );
    }
}

#[test]
fn every_protected_route_of_a_tenant_names_its_permission() {
    let document: Vec<String> = routes(of_tenants)
        .iter()
        .filter(|route| route.protected && route.permissions.is_empty())
        .map(Route::name)
        .collect();
    assert_eq!(document, ANYBODY_LOGGED_IN, "{document:#?}");
    for route in routes(of_tenants).iter().filter(|route| route.protected) {
        assert!(route.permissions.len() <= 1, "{}", route.name());
        for code in &route.permissions {
            assert!(catalogue().find(code).is_some(), "{}: {code}", route.name());
        }
    }
}

#[tokio::test]
async fn who_has_no_permission_is_told_which_one_a_route_needs() {
    let harness = Harness::new().await;
    let clinic = harness.open(MINE).await;
    let nobody = clinic.staff(Role::Cliente).await;
    let id = Uuid::now_v7().to_string();
    let mut asked = 0;
    for route in routes(of_tenants) {
        let [code] = route.permissions.as_slice() else {
            continue;
        };
        // Known at once, the person is refused before anybody reads what they sent.
        assert_eq!(
            nobody.get("/me").await.status,
            200,
            "before {}",
            route.name()
        );
        let response = ask(&harness, MINE, &route, &id, Some(&nobody.access))
            .send()
            .await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (403, "permission_denied"),
            "{}: {}",
            route.name(),
            response.text()
        );
        assert_eq!(
            response.json()["permission"],
            Value::from(code.as_str()),
            "{} asks for another permission than it says",
            route.name()
        );
        asked += 1;
    }
    assert!(asked > 30, "{asked}");
}

#[tokio::test]
async fn another_tenants_token_opens_nothing() {
    let harness = Harness::new().await;
    harness.clinic(MINE).await;
    let foreign = harness.clinic(THEIRS).await;
    let id = client_of(&harness, THEIRS, &foreign).await;
    for route in routes(of_tenants).iter().filter(|route| route.protected) {
        let name = format!("{} {}", route.method, route.path);
        let response = ask(&harness, MINE, route, &id, Some(&foreign)).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (401, "token_wrong_tenant"),
            "{name}"
        );
        tells_nothing(&response, &name);
        let response = ask(&harness, MINE, route, &id, None).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (401, "token_missing"),
            "{name}"
        );
        let response = ask(&harness, MINE, route, &id, Some("no.token.atall"))
            .send()
            .await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (401, "token_invalid"),
            "{name}"
        );
    }
}

/// The routes without a Bearer token are left out above; this is the one of them that takes another.
#[tokio::test]
async fn another_tenants_refresh_token_renews_nothing() {
    let harness = Harness::new().await;
    let mine = harness.open(MINE).await;
    let theirs = harness.open(THEIRS).await;
    mine.hires(Role::Empleado).await;
    let person = theirs.staff(Role::Empleado).await;
    let response = mine.refresh(&person.refresh).await;
    assert_eq!(
        (response.status, response.code().as_str()),
        (401, "refresh_token_invalid")
    );
    tells_nothing(&response, "refresh");
    let response = harness
        .request("POST", "localhost", "/api/v1/platform/auth/refresh")
        .json(&json!({"refresh_token": person.refresh}))
        .send()
        .await;
    assert_eq!(
        (response.status, response.code().as_str()),
        (401, "refresh_token_invalid"),
        "the platform's neither"
    );
    let response = theirs.refresh(&person.refresh).await;
    assert_eq!(
        response.status,
        200,
        "it was not spent: {}",
        response.text()
    );
}

#[tokio::test]
async fn another_tenants_rows_do_not_exist() {
    let harness = Harness::new().await;
    let token = harness.clinic(MINE).await;
    let foreign = harness.clinic(THEIRS).await;
    let theirs = client_of(&harness, THEIRS, &foreign).await;
    let nobodys = Uuid::now_v7().to_string();
    for route in routes(of_tenants)
        .iter()
        .filter(|route| route.protected && !route.path.ends_with("logout"))
    {
        let name = format!("{} {}", route.method, route.path);
        let response = ask(&harness, MINE, route, &theirs, Some(&token))
            .send()
            .await;
        tells_nothing(&response, &name);
        if !route.path.contains('{') {
            continue;
        }
        // The same answer as for an id that is nobody's: 404, or a refusal of the empty body before any look-up.
        let unknown = ask(&harness, MINE, route, &nobodys, Some(&token))
            .send()
            .await;
        assert_eq!(
            (response.status, response.code()),
            (unknown.status, unknown.code()),
            "{name}"
        );
        assert!(
            matches!(response.status, 404 | 422),
            "{name}: {} {}",
            response.status,
            response.text()
        );
    }
    let theirs = harness
        .get(
            &format!("{THEIRS}.localhost"),
            &format!("/api/v1/clients/{theirs}"),
        )
        .header("Authorization", &format!("Bearer {foreign}"))
        .send()
        .await;
    assert_eq!(
        theirs.status,
        200,
        "the walk left it alone: {}",
        theirs.text()
    );
    assert_eq!(theirs.json()["first_name"], Value::from(SECRET));
}

#[tokio::test]
async fn each_site_has_its_own_routes() {
    let harness = Harness::new().await;
    let token = harness.clinic(MINE).await;
    let id = Uuid::now_v7().to_string();
    for route in routes(of_platform) {
        let name = format!("{} {}", route.method, route.path);
        let response = ask(&harness, MINE, &route, &id, Some(&token)).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (404, "not_found"),
            "{name} on a tenant's host"
        );
    }
    for route in routes(of_tenants) {
        let name = format!("{} {}", route.method, route.path);
        let request = harness
            .request(&route.method, "localhost", &filled(&route.path, &id))
            .header("Authorization", &format!("Bearer {token}"));
        let response = request.send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (404, "not_found"),
            "{name} on the platform's host"
        );
    }
    for route in routes(of_platform).iter().filter(|route| route.protected) {
        let name = format!("{} {}", route.method, route.path);
        let response = harness
            .request(&route.method, "localhost", &filled(&route.path, &id))
            .header("Authorization", &format!("Bearer {token}"))
            .send()
            .await;
        assert_eq!(
            response.status,
            401,
            "{name} with a tenant's token: {}",
            response.text()
        );
    }
}

/// The description is made of what is registered with utoipa; so whatever else is registered would not be walked.
#[test]
fn no_route_of_the_api_is_registered_past_its_description() {
    // Pages, which the document does not describe, and the place where everything is put together.
    const PLAIN: [&str; 3] = ["docs.rs", "mod.rs", "pages.rs"];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes");
    let mut folders = vec![root.clone()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            read += 1;
            for odd in ["web::resource", "web::scope", ".route(", "Resource::new"] {
                assert!(!source.contains(odd), "{}: {odd}", path.display());
            }
            let name = path.strip_prefix(&root).unwrap();
            if !PLAIN
                .iter()
                .any(|plain| name == std::path::Path::new(plain))
            {
                assert!(
                    !source.contains("web::ServiceConfig"),
                    "{}: use utoipa_actix_web's ServiceConfig",
                    path.display()
                );
            }
        }
    }
    assert!(read > 30, "{read}");
    // Of those few, none has anything under the API's prefix.
    for page in ["docs.rs", "pages.rs"] {
        let source = std::fs::read_to_string(root.join(page)).unwrap();
        assert!(!source.contains("(\"/api/v1"), "{page}");
    }
}

#[tokio::test]
async fn what_needs_the_person_answers_neither_programs_nor_who_is_in_their_place() {
    let harness = Harness::new().await;
    let clinic = harness.open(MINE).await;
    let owner = clinic.staff(Role::Admin).await;
    let made = owner
        .post(
            "/api-keys",
            json!({"name": "Web", "scopes": ["clients.view"]}),
        )
        .await;
    let key = text(&made.json(), "key");
    let user = text(&owner.get("/me").await.json()["user"], "id");
    let admin = harness.super_admin("sofia@panal.test").await;
    let hand_over = admin
        .post(
            &format!("/tenants/{}/impersonate", clinic.tenant.id),
            json!({"user_id": user, "reason": "Revisar por qué no ve la agenda"}),
        )
        .await;
    let code = json!({"code": text(&hand_over.json(), "code")});
    let entered = clinic.post("/api/v1/auth/impersonation", &code).await;
    let place = text(&entered.json(), "access_token");

    let id = Uuid::now_v7().to_string();
    let (mut oneself, mut personal) = (Vec::new(), 0);
    for route in routes(of_tenants).iter().filter(|route| route.protected) {
        let (name, of_oneself) = (route.name(), ONESELF.contains(&route.name().as_str()));
        let is_personal = route
            .permissions
            .iter()
            .any(|code| catalogue().find(code).unwrap().personal);
        if !of_oneself && !is_personal {
            continue;
        }
        for (who, token) in [("a key", &key), ("an impersonator", &place)] {
            // Known at once, they are refused before anybody reads what they sent.
            let known = harness
                .get(&clinic.host, "/api/v1/me")
                .header("Authorization", &format!("Bearer {token}"))
                .send()
                .await;
            assert_eq!(known.status, 200, "{}", known.text());
            let answer = ask(&harness, MINE, route, &id, Some(token)).send().await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (403, "personal_session_required"),
                "{name} by {who}: {}",
                answer.text()
            );
        }
        personal += usize::from(is_personal);
        if of_oneself {
            oneself.push(name);
        }
    }
    assert_eq!(oneself, ONESELF);
    assert!(personal > 10, "{personal}");
}

#[tokio::test]
async fn who_has_every_right_nowhere_is_shown_nothing() {
    let harness = Harness::new().await;
    let agenda = harness.agenda(MINE).await;
    let reading: Vec<Route> = routes(of_tenants)
        .into_iter()
        .filter(|route| route.method == "GET" && !route.permissions.is_empty())
        .collect();
    let rights: BTreeSet<&str> = reading
        .iter()
        .flat_map(|route| route.permissions.iter().map(String::as_str))
        .collect();
    let rights: Vec<&str> = rights.into_iter().collect();
    role(&agenda.admin, "nowhere", None, &rights).await;
    hire(&agenda.clinic, "eva", None, &[("nowhere", Some(&[]))]).await;
    let eva = agenda.clinic.enters("eva@test.co").await;
    assert_eq!(agenda.books(agenda.at(1, "09:00")).await.status, 201);
    let id = Uuid::now_v7().to_string();
    let days = "from=2026-03-01&until=2026-03-02";
    let (mut listed, mut asked) = (Vec::new(), 0);
    for route in reading {
        let path = filled(&route.path, &id);
        let path = path.strip_prefix("/api/v1").unwrap();
        let mut answer = eva.get(path).await;
        if [400, 422].contains(&answer.status) {
            answer = eva.get(&format!("{path}?{days}")).await;
        }
        assert!(answer.status < 500, "{path}: {}", answer.text());
        asked += 1;
        // A calendar is no JSON.
        let body: Value = serde_json::from_str(&answer.text()).unwrap_or_default();
        if body["total"] == 0 {
            listed.push(path.to_owned());
        }
    }
    assert!(asked > 30, "{asked}");
    for list in [
        "/appointments",
        "/branches",
        "/rooms",
        "/users",
        "/waiting-list",
    ] {
        assert!(listed.iter().any(|one| one == list), "{list} of {listed:?}");
    }
    for list in ["/time-slots", "/schedule-exceptions"] {
        let answer = eva.get(&format!("{list}?{days}")).await;
        assert_eq!(answer.status, 200, "{list}: {}", answer.text());
        assert_eq!(answer.json()["data"], json!([]), "{list}");
    }
}

#[tokio::test]
async fn without_a_second_factor_a_super_admin_does_nothing_but_set_it_up() {
    let harness = Harness::new().await;
    let admin = harness.newcomer("sofia@panal.test").await;
    let id = Uuid::now_v7().to_string();
    let send = async |by: &crate::admin::Admin<'_>, route: &Route| {
        let path = filled(&route.path, &id);
        let request = by
            .request(
                &route.method,
                path.strip_prefix("/api/v1/platform").unwrap(),
            )
            .header("If-Match", "\"1\"")
            .header("Idempotency-Key", &Uuid::new_v4().to_string());
        if matches!(route.method.as_str(), "GET" | "DELETE") {
            request.send().await
        } else {
            request.json(&json!({})).send().await
        }
    };
    let (open, closed): (Vec<Route>, Vec<Route>) = routes(of_platform)
        .into_iter()
        .filter(|route| route.protected)
        .partition(|route| BEFORE_A_SECOND_FACTOR.contains(&route.name().as_str()));
    assert_eq!(
        open.iter().map(Route::name).collect::<Vec<_>>(),
        BEFORE_A_SECOND_FACTOR
    );
    assert!(closed.len() > 15, "{}", closed.len());
    for route in &closed {
        assert_eq!(
            admin.get("/me").await.status,
            200,
            "before {}",
            route.name()
        );
        let answer = send(&admin, route).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "second_factor_missing"),
            "{}: {}",
            route.name(),
            answer.text()
        );
    }
    for route in &open {
        // Each time anew: one of them is the way out.
        let admin = harness.enters_platform(admin.id, &admin.email).await;
        let answer = send(&admin, route).await;
        assert!(
            answer.status < 400 || answer.code() != "second_factor_missing",
            "{}: {}",
            route.name(),
            answer.text()
        );
    }
}
