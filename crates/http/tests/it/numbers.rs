//! The owner looks at the figures: whatever is asked, they are what counting by hand comes to.

mod reference;
mod world;

use crate::{harness::Harness, staff::Person};
use chrono::{Days, NaiveDate, Utc};
use panal_domain::{BranchId, Role, scheduling::time};
use reference::{Reference, Wanted};
use serde_json::Value;
use uuid::Uuid;
use world::{Chance, World};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn query(wanted: &Wanted) -> String {
    let mut query = format!("from={}&until={}", wanted.from, wanted.until);
    for (name, id) in [
        ("branch", wanted.branch),
        ("professional", wanted.professional),
    ] {
        query.extend(id.map(|id| format!("&{name}={id}")));
    }
    query
}

async fn asks(person: &Person<'_>, path: &str) -> Value {
    let answer = person.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// The same figures, beside those of as many days before.
fn assert_same(told: &Value, reference: &Reference, wanted: &Wanted, path: &str) {
    let days = (wanted.until - wanted.from).num_days() + 1;
    let before = Wanted {
        from: wanted.from - chrono::TimeDelta::days(days),
        until: wanted.from - Days::new(1),
        ..wanted.clone()
    };
    assert_eq!(told["current"], reference.figures(wanted), "{path}");
    assert_eq!(
        told["previous"],
        reference.figures(&before),
        "{path}, before"
    );
}

#[tokio::test]
async fn kpis_are_what_counting_row_by_row_comes_to() {
    let harness = Harness::new().await;
    let world = World::new(&harness, 7).await;
    let admin = world.clinic.staff(Role::Admin).await;
    let reference = Reference::read(&world).await;
    // New York's clocks go on at 8 March and Santiago's go back at 5 April: days of 23 and of 25 hours.
    let mut asked: Vec<Wanted> = [
        ("2026-03-08", "2026-03-08"),
        ("2026-04-04", "2026-04-04"),
        ("2026-04-05", "2026-04-05"),
        ("2026-02-01", "2026-04-30"),
        ("2020-01-01", "2020-12-31"),
    ]
    .iter()
    .flat_map(|(from, until)| {
        let all = std::iter::once(None).chain(world.branches.iter().map(|one| Some(one.0)));
        all.map(|branch| Wanted {
            from: day(from),
            until: day(until),
            branch,
            professional: None,
            only: None,
        })
    })
    .collect();
    let mut chance = Chance(11);
    for _ in 0..40 {
        let from = day("2026-02-10") + Days::new(chance.below(70));
        let branch = chance.pick(&world.branches).0;
        let professional = *chance.pick(&world.professionals);
        asked.push(Wanted {
            from,
            until: from + Days::new(chance.below(40)),
            branch: (chance.below(2) == 0).then_some(branch),
            professional: (chance.below(2) == 0).then_some(professional),
            only: None,
        });
    }
    for wanted in &asked {
        let path = format!("/kpis?{}", query(wanted));
        let told = asks(&admin, &path).await;
        assert_same(&told, &reference, wanted, &path);
        assert_eq!(
            told["active_professionals"],
            reference.active_professionals(wanted),
            "{path}"
        );
        assert_eq!(
            told["active_clients"],
            reference.active_clients(wanted),
            "{path}"
        );
        assert_eq!(told["currency"], "PEN");
    }
    // There was something to count.
    let all = reference.figures(&asked[12]);
    assert!(all["completed"].as_i64() > Some(20), "{all}");
    assert!(all["ratings"].as_i64() > Some(5), "{all}");
    let nothing = reference.figures(&asked[16]);
    assert_eq!(nothing["occupancy"], Value::Null, "{nothing}");
    assert_eq!(nothing["punctuality"], Value::Null, "{nothing}");
}

#[tokio::test]
async fn the_dashboard_is_today_a_week_and_a_month_and_tells_the_month_day_by_day() {
    let harness = Harness::new().await;
    let world = World::new(&harness, 8).await;
    let admin = world.clinic.staff(Role::Admin).await;
    let reference = Reference::read(&world).await;
    let mut asked = vec![(None, None, "/dashboard".to_owned())];
    for (branch, _) in &world.branches {
        asked.push((Some(*branch), None, format!("/dashboard?branch={branch}")));
    }
    let one = world.professionals[0];
    asked.push((None, Some(one), format!("/dashboard?professional={one}")));
    for (branch, professional, path) in asked {
        let answer = admin.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let told = answer.json();
        let zone = told["time_zone"].as_str().unwrap().parse().unwrap();
        let today = time::day_of(Utc::now(), zone);
        for (name, days) in [("today", 1), ("last_7_days", 7), ("last_30_days", 30)] {
            let wanted = Wanted {
                from: today - Days::new(days - 1),
                until: today,
                branch,
                professional,
                only: None,
            };
            assert_same(&told[name], &reference, &wanted, &format!("{path} {name}"));
        }
        let month = Wanted {
            from: today - Days::new(29),
            until: today,
            branch,
            professional,
            only: None,
        };
        let (days, services, professionals) = reference.breakdown(&month);
        assert_eq!(told["days"], days, "{path}");
        assert_eq!(told["top_services"], services, "{path}");
        assert_eq!(told["top_professionals"], professionals, "{path}");
        assert_eq!(told["days"].as_array().unwrap().len(), 30);
        // One statement a table, and one for the month.
        let statements: u32 = answer.header("x-db-queries").unwrap().parse().unwrap();
        assert!(statements <= 8, "{statements}");
    }
}

#[tokio::test]
async fn whoever_sees_one_branch_only_gets_its_figures_and_its_reviews() {
    let harness = Harness::new().await;
    let world = World::new(&harness, 9).await;
    let reference = Reference::read(&world).await;
    let (mine, other) = (world.branches[1].0, world.branches[2].0);
    let only = [BranchId(mine)];
    crate::rbac::hire(&world.clinic, "sede", None, &[("admin", Some(&only))]).await;
    let sede = world.clinic.enters("sede@test.co").await;
    let wanted = Wanted {
        from: day("2026-02-01"),
        until: day("2026-04-30"),
        branch: None,
        professional: None,
        only: Some(mine),
    };
    let path = format!("/kpis?{}", query(&wanted));
    let told = asks(&sede, &path).await;
    assert_same(&told, &reference, &wanted, &path);
    assert_eq!(
        told["active_clients"],
        reference.active_clients(&wanted),
        "{told}"
    );
    for path in ["/kpis", "/dashboard"] {
        let refused = sede.get(&format!("{path}?branch={other}")).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (400, "query_invalid")
        );
        assert_eq!(refused.json()["errors"][0]["code"], "branch_unknown");
    }
    let reviews = asks(&sede, "/reviews?limit=100").await;
    let reviews = reviews["data"].as_array().unwrap();
    assert!(!reviews.is_empty());
    assert!(
        reviews
            .iter()
            .all(|one| one["branch_id"] == mine.to_string())
    );
    let none = asks(&sede, &format!("/reviews?branch={other}")).await;
    assert_eq!(none["data"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn reviews_are_read_from_the_newest_page_by_page() {
    let harness = Harness::new().await;
    let world = World::new(&harness, 10).await;
    let admin = world.clinic.staff(Role::Admin).await;
    let reference = Reference::read(&world).await;
    let mut read = Vec::new();
    let mut path = "/reviews?limit=7".to_owned();
    loop {
        let page = asks(&admin, &path).await;
        read.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/reviews?limit=7&cursor={next}");
    }
    let codes: Vec<&str> = read
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, reference.reviewed());
    assert!(codes.len() > 14, "{codes:?}");
    let first = &read[0];
    assert!(
        first["client_name"]
            .as_str()
            .unwrap()
            .starts_with("Cliente ")
    );
    assert!(first["rating"].as_i64().unwrap() >= 1);

    let fives = asks(&admin, "/reviews?rating=5&commented=true&limit=100").await;
    let expected = read
        .iter()
        .filter(|one| one["rating"] == 5 && one["comment"].is_string())
        .count();
    assert_eq!(fives["data"].as_array().unwrap().len(), expected);
    assert!(expected > 0);
    for (parameter, code) in [
        ("rating=6", "rating_invalid"),
        ("rating=x", "rating_invalid"),
        ("commented=si", "value_unknown"),
        ("branch=x", "id_invalid"),
        ("sort=x", "parameter_unknown"),
    ] {
        let refused = admin.get(&format!("/reviews?{parameter}")).await;
        assert_eq!(refused.status, 400, "{parameter}");
        assert_eq!(refused.json()["errors"][0]["code"], code, "{parameter}");
    }
}

#[tokio::test]
async fn a_period_that_makes_no_sense_is_refused_by_name() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    for (query, field, code) in [
        ("from=2026-01-01", "until", "period_invalid"),
        ("until=2026-01-01", "from", "period_invalid"),
        (
            "from=2026-01-02&until=2026-01-01",
            "until",
            "period_invalid",
        ),
        ("period=7d&from=2026-01-01", "period", "period_invalid"),
        ("from=2026-01-01&until=2027-01-02", "until", "span_too_long"),
        ("from=0001-01-01&until=0001-01-02", "from", "date_invalid"),
        (
            "from=-262143-01-01&until=-262143-01-02",
            "from",
            "date_invalid",
        ),
    ] {
        let refused = admin.get(&format!("/kpis?{query}")).await;
        assert_eq!(
            refused.code(),
            "query_invalid",
            "{query}: {}",
            refused.text()
        );
        let fault = &refused.json()["errors"][0];
        assert_eq!(fault["field"], field, "{query}");
        assert_eq!(fault["code"], code, "{query}");
    }
    let nobody = admin
        .get(&format!("/kpis?professional={}", Uuid::now_v7()))
        .await;
    assert_eq!(nobody.json()["errors"][0]["code"], "professional_unknown");
    assert_eq!(admin.get("/kpis?period=1y").await.status, 400);
    assert_eq!(admin.get("/kpis?desde=2026-01-01").await.status, 400);
    assert_eq!(clinic.post("/api/v1/kpis", &Value::Null).await.status, 405);
    for (period, days) in [("today", 0), ("7d", 6), ("30d", 29)] {
        let told = asks(&admin, &format!("/kpis?period={period}")).await;
        let until = day(told["current"]["until"].as_str().unwrap());
        let from = day(told["current"]["from"].as_str().unwrap());
        assert_eq!((until - from).num_days(), days, "{period}");
        assert_eq!(told["current"]["revenue"], "0.00");
    }
}

#[tokio::test]
async fn a_business_without_an_agenda_has_no_figures_of_one() {
    let harness = Harness::new().await;
    let new = panal_provisioner::NewTenant {
        profile: panal_domain::Profile::ComidaRapida,
        ..panal_test_support::new_tenant("comidas")
    };
    let kitchen = crate::staff::Clinic {
        harness: &harness,
        tenant: harness.db.provisioner.create(&new).await.unwrap().tenant,
        host: "comidas.localhost".to_owned(),
    };
    let admin = kitchen.staff(Role::Admin).await;
    for path in ["/dashboard", "/kpis", "/reviews"] {
        let refused = admin.get(path).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (403, "module_missing"),
            "{path}"
        );
    }
}
