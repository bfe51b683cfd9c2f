use panal_domain::{BaseDomains, DomainName, Host, HostKind, Slug};
use proptest::prelude::*;

use crate::code;

#[test]
fn hosts_are_normalised() {
    let cases = [
        ("Clinica.Panal.CO", "clinica.panal.co"),
        ("clinica.panal.co:8080", "clinica.panal.co"),
        ("clinica.panal.co.", "clinica.panal.co"),
        ("clinica.panal.co.:443", "clinica.panal.co"),
        ("localhost:", "localhost"),
        ("123.localhost", "123.localhost"),
        ("127.0.0.1:80", "127.0.0.1"),
        ("[::1]:80", "[::1]"),
        ("[0:0:0:0:0:0:0:1]", "[::1]"),
        ("xn--clnica-2va.com", "xn--clnica-2va.com"),
    ];
    for (raw, expected) in cases {
        assert_eq!(Host::parse(raw).unwrap().as_str(), expected, "{raw}");
    }
}

#[test]
fn what_is_no_host_is_refused() {
    let long = format!("{}.co", vec!["a".repeat(60); 5].join("."));
    let label = format!("{}.co", "a".repeat(64));
    let cases = [
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a.b..",
        "-a.co",
        "a-.co",
        "a_b.co",
        "a b.co",
        " a.co",
        "a.co ",
        "a/b",
        "u@a.co",
        "a\0.co",
        "clínica.co",
        "a.co:80:80",
        "a.co:99999",
        "a.co:+80",
        "a.co:x",
        "[::1",
        "[::1]x",
        "[::g]",
        "[fe80::1%eth0]",
        "::1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "123",
        "01.2.3.4",
        "a,b",
        "a\r\nb",
        "*.co",
        long.as_str(),
        label.as_str(),
    ];
    for raw in cases {
        assert_eq!(code(Host::parse(raw)), "host_invalid", "{raw:?}");
    }
}

fn kind(raw: &str) -> HostKind {
    let bases = BaseDomains::parse("localhost, panal.co,app.panal.co").unwrap();
    bases.classify(&Host::parse(raw).unwrap())
}

#[test]
fn hosts_are_told_apart() {
    for raw in [
        "localhost",
        "PANAL.co.",
        "www.panal.co:443",
        "www.localhost",
        "app.panal.co",
        "www.app.panal.co",
    ] {
        assert_eq!(kind(raw), HostKind::Platform, "{raw}");
    }
    let sol = HostKind::Subdomain(Slug::parse("sol").unwrap());
    for raw in [
        "sol.panal.co",
        "SOL.localhost:3000",
        "www.sol.panal.co",
        "sol.app.panal.co",
    ] {
        assert_eq!(kind(raw), sol, "{raw}");
    }
    let custom = [
        "clinicasol.com",
        "a.b.panal.co",
        "www.a.b.panal.co",
        "api.panal.co",
        "xn--a.panal.co",
        "notpanal.co",
        "127.0.0.1",
        "[::1]",
        "www.www.panal.co",
        "panal.co.evil.com",
    ];
    for raw in custom {
        assert_eq!(
            kind(raw),
            HostKind::Custom(Host::parse(raw).unwrap()),
            "{raw}"
        );
    }
}

#[test]
fn an_address_as_base_has_no_subdomains() {
    let bases = BaseDomains::parse("127.0.0.1").unwrap();
    assert_eq!(
        bases.classify(&Host::parse("127.0.0.1:80").unwrap()),
        HostKind::Platform
    );
    assert_eq!(code(BaseDomains::parse(" , ")), "base_domains_empty");
}

#[test]
fn domains_that_can_be_stored() {
    let bases = BaseDomains::parse("localhost,panal.co").unwrap();
    for raw in [
        "Clinicasol.com",
        "www.clinicasol.com.",
        "otropanal.co",
        "panal.co.pe",
        "xn--clnica-2va.com",
        " a.co ",
    ] {
        assert!(DomainName::parse_for_tenant(raw, &bases).is_ok(), "{raw}");
    }
    let cases = [
        ("a.co:80", "domain_with_port"),
        ("1.2.3.4", "domain_is_ip"),
        ("[::1]", "domain_is_ip"),
        ("localhost", "domain_without_dot"),
        ("panal.co", "domain_reserved"),
        ("WWW.panal.co", "domain_reserved"),
        ("www.localhost", "domain_reserved"),
        ("sol.panal.co", "domain_reserved"),
        ("a.b.PANAL.co.", "domain_reserved"),
        ("sol.localhost", "domain_reserved"),
        ("clínica.co", "domain_invalid"),
        ("https://a.co", "domain_invalid"),
    ];
    for (raw, expected) in cases {
        assert_eq!(
            code(DomainName::parse_for_tenant(raw, &bases)),
            expected,
            "{raw}"
        );
    }
}

proptest! {
    #[test]
    fn host_parse_never_panics_and_is_idempotent(raw in "[\\PC\0]{0,60}") {
        if let Ok(host) = Host::parse(&raw) {
            prop_assert_eq!(Host::parse(host.as_str()).unwrap(), host);
        }
    }

    #[test]
    fn a_slug_below_a_base_is_found_again(raw in "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", port in any::<u16>(), www in any::<bool>()) {
        if let Ok(slug) = Slug::parse(&raw) {
            let host = format!("{}{}.Panal.co.:{port}", if www { "WWW." } else { "" }, raw.to_uppercase());
            prop_assert_eq!(kind(&host), HostKind::Subdomain(slug));
        }
    }
}
