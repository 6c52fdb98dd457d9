//! Interned strings.

use std::collections::HashMap;

/// A sorted set of distinct strings, each with a code: its rank in byte order.
///
/// Because codes are ranks, they depend on the set alone and not on the order in which the
/// strings were met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Builds the set from strings in any order, repeated or not.
    pub fn from_unsorted<S: AsRef<str>>(strings: impl IntoIterator<Item = S>) -> Strings {
        let owned: Vec<S> = strings.into_iter().collect();
        let mut sorted: Vec<&str> = owned.iter().map(AsRef::as_ref).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut set = Strings::default();
        for string in sorted {
            set.text.push_str(string);
            set.ends.push(set.text.len());
        }
        set
    }

    /// Returns the number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the string with this code.
    pub fn get(&self, code: u32) -> Option<&str> {
        let code = code as usize;
        let end = *self.ends.get(code)?;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        Some(&self.text[start..end])
    }

    /// Returns the code of a string, by binary search.
    pub fn code(&self, string: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.at(middle).cmp(string) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle as u32),
            }
        }
        None
    }

    /// Iterates over the strings in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.at(index))
    }

    /// Returns an estimate of the memory the strings take, in bytes.
    pub fn heap_bytes(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<usize>()
    }

    fn at(&self, index: usize) -> &str {
        self.get(index as u32).expect("index below the length")
    }
}

/// Gives codes to strings in the order in which they are met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    codes: HashMap<Box<str>, u32>,
    strings: Vec<Box<str>>,
}

impl Interner {
    /// Returns the code of a string, a new one if it was not met before.
    pub(crate) fn intern(&mut self, string: &str) -> u32 {
        if let Some(code) = self.codes.get(string) {
            return *code;
        }
        let code = u32::try_from(self.strings.len()).expect("rows are limited to 32 bits");
        self.codes.insert(string.into(), code);
        self.strings.push(string.into());
        code
    }

    /// Returns the string behind a code that this interner gave.
    pub(crate) fn get(&self, code: u32) -> &str {
        &self.strings[code as usize]
    }

    /// Turns the codes into ranks: the sorted set, and the rank of each code.
    pub(crate) fn into_sorted(self) -> (Strings, Vec<u32>) {
        let mut by_string: Vec<u32> = (0..self.strings.len() as u32).collect();
        by_string.sort_unstable_by_key(|code| &self.strings[*code as usize]);
        let mut ranks = vec![0; by_string.len()];
        for (rank, code) in by_string.iter().enumerate() {
            ranks[*code as usize] = rank as u32;
        }
        let sorted = Strings::from_unsorted(self.strings.iter());
        (sorted, ranks)
    }
}
