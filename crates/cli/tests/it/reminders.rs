//! Reminders: in time, once, whatever happens to the worker.

use crate::{
    letters::{Booking, Clinic, id},
    sink::{Answer, Sink, readable, undelivered},
    support::{Panal, Running, until},
};
use chrono::{TimeDelta, Utc};
use panal_persistence::tenant::scheduling::reminders;
use serde_json::json;

impl Clinic {
    /// Has what is due at this moment asked for, so many minutes from now; the minutes before of what was asked for.
    async fn asks(&self, minutes_from_now: i64, before: &[u32]) -> Vec<i64> {
        self.sql("DELETE FROM public.outbox").await;
        let tx = self.db.begin(&self.tenant).await;
        let now = Utc::now() + TimeDelta::minutes(minutes_from_now);
        let asked = reminders::ask(&tx, now, before).await.unwrap();
        tx.commit().await.unwrap();
        let rows = self
            .db
            .superuser()
            .await
            .query(
                "SELECT (payload->>'minutes_before')::bigint FROM public.outbox
                 WHERE kind = 'recordatorio-cita' ORDER BY 1",
                &[],
            )
            .await
            .unwrap();
        assert_eq!(rows.len(), asked);
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Has the job run that looks what is due.
    async fn reminds(&self) {
        self.sql("SELECT graphile_worker.add_job('remind_all', '{}')")
            .await;
    }

    /// Runs a worker until the job that looks what is due, and all that follows from it, is done.
    async fn works(&self, panal: &Panal) -> String {
        let client = self.db.superuser().await;
        let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
        until(|| async {
            let waiting = "SELECT 1 FROM graphile_worker.jobs WHERE task_identifier IN ('remind_all', 'deliver_event')";
            let rows = client.query(waiting, &[]).await.unwrap();
            rows.is_empty().then_some(())
        })
        .await;
        worker.signal("-TERM");
        worker.finish().exits(0).stderr
    }
}

/// 24 hours and 2 hours before.
const USUAL: [u32; 2] = [24 * 60, 2 * 60];
const NONE: [i64; 0] = [];

#[tokio::test]
async fn a_client_is_reminded_a_day_and_two_hours_before_and_never_twice() {
    let clinic = Clinic::open().await;
    clinic
        .books(Booking {
            starts_at: "now() + interval '30 hours'",
            ..Booking::SOON
        })
        .await;
    assert_eq!(clinic.asks(0, &USUAL).await, NONE);
    assert_eq!(clinic.asks(6 * 60 - 1, &USUAL).await, NONE);
    assert_eq!(clinic.asks(6 * 60 + 1, &USUAL).await, [24 * 60]);
    assert_eq!(clinic.asks(6 * 60 + 6, &USUAL).await, NONE);
    assert_eq!(clinic.asks(28 * 60 + 1, &USUAL).await, [2 * 60]);
    assert_eq!(clinic.asks(28 * 60 + 6, &USUAL).await, NONE);
    assert_eq!(clinic.asks(31 * 60, &USUAL).await, NONE);
}

#[tokio::test]
async fn after_a_long_silence_only_the_last_reminder_is_sent() {
    let clinic = Clinic::open().await;
    clinic.books(Booking::SOON).await;
    assert_eq!(clinic.asks(0, &USUAL).await, [2 * 60]);
    assert_eq!(clinic.asks(1, &USUAL).await, NONE);
    // One more that the business asks for now would have come before the one that was sent.
    assert_eq!(clinic.asks(2, &[24 * 60, 12 * 60, 2 * 60]).await, NONE);
    // One that comes after is sent.
    assert_eq!(clinic.asks(61, &[24 * 60, 2 * 60, 30]).await, [30]);
    assert_eq!(clinic.asks(0, &[]).await, NONE);
}

#[tokio::test]
async fn nobody_is_reminded_of_what_was_just_agreed_is_past_or_was_called_off() {
    let clinic = Clinic::open().await;
    for (number, starts_at, booked_at, state) in [
        (
            1,
            "now() + interval '90 minutes'",
            "now() - interval '10 minutes'",
            "confirmada",
        ),
        (
            2,
            "now() - interval '1 minute'",
            "now() - interval '3 days'",
            "confirmada",
        ),
        (
            3,
            "now() + interval '90 minutes'",
            "now() - interval '3 days'",
            "no_asistio",
        ),
    ] {
        clinic
            .books(Booking {
                number,
                visit: number,
                starts_at,
                booked_at,
                state,
                ..Booking::SOON
            })
            .await;
    }
    assert_eq!(clinic.asks(0, &USUAL).await, NONE);
    // The first was made too late for two hours before, not for one.
    assert_eq!(clinic.asks(31, &[60]).await, [60]);
}

#[tokio::test]
async fn who_is_moved_is_reminded_of_the_new_hour() {
    let clinic = Clinic::open().await;
    clinic.books(Booking::SOON).await;
    assert_eq!(clinic.asks(0, &USUAL).await, [2 * 60]);
    clinic
        .sql(
            "UPDATE nandu.appointments SET starts_at = starts_at + interval '5 hours', ends_at = ends_at + interval '5 hours';
             INSERT INTO nandu.appointment_history (id, appointment_id, action, to_state, to_starts_at, actor_kind)
             SELECT gen_random_uuid(), id, 'reschedule', state, starts_at, 'user' FROM nandu.appointments",
        )
        .await;
    // It was agreed just now: no reminder of a day before.
    assert_eq!(clinic.asks(1, &USUAL).await, NONE);
    assert_eq!(clinic.asks(4 * 60 + 31, &USUAL).await, [2 * 60]);
}

#[tokio::test]
async fn a_visit_of_several_services_is_one_reminder() {
    let clinic = Clinic::open().await;
    clinic.books(Booking::SOON).await;
    clinic
        .books(Booking {
            number: 2,
            service: 2,
            starts_at: "now() + interval '119 minutes'",
            ..Booking::SOON
        })
        .await;
    // All that counts is the first's hour.
    clinic
        .sql("UPDATE nandu.appointments SET day = '2026-01-01'")
        .await;
    assert_eq!(clinic.asks(0, &USUAL).await, [2 * 60]);
    assert_eq!(clinic.asks(10, &USUAL).await, NONE);
    // Where that is called off, the next one counts.
    clinic
        .sql(&format!(
            "UPDATE nandu.appointments SET state = 'cancelada', cancelled_at = now() WHERE id = '{}'",
            id(1)
        ))
        .await;
    assert_eq!(clinic.asks(11, &USUAL).await, [2 * 60]);
}

#[tokio::test]
async fn a_worker_killed_after_a_letter_was_taken_does_not_send_it_again() {
    let clinic = Clinic::open().await;
    for number in 1..=4 {
        clinic
            .books(Booking {
                number,
                visit: number,
                ..Booking::SOON
            })
            .await;
    }
    // The second letter is taken, but the worker never hears of it.
    let sink = Sink::open(|letters| match letters {
        2 => Answer::TakeInSilence,
        _ => Answer::Say("250 taken"),
    })
    .await;
    let panal = clinic.panal(&sink);
    clinic.reminds().await;
    let killed = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    // The others are sent and noted; one hangs.
    until(|| async {
        (sink.taken().len() == 4 && undelivered(&clinic.db).await == 1).then_some(())
    })
    .await;
    killed.signal("-KILL");
    assert_eq!(killed.finish().code, None);
    assert_eq!(
        clinic.deliveries().await,
        ["sending", "sent", "sent", "sent"]
    );

    // The next worker looks what is due, and finishes what the first was at.
    clinic.reminds().await;
    let log = clinic.works(&panal).await;
    assert_eq!(
        sink.recipients(),
        [
            "rosa1@test.co",
            "rosa2@test.co",
            "rosa3@test.co",
            "rosa4@test.co"
        ],
        "{log}"
    );
    assert_eq!(sink.letters().len(), 4, "{log}");
    for letter in sink.taken() {
        assert!(
            readable(&letter).contains("Le recordamos su cita"),
            "{letter}"
        );
    }
    assert_eq!(undelivered(&clinic.db).await, 0);
    // Somebody may want to call.
    assert!(
        log.contains("it may have left: recordatorio-cita:"),
        "{log}"
    );
    assert!(!log.contains("@test.co"), "{log}");
    assert_eq!(
        clinic.deliveries().await,
        ["sending", "sent", "sent", "sent"]
    );
}

#[tokio::test]
async fn a_worker_killed_before_it_wrote_leaves_the_letter_to_the_next() {
    let clinic = Clinic::open().await;
    clinic.books(Booking::SOON).await;
    let sink = Sink::willing().await;
    let panal = clinic.panal(&sink);
    clinic.reminds().await;
    // Whoever is about to write waits for this table.
    let (holder, client) = (clinic.db.superuser().await, clinic.db.superuser().await);
    holder
        .batch_execute("BEGIN; LOCK TABLE nandu.deliveries")
        .await
        .unwrap();
    let killed = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async {
        let waits =
            "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'nandu.deliveries'::regclass";
        client.query_opt(waits, &[]).await.unwrap()
    })
    .await;
    killed.signal("-KILL");
    assert_eq!(killed.finish().code, None);
    holder.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(sink.letters().len(), 0);
    clinic.reminds().await;
    let log = clinic.works(&panal).await;
    assert_eq!(sink.recipients(), ["rosa1@test.co"], "{log}");
    assert_eq!(clinic.deliveries().await, ["sent"]);
}

#[tokio::test]
async fn two_reminders_of_one_visit_are_two_letters_to_each_client() {
    let clinic = Clinic::open().await;
    clinic.books(Booking::SOON).await;
    let sink = Sink::willing().await;
    let panal = clinic.panal(&sink);
    // The same one told twice, and another one.
    for minutes in [1440, 1440, 120] {
        let more = json!({"minutes_before": minutes});
        clinic.tells("recordatorio-cita", 1, more).await;
    }
    clinic.works(&panal).await;
    assert_eq!(sink.recipients(), ["rosa1@test.co", "rosa1@test.co"]);
}

#[tokio::test]
async fn a_business_whose_tables_are_broken_keeps_no_other_from_reminding() {
    let clinic = Clinic::open().await;
    clinic.db.tenant("averiada").await;
    clinic.books(Booking::SOON).await;
    clinic
        .sql("ALTER TABLE averiada.reminders RENAME TO away; ALTER TABLE averiada.settings RENAME TO gone")
        .await;
    let sink = Sink::willing().await;
    clinic.reminds().await;
    let log = clinic.works(&clinic.panal(&sink)).await;
    assert_eq!(sink.recipients(), ["rosa1@test.co"], "{log}");
    assert!(log.contains("failed for this business"), "{log}");
    assert!(log.contains("averiada"), "{log}");
}
