//! Countries and what follows from one: currency, time zone, locale, tax identifier.

use std::{fmt, str::FromStr};

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{invalid::Invalid, message::Message, tax_id::TaxIdKind};

text_enum! {
    /// A country where tenants do business, by its ISO 3166-1 code. Colombia is the default.
    #[derive(Default)]
    pub enum Country ("UPPERCASE", "country_unknown") {
        /// Colombia.
        #[default]
        Co,
        /// Peru.
        Pe,
        /// Mexico.
        Mx,
        /// Chile.
        Cl,
        /// Ecuador.
        Ec,
        /// Argentina.
        Ar,
        /// Bolivia.
        Bo,
        /// Costa Rica.
        Cr,
        /// Guatemala.
        Gt,
        /// Panama.
        Pa,
        /// Uruguay.
        Uy,
        /// Paraguay.
        Py,
        /// El Salvador.
        Sv,
        /// Honduras.
        Hn,
        /// Nicaragua.
        Ni,
        /// Dominican Republic.
        Do,
        /// Venezuela.
        Ve,
        /// United States.
        Us,
    }
}

impl Country {
    /// The usual currency.
    #[must_use]
    pub const fn currency(self) -> CurrencyCode {
        CurrencyCode(match self {
            Self::Co => "COP",
            Self::Pe => "PEN",
            Self::Mx => "MXN",
            Self::Cl => "CLP",
            Self::Ec | Self::Sv | Self::Us => "USD",
            Self::Ar => "ARS",
            Self::Bo => "BOB",
            Self::Cr => "CRC",
            Self::Gt => "GTQ",
            Self::Pa => "PAB",
            Self::Uy => "UYU",
            Self::Py => "PYG",
            Self::Hn => "HNL",
            Self::Ni => "NIO",
            Self::Do => "DOP",
            Self::Ve => "VES",
        })
    }

    /// The time zone of the capital (of New York for the United States).
    #[must_use]
    pub const fn time_zone(self) -> TimeZone {
        TimeZone(match self {
            Self::Co => Tz::America__Bogota,
            Self::Pe => Tz::America__Lima,
            Self::Mx => Tz::America__Mexico_City,
            Self::Cl => Tz::America__Santiago,
            Self::Ec => Tz::America__Guayaquil,
            Self::Ar => Tz::America__Argentina__Buenos_Aires,
            Self::Bo => Tz::America__La_Paz,
            Self::Cr => Tz::America__Costa_Rica,
            Self::Gt => Tz::America__Guatemala,
            Self::Pa => Tz::America__Panama,
            Self::Uy => Tz::America__Montevideo,
            Self::Py => Tz::America__Asuncion,
            Self::Sv => Tz::America__El_Salvador,
            Self::Hn => Tz::America__Tegucigalpa,
            Self::Ni => Tz::America__Managua,
            Self::Do => Tz::America__Santo_Domingo,
            Self::Ve => Tz::America__Caracas,
            Self::Us => Tz::America__New_York,
        })
    }

    /// `es-` and the country, `en-US` for the United States.
    #[must_use]
    pub fn locale(self) -> Locale {
        let language = if self == Self::Us { "en" } else { "es" };
        Locale(format!("{language}-{self}"))
    }

    /// How the country names a taxpayer's number.
    #[must_use]
    pub const fn tax_id_kind(self) -> TaxIdKind {
        match self {
            Self::Co | Self::Bo | Self::Gt | Self::Sv => TaxIdKind::Nit,
            Self::Pe | Self::Ec | Self::Pa | Self::Py | Self::Ni => TaxIdKind::Ruc,
            Self::Mx => TaxIdKind::Rfc,
            Self::Cl | Self::Uy => TaxIdKind::Rut,
            Self::Ar => TaxIdKind::Cuit,
            Self::Cr => TaxIdKind::Nite,
            Self::Hn => TaxIdKind::Rtn,
            Self::Do => TaxIdKind::Rnc,
            Self::Ve => TaxIdKind::Rif,
            Self::Us => TaxIdKind::Ein,
        }
    }

    /// The country's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Co => Message::new("Colombia", "Colombia"),
            Self::Pe => Message::new("Perú", "Peru"),
            Self::Mx => Message::new("México", "Mexico"),
            Self::Cl => Message::new("Chile", "Chile"),
            Self::Ec => Message::new("Ecuador", "Ecuador"),
            Self::Ar => Message::new("Argentina", "Argentina"),
            Self::Bo => Message::new("Bolivia", "Bolivia"),
            Self::Cr => Message::new("Costa Rica", "Costa Rica"),
            Self::Gt => Message::new("Guatemala", "Guatemala"),
            Self::Pa => Message::new("Panamá", "Panama"),
            Self::Uy => Message::new("Uruguay", "Uruguay"),
            Self::Py => Message::new("Paraguay", "Paraguay"),
            Self::Sv => Message::new("El Salvador", "El Salvador"),
            Self::Hn => Message::new("Honduras", "Honduras"),
            Self::Ni => Message::new("Nicaragua", "Nicaragua"),
            Self::Do => Message::new("República Dominicana", "Dominican Republic"),
            Self::Ve => Message::new("Venezuela", "Venezuela"),
            Self::Us => Message::new("Estados Unidos", "United States"),
        }
    }
}

/// Active ISO 4217 currencies with two decimals.
const TWO_DECIMALS: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD",
    "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP",
    "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
    "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS",
    "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD",
    "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
    "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR",
    "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
    "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD",
    "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VED", "VES", "WST", "XCD", "YER", "ZAR", "ZMW",
    "ZWG",
];
/// Active ISO 4217 currencies without decimals.
const NO_DECIMALS: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
/// Active ISO 4217 currencies with three decimals.
const THREE_DECIMALS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// A currency, by its ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CurrencyCode(&'static str);

impl CurrencyCode {
    /// Reads a code such as `COP`; lower case is accepted.
    ///
    /// # Errors
    /// `currency_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        [TWO_DECIMALS, NO_DECIMALS, THREE_DECIMALS]
            .into_iter()
            .flatten()
            .find(|code| code.eq_ignore_ascii_case(raw))
            .map(|code| Self(code))
            .ok_or(CURRENCY_INVALID)
    }

    /// The three letters.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.0
    }

    /// How many decimals an amount has (ISO 4217; what people pay in cash may be rounder).
    #[must_use]
    pub fn decimals(&self) -> u32 {
        if NO_DECIMALS.contains(&self.0) {
            0
        } else if THREE_DECIMALS.contains(&self.0) {
            3
        } else {
            2
        }
    }
}

/// A time zone, by its IANA name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Reads a name such as `America/Bogota`.
    ///
    /// # Errors
    /// `time_zone_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        raw.parse().map(Self).map_err(|_cause| TIME_ZONE_INVALID)
    }

    /// The IANA name.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.0.name()
    }

    /// The zone, to reckon with.
    #[must_use]
    pub const fn tz(&self) -> Tz {
        self.0
    }
}

impl From<Tz> for TimeZone {
    fn from(tz: Tz) -> Self {
        Self(tz)
    }
}

macro_rules! static_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(raw: &str) -> Result<Self, Invalid> {
                Self::parse(raw)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }
    };
}

static_text!(CurrencyCode);
static_text!(TimeZone);

/// A language, with or without a region: `es`, `es-CO`, `es-419`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale(String);

impl Locale {
    /// Reads a locale; case and `_` for `-` are put right.
    ///
    /// # Errors
    /// `locale_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let (language, region) = match raw.split_once(['-', '_']) {
            Some((language, region)) => (language, Some(region)),
            None => (raw, None),
        };
        let language_good =
            matches!(language.len(), 2 | 3) && language.bytes().all(|b| b.is_ascii_alphabetic());
        let region_good = region.is_none_or(|region| {
            (region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic()))
                || (region.len() == 3 && region.bytes().all(|b| b.is_ascii_digit()))
        });
        if !language_good || !region_good {
            return Err(LOCALE_INVALID);
        }
        let mut locale = language.to_ascii_lowercase();
        if let Some(region) = region {
            locale.push('-');
            locale.push_str(&region.to_ascii_uppercase());
        }
        Ok(Self(locale))
    }
}

text_type!(Locale);

const CURRENCY_INVALID: Invalid = Invalid::new(
    "currency_invalid",
    "Use un código de moneda ISO 4217, por ejemplo «COP».",
    "Use an ISO 4217 currency code, for instance \"COP\".",
);
const TIME_ZONE_INVALID: Invalid = Invalid::new(
    "time_zone_invalid",
    "Use una zona horaria IANA, por ejemplo «America/Bogota».",
    "Use an IANA time zone, for instance \"America/Bogota\".",
);
const LOCALE_INVALID: Invalid = Invalid::new(
    "locale_invalid",
    "Use un idioma como «es» o «es-CO».",
    "Use a locale such as \"es\" or \"es-CO\".",
);
