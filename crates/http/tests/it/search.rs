//! One search box for clients and appointments, and days that were edited by hand.

use crate::{
    agenda::Agenda,
    harness::Harness,
    rbac::{branch, hire, refused, role, text},
    staff::Person,
};
use panal_domain::BranchId;
use serde_json::{Value, json};

async fn finds(person: &Person<'_>, q: &str) -> Value {
    let answer = person.get(&format!("/search?q={q}")).await;
    assert_eq!(answer.status, 200, "{q}: {}", answer.text());
    answer.json()
}

fn all(found: &Value, what: &str, member: &str) -> Vec<String> {
    found[what]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, member))
        .collect()
}

async fn books(agenda: &Agenda<'_>, days: u64, hour: &str) -> String {
    let booked = agenda.books(agenda.at(days, hour)).await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    text(&booked.json(), "code")
}

#[tokio::test]
async fn a_receptionist_types_part_of_a_name_and_sees_client_and_appointments() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let admin = &agenda.admin;
    admin
        .registers(
            json!({"first_name": "Martín", "last_name": "Quispe", "phone": "+51987654321",
                          "document_kind": "dni", "document_number": "45678912"}),
        )
        .await;
    let gone = admin
        .registers(json!({"first_name": "Quispe Borrado"}))
        .await;
    let deleted = admin
        .request("DELETE", &format!("/clients/{}", text(&gone, "id")))
        .header("If-Match", "*")
        .send()
        .await;
    assert_eq!(deleted.status, 204);
    let later = books(&agenda, 3, "10:00").await;
    let sooner = books(&agenda, 1, "10:00").await;
    let over = books(&agenda, 2, "10:00").await;
    harness
        .sql(&format!(
            "UPDATE {}.appointments SET day = day - 10, starts_at = starts_at - interval '10 days',
                 ends_at = ends_at - interval '10 days' WHERE code = '{over}'",
            agenda.clinic.tenant.schema.quoted()
        ))
        .await;

    let found = finds(admin, "QU%C3%8DSPE").await;
    assert_eq!(
        all(&found, "clients", "name"),
        ["Martín Quispe", "Rosa Quispe"]
    );
    assert_eq!(
        found["clients"][0]["phone"], "+51987654321",
        "{}",
        found["clients"]
    );
    assert_eq!(found["clients"][0]["document_number"], "45678912");
    assert_eq!(
        all(&found, "appointments", "code"),
        [sooner.clone(), later, over.clone()],
        "what is to come first, the next before others"
    );
    let first = &found["appointments"][0];
    assert_eq!(first["client_name"], "Rosa Quispe");
    assert_eq!(first["professional_name"], "Dra. Ruiz");

    let by_phone = finds(admin, "987%20654").await;
    assert_eq!(all(&by_phone, "clients", "name"), ["Martín Quispe"]);
    let by_code = finds(admin, &over.to_lowercase()).await;
    assert_eq!(all(&by_code, "appointments", "code"), [over]);
    let nothing = finds(admin, "zzzz").await;
    assert_eq!(nothing, json!({"clients": [], "appointments": []}));
    let percent = finds(admin, "%25%25").await;
    assert_eq!(percent, json!({"clients": [], "appointments": []}));

    for i in 0..6 {
        admin
            .registers(json!({"first_name": format!("Zoila {i}"), "last_name": "Quispe"}))
            .await;
    }
    assert_eq!(all(&finds(admin, "quispe").await, "clients", "id").len(), 5);

    for short in ["q", "%20q%20", ""] {
        let answer = admin.get(&format!("/search?q={short}")).await;
        refused(&answer, 400, "query_invalid");
        assert_eq!(answer.json()["errors"][0]["code"], "search_too_short");
    }
    let long = "q".repeat(101);
    refused(
        &admin.get(&format!("/search?q={long}")).await,
        400,
        "query_invalid",
    );
}

#[tokio::test]
async fn a_search_finds_what_one_may_see_and_no_more() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let code = books(&agenda, 1, "10:00").await;
    let clinic = &agenda.clinic;
    role(&agenda.admin, "fichas", None, &["clients.view"]).await;
    role(&agenda.admin, "horas", None, &["appointments.view"]).await;
    let south = branch(clinic, "SUR").await;
    let here = BranchId(agenda.branch);
    hire(clinic, "fichas", None, &[("fichas", None)]).await;
    hire(clinic, "aqui", Some(here), &[("horas", Some(&[here]))]).await;
    hire(clinic, "sur", Some(south), &[("horas", Some(&[south]))]).await;
    hire(clinic, "nadie", None, &[]).await;
    for (who, clients, appointments) in [
        ("fichas", vec!["Rosa Quispe".to_owned()], vec![]),
        ("aqui", vec![], vec![code]),
        ("sur", vec![], vec![]),
        ("nadie", vec![], vec![]),
    ] {
        let person = clinic.enters(&format!("{who}@test.co")).await;
        let found = finds(&person, "quispe").await;
        assert_eq!(all(&found, "clients", "name"), clients, "{who}");
        assert_eq!(all(&found, "appointments", "code"), appointments, "{who}");
    }
}

#[tokio::test]
async fn the_desk_sees_which_days_were_edited_by_hand() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(5);
    let whose = agenda.professionals[0];
    let path = format!("/professionals/{whose}/edited-days");
    let range = format!(
        "{path}?from={}&until={}",
        agenda.today(),
        agenda.workday(20)
    );
    let none = agenda.admin.get(&range).await;
    assert_eq!((none.status, none.json()), (200, json!({"data": []})));

    let evening = json!({"branch_id": agenda.branch, "professional_id": whose,
        "starts_at": agenda.moment(day, "19:00"), "ends_at": agenda.moment(day, "20:00")});
    assert_eq!(agenda.admin.post("/time-slots", evening).await.status, 201);
    let days = agenda.admin.get(&range).await.json();
    let edited = &days["data"][0];
    assert_eq!(days["data"].as_array().unwrap().len(), 1);
    assert_eq!(edited["date"], json!(day));
    assert_eq!(edited["branch_id"], json!(agenda.branch));
    assert_eq!(edited["edited_by_name"], "Ana Pérez");
    assert_eq!(agenda.admin.get(&path).await.json(), days, "from today on");
    let before = format!("{path}?from={}&until={}", agenda.today(), agenda.today());
    assert_eq!(agenda.admin.get(&before).await.json()["data"], json!([]));
    let other = format!(
        "/professionals/{}/edited-days?from={day}&until={day}",
        agenda.professionals[1]
    );
    assert_eq!(agenda.admin.get(&other).await.json()["data"], json!([]));

    // Somebody of another branch does not see it.
    let south = branch(&agenda.clinic, "SUR").await;
    role(&agenda.admin, "horarios", None, &["schedules.view"]).await;
    hire(
        &agenda.clinic,
        "sur",
        Some(south),
        &[("horarios", Some(&[south]))],
    )
    .await;
    let sur = agenda.clinic.enters("sur@test.co").await;
    assert_eq!(sur.get(&range).await.json(), json!({"data": []}));

    let given = agenda
        .admin
        .request("DELETE", &format!("{path}/{day}"))
        .send()
        .await;
    assert_eq!(given.status, 204, "{}", given.text());
    assert_eq!(agenda.admin.get(&range).await.json(), json!({"data": []}));

    let nobody = format!(
        "/professionals/{}/edited-days?from={day}&until={day}",
        uuid::Uuid::now_v7()
    );
    refused(&agenda.admin.get(&nobody).await, 404, "not_found");
    for wrong in [
        "from=2026-01-02&until=2026-01-01",
        "from=2026-01-01&until=2026-03-04",
        "from=ayer",
    ] {
        let answer = agenda.admin.get(&format!("{path}?{wrong}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "query_invalid"),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn an_agenda_that_stays_open_asks_for_what_changed_since() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let old = books(&agenda, 1, "10:00").await;
    let new = books(&agenda, 2, "10:00").await;
    harness
        .sql(&format!(
            "ALTER TABLE {0}.appointments DISABLE TRIGGER touch;
             UPDATE {0}.appointments SET updated_at = '2026-01-01T00:00:00Z' WHERE code = '{old}';
             ALTER TABLE {0}.appointments ENABLE TRIGGER touch",
            agenda.clinic.tenant.schema.quoted()
        ))
        .await;
    let asked = async |since: &str| {
        let path = format!("/appointments?updated_since={since}&sort=code");
        let answer = agenda.admin.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        all(&answer.json(), "data", "code")
    };
    assert_eq!(asked("2026-01-01T00:00:00Z").await, [old, new.clone()]);
    assert_eq!(asked("2026-01-01T00:00:01Z").await, [new]);
}
