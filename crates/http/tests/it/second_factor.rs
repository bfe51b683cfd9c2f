//! A second factor: setting it up, logging in with it, losing the telephone, giving it up.

use crate::{
    client::{Request, Response},
    harness::{Harness, auth_config},
    staff::{Clinic, PASSWORD, Person, hash},
};
use panal_domain::Role;
use panal_http::{AuthConfig, Server};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use totp_rs::{Builder, Secret};

/// What the authenticator app shows, now or some steps away.
pub(crate) fn app_code(secret: &str, steps: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let at = now.as_secs().checked_add_signed(steps * 30).unwrap();
    Builder::new()
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .build()
        .unwrap()
        .generate(at)
        .to_string()
}

/// A code that is none of those which are good about now.
fn wrong_code(secret: &str) -> String {
    let near: Vec<String> = (-3..=3).map(|steps| app_code(secret, steps)).collect();
    (0..)
        .map(|n| format!("{n:06}"))
        .find(|code| !near.contains(code))
        .unwrap()
}

/// Sets a second factor up under `prefix`, and gives its secret and the recovery codes.
pub(crate) async fn set_up(person: &Person<'_>, prefix: &str) -> (String, Vec<String>) {
    let started = person
        .post(&format!("{prefix}/me/totp"), json!({"password": PASSWORD}))
        .await;
    assert_eq!(started.status, 200, "{}", started.text());
    assert_eq!(started.header("cache-control"), Some("no-store"));
    let started = started.json();
    let secret = started["secret"].as_str().unwrap().to_owned();
    let url = started["otpauth_url"].as_str().unwrap();
    assert!(
        url.starts_with("otpauth://totp/Panal") && url.contains(&secret),
        "{url}"
    );
    let confirmed = person
        .post(
            &format!("{prefix}/me/totp/confirm"),
            json!({"code": app_code(&secret, 0)}),
        )
        .await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    (secret, codes_in(&confirmed))
}

fn codes_in(answer: &Response) -> Vec<String> {
    let codes: Vec<String> =
        serde_json::from_value(answer.json()["recovery_codes"].clone()).unwrap();
    assert_eq!(codes.len(), 10);
    codes
}

#[track_caller]
fn field_code(answer: &Response) -> Value {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "validation_failed")
    );
    answer.json()["errors"][0]["code"].clone()
}

impl Clinic<'_> {
    async fn login_with(&self, email: &str, password: &str, code: &str) -> Response {
        self.post(
            "/api/v1/auth/login",
            &json!({"email": email, "password": password, "code": code}),
        )
        .await
    }

    /// As if time had passed since the last code.
    async fn later(&self) {
        let schema = self.tenant.schema.quoted();
        self.harness
            .sql(&format!("UPDATE {schema}.users SET totp_last_step = 0"))
            .await;
    }
}

#[tokio::test]
async fn a_receptionist_sets_up_a_second_factor_and_logs_in_with_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let email = "empleado@test.co";
    let refused = ana.post("/me/totp", json!({"password": "not hers"})).await;
    assert_eq!(field_code(&refused), "password_wrong");
    let early = ana
        .post("/me/totp/confirm", json!({"code": "123456"}))
        .await;
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "second_factor_inactive")
    );

    let begun = ana
        .post("/me/totp", json!({"password": PASSWORD}))
        .await
        .json();
    let abandoned = begun["secret"].as_str().unwrap();
    assert_eq!(
        clinic.login(email, PASSWORD).await.status,
        200,
        "not before it is confirmed"
    );
    let wrong = ana
        .post("/me/totp/confirm", json!({"code": wrong_code(abandoned)}))
        .await;
    assert_eq!(field_code(&wrong), "second_factor_invalid");
    let (secret, _) = set_up(&ana, "").await;
    assert_ne!(secret, abandoned);
    let again = ana.post("/me/totp", json!({"password": PASSWORD})).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (409, "second_factor_active")
    );

    let asked = clinic.login(email, PASSWORD).await;
    assert_eq!(
        (asked.status, asked.code().as_str()),
        (401, "second_factor_required")
    );
    let wrong = clinic
        .login_with(email, PASSWORD, &wrong_code(&secret))
        .await;
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (401, "second_factor_invalid")
    );
    let stranger = clinic
        .login_with(email, "not hers", &app_code(&secret, 1))
        .await;
    assert_eq!(
        stranger.code(),
        "invalid_credentials",
        "no word of the second factor"
    );
    let replayed = clinic
        .login_with(email, PASSWORD, &app_code(&secret, 0))
        .await;
    assert_eq!(
        replayed.code(),
        "second_factor_invalid",
        "the code that confirmed it"
    );

    let next = app_code(&secret, 1);
    let spaced = format!("{} {}", &next[..3], &next[3..]);
    let entered = clinic.login_with(email, PASSWORD, &spaced).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let replayed = clinic.login_with(email, PASSWORD, &next).await;
    assert_eq!(replayed.code(), "second_factor_invalid");
    // Renewing asks for nothing.
    let entered = Person::of(&harness, &clinic.host, &entered.json());
    assert_eq!(clinic.refresh(&entered.refresh).await.status, 200);

    let failed = "audit_log WHERE action = 'login_failed' AND changes ->> 'reason' = 'second_factor_invalid'";
    assert_eq!(clinic.count(failed).await, 3);
    assert_eq!(
        clinic
            .count("audit_log WHERE action = 'second_factor_enabled'")
            .await,
        1
    );
}

#[tokio::test]
async fn the_database_knows_neither_secret_nor_recovery_codes() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, codes) = set_up(&ana, "").await;
    let plain = Secret::try_from_base32(&secret).unwrap();
    let schema = clinic.tenant.schema.quoted();
    let superuser = harness.db.superuser().await;
    let kept: Vec<u8> = superuser
        .query_one(&format!("SELECT totp_secret FROM {schema}.users"), &[])
        .await
        .unwrap()
        .get(0);
    assert!(!kept.windows(plain.len()).any(|part| part == &*plain));
    let rows = superuser
        .query(
            &format!("SELECT code_hash FROM {schema}.recovery_codes"),
            &[],
        )
        .await
        .unwrap();
    assert_eq!(rows.len(), 10);
    for row in rows {
        assert_eq!(row.get::<_, Vec<u8>>(0).len(), 32);
    }
    let told = superuser
        .query_one(
            &format!("SELECT string_agg(a::text, ' ') FROM {schema}.audit_log a"),
            &[],
        )
        .await
        .unwrap()
        .get::<_, String>(0);
    for hidden in codes.iter().chain([&secret]) {
        assert!(!told.contains(hidden.as_str()), "{told}");
    }

    // Copied into the row of somebody else, the secret opens nothing.
    clinic.hires(Role::Cashier).await;
    harness
        .sql(&format!(
            "UPDATE {schema}.users u SET totp_secret = a.totp_secret, totp_confirmed_at = now()
             FROM {schema}.users a WHERE u.email = 'cashier@test.co' AND a.email = 'empleado@test.co'"
        ))
        .await;
    let stolen = clinic
        .login_with("cashier@test.co", PASSWORD, &app_code(&secret, 1))
        .await;
    assert_eq!((stolen.status, stolen.code().as_str()), (500, "internal"));
    assert_eq!(clinic.count("sessions").await, 1);
}

#[tokio::test]
async fn the_key_of_the_secrets_changes_over_as_people_log_in() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, codes) = set_up(&ana, "").await;
    let new = || SecretString::from("the key of next year, and it is long enough");
    let changing = harness
        .another_server_with(AuthConfig {
            encryption_secret: new(),
            previous_encryption_secret: Some(auth_config().encryption_secret),
            ..auth_config()
        })
        .await;
    let changed = harness
        .another_server_with(AuthConfig {
            encryption_secret: new(),
            ..auth_config()
        })
        .await;
    let login_at = async |server: &Server, code: &str| {
        let body = json!({"email": "empleado@test.co", "password": PASSWORD, "code": code});
        Request::new(server.addr, "POST", &clinic.host, "/api/v1/auth/login")
            .json(&body)
            .send()
            .await
    };
    // Where the old key is gone too soon, a recovery code helps.
    let code = app_code(&secret, 1);
    assert_eq!(login_at(&changed, &code).await.status, 500);
    assert_eq!(login_at(&changed, &codes[0]).await.status, 200);
    assert_eq!(login_at(&changing, &code).await.status, 200);
    clinic.later().await;
    let code = app_code(&secret, 1);
    assert_eq!(login_at(&changed, &code).await.status, 200, "sealed anew");
}

#[tokio::test]
async fn a_lost_telephone_is_replaced_by_recovery_codes_each_good_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let email = "empleado@test.co";
    let (_, codes) = set_up(&ana, "").await;
    let sloppy = codes[0].to_lowercase().replace('-', " ");
    let entered = clinic.login_with(email, PASSWORD, &sloppy).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let twice = clinic.login_with(email, PASSWORD, &codes[0]).await;
    assert_eq!(
        (twice.status, twice.code().as_str()),
        (401, "second_factor_invalid")
    );
    let at_once = futures_util::future::join_all(
        (0..4).map(|_| clinic.login_with(email, PASSWORD, &codes[1])),
    )
    .await;
    let won = at_once.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    assert_eq!(
        clinic
            .count("audit_log WHERE action = 'recovery_code_used'")
            .await,
        2
    );

    let wrong = ana
        .post(
            "/me/totp/recovery-codes",
            json!({"password": "not hers", "code": codes[2]}),
        )
        .await;
    assert_eq!(field_code(&wrong), "password_wrong");
    // Who has found the password out does not get codes for it.
    let alone = ana
        .post("/me/totp/recovery-codes", json!({"password": PASSWORD}))
        .await;
    assert_eq!(alone.status, 422);
    let guessed = ana
        .post(
            "/me/totp/recovery-codes",
            json!({"password": PASSWORD, "code": codes[0]}),
        )
        .await;
    assert_eq!(field_code(&guessed), "second_factor_invalid", "used before");
    let renewed = ana
        .post(
            "/me/totp/recovery-codes",
            json!({"password": PASSWORD, "code": codes[2]}),
        )
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    let renewed = codes_in(&renewed);
    assert_eq!(
        clinic.login_with(email, PASSWORD, &codes[3]).await.code(),
        "second_factor_invalid",
        "those before are good no more"
    );
    assert_eq!(
        clinic.login_with(email, PASSWORD, &renewed[2]).await.status,
        200
    );
}

#[tokio::test]
async fn of_many_log_ins_with_one_code_at_once_one_wins() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, _) = set_up(&ana, "").await;
    clinic.later().await;
    let code = app_code(&secret, 1);
    let answers = futures_util::future::join_all(
        (0..4).map(|_| clinic.login_with("empleado@test.co", PASSWORD, &code)),
    )
    .await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    assert_eq!(clinic.count("sessions").await, 2);
}

#[tokio::test]
async fn guessing_codes_slows_down_as_guessing_passwords_does() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, _) = set_up(&ana, "").await;
    let email = "empleado@test.co";
    let wrong = wrong_code(&secret);
    let mut guessed = 0;
    for _ in 0..30 {
        let guess = clinic.login_with(email, PASSWORD, &wrong).await;
        match guess.status {
            401 => {
                assert_eq!(guess.code(), "second_factor_invalid");
                guessed += 1;
            }
            _ => assert_eq!(guess.code(), "too_many_attempts"),
        }
        // The right password alone does not buy more guesses.
        let asked = clinic.login(email, PASSWORD).await;
        assert!(matches!(asked.status, 401 | 429), "{}", asked.text());
    }
    assert!((1..=10).contains(&guessed), "{guessed} guesses");
}

#[tokio::test]
async fn giving_it_up_takes_password_and_code() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, codes) = set_up(&ana, "").await;
    let give_up = async |password: &str, code: &str| {
        ana.request("DELETE", "/me/totp")
            .json(&json!({"password": password, "code": code}))
            .send()
            .await
    };
    let answer = give_up("not hers", &app_code(&secret, 1)).await;
    assert_eq!(field_code(&answer), "password_wrong");
    let answer = give_up(PASSWORD, &wrong_code(&secret)).await;
    assert_eq!(field_code(&answer), "second_factor_invalid");
    let answer = give_up(PASSWORD, &app_code(&secret, 1)).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    assert_eq!(clinic.login("empleado@test.co", PASSWORD).await.status, 200);
    assert_eq!(clinic.count("recovery_codes").await, 0);
    assert_eq!(clinic.count("users WHERE totp_secret IS NOT NULL").await, 0);
    assert_eq!(
        give_up(PASSWORD, &codes[0]).await.code(),
        "second_factor_inactive"
    );
    let renew = ana
        .post(
            "/me/totp/recovery-codes",
            json!({"password": PASSWORD, "code": codes[0]}),
        )
        .await;
    assert_eq!(
        (renew.status, renew.code().as_str()),
        (409, "second_factor_inactive")
    );
    assert_eq!(
        clinic
            .count("audit_log WHERE action = 'second_factor_disabled'")
            .await,
        1
    );
    // She may set up another.
    set_up(&ana, "").await;
}

#[tokio::test]
async fn a_super_admin_does_nothing_before_the_second_factor() {
    let harness = Harness::new().await;
    let id = uuid::Uuid::now_v7();
    let insert = "INSERT INTO public.platform_users (id, email, full_name, password_hash) VALUES ($1, 'root@panal.test', 'Root', $2)";
    harness
        .db
        .superuser()
        .await
        .execute(insert, &[&id, &hash(PASSWORD).expose()])
        .await
        .unwrap();
    let login = async |code: Option<&str>| {
        harness
            .request("POST", "localhost", "/api/v1/platform/auth/login")
            .json(&json!({"email": "root@panal.test", "password": PASSWORD, "code": code}))
            .send()
            .await
    };
    let root = Person::of(&harness, "localhost", &login(None).await.json());
    let refused = root.get("/platform/tenants").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "second_factor_missing")
    );
    let (secret, codes) = set_up(&root, "/platform").await;
    // The session that set it up learns of it at once.
    let served = root.get("/platform/tenants").await;
    assert_eq!(served.status, 200, "{}", served.text());
    assert_eq!(login(None).await.code(), "second_factor_required");
    assert_eq!(
        login(Some("000 000 0")).await.code(),
        "second_factor_invalid"
    );
    assert_eq!(login(Some(&app_code(&secret, 1))).await.status, 200);
    assert_eq!(
        login(Some(&app_code(&secret, 1))).await.code(),
        "second_factor_invalid"
    );
    assert_eq!(login(Some(&codes[0])).await.status, 200);
    let renewed = root
        .post(
            "/platform/me/totp/recovery-codes",
            json!({"password": PASSWORD, "code": codes[1]}),
        )
        .await;
    let renewed = codes_in(&renewed);
    let gone = root
        .request("DELETE", "/platform/me/totp")
        .json(&json!({"password": PASSWORD, "code": renewed[0]}))
        .send()
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    assert_eq!(
        root.get("/platform/tenants").await.code(),
        "second_factor_missing"
    );
    let actions: Vec<String> = harness
        .db
        .superuser()
        .await
        .query_one(
            "SELECT array_agg(action || coalesce(' ' || (detail ->> 'reason'), '') ORDER BY id)
             FROM public.platform_audit WHERE actor = $1",
            &[&id.to_string()],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(
        actions,
        [
            "login",
            "second_factor_started",
            "second_factor_enabled",
            "login_failed second_factor_invalid",
            "login",
            "login_failed second_factor_invalid",
            "recovery_code_used",
            "login",
            "recovery_code_used",
            "recovery_codes_renewed",
            "recovery_code_used",
            "second_factor_disabled",
        ]
    );
}

/// Whoever knows the first password of somebody, and logged in before the owner set the second factor up, showed none.
#[tokio::test]
async fn setting_it_up_ends_all_other_sessions() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let stranger = clinic.enters("empleado@test.co").await;
    assert_eq!(stranger.get("/me").await.status, 200);
    set_up(&ana, "").await;
    assert_eq!(stranger.get("/me").await.code(), "session_ended");
    assert_eq!(
        clinic.refresh(&stranger.refresh).await.code(),
        "refresh_token_invalid"
    );
    assert_eq!(ana.get("/me").await.status, 200, "the one that set it up");
    let told = "audit_log WHERE action = 'revoke_sessions'
        AND changes ->> 'reason' = 'second_factor_enabled' AND changes ->> 'sessions' = '1'";
    assert_eq!(clinic.count(told).await, 1);

    let id = uuid::Uuid::now_v7();
    harness
        .db
        .superuser()
        .await
        .execute(
            "INSERT INTO public.platform_users (id, email, full_name, password_hash)
             VALUES ($1, 'root@panal.test', 'Root', $2)",
            &[&id, &hash(PASSWORD).expose()],
        )
        .await
        .unwrap();
    let enters = async || {
        let answer = harness
            .request("POST", "localhost", "/api/v1/platform/auth/login")
            .json(&json!({"email": "root@panal.test", "password": PASSWORD}))
            .send()
            .await;
        Person::of(&harness, "localhost", &answer.json())
    };
    let (root, stranger) = (enters().await, enters().await);
    assert_eq!(
        stranger.get("/platform/me").await.json()["second_factor"],
        false
    );
    set_up(&root, "/platform").await;
    assert_eq!(
        stranger.get("/platform/tenants").await.code(),
        "session_ended"
    );
    let renewed = harness
        .request("POST", "localhost", "/api/v1/platform/auth/refresh")
        .json(&json!({"refresh_token": stranger.refresh}))
        .send()
        .await;
    assert_eq!(renewed.code(), "refresh_token_invalid");
    assert_eq!(
        root.get("/platform/me").await.json()["second_factor"],
        true,
        "the one that set it up"
    );
}

#[tokio::test]
async fn a_log_in_that_began_before_it_was_set_up_is_asked_for_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let schema = clinic.tenant.schema.quoted();
    let mut superuser = harness.db.superuser().await;
    let held = superuser.transaction().await.unwrap();
    held.batch_execute(&format!(
        "UPDATE {schema}.users SET totp_confirmed_at = now(), totp_secret = 'x'"
    ))
    .await
    .unwrap();
    let (entered, ()) = tokio::join!(clinic.login("empleado@test.co", PASSWORD), async {
        harness.until_somebody_waits().await;
        held.commit().await.unwrap();
    });
    assert_eq!(
        (entered.status, entered.code().as_str()),
        (401, "second_factor_required")
    );
    assert_eq!(clinic.count("sessions").await, 0);
}

#[tokio::test]
async fn wrong_codes_are_counted_for_all_servers_together() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, codes) = set_up(&ana, "").await;
    clinic.later().await;
    let patient = || AuthConfig {
        account_attempts: 1000,
        ..auth_config()
    };
    let servers = [
        harness.another_server_with(patient()).await,
        harness.another_server_with(patient()).await,
    ];
    let login = async |server: usize, code: &str| {
        let body = json!({"email": "empleado@test.co", "password": PASSWORD, "code": code});
        Request::new(
            servers[server].addr,
            "POST",
            &clinic.host,
            "/api/v1/auth/login",
        )
        .json(&body)
        .send()
        .await
    };
    let wrong = wrong_code(&secret);
    // All at once: each is counted before it is looked at.
    let answers = futures_util::future::join_all((0..16).map(|n| login(n % 2, &wrong))).await;
    let of = |code: &str| answers.iter().filter(|one| one.code() == code).count();
    assert_eq!(
        (of("second_factor_invalid"), of("too_many_attempts")),
        (10, 6)
    );
    let right = login(0, &app_code(&secret, 0)).await;
    assert_eq!(
        (right.status, right.code().as_str()),
        (429, "too_many_attempts")
    );
    let wait: u64 = right.header("retry-after").unwrap().parse().unwrap();
    assert!((600..=900).contains(&wait), "{wait}");
    let blocked = "audit_log WHERE action = 'second_factor_blocked'";
    assert_eq!(clinic.count(blocked).await, 1);
    let refused = "audit_log WHERE action = 'login_failed' AND changes ->> 'reason' = 'second_factor_blocked'";
    assert_eq!(clinic.count(refused).await, 7);

    // The time is over; one more that is wrong, and it is twice as long.
    let schema = clinic.tenant.schema.quoted();
    let over = format!("UPDATE {schema}.users SET totp_blocked_until = now()");
    harness.sql(&over).await;
    assert_eq!(login(1, &wrong).await.code(), "second_factor_invalid");
    let longer = "users WHERE totp_blocked_until > now() + interval '25 minutes' AND version = 3";
    assert_eq!(clinic.count(longer).await, 1);
    // Recovery codes cannot be guessed: their owner gets in, and begins anew.
    assert_eq!(login(0, &codes[0]).await.status, 200);
    assert_eq!(login(1, &app_code(&secret, 0)).await.status, 200);
    let anew = "users WHERE totp_failures = 0 AND totp_blocked_until IS NULL";
    assert_eq!(clinic.count(anew).await, 1);
}

#[tokio::test]
async fn the_password_alone_buys_no_guesses_at_codes() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (secret, _) = set_up(&ana, "").await;
    let wrong = wrong_code(&secret);
    let mut guessed = 0;
    for _ in 0..9 {
        let guess = clinic
            .login_with("empleado@test.co", PASSWORD, &wrong)
            .await;
        guessed += usize::from(guess.status == 401);
        // The right one, which proves the password and changes nothing.
        let body = json!({"current_password": PASSWORD, "new_password": PASSWORD});
        let proven = ana.post("/me/password", body).await;
        assert!(matches!(proven.status, 422 | 429), "{}", proven.text());
    }
    assert!((5..9).contains(&guessed), "{guessed} guesses");
}

#[tokio::test]
async fn wrong_passwords_and_codes_of_whoever_is_logged_in_are_written_down() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    ana.post("/me/totp", json!({"password": "not hers"})).await;
    let (secret, _) = set_up(&ana, "").await;
    let body = json!({"password": PASSWORD, "code": wrong_code(&secret)});
    ana.post("/me/totp/recovery-codes", body).await;
    for reason in ["password_wrong", "second_factor_invalid"] {
        let told = format!(
            "audit_log WHERE action = 'reauthentication_failed' AND changes ->> 'reason' = '{reason}'
             AND actor_name = 'empleado@test.co'"
        );
        assert_eq!(clinic.count(&told).await, 1, "{reason}");
    }
}
