//! Chance that is the same every time.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough for names.
pub(super) struct Random(u64);

impl Random {
    /// The sequence that belongs to a text.
    pub(super) fn of(text: &str) -> Self {
        let digest = Sha256::digest(text);
        Self(
            digest
                .iter()
                .take(8)
                .fold(0, |seed, byte| (seed << 8) | u64::from(*byte)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `end`, which it does not reach.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of the items.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = usize::try_from(self.below(items.len() as u64)).unwrap_or(0);
        items.get(index)
    }

    /// So many digits, the first not zero.
    pub(super) fn digits(&mut self, count: u32) -> String {
        let least = 10_u64.pow(count.saturating_sub(1));
        (least + self.below(least * 9)).to_string()
    }
}

/// 1 October 2026, 12:00 UTC: when the demonstration's rows were made, says their ids' time.
const MADE: u64 = 1_790_856_000_000;

/// The UUID (version 7) that belongs to a text.
pub(super) fn id(text: &str) -> Uuid {
    let digest = Sha256::digest(text);
    let mut bytes = [0; 10];
    for (byte, from) in bytes.iter_mut().zip(digest) {
        *byte = from;
    }
    Builder::from_unix_timestamp_millis(MADE, &bytes).into_uuid()
}
