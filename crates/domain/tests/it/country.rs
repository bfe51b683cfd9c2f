use panal_domain::{
    Country, CurrencyCode, Document, DocumentKind, Locale, TaxId, TaxIdKind, TimeZone,
};

use crate::code;

#[test]
fn defaults_of_colombia_and_peru() {
    let co = Country::default();
    assert_eq!(
        (
            co.as_str(),
            co.currency().as_str(),
            co.time_zone().as_str(),
            co.locale().as_str(),
            co.tax_id_kind()
        ),
        ("CO", "COP", "America/Bogota", "es-CO", TaxIdKind::Nit)
    );
    let pe = Country::Pe;
    assert_eq!(
        (
            pe.as_str(),
            pe.currency().as_str(),
            pe.time_zone().as_str(),
            pe.locale().as_str(),
            pe.tax_id_kind()
        ),
        ("PE", "PEN", "America/Lima", "es-PE", TaxIdKind::Ruc)
    );
}

#[test]
fn every_default_is_valid() {
    for country in Country::ALL {
        assert_eq!(
            CurrencyCode::parse(country.currency().as_str()).unwrap(),
            country.currency()
        );
        assert_eq!(
            TimeZone::parse(country.time_zone().as_str()).unwrap(),
            country.time_zone()
        );
        assert_eq!(
            Locale::parse(country.locale().as_str()).unwrap(),
            country.locale()
        );
    }
}

#[test]
fn currencies_know_their_decimals() {
    let decimals = |code| CurrencyCode::parse(code).unwrap().decimals();
    assert_eq!(
        (decimals("cop"), decimals("CLP"), decimals("KWD")),
        (2, 0, 3)
    );
    assert_eq!(code(CurrencyCode::parse("XXX")), "currency_invalid");
    assert_eq!(code(TimeZone::parse("Bogota")), "time_zone_invalid");
}

#[test]
fn locales_are_put_right() {
    for (raw, expected) in [("es", "es"), ("ES_co", "es-CO"), ("es-419", "es-419")] {
        assert_eq!(Locale::parse(raw).unwrap().as_str(), expected);
    }
    for raw in ["", "e", "es-", "es-COL", "es-CO-x", "12"] {
        assert_eq!(code(Locale::parse(raw)), "locale_invalid", "{raw}");
    }
}

#[test]
fn tax_numbers() {
    let good = [
        (Country::Co, "860002964-4", "860002964-4"),
        (Country::Co, "890.903.938-8", "890903938-8"),
        (Country::Co, "899999068-1", "899999068-1"),
        (Country::Co, "900123456", "900123456"),
        (Country::Pe, "20123456789", "20123456789"),
        (Country::Cl, "12.345.678-k", "12345678-K"),
    ];
    for (country, raw, expected) in good {
        assert_eq!(TaxId::parse(country, raw).unwrap().as_str(), expected);
    }
    let bad = [
        (Country::Co, "860002964-5", "tax_id_check_digit"),
        (Country::Co, "12345", "tax_id_invalid"),
        (Country::Co, "860002964-", "tax_id_invalid"),
        (Country::Co, "860002964-44", "tax_id_invalid"),
        (Country::Pe, "30123456789", "tax_id_invalid"),
        (Country::Pe, "2012345678", "tax_id_invalid"),
        (Country::Mx, "abc", "tax_id_invalid"),
        (Country::Mx, "ab'c1", "tax_id_invalid"),
    ];
    for (country, raw, expected) in bad {
        assert_eq!(code(TaxId::parse(country, raw)), expected, "{raw}");
    }
}

#[test]
fn a_tax_number_is_checked_when_deserialized() {
    let good: TaxId = serde_json::from_str(r#"{"country":"CO","number":"860.002.964-4"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&good).unwrap(),
        r#"{"country":"CO","number":"860002964-4"}"#
    );
    assert!(serde_json::from_str::<TaxId>(r#"{"country":"CO","number":"860002964-5"}"#).is_err());
}

#[test]
fn documents() {
    use DocumentKind::{Cc, Ce, Dni, Nit, Other, Pa, Rc, Ruc, Ti};
    let good = [
        (Cc, "1.020.304.050", "1020304050"),
        (Ce, "e123456", "E123456"),
        (Ti, "1020304050", "1020304050"),
        (Rc, "1020304050", "1020304050"),
        (Pa, "AB 123456", "AB123456"),
        (Nit, "860002964-4", "860002964-4"),
        (Dni, "12345678", "12345678"),
        (Ruc, "20123456789", "20123456789"),
        (Other, "x-12/3", "X-12/3"),
    ];
    for (kind, raw, expected) in good {
        assert_eq!(Document::parse(kind, raw).unwrap().number(), expected);
    }
    let bad = [
        (Cc, "1234"),
        (Cc, "12345678901"),
        (Cc, "1234a"),
        (Dni, "1234567"),
        (Pa, "A-12345"),
        (Other, ""),
    ];
    for (kind, raw) in bad {
        assert_eq!(
            code(Document::parse(kind, raw)),
            "document_invalid",
            "{kind} {raw}"
        );
    }
    let message = Document::parse(Dni, "1").unwrap_err().message;
    assert_eq!(
        (&*message.es, &*message.en),
        (
            "DNI: escriba 8 dígitos.",
            "DNI (identity card): write 8 digits."
        )
    );
    assert!(serde_json::from_str::<Document>(r#"{"kind":"dni","number":"1"}"#).is_err());
    assert_eq!(DocumentKind::for_country(Country::Pe).first(), Some(&Dni));
}
