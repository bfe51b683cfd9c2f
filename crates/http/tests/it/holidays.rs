//! Holidays of the country, and what the business says otherwise.

use crate::{
    harness::Harness,
    rbac::{change, refused},
};
use chrono::{Datelike, NaiveDate};
use panal_domain::scheduling::holidays::of_year;
use serde_json::{Value, json};

/// The next holiday of a country within the window, so that availability is made for it.
fn next_holiday(country: &str, today: NaiveDate) -> NaiveDate {
    let country = country.parse().unwrap();
    (today.year()..=today.year() + 1)
        .flat_map(|year| of_year(country, year))
        .map(|holiday| holiday.day)
        .find(|day| *day > today)
        .unwrap()
}

#[tokio::test]
async fn holidays_of_the_country_and_of_the_business_are_one_list() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let list = async || agenda.admin.get("/holidays?year=2026").await.json();
    let before = list().await;
    assert_eq!(before["year"], 2026);
    let of = |list: &Value, day: &str| {
        let found = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["day"] == day);
        found.cloned().unwrap_or_default()
    };
    let christmas = of(&before, "2026-12-25");
    assert_eq!(
        christmas,
        json!({"day": "2026-12-25", "name": "Navidad", "source": "country", "is_working": false})
    );
    let body = json!({"name": "Navidad, abierto", "is_working": true});
    let put = change(&agenda.admin, "PUT", "/holidays/2026-12-25", body).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let body = json!({"name": "Aniversario"});
    let put = change(&agenda.admin, "PUT", "/holidays/2026-02-04", body).await;
    assert_eq!(put.json()["is_working"], false, "{}", put.text());
    let after = list().await;
    assert_eq!(of(&after, "2026-12-25")["source"], "own");
    assert_eq!(of(&after, "2026-12-25")["is_working"], true);
    assert_eq!(of(&after, "2026-02-04")["name"], "Aniversario");
    let gone = change(&agenda.admin, "DELETE", "/holidays/2026-12-25", Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    assert_eq!(of(&list().await, "2026-12-25"), christmas);
    refused(
        &change(&agenda.admin, "DELETE", "/holidays/2026-12-25", Value::Null).await,
        404,
        "not_found",
    );
    let odd = change(
        &agenda.admin,
        "PUT",
        "/holidays/2026-02-30",
        json!({"name": "X"}),
    )
    .await;
    refused(&odd, 404, "not_found");
    let nameless = change(&agenda.admin, "PUT", "/holidays/2026-02-04", json!({})).await;
    refused(&nameless, 422, "validation_failed");
}

#[tokio::test]
async fn people_are_free_on_holidays_unless_the_business_says_otherwise() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let holiday = next_holiday(&agenda.clinic.tenant.country, agenda.today());
    let until = json!({"until": holiday});
    agenda.generates(until.clone()).await;
    assert_eq!(agenda.hours(holiday).await, "");
    let path = format!("/holidays/{holiday}");
    let working = json!({"name": "Abierto", "is_working": true});
    change(&agenda.admin, "PUT", &path, working).await;
    assert_eq!(agenda.hours(holiday).await, "08:00-18:00");
    change(&agenda.admin, "DELETE", &path, Value::Null).await;
    assert_eq!(agenda.hours(holiday).await, "");
    // The business works on all of them, but not on its own day.
    let settings = change(
        &agenda.admin,
        "PUT",
        "/booking-settings",
        json!({"works_on_holidays": true}),
    )
    .await;
    assert_eq!(settings.status, 200, "{}", settings.text());
    assert_eq!(agenda.hours(holiday).await, "08:00-18:00");
    let day = agenda.workday(8);
    let put = change(
        &agenda.admin,
        "PUT",
        &format!("/holidays/{day}"),
        json!({"name": "Aniversario"}),
    )
    .await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(agenda.hours(day).await, "");
}

#[tokio::test]
async fn whoever_works_on_a_holiday_all_the_same_says_which_hours() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let holiday = next_holiday(&agenda.clinic.tenant.country, agenda.today());
    agenda.generates(json!({"until": holiday})).await;
    let extra = json!({"kind": "extra_day", "professional_id": agenda.professionals[0], "branch_id": agenda.branch,
                       "starts_on": holiday, "hours": [{"from": "09:00", "until": "11:00"}]});
    let made = agenda.admin.post("/schedule-exceptions", extra).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(agenda.hours(holiday).await, "09:00-11:00");
}
