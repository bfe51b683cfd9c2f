//! Customers book by themselves: without an account, and without learning anything of others.

use crate::{
    agenda::Agenda,
    client::Response,
    harness::{Harness, config},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use panal_domain::SignedFor;
use panal_http::HttpConfig;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

impl Agenda<'_> {
    async fn visits(&self, method: &str, path: &str, body: Option<Value>) -> Response {
        let request = self
            .clinic
            .harness
            .request(method, &self.clinic.host, &format!("/api/v1/public{path}"))
            .header("User-Agent", "Navegador/1.0");
        match body {
            None => request.send().await,
            Some(body) => request.json(&body).send().await,
        }
    }

    async fn sees(&self, path: &str) -> Value {
        let answer = self.visits("GET", path, None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    async fn holds(&self, at: DateTime<Utc>) -> Response {
        let body = json!({"service_id": self.services[0], "starts_at": at});
        self.visits("POST", "/holds", Some(body)).await
    }

    /// A hold with the first professional.
    async fn held(&self, at: DateTime<Utc>) -> String {
        let body = json!({"service_id": self.services[0], "professional_id": self.professionals[0], "starts_at": at});
        let answer = self.visits("POST", "/holds", Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["hold"].as_str().unwrap().to_owned()
    }

    /// Sends a form; who agrees has read the text.
    async fn reserves(&self, mut body: Value) -> Response {
        let consent = &mut body["consent"];
        if consent["data_processing"] == true && consent.get("text").is_none() {
            let about = self.visits("GET", "/booking", None).await;
            consent["text"] = match about.status {
                200 => about.json()["consent_text"].clone(),
                _ => json!("Acepto"),
            };
        }
        self.visits("POST", "/appointments", Some(body)).await
    }

    /// Books, and gives the link's token.
    async fn linked(&self, at: DateTime<Utc>) -> String {
        let answer = self.reserves(form(&self.held(at).await)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    async fn value<T: for<'a> tokio_postgres::types::FromSql<'a>>(&self, sql: &str) -> T {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .db
            .superuser()
            .await
            .query_one(&sql.replace("@.", &format!("{schema}.")), &[])
            .await
            .unwrap()
            .get(0)
    }

    async fn arranges(&self, sql: &str) {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .sql(&sql.replace("@.", &format!("{schema}.")))
            .await;
    }

    /// Allows so many of what a plan limits.
    async fn allows(&self, resource: &str, most: i64) {
        self.arranges(&format!(
            "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason)
             VALUES ('{}', '{resource}', {most}, 'agreed')",
            self.tenant()
        ))
        .await;
    }
}

fn form(hold: &str) -> Value {
    json!({
        "hold": hold, "first_name": "Luz", "last_name": "Marina Gómez", "phone": "+573001234567",
        "email": "luz@test.co", "notes": "Primera vez", "consent": {"data_processing": true},
    })
}

/// A form for a time that nobody holds.
fn direct(agenda: &Agenda<'_>, at: DateTime<Utc>) -> Value {
    let mut form = form("");
    form.as_object_mut().unwrap().remove("hold");
    form["service_id"] = json!(agenda.services[0]);
    form["starts_at"] = json!(at);
    form
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn a_customer_books_and_comes_back_to_it() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let about = agenda.sees("/booking").await;
    assert_eq!(about["open"], true);
    assert_eq!(about["interval_minutes"], 15);
    assert_eq!(about["branches"].as_array().unwrap().len(), 1);
    let text = about["consent_text"].as_str().unwrap();
    assert!(text.contains(&agenda.clinic.tenant.name), "{text}");
    let services = agenda.sees("/services").await;
    assert_eq!(services.as_array().unwrap().len(), 2);
    let service = agenda.services[0];
    let professionals = agenda
        .sees(&format!("/professionals?service={service}"))
        .await;
    assert_eq!(professionals[0]["minutes"], 30);

    let at = agenda.at(3, "09:00");
    let day = at
        .with_timezone(
            &agenda
                .clinic
                .tenant
                .time_zone
                .parse::<chrono_tz::Tz>()
                .unwrap(),
        )
        .date_naive();
    let times = format!(
        "/availability?from={day}&service={service}&professional={}",
        agenda.professionals[0]
    );
    let offers = |times: &Value| {
        times["days"][0]["starts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|start| start["local"] == "09:00")
    };
    assert!(offers(&agenda.sees(&times).await));
    let hold = agenda.held(at).await;
    assert!(
        !offers(&agenda.sees(&times).await),
        "what is held is not offered"
    );
    assert!(
        offers(&agenda.sees(&format!("{times}&hold={hold}")).await),
        "but to whoever holds it"
    );
    assert!(!offers(
        &agenda.sees(&format!("{times}&hold={hold}x")).await
    ));
    let taken = agenda
        .visits(
            "POST",
            "/holds",
            Some(json!({
                "service_id": service, "professional_id": agenda.professionals[0], "starts_at": at,
            })),
        )
        .await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "slot_taken"));

    let answer = agenda.reserves(form(&hold)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let booked = answer.json();
    assert_eq!(
        keys(&booked),
        [
            "code",
            "ends_at",
            "professional",
            "service",
            "services",
            "starts_at",
            "state",
            "token"
        ]
        .map(String::from)
        .into()
    );
    assert_eq!(
        (booked["service"].as_str(), booked["professional"].as_str()),
        (Some("Limpieza"), Some("Dra. Ruiz"))
    );
    assert_eq!(booked["state"], "pendiente");
    assert_eq!(
        agenda
            .value::<String>("SELECT contact_email FROM @.appointments")
            .await,
        "luz@test.co"
    );
    assert_eq!(
        agenda
            .value::<String>("SELECT source FROM @.appointments")
            .await,
        "public"
    );
    assert_eq!(
        agenda
            .value::<String>("SELECT client_notes FROM @.appointments")
            .await,
        "Primera vez"
    );
    assert_eq!(
        agenda
            .value::<i64>("SELECT count(*) FROM @.time_slots WHERE state = 'reservado_temporal'")
            .await,
        0
    );
    assert_eq!(agenda.value::<i64>(&format!("SELECT count(*) FROM public.outbox WHERE kind = 'cita-creada' AND tenant_id = '{}'", agenda.tenant())).await, 1);

    let path = format!("/appointments/{}", booked["token"].as_str().unwrap());
    let answer = agenda.visits("GET", &path, None).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let seen = answer.json();
    assert_eq!(seen["code"], booked["code"]);
    assert_eq!(seen["local_time"], "09:00");
    assert_eq!(
        (
            &seen["can_cancel"],
            &seen["can_reschedule"],
            &seen["can_rate"]
        ),
        (&json!(true), &json!(true), &json!(false))
    );
    let text = answer.text();
    for personal in ["Luz", "luz@test.co", "3001234567", "Primera vez", "client"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let calendar = agenda
        .visits("GET", &format!("{path}/calendar.ics"), None)
        .await;
    assert_eq!(
        calendar.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    assert!(
        calendar.text().starts_with("BEGIN:VCALENDAR"),
        "{}",
        calendar.text()
    );
    assert!(calendar.text().contains("Limpieza"));
}

#[tokio::test]
async fn the_same_hold_sent_again_is_the_same_appointment() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let hold = agenda.held(agenda.at(3, "09:00")).await;
    let answers = join_all((0..6).map(|_| agenda.reserves(form(&hold)))).await;
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json(), answers[0].json());
    }
    assert_eq!(agenda.clinic.count("appointments").await, 1);
    assert_eq!(agenda.clinic.count("client_consents").await, 1);
    assert_eq!(agenda.clinic.count("clients").await, 2);
    // Whoever finds the hold later does not find the links with it.
    agenda
        .arranges("UPDATE @.appointments SET created_at = created_at - interval '25 hours'")
        .await;
    let late = agenda.reserves(form(&hold)).await;
    assert_eq!((late.status, late.code().as_str()), (409, "hold_expired"));
}

#[tokio::test]
async fn a_hold_that_has_expired_is_in_nobodys_way() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let at = agenda.at(3, "09:00");
    let hold = agenda.held(at).await;
    let mut other = direct(&agenda, at);
    other["professional_id"] = json!(agenda.professionals[0]);
    assert_eq!(agenda.reserves(other.clone()).await.code(), "slot_taken");
    agenda.arranges("UPDATE @.time_slots SET expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL").await;
    let late = agenda.reserves(form(&hold)).await;
    assert_eq!((late.status, late.code().as_str()), (409, "hold_expired"));
    // No job ran in between.
    let answer = agenda.reserves(other).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(agenda.overlaps().await, 0);
    let late = agenda.reserves(form(&hold)).await;
    assert_eq!((late.status, late.code().as_str()), (409, "hold_expired"));
}

#[tokio::test]
async fn a_hold_is_kept_though_the_notice_runs_out_meanwhile() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let hold = agenda.held(agenda.at(3, "09:00")).await;
    agenda.arranges("INSERT INTO @.settings (key, value) VALUES ('booking', '{\"minimum_notice_minutes\": 20160}')").await;
    assert_eq!(agenda.holds(agenda.at(3, "10:00")).await.code(), "too_soon");
    assert_eq!(agenda.reserves(form(&hold)).await.status, 201);
}

#[tokio::test]
async fn one_address_holds_three_times_and_may_change_its_mind() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let mut holds = Vec::new();
    for hour in ["09:00", "10:00", "11:00"] {
        holds.push(agenda.held(agenda.at(3, hour)).await);
    }
    let fourth = agenda.holds(agenda.at(3, "12:00")).await;
    assert_eq!(
        (fourth.status, fourth.code().as_str()),
        (429, "too_many_holds")
    );
    // Nor may a visit of many services be held beside others.
    let visit = json!({"starts_at": agenda.at(4, "09:00"), "hold": holds[0],
        "services": vec![json!({"service_id": agenda.services[0]}); 4]});
    let many = agenda.visits("POST", "/holds", Some(visit)).await;
    assert_eq!((many.status, many.code().as_str()), (429, "too_many_holds"));
    // In place of an earlier one, even where they overlap.
    let moved = agenda
        .visits(
            "POST",
            "/holds",
            Some(json!({
                "service_id": agenda.services[0], "professional_id": agenda.professionals[0],
                "starts_at": agenda.at(3, "11:15"), "hold": holds[2],
            })),
        )
        .await;
    assert_eq!(moved.status, 201, "{}", moved.text());
    let count = "SELECT count(*) FROM @.time_slots WHERE hold_id IS NOT NULL";
    assert_eq!(agenda.value::<i64>(count).await, 3);
    for _ in 0..2 {
        let gone = agenda
            .visits("DELETE", &format!("/holds/{}", holds[0]), None)
            .await;
        assert_eq!(gone.status, 204, "{}", gone.text());
    }
    assert_eq!(agenda.value::<i64>(count).await, 2);
    assert_eq!(agenda.holds(agenda.at(3, "12:00")).await.status, 201);
    // At once neither.
    agenda
        .arranges("DELETE FROM @.time_slots WHERE hold_id IS NOT NULL")
        .await;
    let hours = [
        "08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00",
    ];
    let answers = join_all(hours.map(|hour| agenda.holds(agenda.at(3, hour)))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 201).count(),
        3
    );
}

#[tokio::test]
async fn what_a_customer_agreed_to_is_kept_as_it_was_shown() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let hold = agenda.held(agenda.at(3, "09:00")).await;
    for consent in [json!(null), json!({"data_processing": false}), json!({})] {
        let mut form = form(&hold);
        form["consent"] = consent.clone();
        let answer = agenda.reserves(form).await;
        assert_eq!(answer.status, 422, "{consent}");
        assert!(
            answer.text().contains("consent_required"),
            "{}",
            answer.text()
        );
    }
    let unread = agenda
        .visits("POST", "/appointments", Some(form(&hold)))
        .await;
    assert_eq!(
        (unread.status, unread.json()["errors"][0]["field"].as_str()),
        (422, Some("consent.text"))
    );
    let mut other = form(&hold);
    other["consent"]["text"] = json!("Acepto todo");
    assert_eq!(agenda.reserves(other).await.code(), "consent_text_changed");
    assert_eq!(
        agenda.clinic.count("clients").await,
        1,
        "nothing is kept without it"
    );

    let shown = agenda.sees("/booking").await["consent_text"].clone();
    let mut agreed = form(&hold);
    agreed["consent"]["text"] = shown.clone();
    assert_eq!(agenda.reserves(agreed).await.status, 201);
    assert_eq!(
        json!(
            agenda
                .value::<String>("SELECT text FROM @.client_consents")
                .await
        ),
        shown
    );
    assert_eq!(
        agenda
            .value::<String>("SELECT address FROM @.client_consents")
            .await,
        "127.0.0.1"
    );
    assert_eq!(
        agenda
            .value::<String>("SELECT user_agent FROM @.client_consents")
            .await,
        "Navegador/1.0"
    );
    assert_eq!(
        agenda
            .value::<String>(
                "SELECT source || ' ' || purpose FROM @.client_consents WHERE is_granted"
            )
            .await,
        "public_booking data_processing"
    );
}

#[tokio::test]
async fn the_text_names_the_law_of_the_country_and_the_businesss_own_goes_first() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    for (country, law) in [
        ("CO", "Ley 1581 de 2012"),
        ("PE", "Ley 29733"),
        ("CL", "aplicable"),
    ] {
        harness
            .sql(&format!(
                "UPDATE public.tenants SET country = '{country}' WHERE slug = 'clinica1'"
            ))
            .await;
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
        loop {
            let text = agenda.sees("/booking").await["consent_text"]
                .as_str()
                .unwrap()
                .to_owned();
            if text.contains(law) {
                break;
            }
            assert!(tokio::time::Instant::now() < deadline, "{country}: {text}");
        }
    }
    let english = harness
        .get(&agenda.clinic.host, "/api/v1/public/booking")
        .header("Accept-Language", "en")
        .send()
        .await;
    assert!(english.text().contains("I authorise"), "{}", english.text());
    agenda.arranges("INSERT INTO @.settings (key, value) VALUES ('booking', '{\"consent_text\": \"Lo nuestro\"}')").await;
    assert_eq!(agenda.sees("/booking").await["consent_text"], "Lo nuestro");
}

#[tokio::test]
async fn a_client_who_was_there_before_is_known_by_name_and_contact_and_nothing_changes() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let before: String = agenda
        .value("SELECT row_to_json(c)::text FROM @.clients c")
        .await;
    let mut rosa = direct(&agenda, agenda.at(3, "09:00"));
    rosa["first_name"] = json!("ROSA");
    rosa["last_name"] = json!("quispe");
    rosa["email"] = json!("Rosa@test.co");
    rosa["phone"] = json!("+573119999999");
    rosa["document_kind"] = json!("cc");
    rosa["document_number"] = json!("52345678");
    assert_eq!(agenda.reserves(rosa.clone()).await.status, 201);
    assert_eq!(
        agenda
            .value::<Uuid>("SELECT client_id FROM @.appointments")
            .await,
        agenda.client
    );
    assert_eq!(
        agenda
            .value::<String>("SELECT row_to_json(c)::text FROM @.clients c")
            .await,
        before
    );
    assert_eq!(
        agenda
            .value::<String>("SELECT contact_phone FROM @.appointments")
            .await,
        "+573119999999"
    );

    // The same e-mail under another name is somebody else, and so is the name with another e-mail.
    let mut pedro = rosa.clone();
    pedro["first_name"] = json!("Pedro");
    pedro["starts_at"] = json!(agenda.at(3, "10:00"));
    assert_eq!(agenda.reserves(pedro).await.status, 201);
    let mut namesake = rosa;
    namesake["email"] = json!("otra@test.co");
    namesake["starts_at"] = json!(agenda.at(3, "11:00"));
    // Pedro has this document by now: it is not hers to know.
    let answer = agenda.reserves(namesake).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(agenda.clinic.count("clients").await, 3);
    assert_eq!(
        agenda
            .value::<i64>("SELECT count(*) FROM @.clients WHERE document_number IS NOT NULL")
            .await,
        1
    );
    assert_eq!(
        agenda
            .value::<String>(
                "SELECT internal_notes FROM @.appointments WHERE internal_notes IS NOT NULL"
            )
            .await,
        "Documento indicado al reservar: CC 52345678"
    );
}

/// What an answer tells, but for what differs between any two appointments.
fn told(answer: &Response) -> (u16, Vec<(String, String)>, Value) {
    // What counts requests or time; the last two are a development server's only.
    const PASSING: [&str; 6] = [
        "date",
        "ratelimit",
        "content-length",
        "x-request-id",
        "x-response-time",
        "x-db-queries",
    ];
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .map(|(name, value)| match PASSING.contains(&name.as_str()) {
            true => (name.clone(), String::new()),
            false => (name.clone(), value.clone()),
        })
        .collect();
    headers.sort();
    let mut body = answer.json();
    for name in ["code", "token", "starts_at", "ends_at", "request_id"] {
        if body.get(name).is_some() {
            body[name] = json!(null);
        }
    }
    if let Some(services) = body["services"].as_array_mut() {
        for one in services {
            for name in ["code", "token", "starts_at", "ends_at"] {
                one[name] = json!(null);
            }
        }
    }
    (answer.status, headers, body)
}

#[tokio::test]
async fn no_answer_tells_whether_somebody_is_a_client() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let ask = async |first: &str, last: &str, email: &str, hour: &str| {
        let mut form = direct(&agenda, agenda.at(3, hour));
        form["professional_id"] = json!(agenda.professionals[0]);
        form["first_name"] = json!(first);
        form["last_name"] = json!(last);
        form["email"] = json!(email);
        agenda.reserves(form).await
    };
    let known = ask("Rosa", "Quispe", "rosa@test.co", "09:00").await;
    let unknown = ask("Nadie", "Nunca", "nadie@test.co", "10:00").await;
    assert_eq!(known.status, 201);
    assert_eq!(told(&known), told(&unknown));
    // A full plan lets nobody in, so that it does not tell who is in already.
    agenda.allows("clients", 2).await;
    let known = ask("Rosa", "Quispe", "rosa@test.co", "11:00").await;
    let unknown = ask("Otro", "Nadie", "otro@test.co", "12:00").await;
    assert_eq!(
        (known.status, known.code().as_str()),
        (409, "booking_unavailable")
    );
    assert_eq!(told(&known), told(&unknown));
    for number in ["used", "limit", "plan", "maximum"] {
        assert!(known.json().get(number).is_none(), "{number}");
    }
}

#[tokio::test]
async fn a_plan_without_appointments_left_says_call_us_and_no_more() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    agenda.allows("appointments_per_month", 0).await;
    let answer = agenda
        .reserves(direct(&agenda, agenda.at(3, "09:00")))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "booking_unavailable")
    );
    assert!(
        answer.json()["detail"].as_str().unwrap().contains("Llame"),
        "{}",
        answer.text()
    );
    assert_eq!(agenda.clinic.count("clients").await, 1, "nothing is kept");
    assert_eq!(agenda.clinic.count("client_consents").await, 0);
}

#[tokio::test]
async fn professionals_and_services_are_shown_without_anything_personal() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    agenda
        .arranges("UPDATE @.professionals SET email = 'ruiz@privado.co', phone = '+573009998877', commission_percent = 40;
              UPDATE @.services SET accepts_online = false WHERE name = 'Endodoncia';
              UPDATE @.professionals SET accepts_online = false WHERE full_name = 'Dr. Paz'")
        .await;
    let professionals = agenda.sees("/professionals").await;
    assert_eq!(professionals.as_array().unwrap().len(), 1);
    assert_eq!(
        keys(&professionals[0]),
        [
            "bio",
            "color",
            "full_name",
            "id",
            "kind",
            "minutes",
            "price",
            "specialities"
        ]
        .map(String::from)
        .into()
    );
    assert_eq!(
        keys(&agenda.sees("/services").await[0]),
        [
            "category",
            "color",
            "description",
            "id",
            "minutes",
            "name",
            "price"
        ]
        .map(String::from)
        .into()
    );
    assert_eq!(agenda.sees("/services").await.as_array().unwrap().len(), 1);
    // Whoever is not there for customers cannot be held either.
    let hidden = |service: Uuid, professional: Uuid| json!({"service_id": service, "professional_id": professional, "starts_at": agenda.at(3, "09:00")});
    let [short, long] = agenda.services;
    let [one, other] = agenda.professionals;
    for body in [hidden(long, one), hidden(short, other)] {
        let answer = agenda.visits("POST", "/holds", Some(body)).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "validation_failed"),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_business_that_does_not_take_bookings_says_so() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let token = agenda.linked(agenda.at(3, "09:00")).await;
    let hold = agenda.held(agenda.at(3, "10:00")).await;
    agenda
        .arranges(
            "INSERT INTO @.settings (key, value) VALUES ('booking', '{\"public_booking\": false}');
             UPDATE @.branches SET phone = '+51987654321'",
        )
        .await;
    let service = agenda.services[0];
    let closed = agenda.visits("GET", "/booking", None).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    let closed = closed.json();
    assert_eq!(
        (&closed["open"], &closed["branches"][0]["phone"]),
        (&json!(false), &json!("+51987654321")),
        "it says whom to call"
    );
    for answer in [
        agenda.visits("GET", "/services", None).await,
        agenda.visits("GET", "/professionals", None).await,
        agenda
            .visits(
                "GET",
                &format!("/availability?from=2026-11-23&service={service}"),
                None,
            )
            .await,
        agenda.holds(agenda.at(3, "11:00")).await,
        agenda.reserves(form(&hold)).await,
    ] {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "public_booking_closed")
        );
    }
    // Who has booked still finds the way.
    assert_eq!(
        agenda
            .visits("GET", &format!("/appointments/{token}"), None)
            .await
            .status,
        200
    );
    let gone = agenda
        .visits(
            "POST",
            &format!("/appointments/{token}/cancel"),
            Some(json!({})),
        )
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text());
}

#[tokio::test]
async fn a_business_without_an_agenda_has_no_public_pages() {
    let harness = Harness::new().await;
    let new = panal_provisioner::NewTenant {
        profile: panal_domain::Profile::ComidaRapida,
        ..panal_test_support::new_tenant("pollos")
    };
    harness.db.provisioner.create(&new).await.unwrap();
    let answer = harness
        .get("pollos.localhost", "/api/v1/public/booking")
        .send()
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "public_booking_closed")
    );
}

#[tokio::test]
async fn a_link_opens_one_appointment_and_no_other_link_does() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let other = harness.agenda("clinica2").await;
    let token = agenda.linked(agenda.at(3, "09:00")).await;
    let theirs = other.linked(other.at(3, "09:00")).await;
    let id: Uuid = agenda.value("SELECT id FROM @.appointments").await;
    let links = &harness.state.links;
    let mut tampered = token.clone().into_bytes();
    let last = tampered.len() - 2;
    tampered[last] = if tampered[last] == b'A' { b'B' } else { b'A' };
    let wrong = [
        String::from_utf8(tampered).unwrap(),
        theirs,
        "x".to_owned(),
        id.to_string(),
        "A".repeat(43),
        links.sign(SignedFor::Hold, agenda.tenant(), id, 0),
        links.sign(SignedFor::Appointment, other.tenant(), id, 0),
        links.sign(SignedFor::Appointment, agenda.tenant(), id, 1),
        links.sign(SignedFor::Appointment, agenda.tenant(), Uuid::now_v7(), 0),
    ];
    let mut answers = Vec::new();
    for token in &wrong {
        for (method, end, body) in [
            ("GET", "", None),
            ("GET", "/calendar.ics", None),
            ("POST", "/cancel", Some(json!({}))),
            ("POST", "/confirm", None),
            (
                "POST",
                "/reschedule",
                Some(json!({"starts_at": agenda.at(4, "09:00")})),
            ),
            ("POST", "/rating", Some(json!({"rating": 5}))),
        ] {
            let answer = agenda
                .visits(method, &format!("/appointments/{token}{end}"), body)
                .await;
            assert_eq!(answer.status, 404, "{method} {end} {token}");
            answers.push((
                told(&answer).2,
                answer.header("x-db-queries").map(str::to_owned),
                end,
            ));
        }
    }
    for (body, queries, end) in &answers {
        let (first, work, _) = answers.iter().find(|(_, _, other)| other == end).unwrap();
        assert_eq!(
            (body, queries),
            (first, work),
            "the same answer after the same work"
        );
    }
    assert_eq!(
        agenda
            .value::<String>("SELECT state FROM @.appointments")
            .await,
        "pendiente"
    );
    // Links given out before are good no more once the version is raised.
    assert_eq!(
        agenda
            .visits("GET", &format!("/appointments/{token}"), None)
            .await
            .status,
        200
    );
    agenda
        .arranges("UPDATE @.appointments SET link_version = link_version + 1")
        .await;
    assert_eq!(
        agenda
            .visits("GET", &format!("/appointments/{token}"), None)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn by_the_link_one_confirms_moves_and_calls_off() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    agenda
        .arranges("UPDATE @.branches SET phone = '+576011234567'")
        .await;
    let at = agenda.at(3, "09:00");
    let token = agenda.linked(at).await;
    let post = async |end: &str, body: Value| {
        agenda
            .visits("POST", &format!("/appointments/{token}/{end}"), Some(body))
            .await
    };
    let path = format!("/appointments/{token}");
    let setting = async |value: &str| {
        agenda
            .arranges(&format!(
                "INSERT INTO @.settings (key, value) VALUES ('booking', '{value}')
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value"
            ))
            .await;
    };
    // The business confirms what customers book, unless it has said that it does so at once.
    let refused = async |code: &str| {
        assert_eq!(agenda.sees(&path).await["can_confirm"], false);
        let answer = post("confirm", json!({})).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, code));
    };
    refused("business_confirms").await;
    setting(r#"{"confirms_public": true}"#).await;
    // Nobody confirms by a link what is over.
    let shift = async |sign: char| {
        agenda
            .arranges(&format!(
                "UPDATE @.appointments SET starts_at = starts_at {sign} interval '10 days', ends_at = ends_at {sign} interval '10 days'"
            ))
            .await;
    };
    shift('-').await;
    refused("too_late_to_change").await;
    shift('+').await;
    assert_eq!(agenda.sees(&path).await["can_confirm"], true);
    let confirmed = post("confirm", json!({})).await;
    assert_eq!(
        (confirmed.status, confirmed.json()["state"].as_str()),
        (200, Some("confirmada"))
    );
    let again = post("confirm", json!({})).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (409, "state_conflict")
    );
    // Moved, it stays confirmed; where the business confirms, it waits for that again.
    let moved = post("reschedule", json!({"starts_at": agenda.at(3, "09:15")})).await;
    assert_eq!(moved.json()["state"], "confirmada", "{}", moved.text());
    setting("{}").await;
    let moved = post("reschedule", json!({"starts_at": at})).await;
    assert_eq!(moved.json()["state"], "pendiente", "{}", moved.text());

    // Not on the interval, not while somebody else has it.
    let off = post("reschedule", json!({"starts_at": agenda.at(3, "10:10")})).await;
    assert_eq!((off.status, off.code().as_str()), (409, "off_interval"));
    assert_eq!(agenda.books(agenda.at(3, "11:00")).await.status, 201);
    let taken = post("reschedule", json!({"starts_at": agenda.at(3, "11:00")})).await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "slot_taken"));
    let moved = post(
        "reschedule",
        json!({"starts_at": agenda.at(3, "11:00"), "professional_id": "any"}),
    )
    .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(moved.json()["local_time"], "11:00");
    assert_eq!(moved.json()["professional"], "Dr. Paz");
    // The old time is free at once.
    assert_eq!(agenda.books(at).await.status, 201);

    setting(r#"{"change_notice_minutes": 20160}"#).await;
    for (end, body) in [
        ("cancel", json!({})),
        ("reschedule", json!({"starts_at": agenda.at(4, "09:00")})),
    ] {
        let late = post(end, body).await;
        assert_eq!(
            (late.status, late.code().as_str()),
            (409, "too_late_to_change")
        );
        assert_eq!(late.json()["phone"], "+576011234567");
    }
    let seen = agenda.sees(&format!("/appointments/{token}")).await;
    assert_eq!(
        (&seen["can_cancel"], &seen["can_reschedule"]),
        (&json!(false), &json!(false))
    );
    agenda
        .arranges("DELETE FROM @.settings WHERE key = 'booking'")
        .await;
    let gone = post("cancel", json!({"reason": "Viajo"})).await;
    assert_eq!(
        (gone.status, gone.json()["state"].as_str()),
        (200, Some("cancelada"))
    );
    assert_eq!(
        agenda.value::<String>("SELECT cancelled_by || ': ' || cancellation_reason FROM @.appointments WHERE state = 'cancelada'").await,
        "client: Viajo"
    );
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn whoever_has_the_link_is_shown_every_time_to_which_it_moves_and_no_other() {
    let harness = Harness::with(HttpConfig {
        rate_limit: 0,
        ..config()
    })
    .await;
    let agenda = harness.agenda("clinica1").await;
    let at = agenda.at(3, "09:00");
    let token = agenda.linked(at).await;
    assert_eq!(agenda.books(agenda.at(3, "10:15")).await.status, 201);
    // The length agreed stays, whatever the service takes by now.
    agenda.arranges("UPDATE @.services SET minutes = 90").await;
    let day = at.with_timezone(
        &agenda
            .clinic
            .tenant
            .time_zone
            .parse::<chrono_tz::Tz>()
            .unwrap(),
    );
    let query = format!(
        "/availability?from={}&appointment={token}",
        day.date_naive()
    );
    for by in ["", "&professional=any"] {
        let found = agenda.sees(&format!("{query}{by}")).await;
        let offered: BTreeSet<DateTime<Utc>> = found["days"][0]["starts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|start| start["starts_at"].as_str().unwrap().parse().unwrap())
            .collect();
        assert!(offered.contains(&(at + TimeDelta::minutes(15))));
        for quarter in -1..12 {
            let to = at + TimeDelta::minutes(15 * quarter);
            let mut body = json!({"starts_at": to});
            if !by.is_empty() {
                body["professional_id"] = json!("any");
            }
            let path = format!("/appointments/{token}/reschedule");
            let moved = agenda.visits("POST", &path, Some(body)).await;
            assert_eq!(
                offered.contains(&to),
                moved.status == 200,
                "{to}{by}: {}",
                moved.text()
            );
            let back = json!({"starts_at": at, "professional_id": agenda.professionals[0]});
            agenda.visits("POST", &path, Some(back)).await;
        }
    }
    let (service, branch) = (agenda.services[0], agenda.branch);
    for (more, status, code) in [
        (format!("&service={service}"), 400, "query_invalid"),
        (format!("&branch={branch}"), 400, "query_invalid"),
        (
            format!("&professional={}", Uuid::now_v7()),
            422,
            "validation_failed",
        ),
    ] {
        let answer = agenda.visits("GET", &format!("{query}{more}"), None).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
    }
    let nobodys = agenda.visits("GET", &format!("{query}x"), None).await;
    assert_eq!(
        (nobodys.status, nobodys.code().as_str()),
        (404, "not_found")
    );
    // A month and no more.
    let long = format!("/availability?from=2026-01-01&to=2026-02-01&service={service}");
    assert_eq!(agenda.visits("GET", &long, None).await.status, 400);
    let path = format!("/appointments/{token}/cancel");
    assert_eq!(
        agenda.visits("POST", &path, Some(json!({}))).await.status,
        200
    );
    let over = agenda.visits("GET", &query, None).await;
    assert_eq!((over.status, over.code().as_str()), (409, "state_conflict"));
}

#[tokio::test]
async fn the_link_of_a_visit_calls_off_all_of_it() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let mut form = direct(&agenda, agenda.at(3, "09:00"));
    form.as_object_mut().unwrap().remove("service_id");
    form["services"] = json!([{"service_id": agenda.services[0]}, {"service_id": agenda.services[1], "professional_id": "any"}]);
    let booked = agenda.reserves(form).await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    let booked = booked.json();
    assert_eq!(booked["services"].as_array().unwrap().len(), 2);
    let path = format!("/appointments/{}", booked["token"].as_str().unwrap());
    assert_eq!(
        agenda.sees(&path).await["others"][0]["service"],
        "Endodoncia"
    );
    let gone = agenda
        .visits("POST", &format!("{path}/cancel"), Some(json!({})))
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(gone.json()["others"][0]["state"], "cancelada");
    assert_eq!(
        agenda
            .value::<i64>("SELECT count(*) FROM @.time_slots WHERE state = 'ocupado'")
            .await,
        0
    );
}

#[tokio::test]
async fn where_the_first_service_is_called_off_the_next_ones_link_stands_for_the_rest() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let mut form = direct(&agenda, agenda.at(3, "09:00"));
    form.as_object_mut().unwrap().remove("service_id");
    let service =
        |number: usize| json!({"service_id": agenda.services[number], "professional_id": "any"});
    form["services"] = json!([service(0), service(1), service(0)]);
    let booked = agenda.reserves(form).await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    let booked = booked.json();
    let path = |number: usize| {
        let token = booked["services"][number]["token"].as_str().unwrap();
        format!("/appointments/{token}")
    };
    let others = async |number: usize| {
        let seen = agenda.sees(&path(number)).await;
        (
            seen["others"].as_array().unwrap().len(),
            seen["can_cancel"].as_bool().unwrap(),
        )
    };
    assert_eq!(others(0).await, (2, true));
    assert_eq!(others(1).await, (0, true));
    // Each service is an entry of its own, as in the letters.
    let calendar = agenda
        .visits("GET", &format!("{}/calendar.ics", path(0)), None)
        .await
        .text();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3, "{calendar}");
    let ids: Vec<String> = agenda
        .value::<Vec<Uuid>>("SELECT array_agg(id ORDER BY starts_at) FROM @.appointments")
        .await
        .iter()
        .map(Uuid::to_string)
        .collect();
    for id in &ids {
        assert!(calendar.contains(&format!("UID:{id}@panal")), "{calendar}");
    }

    let first = format!("/appointments/{}/cancel", ids[0]);
    let gone = agenda.admin.post(&first, json!({"reason": "Falta"})).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(others(0).await, (2, true));
    assert_eq!(others(1).await, (1, true));
    let cancel = async |number: usize| {
        let path = format!("{}/cancel", path(number));
        agenda.visits("POST", &path, Some(json!({}))).await
    };
    let gone = cancel(1).await;
    assert_eq!(gone.json()["state"], "cancelada", "{}", gone.text());
    assert_eq!(gone.json()["others"][0]["state"], "cancelada");
    assert_eq!(others(0).await, (2, false));
    assert_eq!(cancel(0).await.code(), "state_conflict");
}

#[tokio::test]
async fn whoever_was_there_says_how_it_was() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let token = agenda.linked(agenda.at(3, "09:00")).await;
    let rate = async |body: Value| {
        agenda
            .visits("POST", &format!("/appointments/{token}/rating"), Some(body))
            .await
    };
    let early = rate(json!({"rating": 5})).await;
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "not_completed")
    );
    agenda
        .arranges("UPDATE @.appointments SET state = 'completada', started_at = starts_at, completed_at = ends_at")
        .await;
    for bad in [
        json!({"rating": 0}),
        json!({"rating": 6}),
        json!({"rating": "5"}),
        json!({}),
        json!({"rating": 5, "comment": "x".repeat(1001)}),
    ] {
        assert_eq!(rate(bad.clone()).await.status, 422, "{bad}");
    }
    let first = rate(json!({"rating": 3, "comment": "Bien"})).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let second = rate(json!({"rating": 5, "comment": "Muy bien"})).await;
    assert_eq!(
        (
            second.json()["rating"].as_i64(),
            second.json()["rating_comment"].as_str()
        ),
        (Some(5), Some("Muy bien"))
    );
    agenda
        .arranges("UPDATE @.appointments SET rated_at = now() - interval '8 days'")
        .await;
    let late = rate(json!({"rating": 1})).await;
    assert_eq!((late.status, late.code().as_str()), (409, "rating_closed"));
    assert_eq!(
        agenda
            .value::<i16>("SELECT rating FROM @.appointments")
            .await,
        5
    );
    assert_eq!(
        agenda
            .value::<i64>("SELECT count(*) FROM @.audit_log WHERE action = 'rate'")
            .await,
        2
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_all_at_once() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let answer = agenda
        .reserves(json!({"service_id": agenda.services[0], "phone": "12", "email": "x", "notes": "n".repeat(1001),
            "document_kind": "cc", "consent": {"data_processing": true}, "role": "admin"}))
        .await;
    assert_eq!(answer.status, 422);
    let fields: BTreeSet<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        fields,
        [
            "document_number",
            "email",
            "first_name",
            "notes",
            "phone",
            "role",
            "starts_at"
        ]
        .map(String::from)
        .into()
    );
    let both = agenda
        .reserves({
            let mut form = direct(&agenda, agenda.at(3, "09:00"));
            form["hold"] = json!(agenda.held(agenda.at(3, "10:00")).await);
            form
        })
        .await;
    assert_eq!(both.json()["errors"][0]["field"], "hold", "{}", both.text());
    let many = json!({"services": vec![json!({"service_id": agenda.services[0]}); 6], "starts_at": agenda.at(3, "09:00")});
    assert_eq!(
        agenda.visits("POST", "/holds", Some(many)).await.json()["errors"][0]["field"],
        "services"
    );
}

#[tokio::test]
async fn one_address_asks_for_so_many_holds_and_bookings_an_hour() {
    let harness = Harness::with(HttpConfig {
        rate_limit: 1_000,
        ..config()
    })
    .await;
    let agenda = harness.agenda("clinica1").await;
    // At an odd minute nothing is held, and asking counts all the same.
    let odd = agenda.at(3, "09:00") + TimeDelta::minutes(1);
    for _ in 0..30 {
        assert_eq!(agenda.holds(odd).await.code(), "off_interval");
    }
    let more = agenda.holds(odd).await;
    assert_eq!((more.status, more.code().as_str()), (429, "rate_limited"));
    for _ in 0..10 {
        assert_eq!(
            agenda.reserves(direct(&agenda, odd)).await.code(),
            "off_interval"
        );
    }
    let more = agenda.reserves(direct(&agenda, odd)).await;
    assert_eq!((more.status, more.code().as_str()), (429, "rate_limited"));
    assert!(more.header("retry-after").is_some());
}

/// Everything that is said to the log, whoever says it.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

struct Words<'a>(&'a mut String);

impl tracing::field::Visit for Words<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl tracing::Subscriber for Everything {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Words(&mut self.0.lock().unwrap()));
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Words(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Words(&mut self.0.lock().unwrap()));
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// The server works on threads of its own, so the whole process is listened to; each test has its own.
#[tokio::test]
async fn no_link_reaches_the_log() {
    let said = Everything::default();
    tracing::subscriber::set_global_default(said.clone()).unwrap();
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let hold = agenda.held(agenda.at(3, "09:00")).await;
    let booked = agenda.reserves(form(&hold)).await;
    let token = booked.json()["token"].as_str().unwrap().to_owned();
    agenda.sees(&format!("/appointments/{token}")).await;
    let service = agenda.services[0];
    for own in [
        format!("appointment={token}"),
        format!("service={service}&hold={hold}"),
        format!("service={service}&appointment={token}"),
    ] {
        let times = format!("/availability?from=2026-11-23&{own}");
        agenda.visits("GET", &times, None).await;
    }
    agenda
        .visits(
            "POST",
            &format!("/appointments/{token}/rating"),
            Some(json!({"rating": 5})),
        )
        .await;
    agenda
        .visits("GET", &format!("/appointments/{token}x"), None)
        .await;
    agenda
        .visits("DELETE", &format!("/holds/{hold}"), None)
        .await;
    let said = said.0.lock().unwrap().clone();
    assert!(
        said.contains("/api/v1/public/appointments/{token}"),
        "the route is logged"
    );
    assert!(said.contains("/api/v1/public/holds/{token}"));
    assert!(!said.contains(&token), "the link is not");
    assert!(!said.contains(&hold));
}
