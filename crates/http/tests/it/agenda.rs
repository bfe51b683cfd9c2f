//! A clinic that takes appointments: two professionals who work from 08:00 to 18:00 every day, two services, a client.

use crate::{
    client::Response,
    harness::Harness,
    staff::{Clinic, Person},
};
use chrono::{DateTime, Days, Utc};
use panal_domain::{
    Role, TenantId,
    scheduling::{TimeOfDay, time},
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) struct Agenda<'a> {
    pub(crate) clinic: Clinic<'a>,
    /// Somebody with all rights.
    pub(crate) admin: Person<'a>,
    pub(crate) branch: Uuid,
    /// Thirty minutes and five to tidy up; an hour.
    pub(crate) services: [Uuid; 2],
    pub(crate) professionals: [Uuid; 2],
    pub(crate) client: Uuid,
}

impl Harness {
    pub(crate) async fn agenda(&self, slug: &str) -> Agenda<'_> {
        let clinic = self.open(slug).await;
        let admin = clinic.staff(Role::Admin).await;
        let client = admin
            .registers(
                json!({"first_name": "Rosa", "last_name": "Quispe", "email": "rosa@test.co"}),
            )
            .await;
        let (services, professionals) = (
            [Uuid::now_v7(), Uuid::now_v7()],
            [Uuid::now_v7(), Uuid::now_v7()],
        );
        let schema = clinic.tenant.schema.quoted();
        let zone = &clinic.tenant.time_zone;
        let [short, long] = services;
        let [one, other] = professionals;
        self.sql(&format!(
            "INSERT INTO {schema}.services (id, name, price, minutes, buffer_after_minutes)
                 VALUES ('{short}', 'Limpieza', 100, 30, 5), ('{long}', 'Endodoncia', 250, 60, 0);
             INSERT INTO {schema}.professionals (id, full_name, kind)
                 VALUES ('{one}', 'Dra. Ruiz', 'odontologo'), ('{other}', 'Dr. Paz', 'odontologo');
             INSERT INTO {schema}.service_professionals (service_id, professional_id)
                 SELECT s.id, p.id FROM {schema}.services s, {schema}.professionals p;
             INSERT INTO {schema}.weekly_schedules (id, professional_id, branch_id, weekday, from_minute, until_minute)
                 SELECT gen_random_uuid(), p.id, b.id, d, 480, 1080
                 FROM {schema}.professionals p, {schema}.branches b, generate_series(1, 7) d;
             INSERT INTO {schema}.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
                 SELECT gen_random_uuid(), b.id, p.id, 'disponible',
                     (d + time '08:00') AT TIME ZONE '{zone}', (d + time '18:00') AT TIME ZONE '{zone}'
                 FROM {schema}.professionals p, {schema}.branches b, generate_series(
                     date_trunc('day', now() AT TIME ZONE '{zone}'),
                     date_trunc('day', now() AT TIME ZONE '{zone}') + interval '30 days', interval '1 day') d;"
        ))
        .await;
        let branch = self
            .db
            .superuser()
            .await
            .query_one(&format!("SELECT id FROM {schema}.branches"), &[])
            .await
            .unwrap()
            .get(0);
        Agenda {
            admin,
            branch,
            services,
            professionals,
            client: serde_json::from_value(client["id"].clone()).unwrap(),
            clinic,
        }
    }
}

impl Agenda<'_> {
    pub(crate) fn tenant(&self) -> TenantId {
        self.clinic.tenant.id
    }

    /// The moment at which clocks show `hour` (`09:30`), so many days from today.
    pub(crate) fn at(&self, days: u64, hour: &str) -> DateTime<Utc> {
        let zone = self.clinic.tenant.time_zone.parse().unwrap();
        let day = time::day_of(Utc::now(), zone) + Days::new(days);
        time::moment(
            day,
            TimeOfDay::parse(hour).unwrap(),
            zone,
            time::Edge::Begin,
        )
        .unwrap()
    }

    /// What the desk sends to book the short service with the first professional.
    pub(crate) fn order(&self, at: DateTime<Utc>) -> Value {
        json!({
            "client_id": self.client,
            "service_id": self.services[0],
            "professional_id": self.professionals[0],
            "starts_at": at,
        })
    }

    pub(crate) async fn books(&self, at: DateTime<Utc>) -> Response {
        self.admin.post("/appointments", self.order(at)).await
    }

    /// Busy intervals that overlap, of one professional or one room, by the database's own reckoning.
    pub(crate) async fn overlaps(&self) -> i64 {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .db
            .superuser()
            .await
            .query_one(
                &format!(
                    "SELECT count(*) FROM {schema}.time_slots a JOIN {schema}.time_slots b ON a.id < b.id
                         AND (a.professional_id = b.professional_id OR a.room_id = b.room_id)
                         AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
                     WHERE a.state <> 'disponible' AND b.state <> 'disponible'"
                ),
                &[],
            )
            .await
            .unwrap()
            .get(0)
    }
}
