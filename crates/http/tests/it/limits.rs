//! A clinic grows until its plan is full.

use crate::harness::Harness;
use futures_util::future::join_all;
use panal_domain::Role;
use serde_json::json;

const CLIENTS: &str = "/clients";

fn name(number: usize) -> serde_json::Value {
    json!({"first_name": format!("Cliente {number}")})
}

/// Allows a clinic this many clients, by agreement.
async fn allow(harness: &Harness, slug: &str, clients: &str) {
    allow_of(harness, slug, "clients", clients).await;
}

async fn allow_of(harness: &Harness, slug: &str, resource: &str, most: &str) {
    harness
        .sql(&format!(
            "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason) \
             SELECT id, '{resource}', {most}, 'agreed' FROM public.tenants WHERE slug = '{slug}' \
             ON CONFLICT (tenant_id, resource) DO UPDATE SET maximum = excluded.maximum"
        ))
        .await;
}

async fn used(harness: &Harness, schema: &str, resource: &str) -> i64 {
    harness
        .db
        .superuser()
        .await
        .query_one(
            &format!("SELECT used FROM {schema}.usage_counters WHERE resource = $1"),
            &[&resource],
        )
        .await
        .unwrap()
        .get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_at_once_one_gets_the_last_place() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    // 99 of the 100 of its plan.
    harness
        .sql(&format!(
            "INSERT INTO {}.clients (id, first_name) SELECT gen_random_uuid(), 'Cliente ' || n FROM generate_series(1, 99) n",
            clinic.tenant.schema.quoted()
        ))
        .await;
    let answers = join_all((0..100).map(|number| ana.post(CLIENTS, name(number)))).await;
    let with = |status: u16| {
        answers
            .iter()
            .filter(|answer| answer.status == status)
            .count()
    };
    assert_eq!((with(201), with(402)), (1, 99));
    for refused in answers.iter().filter(|answer| answer.status == 402) {
        assert_eq!(refused.code(), "limit_reached");
    }
    assert_eq!(clinic.count("clients").await, 100);
    let schema = clinic.tenant.schema.quoted();
    assert_eq!(used(&harness, &schema, "clients").await, 100);
}

#[tokio::test]
async fn a_full_plan_says_what_it_allows_and_makes_room_again() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    allow(&harness, "norte", "1").await;
    let first = ana.registers(name(1)).await;
    let refused = ana.post(CLIENTS, name(2)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (402, "limit_reached")
    );
    let body = refused.json();
    assert_eq!(
        (&body["limit"], &body["used"], &body["plan"]),
        (
            &json!({"resource": "clients", "maximum": 1}),
            &json!(1),
            &json!("profesional")
        )
    );
    assert_eq!(
        body["detail"],
        "El límite de clientes es 1 y ya tiene 1. Cambie a un plan mayor, pida una ampliación o elimine lo que ya no use."
    );
    // Nothing of the refused one is left, not even in the audit.
    assert_eq!(clinic.count("clients").await, 1);
    assert_eq!(clinic.count("audit_log WHERE entity = 'clients'").await, 1);
    // Changing what is there takes no place.
    let path = format!("/clients/{}", first["id"].as_str().unwrap());
    let changed = ana
        .patch(&path, "\"1\"", json!({"first_name": "Luz"}))
        .await;
    assert_eq!(changed.status, 200);
    let deleted = ana
        .request("DELETE", &path)
        .header("If-Match", "\"2\"")
        .send()
        .await;
    assert_eq!(deleted.status, 204);
    ana.registers(name(2)).await;
    let restored = ana.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!(
        (restored.status, restored.code().as_str()),
        (402, "limit_reached")
    );
}

#[tokio::test]
async fn an_agreed_limit_holds_at_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    allow(&harness, "norte", "0").await;
    assert_eq!(ana.post(CLIENTS, name(1)).await.code(), "limit_reached");
    allow(&harness, "norte", "2").await;
    let client = ana.registers(name(1)).await;
    ana.registers(name(2)).await;
    // Above what is allowed now, nothing is lost and what takes no place works.
    allow(&harness, "norte", "1").await;
    let path = format!("/clients/{}/restore", client["id"].as_str().unwrap());
    assert_eq!(ana.post(&path, json!({})).await.status, 200);
    assert_eq!(ana.names("").await.len(), 2);
    let refused = ana.post(CLIENTS, name(3)).await;
    assert_eq!(refused.json()["used"], 2);
    // Without any limit.
    allow(&harness, "norte", "NULL").await;
    ana.registers(name(3)).await;
}

#[tokio::test]
async fn one_clinics_limit_is_nothing_to_another() {
    let harness = Harness::new().await;
    harness.open("norte").await;
    let clinic = harness.open("sur").await;
    let eva = clinic.staff(Role::Admin).await;
    allow(&harness, "norte", "0").await;
    eva.registers(name(1)).await;
}

#[tokio::test]
async fn staff_and_branches_have_their_limits_too() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    allow_of(&harness, "norte", "users", "2").await;
    allow_of(&harness, "norte", "branches", "2").await;
    let user = |name: &str| json!({"email": format!("{name}@test.co"), "full_name": name});
    let branch = |code: &str| json!({"name": code, "code": code});
    for (path, second, third, resource) in [
        ("/users", user("eva"), user("luz"), "users"),
        ("/branches", branch("SUR"), branch("ESTE"), "branches"),
    ] {
        let fits = ana.post(path, second).await;
        assert_eq!(fits.status, 201, "{path}: {}", fits.text());
        let refused = ana.post(path, third).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (402, "limit_reached"),
            "{path}"
        );
        let body = refused.json();
        assert_eq!(
            (&body["limit"], &body["used"]),
            (&json!({"resource": resource, "maximum": 2}), &json!(2))
        );
    }
    // Whoever is no longer let in makes room.
    harness
        .sql(&format!(
            "UPDATE {}.users SET is_active = false WHERE email = 'eva@test.co'",
            clinic.tenant.schema.quoted()
        ))
        .await;
    assert_eq!(ana.post("/users", user("luz")).await.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_staff_and_branches_at_once_only_those_come_in_that_fit() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let branches = clinic.count("branches").await;
    allow_of(&harness, "norte", "users", "3").await;
    allow_of(&harness, "norte", "branches", &(branches + 2).to_string()).await;
    let users = join_all((0..12).map(|number| {
        ana.post(
            "/users",
            json!({"email": format!("n{number}@test.co"), "full_name": "Eva"}),
        )
    }));
    let sites = join_all((0..12).map(|number| {
        ana.post(
            "/branches",
            json!({"name": format!("Sede {number}"), "code": format!("S{number}")}),
        )
    }));
    let (users, sites) = tokio::join!(users, sites);
    for (answers, path) in [(&users, "/users"), (&sites, "/branches")] {
        let with = |status: u16| answers.iter().filter(|one| one.status == status).count();
        assert_eq!((with(201), with(402)), (2, 10), "{path}");
    }
    assert_eq!(clinic.count("users").await, 3);
    assert_eq!(clinic.count("branches").await, branches + 2);
}

#[tokio::test]
async fn professionals_and_the_appointments_of_a_month_have_their_limits() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let admin = &agenda.admin;
    allow_of(&harness, "norte", "professionals", "3").await;
    let professional = |active: bool| json!({"full_name": "Luz", "is_active": active});
    let third = admin.post("/professionals", professional(true)).await;
    assert_eq!(third.status, 201, "{}", third.text());
    let refused = admin.post("/professionals", professional(true)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (402, "limit_reached")
    );
    let body = refused.json();
    assert_eq!(
        (&body["limit"], &body["used"]),
        (
            &json!({"resource": "professionals", "maximum": 3}),
            &json!(3)
        )
    );
    // Who does not work here takes no place, and takes one by coming back.
    let away = admin.post("/professionals", professional(false)).await;
    assert_eq!(away.status, 201, "{}", away.text());
    let path = |answer: &crate::client::Response| {
        format!("/professionals/{}", answer.json()["id"].as_str().unwrap())
    };
    let back = admin
        .patch(&path(&away), "*", json!({"is_active": true}))
        .await;
    assert_eq!(back.code(), "limit_reached");
    let leaves = admin
        .patch(&path(&third), "*", json!({"is_active": false}))
        .await;
    assert_eq!(leaves.status, 200, "{}", leaves.text());
    let back = admin
        .patch(&path(&away), "*", json!({"is_active": true}))
        .await;
    assert_eq!(back.status, 200, "{}", back.text());

    // A month of its own for each appointment: the day on which it is, not the one on which it was made.
    allow_of(&harness, "norte", "appointments_per_month", "1").await;
    let first = agenda.books(agenda.at(1, "10:00")).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let refused = agenda.books(agenda.at(1, "15:00")).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (402, "limit_reached")
    );
    assert_eq!(
        refused.json()["limit"]["resource"],
        "appointments_per_month"
    );
    assert_eq!(agenda.clinic.count("appointments").await, 1);
    let mut order = agenda.order(agenda.at(40, "10:00"));
    order["outside_hours"] = json!(true);
    let next = admin.post("/appointments", order).await;
    assert_eq!(next.status, 201, "another month: {}", next.text());
}
