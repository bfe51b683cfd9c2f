//! A super admin, and a worker that makes the businesses that were asked for.

use crate::{
    client::{Request, Response},
    harness::Harness,
    staff::hash,
};
use panal_domain::{Email, PersonName};
use panal_persistence::db::{Notification, Notifications};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub(crate) const HOST: &str = "localhost";
pub(crate) const PASSWORD: &str = "panal-plataforma-2026";

/// Somebody who is logged in to the platform.
pub(crate) struct Admin<'a> {
    harness: &'a Harness,
    pub(crate) id: Uuid,
    pub(crate) email: String,
    access: String,
}

/// Works until dropped.
pub(crate) struct Worker(JoinHandle<()>);

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Harness {
    /// A platform user who has logged in, but has no second factor yet.
    pub(crate) async fn newcomer(&self, email: &str) -> Admin<'_> {
        let id = self
            .db
            .provisioner
            .create_platform_user(
                &Email::parse(email).unwrap(),
                &PersonName::parse("Sofía Súper").unwrap(),
                &hash(PASSWORD),
            )
            .await
            .unwrap();
        self.enters_platform(id, email).await
    }

    pub(crate) async fn enters_platform(&self, id: Uuid, email: &str) -> Admin<'_> {
        let answer = self
            .request("POST", HOST, "/api/v1/platform/auth/login")
            .json(&json!({"email": email, "password": PASSWORD}))
            .send()
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        Admin {
            harness: self,
            id,
            email: email.to_owned(),
            access: answer.json()["access_token"].as_str().unwrap().to_owned(),
        }
    }

    /// A super admin whose second factor is set up.
    pub(crate) async fn super_admin(&self, email: &str) -> Admin<'_> {
        let admin = self.newcomer(email).await;
        self.has_second_factor(admin.id).await;
        admin.until_welcome().await;
        admin
    }

    pub(crate) async fn has_second_factor(&self, id: Uuid) {
        self.sql(&format!(
            "UPDATE public.platform_users SET totp_confirmed_at = now() WHERE id = '{id}';
             SELECT pg_notify('panal_session', '{id}')"
        ))
        .await;
    }

    /// Makes each business that is asked for, as a worker does.
    pub(crate) fn worker(&self) -> Worker {
        let provisioner = self.db.provisioner.clone();
        let notifications = Notifications::listen(self.db.app.clone(), &["panal_request"]);
        let mut news = notifications.subscribe();
        Worker(tokio::spawn(async move {
            let _listening = notifications;
            while let Ok(said) = news.recv().await {
                let asked: Vec<Uuid> = match said {
                    Notification::Message { payload, .. } => payload.parse().into_iter().collect(),
                    Notification::Missed => provisioner
                        .owner()
                        .query(
                            "SELECT id FROM public.tenant_requests WHERE state = 'waiting'",
                            &[],
                        )
                        .await
                        .map(|rows| rows.iter().map(|row| row.get("id")).collect())
                        .unwrap_or_default(),
                };
                for id in asked {
                    // What failed is told in the request; the test reads it there.
                    let _ = Box::pin(provisioner.fulfil(id)).await;
                }
            }
        }))
    }
}

impl Admin<'_> {
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        self.harness
            .request(method, HOST, &format!("/api/v1/platform{path}"))
            .header("Authorization", &format!("Bearer {}", self.access))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.request("POST", path).json(&body).send().await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Response {
        self.request("PUT", path).json(&body).send().await
    }

    /// The body of an answer that has to be 200.
    pub(crate) async fn reads(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// What the server was told of the second factor takes a moment to arrive.
    async fn until_welcome(&self) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while self.get("/plans").await.status != 200 {
            assert!(
                tokio::time::Instant::now() < deadline,
                "the second factor is not seen"
            );
            tokio::task::yield_now().await;
        }
    }
}
