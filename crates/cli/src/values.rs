//! Values on the command line, read into the types of the domain.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use panal_domain::{Country, Module, PlanCode, Profile, TenantState};

/// A parser that knows the texts it takes, for help and completions.
macro_rules! one_of {
    ($function:ident, $type:ident) => {
        pub(crate) fn $function() -> impl TypedValueParser<Value = $type> {
            PossibleValuesParser::new($type::ALL.iter().map(|value| value.as_str()))
                .try_map(|text| $type::parse(&text))
        }
    };
}

one_of!(profile, Profile);
one_of!(plan, PlanCode);
one_of!(module, Module);
one_of!(state, TenantState);

pub(crate) fn country() -> impl TypedValueParser<Value = Country> {
    PossibleValuesParser::new(Country::ALL.iter().map(|value| value.as_str()))
        .try_map(|text| Country::parse(&text))
}
