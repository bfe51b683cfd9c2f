//! The demonstration.

use crate::support::Panal;
use panal_domain::PasswordHash;
use panal_test_support::TestDb;

#[tokio::test]
async fn the_demo_loads_once_and_a_second_time_changes_nothing() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let loaded = panal.run(&["demo", "load", "--json"]).exits(0).json();
    assert_eq!(loaded.as_array().unwrap().len(), 5);
    assert!(
        loaded
            .as_array()
            .unwrap()
            .iter()
            .all(|tenant| tenant["clients"].as_u64() >= Some(200))
    );
    let tenant = panal
        .run(&["tenant", "show", "clinica1", "--checksum", "--json"])
        .json();
    assert_eq!(tenant["name"], "Clínica Dental Norte");
    assert_eq!(tenant["tax_id"], "20123456789");
    // More clients than its plan allows, as agreed with it.
    let doctor = panal.run(&["doctor", "--json"]).json();
    assert!(!doctor.to_string().contains("usage_drift"), "{doctor}");
    let over: i64 = db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM clinica1.usage_counters c JOIN public.plan_overrides o USING (resource)
             WHERE c.resource = 'clients' AND c.used = 320 AND o.maximum >= c.used AND o.reason <> ''",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(over, 1);
    assert_eq!(tenant["country"], "PE");
    let again = panal.run(&["demo", "load", "--json"]).exits(0).json();
    for tenant in again.as_array().unwrap() {
        assert_eq!(
            (&tenant["created"], &tenant["users"], &tenant["clients"]),
            (&false.into(), &0.into(), &0.into())
        );
        assert_eq!(tenant["appointments"], 0);
    }
    let after = panal
        .run(&["tenant", "show", "clinica1", "--checksum", "--json"])
        .json();
    assert_eq!(tenant["checksum"], after["checksum"]);
    assert_eq!(tenant["updated_at"], after["updated_at"]);
}

/// A number of one of the demonstration's schemas.
async fn count(db: &TestDb, sql: &str) -> i64 {
    let client = db.superuser().await;
    client.query_one(sql, &[]).await.unwrap().get(0)
}

fn appointments(loaded: &serde_json::Value) -> i64 {
    let all = loaded.as_array().unwrap();
    let clinic = all.iter().find(|one| one["tenant"] == "clinica1").unwrap();
    clinic["appointments"].as_i64().unwrap()
}

#[tokio::test]
async fn the_clinic_has_a_believable_month_around_today() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let loaded = panal.run(&["demo", "load", "--json"]).exits(0).json();
    assert_eq!(appointments(&loaded), 400);
    for (wanted, expected) in [
        ("count(*) FROM clinica1.professionals", 6),
        ("count(*) FROM clinica1.services", 20),
        ("count(*) FROM clinica1.rooms", 3),
        ("count(*) FROM clinica1.waiting_list", 6),
        ("count(*) FROM clinica1.holidays", 2),
        ("count(*) FROM clinica1.appointments", 400),
        // All states.
        ("count(DISTINCT state) FROM clinica1.appointments", 6),
        // Not before twenty days ago, not after twelve days.
        ("count(*) FROM clinica1.appointments
          WHERE day NOT BETWEEN (now() AT TIME ZONE 'America/Lima')::date - 20 AND (now() AT TIME ZONE 'America/Lima')::date + 12", 0),
        // Days are those of the clinic's clock.
        ("count(*) FROM clinica1.appointments WHERE day <> (starts_at AT TIME ZONE 'America/Lima')::date", 0),
        // What takes time takes it in the agenda, and nothing else does.
        ("count(*) FROM clinica1.appointments a FULL JOIN (SELECT * FROM clinica1.time_slots WHERE state = 'ocupado') t
              ON t.appointment_id = a.id
          WHERE (a.state IN ('cancelada', 'no_asistio')) = (t.id IS NOT NULL)", 0),
        // Within working time, and not while somebody is away.
        ("count(*) FROM clinica1.appointments a WHERE NOT EXISTS (SELECT FROM clinica1.time_slots t
              WHERE t.state = 'disponible' AND t.professional_id = a.professional_id
              AND t.starts_at <= a.starts_at AND t.ends_at >= a.ends_at)", 0),
        // Nobody gives what is not theirs to give.
        ("count(*) FROM clinica1.appointments a WHERE NOT EXISTS (SELECT FROM clinica1.service_professionals s
              WHERE s.professional_id = a.professional_id AND s.service_id = a.service_id)", 0),
        // What is over is over, and what is to come has not begun.
        ("count(*) FROM clinica1.appointments WHERE starts_at > now() AND state IN ('completada', 'no_asistio', 'en_curso')", 0),
        ("count(*) FROM clinica1.appointments WHERE ends_at < now() AND state IN ('pendiente', 'confirmada')", 0),
        ("count(*) FROM clinica1.appointments WHERE greatest(created_at, arrived_at, started_at, completed_at, rated_at, cancelled_at) > now()", 0),
        ("count(*) FROM clinica1.appointments WHERE started_at < arrived_at OR completed_at < started_at OR rated_at < completed_at OR created_at > starts_at", 0),
        ("count(*) FROM clinica1.appointments WHERE state = 'cancelada' AND cancellation_reason IS NULL", 0),
        // Every one has a history that begins with its making and ends with its state.
        ("count(*) FROM clinica1.appointments a WHERE a.state <> (SELECT to_state FROM clinica1.appointment_history h
              WHERE h.appointment_id = a.id ORDER BY at DESC, (to_state = a.state) DESC LIMIT 1)", 0),
        ("count(*) FROM clinica1.appointments a WHERE NOT EXISTS (SELECT FROM clinica1.appointment_history h
              WHERE h.appointment_id = a.id AND action = 'create')", 0),
        // Numbers without gaps, and the next booking takes the next one.
        ("count(*) FROM (SELECT count(*) AS made, max(right(code, 6)::int) AS last, year,
              (SELECT last_number FROM clinica1.document_sequences WHERE kind = 'appointment' AND document_sequences.year = a.year) AS kept
              FROM (SELECT code, extract(year FROM day)::int AS year FROM clinica1.appointments) a GROUP BY year) n
          WHERE made <> last OR last <> kept", 0),
        // Nobody hears of it, now or later.
        ("count(*) FROM public.outbox WHERE kind LIKE 'cita%' OR kind IN ('recordatorio-cita', 'solicitar-feedback')", 0),
        ("count(*) FROM clinica1.appointments a WHERE state IN ('pendiente', 'confirmada')
              AND (SELECT count(*) FROM clinica1.reminders r WHERE r.appointment_id = a.id AND r.starts_at = a.starts_at) <> 2", 0),
        ("count(*) FROM \"barberia-centro\".professionals", 3),
        ("count(*) FROM \"barberia-centro\".services", 8),
        ("count(*) FROM \"barberia-centro\".appointments", 90),
    ] {
        let schema = wanted.replace("\"barberia-centro\"", "barberia_centro");
        assert_eq!(count(&db, &format!("SELECT {schema}")).await, expected, "{wanted}");
    }
    for more in [
        "count(*) FROM clinica1.appointments WHERE rating IS NOT NULL",
        "count(*) FROM clinica1.appointments WHERE rating_comment IS NOT NULL",
        "count(*) FROM clinica1.appointments WHERE source = 'walk_in'",
        "count(*) FROM clinica1.appointments WHERE waiting_minutes > 5",
        "count(*) FROM clinica1.appointments WHERE final_price < service_price AND price_reason IS NOT NULL",
        "count(*) FROM clinica1.appointments WHERE room_id IS NOT NULL",
        "count(*) FROM clinica1.time_slots WHERE state = 'bloqueado'",
    ] {
        assert!(count(&db, &format!("SELECT {more}")).await > 2, "{more}");
    }
    let doctor = panal.run(&["doctor", "--json"]).json();
    assert!(!doctor.to_string().contains("usage_drift"), "{doctor}");
}

#[tokio::test]
async fn the_month_follows_the_day_without_doubles_and_leaves_alone_what_people_made_of_it() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    panal.run(&["demo", "load"]).exits(0);
    // As if it had been loaded some days ago: the last days are not there yet, and somebody is booked on one of them.
    db.superuser()
        .await
        .batch_execute(
            "CREATE TEMP TABLE gone AS SELECT * FROM clinica1.appointments WHERE day > (now() AT TIME ZONE 'America/Lima')::date + 7;
             CREATE TEMP TABLE slots AS SELECT t.* FROM clinica1.time_slots t JOIN gone g ON g.id = t.appointment_id;
             DELETE FROM clinica1.appointments WHERE id IN (SELECT id FROM gone);
             INSERT INTO clinica1.time_slots (id, branch_id, professional_id, room_id, state, starts_at, ends_at, reason)
                 SELECT gen_random_uuid(), branch_id, professional_id, room_id, 'bloqueado', starts_at, ends_at, 'mano' FROM slots;
             UPDATE clinica1.professionals SET full_name = 'Otro nombre', is_active = false WHERE position = 5;
             UPDATE clinica1.services SET price = 1 WHERE template LIKE '%.resina';",
        )
        .await
        .unwrap();
    let left = count(&db, "SELECT count(*) FROM clinica1.appointments").await;
    let again = panal.run(&["demo", "load", "--json"]).exits(0).json();
    let added = appointments(&again);
    assert!(added > 0 && left + added <= 400, "{left} + {added}");
    assert_eq!(
        count(&db, "SELECT count(*) FROM clinica1.appointments").await,
        left + added
    );
    for (kept, expected) in [
        ("count(*) FROM clinica1.time_slots WHERE reason = 'mano' AND state = 'bloqueado' AND starts_at > now()", true),
        ("count(*) FROM clinica1.professionals WHERE full_name = 'Otro nombre' AND NOT is_active", true),
        ("count(*) FROM clinica1.services WHERE price = 1", true),
        ("count(*) FROM clinica1.appointments a JOIN clinica1.professionals p ON p.id = a.professional_id
          WHERE NOT p.is_active AND a.day > (now() AT TIME ZONE 'America/Lima')::date + 7", false),
    ] {
        assert_eq!(count(&db, &format!("SELECT {kept}")).await > 0, expected, "{kept}");
    }
    let last = panal.run(&["demo", "load", "--json"]).exits(0).json();
    assert_eq!(appointments(&last), 0);
}

#[tokio::test]
async fn there_is_a_user_for_each_role_and_a_super_admin_and_all_have_the_password() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    panal.run(&["demo", "load"]).exits(0);
    let users = panal
        .run(&["user", "list", "--tenant", "sisalchi", "--json"])
        .exits(0)
        .json();
    let emails: Vec<&str> = users
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["email"].as_str().unwrap())
        .collect();
    for role in ["admin", "propietario", "cashier", "kitchen", "delivery"] {
        assert!(
            emails.contains(&format!("{role}@sisalchi.test").as_str()),
            "{emails:?}"
        );
    }
    let root = panal.run(&["user", "list", "--platform", "--json"]).json();
    assert_eq!(root[0]["email"], "root@panal.test");
    let client = db.superuser().await;
    let hash: String = client
        .query_one(
            "SELECT password_hash FROM clinica1.users WHERE email = 'admin@clinica1.test'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(PasswordHash::from_stored(hash).verify("panal-demo-2026"));
}
