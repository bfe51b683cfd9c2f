//! Amounts of money, in the tenant's currency.

use crate::{country::CurrencyCode, invalid::Invalid};
use rust_decimal::Decimal;
use std::str::FromStr;

/// An amount that is not negative, with no more decimals than its currency has: up to 999,999,999,999.99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// As many decimals as are kept.
const KEPT_DECIMALS: u32 = 2;

impl Amount {
    /// Reads a decimal text such as `45000` or `12.50`.
    ///
    /// # Errors
    /// `amount_invalid`.
    pub fn parse(raw: &str, currency: CurrencyCode) -> Result<Self, Invalid> {
        let decimals = currency.decimals().min(KEPT_DECIMALS);
        let plain = raw.trim();
        let written = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        Decimal::from_str(plain)
            .ok()
            .filter(|_| written && plain.len() <= 16)
            .map(|amount| amount.normalize())
            .filter(|amount| amount.scale() <= decimals)
            .filter(|amount| *amount < Decimal::from(1_000_000_000_000_i64))
            .map(Self)
            .ok_or_else(|| {
                let example = if decimals == 0 { "45000" } else { "45000.50" };
                Invalid::made(
                    "amount_invalid",
                    format!(
                        "Indique un valor en {} sin signo ni separador de miles, como «{example}».",
                        currency.as_str()
                    ),
                    format!(
                        "Give an amount in {} without sign or thousands separator, such as \"{example}\".",
                        currency.as_str()
                    ),
                )
            })
    }

    /// The number.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}
