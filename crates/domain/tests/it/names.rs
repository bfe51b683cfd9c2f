use panal_domain::{RoleName, SchemaName, Slug, TenantId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::code;

#[test]
fn ordinary_keyword_and_digit_slugs_are_accepted() {
    for slug in [
        "clinica-sol",
        "a",
        "123",
        "select",
        "user",
        "table",
        "order",
        "a--b",
        "pool",
        "pool-1",
        "pgx",
    ] {
        assert_eq!(Slug::parse(slug).unwrap().as_str(), slug);
    }
    assert_eq!(Slug::parse("Clinica-SOL").unwrap().as_str(), "clinica-sol");
    assert!(Slug::parse(&"a".repeat(63)).is_ok());
}

#[test]
fn bad_slugs_say_why() {
    let cases = [
        ("", "slug_empty"),
        ("-a", "slug_invalid"),
        ("a-", "slug_invalid"),
        ("a_b", "slug_invalid"),
        ("a.b", "slug_invalid"),
        ("a b", "slug_invalid"),
        (" a", "slug_invalid"),
        ("a\0", "slug_invalid"),
        ("a'b", "slug_invalid"),
        ("a\"b", "slug_invalid"),
        ("clínica", "slug_not_ascii"),
        ("xn--clnica-2va", "slug_punycode"),
        ("XN--clnica-2va", "slug_punycode"),
        ("pg-temp", "slug_reserved"),
        ("PG-Toast", "slug_reserved"),
        ("pool-0190a6b0c0de7000800000000000abcd", "slug_reserved"),
    ];
    for (slug, expected) in cases {
        assert_eq!(code(Slug::parse(slug)), expected, "{slug:?}");
    }
    assert_eq!(code(Slug::parse(&"a".repeat(64))), "slug_too_long");
}

#[test]
fn reserved_slugs_are_refused_in_any_case() {
    let reserved = "public tenant tenants extensions www api app admin root panal mail smtp imap ftp ns1 ns2 static \
        assets cdn docs help status support billing auth login logout health metrics t pg localhost postgres \
        information-schema template0 template1 graphile-worker";
    for slug in reserved.split_whitespace() {
        assert_eq!(code(Slug::parse(slug)), "slug_reserved", "{slug}");
        assert_eq!(
            code(Slug::parse(&slug.to_uppercase())),
            "slug_reserved",
            "{slug}"
        );
    }
}

#[test]
fn bad_schemas_say_why() {
    let cases = [
        ("", "schema_empty"),
        ("public", "schema_reserved"),
        ("PUBLIC", "schema_reserved"),
        ("tenant", "schema_reserved"),
        ("extensions", "schema_reserved"),
        ("information_schema", "schema_reserved"),
        ("graphile_worker", "schema_reserved"),
        ("pg_catalog", "schema_reserved"),
        ("Pg_x", "schema_reserved"),
        ("Sol", "schema_invalid"),
        ("a.b", "schema_invalid"),
        ("a\"b", "schema_invalid"),
        ("a'b", "schema_invalid"),
        ("a\0b", "schema_invalid"),
        ("a\nb", "schema_invalid"),
        ("señal", "schema_invalid"),
    ];
    for (schema, expected) in cases {
        assert_eq!(code(SchemaName::parse(schema)), expected, "{schema:?}");
    }
    assert_eq!(code(SchemaName::parse(&"a".repeat(64))), "schema_too_long");
    assert_eq!(
        SchemaName::parse("clinica_sol-2").unwrap().quoted(),
        "\"clinica_sol-2\""
    );
}

#[test]
fn the_pool_has_its_own_names() {
    let pool = SchemaName::pool(Uuid::from_u128(0xabc));
    assert_eq!(pool.as_str(), "pool_00000000000000000000000000000abc");
    assert!(pool.is_pool());
    assert_eq!(SchemaName::parse(pool.as_str()).unwrap(), pool);
    assert!(!SchemaName::parse("pool_party").unwrap().is_pool());
}

#[test]
fn a_role_is_prefix_schema_and_the_end_of_the_tenants_id() {
    let schema = SchemaName::parse("clinica_sol").unwrap();
    let role = RoleName::for_schema("t_", &schema, Uuid::from_u128(0xabc));
    assert_eq!(role.as_str(), "t_clinica_sol_000000000abc");
    assert_eq!(role.quoted(), "\"t_clinica_sol_000000000abc\"");
}

#[test]
fn a_long_role_keeps_the_whole_end_of_the_id() {
    let schema = SchemaName::parse(&"a".repeat(63)).unwrap();
    let role = RoleName::for_schema("t_", &schema, Uuid::from_u128(0xabc));
    assert_eq!(role.as_str().len(), 63);
    assert!(role.as_str().starts_with(&format!("t_{}_", "a".repeat(48))));
    assert!(role.as_str().ends_with("_000000000abc"));
}

#[test]
fn two_tenants_never_share_a_role_even_under_one_schema_name() {
    let schema = SchemaName::parse("sol").unwrap();
    let role = |id| RoleName::for_schema("t_", &schema, id);
    assert_ne!(role(Uuid::now_v7()), role(Uuid::now_v7()));
}

#[test]
fn a_prefix_cannot_break_the_quotes() {
    let schema = SchemaName::parse("sol").unwrap();
    let role = RoleName::for_schema("A\"; drop ñ", &schema, Uuid::nil());
    assert_eq!(role.as_str(), "a___drop__sol_000000000000");
    for raw in ["", "pg_read_all_data", "public", "none", "a b", "a\"b", "A"] {
        assert_eq!(code(RoleName::parse(raw)), "role_name_invalid", "{raw:?}");
    }
}

#[test]
fn ids_are_ordered_in_time_and_read_back() {
    let (first, second) = (TenantId::generate(), TenantId::generate());
    assert!(first < second);
    assert_eq!(first.to_string().parse::<TenantId>().unwrap(), first);
    assert_eq!(code("x".parse::<TenantId>()), "id_invalid");
    let json = serde_json::to_string(&first).unwrap();
    assert_eq!(json, format!("\"{first}\""));
    assert_eq!(serde_json::from_str::<TenantId>(&json).unwrap(), first);
}

#[test]
fn serde_parses_too() {
    assert!(serde_json::from_str::<Slug>("\"public\"").is_err());
    assert_eq!(
        serde_json::from_str::<Slug>("\"SOL\"").unwrap().as_str(),
        "sol"
    );
    assert!(serde_json::from_str::<SchemaName>("\"pg_x\"").is_err());
}

proptest! {
    #[test]
    fn slug_parse_never_panics_and_is_idempotent(raw in "\\PC{0,80}") {
        if let Ok(slug) = Slug::parse(&raw) {
            prop_assert_eq!(Slug::parse(slug.as_str()).unwrap(), slug);
        }
    }

    #[test]
    fn every_slug_has_a_good_schema(raw in "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?") {
        if let Ok(slug) = Slug::parse(&raw) {
            let schema = SchemaName::from_slug(&slug);
            prop_assert_eq!(SchemaName::parse(schema.as_str()).unwrap(), schema.clone());
            prop_assert!(!schema.is_pool());
            prop_assert_eq!(schema.as_str().replace('_', "-"), slug.as_str());
        }
    }

    #[test]
    fn roles_fit_and_end_with_the_id(prefix in "[a-z_]{0,16}", raw in "[a-z0-9_-]{1,63}", id: u128) {
        if let Ok(schema) = SchemaName::parse(&raw) {
            let role = RoleName::for_schema(&prefix, &schema, Uuid::from_u128(id));
            prop_assert!(role.as_str().len() <= 63);
            let id = format!("{id:032x}");
            prop_assert!(role.as_str().ends_with(&id[20..]));
        }
    }

    #[test]
    fn quoting_round_trips(prefix in "t_[a-z_]{0,50}", raw in "[a-z0-9_-]{1,63}") {
        if let Ok(schema) = SchemaName::parse(&raw) {
            let unquote = |quoted: &str| quoted[1..quoted.len() - 1].replace("\"\"", "\"");
            prop_assert_eq!(unquote(&schema.quoted()), schema.as_str());
            let role = RoleName::for_schema(&prefix, &schema, Uuid::nil());
            prop_assert_eq!(unquote(&role.quoted()), role.as_str());
            prop_assert_eq!(RoleName::parse(role.as_str()).unwrap(), role);
        }
    }
}
