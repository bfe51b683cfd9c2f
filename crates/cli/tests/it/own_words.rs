//! Letters that say what the business says in its own words and colour.

use crate::{
    letters::{Booking, Clinic},
    sink::{Sink, header, readable},
};
use serde_json::json;

/// Books an appointment of 2031 for a client of this name, and tells of it.
async fn books(clinic: &Clinic, name: &str) {
    clinic
        .books(Booking {
            starts_at: "timestamptz '2031-11-25 14:30:00Z'",
            ..Booking::SOON
        })
        .await;
    clinic
        .sql(&format!("UPDATE nandu.clients SET first_name = E'{name}'"))
        .await;
    clinic.tells("cita-creada", 1, json!({})).await;
}

#[tokio::test]
async fn a_client_reads_what_the_business_says_in_its_own_words() {
    let clinic = Clinic::open().await;
    clinic
        .sql(
            r##"INSERT INTO nandu.settings (key, value) VALUES
                ('letter:cita-creada', '{"subject": "{client}, nos vemos el {date}",
                    "opening": "Su {service} con {professional} es a las {time}.\n\n<i>{code}</i>",
                    "closing": "Llegue antes."}'),
                ('letter:cita-confirmada', '{"subject": "Otro asunto", "opening": null, "closing": null}');
            UPDATE nandu.brand SET color = '#204060'"##,
        )
        .await;
    let sink = Sink::willing().await;
    // What people write does not add a header.
    books(&clinic, "Rosa\\r\\nBcc: otro@correo.test").await;
    clinic.delivers(&clinic.panal(&sink)).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 1);
    let subject = header(&taken[0], "Subject");
    assert!(
        subject.starts_with("Rosa Bcc: otro@correo.test, nos vemos el martes 25 de noviembre"),
        "{subject}"
    );
    assert!(!taken[0].contains("\r\nBcc:"), "{}", taken[0]);
    let letter = readable(&taken[0]);
    for part in [
        "Su Limpieza con Dra. Ruiz es a las 9:30 a. m.",
        "<i>CIT-2026-000001</i>",
        "&lt;i&gt;CIT-2026-000001&lt;/i&gt;",
        "Llegue antes.",
        "background:#204060;color:#ffffff",
        // As in every letter.
        "Cuándo: martes 25 de noviembre de 2031, 9:30 a. m.",
        "https://nandu.panal.pe/cita#token=",
        "llame al +5114567890",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    assert!(!letter.contains("quedó reservada"), "{letter}");
}

#[tokio::test]
async fn letters_leave_in_the_products_words_where_a_businesss_own_cannot_be_read() {
    let clinic = Clinic::open().await;
    clinic
        .sql(
            r#"INSERT INTO nandu.settings (key, value) VALUES ('letter:cita-creada', '{"subject": 7}');
            ALTER TABLE nandu.brand RENAME TO elsewhere"#,
        )
        .await;
    let sink = Sink::willing().await;
    books(&clinic, "Rosa").await;
    let log = clinic.delivers(&clinic.panal(&sink)).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 1, "{log}");
    assert!(readable(&taken[0]).contains("quedó reservada"), "{log}");
}
