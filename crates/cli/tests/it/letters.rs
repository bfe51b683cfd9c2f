//! Letters to clients about their visits, and that none comes twice.

use crate::{
    sink::{Answer, Sink, header, readable, through, undelivered},
    support::{Panal, Running, until},
};
use panal_provisioner::TenantRecord;
use panal_test_support::TestDb;
use serde_json::{Value, json};

/// A clinic with a professional and two services.
pub(crate) struct Clinic {
    pub(crate) db: TestDb,
    pub(crate) tenant: TenantRecord,
}

/// An appointment to be. Times are what SQL makes of them.
#[derive(Clone, Copy)]
pub(crate) struct Booking<'a> {
    /// 1 to 99; of the client too.
    pub(crate) number: u32,
    pub(crate) starts_at: &'a str,
    pub(crate) booked_at: &'a str,
    pub(crate) state: &'a str,
    /// The number of the first appointment of the visit.
    pub(crate) visit: u32,
    /// 1 or 2.
    pub(crate) service: u32,
}

impl Booking<'_> {
    pub(crate) const SOON: Booking<'static> = Booking {
        number: 1,
        starts_at: "now() + interval '90 minutes'",
        booked_at: "now() - interval '3 days'",
        state: "confirmada",
        visit: 1,
        service: 1,
    };
}

/// The id of row `number` of any table.
pub(crate) fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

impl Clinic {
    pub(crate) async fn open() -> Self {
        let db = TestDb::new().await;
        let tenant = db.tenant("nandu").await;
        let clinic = Self { db, tenant };
        clinic
            .sql(&format!(
                "INSERT INTO nandu.services (id, name, price, minutes)
                     VALUES ('{}', 'Limpieza', 100, 30), ('{}', 'Endodoncia', 250, 60);
                 INSERT INTO nandu.professionals (id, full_name) VALUES ('{}', 'Dra. Ruiz');
                 UPDATE nandu.branches SET address = 'Av. Larco 123', phone = '+5114567890'",
                id(1),
                id(2),
                id(1),
            ))
            .await;
        clinic
    }

    pub(crate) async fn sql(&self, sql: &str) {
        self.db.superuser().await.batch_execute(sql).await.unwrap();
    }

    /// Books for a client of the same number, whose address is `rosa<number>@test.co`.
    pub(crate) async fn books(&self, booking: Booking<'_>) {
        let Booking {
            number,
            starts_at,
            booked_at,
            state,
            visit,
            service,
        } = booking;
        let (own, client) = (id(number), id(visit));
        self.sql(&format!(
            "INSERT INTO nandu.clients (id, first_name, last_name, email)
                 VALUES ('{client}', 'Rosa', 'Quispe', 'rosa{visit}@test.co') ON CONFLICT DO NOTHING;
             INSERT INTO nandu.appointments (id, code, branch_id, client_id, professional_id, service_id, state, source,
                 day, starts_at, ends_at, service_price, final_price, visit_id, created_at)
             SELECT '{own}', 'CIT-2026-0000{number:02}', b.id, '{client}', '{professional}', '{service}', '{state}',
                 'staff', ({starts_at})::date, {starts_at}, {starts_at} + interval '30 minutes', 100, 100, '{first}',
                 {booked_at}
             FROM nandu.branches b;
             INSERT INTO nandu.appointment_history (id, appointment_id, at, action, to_state, to_starts_at, actor_kind)
             SELECT gen_random_uuid(), id, {booked_at}, 'create', state, starts_at, 'user'
             FROM nandu.appointments WHERE id = '{own}'",
            professional = id(1),
            service = id(service),
            first = id(visit),
        ))
        .await;
    }

    /// Tells of appointment `number`, as it is now.
    pub(crate) async fn tells(&self, kind: &str, number: u32, more: Value) {
        let own = id(number);
        self.db
            .superuser()
            .await
            .execute(
                &format!(
                    "INSERT INTO public.outbox (id, tenant_id, kind, payload)
                     SELECT gen_random_uuid(), t.id, '{kind}', jsonb_build_object('appointment_id', a.id,
                         'starts_at', a.starts_at, 'sequence', a.sequence, 'state', a.state, 'notify', true) || $1
                     FROM public.tenants t, nandu.appointments a WHERE t.slug = 'nandu' AND a.id = '{own}'"
                ),
                &[&more],
            )
            .await
            .unwrap();
    }

    pub(crate) fn panal(&self, sink: &Sink) -> Panal {
        let mut panal = Panal::on(&self.db);
        through(&mut panal, sink);
        panal.set("PANAL__JOBS__RECOVERY_SECONDS", "3");
        panal
    }

    /// Runs a worker until no event waits; what it logged.
    pub(crate) async fn delivers(&self, panal: &Panal) -> String {
        let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
        until(|| async { (undelivered(&self.db).await == 0).then_some(()) }).await;
        worker.signal("-TERM");
        worker.finish().exits(0).stderr
    }

    /// The states of what was said, sorted.
    pub(crate) async fn deliveries(&self) -> Vec<String> {
        let rows = self
            .db
            .superuser()
            .await
            .query("SELECT state FROM nandu.deliveries ORDER BY state", &[])
            .await
            .unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// The one letter that was taken, in plain words.
fn only(sink: &Sink) -> String {
    let taken = sink.taken();
    assert_eq!(taken.len(), 1, "{taken:#?}");
    readable(&taken[0])
}

#[tokio::test]
async fn a_client_who_books_gets_a_letter_with_a_calendar_and_a_link() {
    let clinic = Clinic::open().await;
    clinic
        .sql(
            "INSERT INTO nandu.settings (key, value) VALUES ('reply_to', '\"citas@nandu.pe\"')
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .await;
    clinic
        .books(Booking {
            starts_at: "timestamptz '2031-11-25 14:30:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic.tells("cita-creada", 1, json!({})).await;
    let sink = Sink::willing().await;
    let log = clinic.delivers(&clinic.panal(&sink)).await;
    let letter = only(&sink);
    for part in [
        "To: rosa1@test.co",
        "Reply-To: citas@nandu.pe",
        "Hola, Rosa:",
        "quedó reservada",
        "Cuándo: martes 25 de noviembre de 2031, 9:30 a. m.",
        "Servicio: Limpieza con Dra. Ruiz",
        "Av. Larco 123",
        "CIT-2026-000001",
        "llame al +5114567890 o responda este correo",
        "https://nandu.panal.pe/cita#token=",
        "text/calendar; charset=utf-8; method=REQUEST",
        "DTSTART:20311125T143000Z",
        "UID:00000000-0000-4000-8000-000000000001@panal",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    let token = letter.split("#token=").nth(1).unwrap();
    let token: String = token.chars().take(43).collect();
    assert!(!log.contains(&token) && !log.contains("rosa1"), "{log}");
    assert_eq!(clinic.deliveries().await, ["sent"]);
}

#[tokio::test]
async fn a_visit_of_several_services_is_told_in_one_letter() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    let panal = clinic.panal(&sink);
    clinic
        .books(Booking {
            state: "pendiente",
            starts_at: "timestamptz '2031-11-25 14:30:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic
        .books(Booking {
            number: 2,
            service: 2,
            state: "pendiente",
            starts_at: "timestamptz '2031-11-25 15:00:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic.tells("cita-creada", 1, json!({})).await;
    clinic.tells("cita-creada", 2, json!({})).await;
    clinic.delivers(&panal).await;
    let letter = only(&sink);
    for part in [
        "espera confirmación",
        "9:30 a. m.: Limpieza con Dra. Ruiz",
        "10:00 a. m.: Endodoncia con Dra. Ruiz",
        "STATUS:TENTATIVE",
        "UID:00000000-0000-4000-8000-000000000001@panal",
        "DTEND:20311125T150000Z",
        "UID:00000000-0000-4000-8000-000000000002@panal",
        "DTEND:20311125T153000Z",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    // Called off together, it is told together; and the calendar forgets it.
    clinic
        .sql(
            "UPDATE nandu.appointments SET state = 'cancelada', cancelled_at = now(), sequence = sequence + 1,
                 cancellation_reason = 'La doctora está enferma.'",
        )
        .await;
    clinic.tells("cita-cancelada", 1, json!({})).await;
    clinic.tells("cita-cancelada", 2, json!({})).await;
    clinic.delivers(&panal).await;
    let letters = sink.taken();
    assert_eq!(letters.len(), 2);
    let letter = readable(&letters[1]);
    for part in [
        "fue cancelada",
        "Motivo: La doctora está enferma.",
        "Endodoncia",
        "METHOD:CANCEL",
        "STATUS:CANCELLED",
        "SEQUENCE:1",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
}

#[tokio::test]
async fn a_visit_that_loses_a_service_loses_only_that_in_the_calendar() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    clinic.books(Booking::SOON).await;
    clinic
        .books(Booking {
            number: 2,
            service: 2,
            starts_at: "now() + interval '2 hours'",
            ..Booking::SOON
        })
        .await;
    clinic
        .sql(&format!(
            "UPDATE nandu.appointments SET state = 'cancelada', cancelled_at = now(), sequence = 1 WHERE id = '{}'",
            id(2)
        ))
        .await;
    clinic.tells("cita-cancelada", 2, json!({})).await;
    clinic.delivers(&clinic.panal(&sink)).await;
    let letter = only(&sink);
    let (words, calendar) = letter.split_once("BEGIN:VCALENDAR").unwrap();
    assert!(
        words.contains("Endodoncia") && !words.contains("Limpieza"),
        "{letter}"
    );
    // What the calendar has of the other one is right as it is.
    assert!(calendar.contains("METHOD:CANCEL"), "{letter}");
    assert!(
        calendar.contains("Endodoncia") && !calendar.contains("Limpieza"),
        "{letter}"
    );
}

#[tokio::test]
async fn a_service_that_was_moved_to_another_day_is_told_of_on_its_own() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    let panal = clinic.panal(&sink);
    clinic
        .books(Booking {
            starts_at: "timestamptz '2031-11-24 14:00:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic
        .books(Booking {
            number: 2,
            service: 2,
            starts_at: "timestamptz '2031-12-01 20:00:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic.tells("cita-confirmada", 1, json!({})).await;
    let late = json!({"minutes_before": 1440});
    for (kind, more) in [
        ("cita-confirmada", json!({})),
        ("cita-reprogramada", json!({})),
        ("recordatorio-cita", late),
    ] {
        clinic.tells(kind, 2, more).await;
    }
    clinic.delivers(&panal).await;
    clinic
        .sql(&format!(
            "UPDATE nandu.appointments SET state = 'cancelada', cancelled_at = now(), sequence = 1 WHERE id = '{}'",
            id(2)
        ))
        .await;
    clinic.tells("cita-cancelada", 2, json!({})).await;
    clinic.delivers(&panal).await;
    let letters: Vec<String> = sink.taken().iter().map(|one| readable(one)).collect();
    assert_eq!(letters.len(), 5, "{letters:#?}");
    let (moved, stayed): (Vec<&String>, Vec<&String>) = letters
        .iter()
        .partition(|letter| letter.contains("Endodoncia"));
    assert_eq!(stayed.len(), 1, "{letters:#?}");
    for (letter, [day, uid, other]) in moved
        .iter()
        .map(|letter| (letter, ["lunes 1 de diciembre", "0002@panal", "Limpieza"]))
        .chain([(
            &stayed[0],
            ["lunes 24 de noviembre", "0001@panal", "0002@panal"],
        )])
    {
        assert!(letter.contains(day) && letter.contains(uid), "{letter}");
        assert!(!letter.contains(other), "{letter}");
    }
}

#[tokio::test]
async fn a_series_is_one_letter_with_all_its_dates() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    for (number, starts_at) in [
        (1, "timestamptz '2031-11-25 14:30:00Z'"),
        (2, "timestamptz '2031-12-02 14:30:00Z'"),
        (3, "timestamptz '2031-12-09 14:30:00Z'"),
    ] {
        clinic
            .books(Booking {
                number,
                visit: number,
                starts_at,
                ..Booking::SOON
            })
            .await;
        let notify = json!({"notify": number == 1});
        clinic.tells("cita-cancelada", number, notify).await;
    }
    clinic
        .sql(&format!(
            "INSERT INTO nandu.appointment_series (id, rrule, starts_local, time_zone)
                 VALUES ('{one}', 'FREQ=WEEKLY;COUNT=3', '2031-11-25 09:30', 'America/Lima');
             UPDATE nandu.appointments SET series_id = '{one}', occurs_at = starts_at, state = 'cancelada',
                 cancelled_at = now();
             -- In one transaction.
             UPDATE public.outbox SET created_at = now()",
            one = id(1)
        ))
        .await;
    clinic.delivers(&clinic.panal(&sink)).await;
    let letter = only(&sink);
    for part in [
        "Cuándo: martes 25 de noviembre de 2031, 9:30 a. m.",
        "También: martes 2 de diciembre de 2031, 9:30 a. m.",
        "También: martes 9 de diciembre de 2031, 9:30 a. m.",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
}

#[tokio::test]
async fn who_is_moved_reads_the_old_hour_and_the_new_one() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    clinic
        .books(Booking {
            starts_at: "timestamptz '2031-11-25 14:30:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic
        .sql(
            "UPDATE nandu.appointments SET starts_at = '2031-11-26 20:00:00Z', ends_at = '2031-11-26 20:30:00Z',
                 sequence = 1;
             INSERT INTO nandu.appointment_history (id, appointment_id, action, to_state, from_starts_at, to_starts_at,
                 actor_kind)
             SELECT gen_random_uuid(), id, 'reschedule', state, '2031-11-25 14:30:00Z', starts_at, 'user'
             FROM nandu.appointments",
        )
        .await;
    clinic.tells("cita-reprogramada", 1, json!({})).await;
    let panal = clinic.panal(&sink);
    clinic.delivers(&panal).await;
    let letter = only(&sink);
    for part in [
        "Cuándo: miércoles 26 de noviembre de 2031, 3:00 p. m.",
        "Antes: martes 25 de noviembre de 2031, 9:30 a. m.",
        "SEQUENCE:1",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    // Given to somebody else at the same hour: there is no old hour.
    clinic
        .sql(
            "UPDATE nandu.appointments SET sequence = 2;
             INSERT INTO nandu.appointment_history (id, appointment_id, action, to_state, actor_kind)
             SELECT gen_random_uuid(), id, 'reschedule', state, 'user' FROM nandu.appointments",
        )
        .await;
    clinic.tells("cita-reprogramada", 1, json!({})).await;
    clinic.delivers(&panal).await;
    let letter = readable(&sink.taken()[1]);
    assert!(
        letter.contains("cambió") && !letter.contains("Antes:"),
        "{letter}"
    );
}

#[tokio::test]
async fn nobody_is_written_to_of_what_holds_no_more_or_should_not_be_told() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    let away = Booking {
        state: "confirmada",
        ..Booking::SOON
    };
    for number in 1..=9 {
        clinic
            .books(Booking {
                number,
                visit: number,
                starts_at: if number == 4 {
                    "now() - interval '1 hour'"
                } else {
                    "now() + interval '90 minutes'"
                },
                ..away
            })
            .await;
    }
    // Not to be told.
    clinic
        .tells("cita-creada", 1, json!({"notify": false}))
        .await;
    // Called off since.
    clinic.tells("cita-confirmada", 2, json!({})).await;
    clinic
        .tells("recordatorio-cita", 2, json!({"minutes_before": 120}))
        .await;
    // Moved since.
    let then = json!({"starts_at": "2031-11-25T14:30:00Z", "minutes_before": 120});
    clinic.tells("recordatorio-cita", 3, then.clone()).await;
    clinic.tells("cita-reprogramada", 3, then).await;
    // Past.
    clinic
        .tells("recordatorio-cita", 4, json!({"minutes_before": 120}))
        .await;
    clinic.tells("cita-creada", 4, json!({})).await;
    // Without an address, and of a client who was deleted.
    clinic.tells("cita-creada", 5, json!({})).await;
    clinic.tells("cita-creada", 6, json!({})).await;
    // Of a client who was deleted, whatever address was given.
    clinic.tells("cita-creada", 8, json!({})).await;
    // A day before, when two hours before has been asked for.
    clinic
        .tells("recordatorio-cita", 9, json!({"minutes_before": 1440}))
        .await;
    // Done, which solicitar-feedback tells; and not done.
    clinic.tells("cita-completada", 7, json!({})).await;
    clinic.tells("solicitar-feedback", 7, json!({})).await;
    clinic
        .sql(&format!(
            "UPDATE nandu.appointments SET state = 'cancelada', cancelled_at = now() WHERE id = '{}';
             UPDATE nandu.clients SET email = NULL WHERE id = '{}';
             UPDATE nandu.clients SET deleted_at = now() WHERE id IN ('{}', '{}');
             UPDATE nandu.appointments SET contact_email = 'otra@test.co' WHERE client_id = '{}';
             INSERT INTO nandu.reminders (appointment_id, starts_at, minutes_before)
             SELECT id, starts_at, unnest('{{1440, 120}}'::integer[]) FROM nandu.appointments WHERE id = '{}'",
            id(2),
            id(5),
            id(6),
            id(8),
            id(8),
            id(9),
        ))
        .await;
    let log = clinic.delivers(&clinic.panal(&sink)).await;
    assert_eq!(sink.letters(), Vec::<String>::new());
    assert!(!log.contains("is not tried again"), "{log}");
    assert_eq!(clinic.deliveries().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_was_attended_to_is_asked_once_how_it_was() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    clinic.books(Booking::SOON).await;
    clinic
        .sql(
            "UPDATE nandu.appointments SET state = 'completada', started_at = now(), completed_at = now(),
                 contact_email = 'otra@test.co', contact_name = 'Lucía'",
        )
        .await;
    for _ in 0..2 {
        clinic.tells("solicitar-feedback", 1, json!({})).await;
    }
    clinic.delivers(&clinic.panal(&sink)).await;
    let letter = only(&sink);
    for part in [
        "To: otra@test.co",
        "Hola, Lucía:",
        "https://nandu.panal.pe/calificar#token=",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    assert!(!letter.contains("BEGIN:VCALENDAR"), "{letter}");
}

#[tokio::test]
async fn who_waits_for_a_time_reads_until_when_one_is_held() {
    let clinic = Clinic::open().await;
    let sink = Sink::willing().await;
    clinic.books(Booking::SOON).await;
    clinic
        .sql(&format!(
            "INSERT INTO nandu.time_slots (id, branch_id, professional_id, state, starts_at, ends_at, expires_at, hold_id,
                 service_id, service_starts_at, service_ends_at)
             SELECT gen_random_uuid(), id, '{one}', 'reservado_temporal', '2031-11-25 14:25:00Z', '2031-11-25 15:00:00Z',
                 '2031-11-24 21:15:00Z', '{one}', '{one}', '2031-11-25 14:30:00Z', '2031-11-25 15:00:00Z'
             FROM nandu.branches;
             INSERT INTO nandu.waiting_list (id, branch_id, client_id, service_id, from_day, until_day, state, hold_id,
                 offer_expires_at, offers, freed_professional_id, freed_from, freed_until)
             SELECT '{one}', id, '{one}', '{one}', '2031-11-01', '2031-11-30', 'offered', '{one}',
                 '2031-11-24 21:15:00Z', 2, '{one}', '2031-11-25 14:25:00Z', '2031-11-25 15:00:00Z'
             FROM nandu.branches;
             INSERT INTO public.outbox (id, tenant_id, kind, payload)
             SELECT gen_random_uuid(), id, 'lista-espera-oferta', jsonb_build_object('waiting_id', '{one}', 'offer', n,
                 'notify', true)
             FROM public.tenants, generate_series(1, 2) n WHERE slug = 'nandu'",
            one = id(1)
        ))
        .await;
    clinic.delivers(&clinic.panal(&sink)).await;
    let letter = only(&sink);
    for part in [
        "hasta las 4:15 p. m. del lunes 24 de noviembre de 2031",
        "Cuándo: martes 25 de noviembre de 2031, 9:30 a. m.",
        "Limpieza con Dra. Ruiz",
        "https://nandu.panal.pe/oferta#token=",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
}

#[tokio::test]
async fn a_letter_that_the_server_put_off_is_taken_once_and_is_the_same_letter() {
    let clinic = Clinic::open().await;
    let sink = Sink::open(|letters| match letters {
        1 => Answer::Say("451 try again"),
        _ => Answer::Say("250 taken"),
    })
    .await;
    clinic.books(Booking::SOON).await;
    clinic.tells("cita-confirmada", 1, json!({})).await;
    clinic.delivers(&clinic.panal(&sink)).await;
    let letters = sink.letters();
    assert_eq!((letters.len(), sink.taken().len()), (2, 1));
    let names: Vec<String> = letters
        .iter()
        .map(|letter| header(letter, "Message-ID"))
        .collect();
    assert_eq!(names[0], names[1]);
    assert!(names[0].ends_with("@panal.pe>"), "{names:?}");
    assert_eq!(clinic.deliveries().await, ["sent"]);
}

#[tokio::test]
async fn a_letter_that_the_server_refuses_for_good_is_noted_and_left() {
    let clinic = Clinic::open().await;
    let sink = Sink::open(|_| Answer::Say("550 no such user")).await;
    clinic.books(Booking::SOON).await;
    clinic.tells("cita-confirmada", 1, json!({})).await;
    // It said so twice before.
    clinic
        .sql("UPDATE graphile_worker._private_jobs SET attempts = 2")
        .await;
    let log = clinic.delivers(&clinic.panal(&sink)).await;
    assert_eq!((sink.letters().len(), sink.taken().len()), (1, 0), "{log}");
    assert_eq!(clinic.deliveries().await, ["refused"]);
    assert!(log.contains("is not tried again"), "{log}");
}
