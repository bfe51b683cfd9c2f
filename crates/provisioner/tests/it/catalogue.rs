//! The services that businesses begin with: the data, and how it comes into the database.

use crate::story;
use panal_domain::{Amount, Country, CurrencyCode, Profile};
use panal_migrations::catalogue::{PROFESSIONAL_KINDS, SERVICE_TEMPLATES};
use panal_test_support::TestDb;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    code: String,
    name_es: String,
    name_en: String,
    industries: Vec<Profile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    code: String,
    name: String,
    description: String,
    category: String,
    minutes: u32,
    buffer_before_minutes: u32,
    buffer_after_minutes: u32,
    prices: BTreeMap<String, String>,
    professional_kinds: Vec<String>,
    popular: bool,
}

fn kinds() -> Vec<Kind> {
    serde_json::from_str(PROFESSIONAL_KINDS).unwrap()
}

fn templates() -> Vec<(Profile, Vec<Template>)> {
    let read = |(industry, file): &(&str, &str)| {
        let templates = serde_json::from_str(file).unwrap_or_else(|e| panic!("{industry}: {e}"));
        (Profile::parse(industry).unwrap(), templates)
    };
    SERVICE_TEMPLATES.iter().map(read).collect()
}

#[test]
fn every_industry_begins_with_services_that_somebody_gives() {
    let kinds = kinds();
    let templates = templates();
    let covered: BTreeSet<&str> = templates.iter().map(|(one, _)| one.as_str()).collect();
    let all: BTreeSet<&str> = Profile::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!((covered, all.len()), (all.clone(), 14));
    let count: usize = templates.iter().map(|(_, list)| list.len()).sum();
    assert!(count >= 100, "{count}");
    for (industry, list) in &templates {
        let mut names = BTreeSet::new();
        assert!(list.iter().any(|one| one.popular), "{industry}");
        for one in list {
            let code = &one.code;
            assert!(names.insert(one.name.to_lowercase()), "{code}: name twice");
            assert!(!one.professional_kinds.is_empty(), "{code}: by nobody");
            for kind in &one.professional_kinds {
                let known = kinds.iter().find(|known| known.code == *kind);
                let known = known.unwrap_or_else(|| panic!("{code}: {kind}"));
                assert!(known.industries.contains(industry), "{code}: {kind}");
            }
        }
    }
    let mut used = templates.iter().flat_map(|(_, list)| list);
    for kind in &kinds {
        assert!(
            used.clone()
                .any(|one| one.professional_kinds.contains(&kind.code)),
            "{} has nothing to do",
            kind.code
        );
        assert!(!kind.name_es.is_empty() && !kind.name_en.is_empty());
    }
    assert!(used.any(|one| one.description.contains('ñ')));
}

#[test]
fn every_template_is_well_formed() {
    let mut codes = BTreeSet::new();
    for (industry, list) in templates() {
        for one in list {
            let code = &one.code;
            let own = code
                .strip_prefix(&format!("{industry}."))
                .unwrap_or_default();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(!own.is_empty() && own.chars().all(plain), "{code}");
            assert!(codes.insert(code.clone()), "{code} twice");
            for (text, most) in [
                (&one.name, 120),
                (&one.category, 80),
                (&one.description, 500),
            ] {
                let length = text.chars().count();
                assert!(
                    (3..=most).contains(&length) && text.trim() == text,
                    "{code}: {text}"
                );
            }
            assert!(
                one.description.ends_with('.'),
                "{code}: {}",
                one.description
            );
            assert!(
                (5..=720).contains(&one.minutes) && one.minutes % 5 == 0,
                "{code}"
            );
            for buffer in [one.buffer_before_minutes, one.buffer_after_minutes] {
                assert!(buffer <= 60 && buffer % 5 == 0, "{code}: {buffer}");
            }
            assert_eq!(
                one.prices.keys().collect::<Vec<_>>(),
                ["COP", "PEN", "USD"],
                "{code}"
            );
            let price = |currency: &str| -> f64 {
                let known = CurrencyCode::parse(currency).unwrap();
                let amount = Amount::parse(&one.prices[currency], known).unwrap();
                amount.decimal().to_string().parse().unwrap()
            };
            // One price in three currencies: what a dollar buys differs less than this.
            let per_dollar = (price("COP") / price("USD"), price("PEN") / price("USD"));
            assert!(
                (2_000.0..=5_000.0).contains(&per_dollar.0),
                "{code}: {per_dollar:?}"
            );
            assert!(
                (2.0..=5.0).contains(&per_dollar.1),
                "{code}: {per_dollar:?}"
            );
        }
    }
}

#[test]
fn what_is_written_is_written_with_its_accents_and_to_whom_one_says_usted() {
    // As they are misspelt where somebody's keyboard has no accents.
    const MISSPELT: &[&str] = &[
        "valoracion",
        "depilacion",
        "atencion",
        "sesion",
        "fotografia",
        "diseno",
        "bano",
        "medico",
        "tecnico",
        "clasico",
        "rapido",
        "informacion",
        "asesoria",
        "nutricion",
        "quimico",
        "linfatico",
        "podologica",
        "ninos",
        "linea",
        "segun",
        "despues",
        "tambien",
        "traiganos",
        "basico",
        "cirugia",
        "ortopedia dental",
        "razon",
    ];
    const FAMILIAR: &[&str] = &[
        "tu", "tus", "te", "contigo", "puedes", "quieres", "trae", "ven", "avisa", "llega",
    ];
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphabetic())
            .map(str::to_owned)
            .collect()
    };
    let known: BTreeSet<&str> = MISSPELT.iter().chain(FAMILIAR).copied().collect();
    let texts = templates()
        .into_iter()
        .flat_map(|(_, list)| list)
        .flat_map(|one| [one.name, one.description, one.category])
        .chain(kinds().into_iter().map(|kind| kind.name_es));
    for text in texts {
        for word in words(&text) {
            assert!(!known.contains(word.as_str()), "{word}: {text}");
        }
    }
    // Colombia is where most of them are meant for; the currency is one that has a price.
    assert_eq!(Country::Co.currency().as_str(), "COP");
}

#[tokio::test]
async fn migrating_brings_the_catalogue_up_to_date_and_leaves_what_is() {
    let db = TestDb::new().await;
    let count: usize = templates().iter().map(|(_, list)| list.len()).sum();
    let active = "public.service_templates WHERE is_active";
    let wanted = i64::try_from(count).unwrap();
    assert_eq!(story::count(&db, active).await, wanted);
    let client = db.superuser().await;
    // Who wrote each row: what is not written again keeps its writer.
    let writers = "SELECT string_agg(code || xmin::text, ' ' ORDER BY code) FROM
        (SELECT code, xmin FROM public.service_templates UNION ALL SELECT code, xmin FROM public.professional_kinds) c";
    let before: String = client.query_one(writers, &[]).await.unwrap().get(0);
    db.provisioner.migrate_shared().await.unwrap();
    let after: String = client.query_one(writers, &[]).await.unwrap().get(0);
    assert_eq!(before, after, "an up-to-date catalogue is not written");

    // What an older program left: a text, a template and a kind that are gone, one that came back.
    client
        .batch_execute(
            "UPDATE public.service_templates SET name = 'Antes', prices = '{}' WHERE code = 'barberia.corte_clasico';
             UPDATE public.service_templates SET is_active = false WHERE code = 'spa.masaje_relajante';
             DELETE FROM public.service_templates WHERE code = 'otro.seguimiento';
             INSERT INTO public.service_templates SELECT 'barberia.de_antes', industry, 'De antes', description, category,
                 minutes, 0, 0, prices, professional_kinds, popular, true, 99
             FROM public.service_templates WHERE code = 'barberia.corte_barba';
             UPDATE public.professional_kinds SET name_es = 'Antes' WHERE code = 'barbero';
             INSERT INTO public.professional_kinds VALUES ('de_antes', 'a', 'b', '{}', 99)",
        )
        .await
        .unwrap();
    db.provisioner.migrate_shared().await.unwrap();
    assert_eq!(story::count(&db, active).await, wanted);
    for mended in [
        "public.service_templates WHERE code = 'barberia.corte_clasico' AND name = 'Corte clásico' AND prices ? 'COP'",
        "public.service_templates WHERE code = 'barberia.de_antes' AND NOT is_active",
        "public.professional_kinds WHERE code = 'barbero' AND name_es = 'Barbero'",
    ] {
        assert_eq!(story::count(&db, mended).await, 1, "{mended}");
    }
    let kept = i64::try_from(kinds().len()).unwrap();
    assert_eq!(story::count(&db, "public.professional_kinds").await, kept);
}
