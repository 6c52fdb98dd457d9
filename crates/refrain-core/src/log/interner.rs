//! Codes for strings that are met again and again.

use std::hash::{BuildHasher, RandomState};

use crate::log::strings::Strings;

/// Slots of a table that holds nothing yet.
const FIRST_SLOTS: usize = 64;

/// Odd constants without structure (digits of pi), which keep the hash of zeros from being zero.
const FIRST_KEY: u64 = 0x2437_3A61_8B0F_4F6B;
const SECOND_KEY: u64 = 0x9E9C_7C1D_5B2A_6D35;

/// Gives codes to strings in the order in which they are met.
///
/// Every cell of a log passes through here, most of them for the thousandth time, so the table
/// is open and flat: a string met before costs a hash, one slot and one comparison, and none
/// costs an allocation of its own.
#[derive(Debug, Clone)]
pub(crate) struct Interner {
    slots: Vec<Slot>,
    text: String,
    ends: Vec<usize>,
    seed: u64,
}

/// A place in the table: part of the hash, the code or [`VACANT`], and where the string stands.
///
/// The last is known by the code as well, but asking there costs a miss of the cache of its own.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    code: u32,
    /// Start of the string, and in the lowest bits its number of bytes or [`LONG`].
    place: u64,
}

const VACANT: u32 = u32::MAX;
const VACANT_SLOT: Slot = Slot { hash: 0, code: VACANT, place: 0 };

/// Bits of a place that hold the number of bytes, and the number that stands for more.
const LENGTH_BITS: u32 = 24;
const LONG: u64 = (1 << LENGTH_BITS) - 1;

impl Slot {
    fn new(hash: u64, code: u32, start: usize, n_bytes: usize) -> Slot {
        let place = (start as u64) << LENGTH_BITS | LONG.min(n_bytes as u64);
        Slot { hash: tag(hash), code, place }
    }
}

impl Default for Interner {
    fn default() -> Interner {
        Interner {
            slots: vec![VACANT_SLOT; FIRST_SLOTS],
            text: String::new(),
            ends: Vec::new(),
            // Logs are written by strangers: a fixed seed would let them choose collisions. Codes
            // become ranks before anyone sees them, so that the seed shows in no result.
            seed: RandomState::new().hash_one(FIRST_KEY),
        }
    }
}

impl Interner {
    /// Returns the code of a string, a new one if it was not met before.
    #[inline]
    pub(crate) fn intern(&mut self, string: &str) -> u32 {
        let hash = hash(string.as_bytes(), self.seed);
        let mask = self.slots.len() - 1;
        let mut index = hash as usize & mask;
        loop {
            let slot = &self.slots[index];
            if slot.code == VACANT {
                return self.insert(string, index, hash);
            }
            if slot.hash == tag(hash) && self.holds(slot, string) {
                return slot.code;
            }
            index = (index + 1) & mask;
        }
    }

    #[inline(always)]
    fn holds(&self, slot: &Slot, string: &str) -> bool {
        let n_bytes = slot.place & LONG;
        if n_bytes == LONG {
            return self.get(slot.code) == string;
        }
        let start = (slot.place >> LENGTH_BITS) as usize;
        n_bytes == string.len() as u64
            && same(&self.text.as_bytes()[start..start + string.len()], string.as_bytes())
    }

    /// Returns the string behind a code that this interner gave.
    #[inline]
    pub(crate) fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.text[start..self.ends[code]]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    #[cold]
    fn insert(&mut self, string: &str, index: usize, hash: u64) -> u32 {
        // `VACANT` is no code: the builder refuses the row that would need it.
        let code = u32::try_from(self.ends.len()).expect("rows are limited to 32 bits");
        self.slots[index] = Slot::new(hash, code, self.text.len(), string.len());
        self.text.push_str(string);
        self.ends.push(self.text.len());
        // Half full at most: beyond, chains of linear probing grow fast.
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    /// Hashes are computed again: a slot keeps only the half of its hash that does not place it.
    fn grow(&mut self) {
        let n_slots = self.slots.len() * 2;
        let mut slots = vec![VACANT_SLOT; n_slots];
        for code in 0..self.ends.len() as u32 {
            let string = self.get(code);
            let start = self.ends[code as usize] - string.len();
            let hash = hash(string.as_bytes(), self.seed);
            let mut index = hash as usize & (n_slots - 1);
            while slots[index].code != VACANT {
                index = (index + 1) & (n_slots - 1);
            }
            slots[index] = Slot::new(hash, code, start, string.len());
        }
        self.slots = slots;
    }

    /// The codes in byte order of their strings.
    pub(crate) fn sorted_codes(&self) -> Vec<u32> {
        // The first eight bytes decide most comparisons without a look at the text.
        let prefix = |code: u32| {
            let mut bytes = [0; 8];
            let string = self.get(code).as_bytes();
            let n_bytes = string.len().min(8);
            bytes[..n_bytes].copy_from_slice(&string[..n_bytes]);
            u64::from_be_bytes(bytes)
        };
        let mut codes: Vec<(u64, u32)> =
            (0..self.ends.len() as u32).map(|code| (prefix(code), code)).collect();
        codes.sort_unstable_by(|(left_prefix, left), (right_prefix, right)| {
            left_prefix.cmp(right_prefix).then_with(|| self.get(*left).cmp(self.get(*right)))
        });
        codes.into_iter().map(|(_, code)| code).collect()
    }
}

/// One set out of several interners.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// The strings of all of them.
    pub(crate) strings: Strings,
    /// For each interner the rank of each of its codes in the set.
    pub(crate) ranks: Vec<Vec<u32>>,
}

impl Merged {
    /// Joins interners, each with its [sorted codes](Interner::sorted_codes).
    pub(crate) fn new(interners: &[&Interner], sorted: &[Vec<u32>]) -> Merged {
        let mut all: Vec<(&str, usize, u32)> = Vec::new();
        for (part, (interner, codes)) in interners.iter().zip(sorted).enumerate() {
            all.extend(codes.iter().map(|code| (interner.get(*code), part, *code)));
        }
        // The stable sort takes ascending runs as they are and merges them.
        all.sort_by(|left, right| left.0.cmp(right.0));
        let mut merged = Merged {
            strings: Strings::default(),
            ranks: interners.iter().map(|interner| vec![0; interner.len()]).collect(),
        };
        let mut last = None;
        for (string, part, code) in all {
            // The parts met the same string under codes of their own.
            if last != Some(string) {
                merged.strings.push_greatest(string);
                last = Some(string);
            }
            merged.ranks[part][code as usize] = merged.strings.len() as u32 - 1;
        }
        merged
    }
}

/// The part of a hash that does not choose the slot.
#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Mixes two words by the full product of one with the other.
#[inline]
fn mix(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

#[inline]
fn half_word(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")))
}

/// Hashes bytes, sixteen at a step; the last step overlaps the one before it.
#[inline]
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let n_bytes = bytes.len();
    let mut state = seed ^ (n_bytes as u64).wrapping_mul(SECOND_KEY);
    let (first, last) = match n_bytes {
        0 => (0, 0),
        1..4 => {
            let ends = u64::from(bytes[0]) | u64::from(bytes[n_bytes - 1]) << 8;
            (ends | u64::from(bytes[n_bytes / 2]) << 16, 0)
        }
        4..8 => (half_word(bytes, 0), half_word(bytes, n_bytes - 4)),
        8..=16 => (word(bytes, 0), word(bytes, n_bytes - 8)),
        _ => {
            let mut at = 0;
            while at + 16 < n_bytes {
                state = mix(word(bytes, at) ^ FIRST_KEY, word(bytes, at + 8) ^ state);
                at += 16;
            }
            (word(bytes, n_bytes - 16), word(bytes, n_bytes - 8))
        }
    };
    mix(mix(first ^ FIRST_KEY, last ^ state), SECOND_KEY)
}

/// Returns `true` if two strings are equal: for the short ones of logs faster than a call of
/// `memcmp`.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    let n_bytes = left.len();
    if n_bytes != right.len() {
        return false;
    }
    match n_bytes {
        0 => true,
        1..4 => left == right,
        4..8 => {
            half_word(left, 0) == half_word(right, 0)
                && half_word(left, n_bytes - 4) == half_word(right, n_bytes - 4)
        }
        8..=32 => {
            let last = word(left, n_bytes - 8) == word(right, n_bytes - 8);
            last && (0..(n_bytes - 1) / 8).all(|step| word(left, step * 8) == word(right, step * 8))
        }
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_every_length_keep_their_codes() {
        let strings: Vec<String> =
            (0..80).flat_map(|n_bytes| ["a", "b"].map(|last| "x".repeat(n_bytes) + last)).collect();
        let mut interner = Interner::default();
        for round in 0..2 {
            for (index, string) in strings.iter().enumerate() {
                assert_eq!(interner.intern(string), index as u32, "round {round}: {string}");
                assert_eq!(interner.get(index as u32), string);
            }
        }
    }

    #[test]
    fn bytes_count_wherever_they_stand() {
        let mut interner = Interner::default();
        for n_bytes in 1..70 {
            for at in 0..n_bytes {
                let mut bytes = vec![b'a'; n_bytes];
                bytes[at] = b'b';
                interner.intern(std::str::from_utf8(&bytes).expect("ASCII"));
            }
        }
        assert_eq!(interner.len(), (1..70).sum::<usize>());
    }

    #[test]
    fn merged_codes_are_ranks_of_the_union() {
        let mut first = Interner::default();
        let mut second = Interner::default();
        ["pear", "fig", "apple"].iter().for_each(|string| {
            first.intern(string);
        });
        ["zebra", "fig", ""].iter().for_each(|string| {
            second.intern(string);
        });
        let interners = [&first, &second];
        let sorted = interners.map(Interner::sorted_codes);
        let merged = Merged::new(&interners, &sorted);
        assert_eq!(
            merged.strings.iter().collect::<Vec<_>>(),
            ["", "apple", "fig", "pear", "zebra"]
        );
        assert_eq!(merged.ranks, [vec![3, 2, 1], vec![4, 2, 0]]);
    }
}
