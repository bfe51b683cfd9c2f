//! The role matrix of seed 000 (`SYSTEM_ROLES`), cell by cell: what each of the four roles of a photographer's studio may
//! do in each of the six apps.

use crate::{
    harness::Harness,
    rbac::{change, hire, role_called, text},
    staff::{Clinic, Person},
    walk::{of_tenants, routes},
};
use panal_domain::{Action, BranchScope, Category, Profile, UserId, access::catalogue};
use panal_persistence::{
    Actor, ActorKind,
    tenant::{access, users},
};
use panal_provisioner::NewTenant;
use panal_test_support::new_tenant;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Role, and its letters in core, crm, commerce, operations, finance, analytics: view, add, change, delete.
const MATRIX: [(&str, [&str; 6]); 4] = [
    ("admin", ["vacd", "vacd", "vacd", "vacd", "vacd", "vacd"]),
    ("sales", ["v", "vac", "vac", "v", "v", "v"]),
    ("production", ["v", "v", "v", "vac", "v", "v"]),
    ("operator", ["v", "v", "v", "vc", "va", "v"]),
];

const CATEGORIES: [Category; 6] = [
    Category::Core,
    Category::Crm,
    Category::Commerce,
    Category::Operations,
    Category::Finance,
    Category::Analytics,
];

fn letter(action: Action) -> char {
    match action {
        Action::View => 'v',
        Action::Add => 'a',
        Action::Change => 'c',
        Action::Delete => 'd',
    }
}

/// A cell of the matrix.
fn allowed(role: usize, category: Category, action: Action) -> bool {
    let column = CATEGORIES.iter().position(|one| *one == category).unwrap();
    MATRIX[role].1[column].contains(letter(action))
}

async fn studio(harness: &Harness) -> Clinic<'_> {
    let new = NewTenant {
        profile: Profile::EstudioFotografico,
        ..new_tenant("estudio")
    };
    Clinic {
        harness,
        tenant: harness.db.provisioner.create(&new).await.unwrap().tenant,
        host: "estudio.localhost".to_owned(),
    }
}

#[tokio::test]
async fn each_role_has_what_its_row_says_and_nothing_else() {
    let harness = Harness::new().await;
    let studio = studio(&harness).await;
    let mut cells = 0;
    for (at, (code, _)) in MATRIX.iter().enumerate() {
        hire(&studio, code, None, &[(code, None)]).await;
        let tx = harness
            .state
            .tenants
            .begin(&studio.tenant.scope(), Actor::of(ActorKind::Operator))
            .await
            .unwrap();
        let user = users::find_by_email(&tx, &format!("{code}@test.co"))
            .await
            .unwrap()
            .unwrap();
        let rights = access::of_user(&tx, UserId(user.id)).await.unwrap().rights;
        drop(tx);
        let person = studio.enters(&format!("{code}@test.co")).await;
        let told = person.get("/me/permissions").await.json();
        for category in CATEGORIES {
            for action in Action::ALL {
                cells += 1;
                let expected = allowed(at, category, *action);
                for one in catalogue()
                    .iter()
                    .filter(|one| (one.category, one.action) == (category, *action))
                {
                    let scope = rights.scope(one);
                    assert_eq!(
                        scope,
                        expected.then_some(&BranchScope::All),
                        "{code}, {category}, {action}: {one}"
                    );
                    // A studio has every module with permissions, so what people are told is all of it.
                    let listed = told["permissions"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .any(|row| row["code"] == one.code);
                    assert_eq!(listed, expected, "{code} is told of {one}");
                }
            }
        }
    }
    assert_eq!(cells, 4 * 6 * 4);
}

/// What one permission opens: a request and the status when it is let in.
struct Cell {
    permission: &'static str,
    method: &'static str,
    path: String,
    body: Value,
    opened: u16,
}

fn cell(
    permission: &'static str,
    method: &'static str,
    path: impl Into<String>,
    body: Value,
    opened: u16,
) -> Cell {
    Cell {
        permission,
        method,
        path: path.into(),
        body,
        opened,
    }
}

/// One request for each permission that has a feature already. `name` makes what is created differ from role to role.
async fn cells(owner: &Person<'_>, name: &str) -> Vec<Cell> {
    let client = text(&owner.registers(json!({"first_name": name})).await, "id");
    let branch = owner
        .post("/branches", json!({"name": name, "code": "X"}))
        .await;
    let branch = if branch.status == 201 {
        text(&branch.json(), "id")
    } else {
        let found = owner.get("/branches?filter[code]=X").await.json();
        text(&found["data"][0], "id")
    };
    let made = json!({"code": format!("de_{name}"), "name": name});
    let role = text(&owner.post("/rbac/roles", made).await.json(), "id");
    let made = json!({"email": format!("para.{name}@test.co"), "full_name": name});
    let made = owner.post("/users", made).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = text(&made.json(), "id");
    let made = json!({"name": name, "scopes": ["clients.view"]});
    let made = owner.post("/api-keys", made).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let key = text(&made.json()["api_key"], "id");
    let made = json!({"name": name, "price": "100", "minutes": 30});
    let service = text(&owner.post("/services", made).await.json(), "id");
    let made = json!({"full_name": name});
    let professional = text(&owner.post("/professionals", made).await.json(), "id");
    let made = json!({"name": name, "branch_id": branch});
    let room = text(&owner.post("/rooms", made).await.json(), "id");
    vec![
        cell("settings.view", "GET", "/settings", Value::Null, 200),
        cell("appointments.view", "GET", "/reviews", Value::Null, 200),
        // Let in, and told what is missing.
        cell("appointments.add", "POST", "/appointments", json!({}), 422),
        cell(
            "appointments.change",
            "PATCH",
            format!("/appointments/{client}"),
            json!({"client_notes": name}),
            404,
        ),
        cell("dashboard.view", "GET", "/kpis", Value::Null, 200),
        cell(
            "settings.change",
            "PUT",
            "/settings/phone",
            json!({"value": "987 654 321"}),
            200,
        ),
        cell("schedules.view", "GET", "/holidays", Value::Null, 200),
        cell(
            "schedules.change",
            "POST",
            "/schedules/generate",
            json!({}),
            200,
        ),
        cell("api_keys.view", "GET", "/api-keys", Value::Null, 200),
        cell(
            "api_keys.add",
            "POST",
            "/api-keys",
            json!({"name": name, "scopes": ["clients.view"]}),
            201,
        ),
        cell(
            "api_keys.delete",
            "DELETE",
            format!("/api-keys/{key}"),
            Value::Null,
            204,
        ),
        cell("audit_log.view", "GET", "/audit-log", Value::Null, 200),
        cell(
            "subscription.view",
            "GET",
            "/subscription",
            Value::Null,
            200,
        ),
        cell(
            "subscription.change",
            "POST",
            "/subscription/plan",
            json!({"plan": "empresarial"}),
            200,
        ),
        cell("clients.view", "GET", "/clients", Value::Null, 200),
        cell(
            "clients.add",
            "POST",
            "/clients",
            json!({"first_name": "Eva"}),
            201,
        ),
        cell(
            "clients.change",
            "PATCH",
            format!("/clients/{client}"),
            json!({"notes": name}),
            200,
        ),
        cell(
            "clients.delete",
            "DELETE",
            format!("/clients/{client}"),
            Value::Null,
            204,
        ),
        cell("branches.view", "GET", "/branches", Value::Null, 200),
        cell(
            "branches.add",
            "POST",
            "/branches",
            json!({"name": "Y", "code": "Y"}),
            201,
        ),
        cell(
            "branches.change",
            "PATCH",
            format!("/branches/{branch}"),
            json!({"name": name}),
            200,
        ),
        cell(
            "branches.delete",
            "DELETE",
            format!("/branches/{branch}"),
            Value::Null,
            204,
        ),
        cell("users.view", "GET", "/users", Value::Null, 200),
        cell(
            "users.add",
            "POST",
            "/users",
            json!({"email": format!("por.{name}@test.co"), "full_name": "Luz"}),
            201,
        ),
        cell(
            "users.change",
            "PATCH",
            format!("/users/{user}"),
            json!({"full_name": "Otra"}),
            200,
        ),
        cell(
            "roles.assign",
            "PUT",
            format!("/users/{user}/roles"),
            json!({"roles": [{"role": "cliente"}]}),
            200,
        ),
        cell(
            "users.delete",
            "DELETE",
            format!("/users/{user}"),
            Value::Null,
            204,
        ),
        cell("services.view", "GET", "/services", Value::Null, 200),
        cell(
            "services.add",
            "POST",
            "/services",
            json!({"name": format!("Por {name}"), "price": "100", "minutes": 30}),
            201,
        ),
        cell(
            "services.change",
            "PATCH",
            format!("/services/{service}"),
            json!({"minutes": 45}),
            200,
        ),
        cell(
            "services.delete",
            "DELETE",
            format!("/services/{service}"),
            Value::Null,
            204,
        ),
        cell(
            "professionals.view",
            "GET",
            "/professionals",
            Value::Null,
            200,
        ),
        cell(
            "professionals.add",
            "POST",
            "/professionals",
            json!({"full_name": "Luz"}),
            201,
        ),
        cell(
            "professionals.change",
            "PATCH",
            format!("/professionals/{professional}"),
            json!({"position": 3}),
            200,
        ),
        cell(
            "professionals.delete",
            "DELETE",
            format!("/professionals/{professional}"),
            Value::Null,
            204,
        ),
        cell("rooms.view", "GET", "/rooms", Value::Null, 200),
        cell(
            "rooms.add",
            "POST",
            "/rooms",
            json!({"name": format!("Por {name}"), "branch_id": branch}),
            201,
        ),
        cell(
            "rooms.change",
            "PATCH",
            format!("/rooms/{room}"),
            json!({"position": 3}),
            200,
        ),
        cell(
            "rooms.delete",
            "DELETE",
            format!("/rooms/{room}"),
            Value::Null,
            204,
        ),
        cell("roles.view", "GET", "/rbac/roles", Value::Null, 200),
        cell(
            "roles.add",
            "POST",
            "/rbac/roles",
            json!({"code": format!("por_{name}"), "name": "Otro"}),
            201,
        ),
        cell(
            "roles.change",
            "PATCH",
            format!("/rbac/roles/{role}"),
            json!({"name": "Otro nombre"}),
            200,
        ),
        cell(
            "roles.delete",
            "DELETE",
            format!("/rbac/roles/{role}"),
            Value::Null,
            204,
        ),
    ]
}

#[tokio::test]
async fn each_cell_opens_or_refuses_over_http_where_the_feature_exists() {
    let harness = Harness::new().await;
    let studio = studio(&harness).await;
    hire(&studio, "duena", None, &[("propietario", None)]).await;
    let owner = studio.enters("duena@test.co").await;
    for (at, (code, _)) in MATRIX.iter().enumerate() {
        hire(&studio, code, None, &[(code, None)]).await;
        let person = studio.enters(&format!("{code}@test.co")).await;
        let cells = cells(&owner, code).await;
        for one in &cells {
            let right = catalogue().find(one.permission).unwrap();
            let answer = change(&person, one.method, &one.path, one.body.clone()).await;
            let name = format!("{code}: {} {} {}", one.method, one.path, answer.text());
            if allowed(at, right.category, right.action) {
                assert_eq!(answer.status, one.opened, "{name}");
            } else {
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (403, "permission_denied"),
                    "{name}"
                );
                assert_eq!(answer.json()["permission"], one.permission, "{name}");
            }
        }
        // Whatever a route asks for is asked for here.
        let asked: BTreeSet<&str> = cells.iter().map(|one| one.permission).collect();
        let routes = routes(of_tenants);
        let needed: BTreeSet<&str> = routes
            .iter()
            .flat_map(|route| route.permissions.iter().map(String::as_str))
            .collect();
        assert_eq!(asked, needed);
        // Core and crm, four actions each, are all there.
        for category in [Category::Core, Category::Crm] {
            for action in Action::ALL {
                assert!(
                    cells.iter().any(|one| {
                        let right = catalogue().find(one.permission).unwrap();
                        (right.category, right.action) == (category, *action)
                    }),
                    "{category} {action}"
                );
            }
        }
    }
    // The administrator's row came true: what it asked for is there.
    let made = role_called(&owner, "por_admin").await;
    assert_eq!(owner.get(&format!("/rbac/roles/{made}")).await.status, 200);
}
