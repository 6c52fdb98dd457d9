//! Rows on their way into a log, as fixed records of 32-bit words.
//!
//! A record holds all cells of one row side by side, because laying out a log visits the rows of
//! one entity, which lie far from each other: one visit then costs one miss of the cache and not
//! one per column.

use crate::Time;
use crate::log::attribute::{AttributeType, MISSING_CODE};

/// Rows of a chunk; bounds what growing a chunk copies.
const CHUNK_ROWS: usize = 1 << 14;

const ENTITY: usize = 0;
const KIND: usize = 1;
const SESSION: usize = 2;
const TIME: usize = 3;
const SEQUENCE: usize = 5;
const REGISTRATION: usize = 7;
const ROLE_WORDS: usize = 9;

/// Places of the attributes in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordLayout {
    /// First word of each attribute, and its type.
    attributes: Vec<(usize, AttributeType)>,
    /// First word of the key, behind all else, where the log has keys.
    key: Option<usize>,
    n_words: usize,
}

impl RecordLayout {
    /// The words that hold codes, in the order of a part's interners.
    pub(crate) fn code_words(&self) -> Vec<Option<usize>> {
        let text =
            |(at, kind): &(usize, AttributeType)| (*kind == AttributeType::Text).then_some(*at);
        let roles = [ENTITY, KIND, SESSION].map(Some);
        roles.into_iter().chain(self.attributes.iter().map(text)).collect()
    }

    pub(crate) fn time(words: &[u32]) -> Time {
        Time::from_millis((u64::from(words[TIME]) | u64::from(words[TIME + 1]) << 32) as i64)
    }

    pub(crate) fn new(types: impl Iterator<Item = AttributeType>) -> RecordLayout {
        let mut n_words = ROLE_WORDS;
        let attributes = types.map(|kind| {
            let at = n_words;
            n_words += match kind {
                AttributeType::Text => 1,
                AttributeType::Number => 2,
            };
            (at, kind)
        });
        let attributes = attributes.collect();
        RecordLayout { attributes, key: None, n_words }
    }

    /// Makes room for a key.
    pub(crate) fn keyed(self) -> RecordLayout {
        let (key, n_words) = (Some(self.n_words), self.n_words + 2);
        RecordLayout { key, n_words, ..self }
    }

    pub(crate) fn has_keys(&self) -> bool {
        self.key.is_some()
    }
}

/// A missing key: what new records are filled with.
const NO_KEY: u64 = (MISSING_CODE as u64) << 32 | MISSING_CODE as u64;

/// The roles of a row, interned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleCells {
    pub(crate) entity: u32,
    pub(crate) kind: u32,
    pub(crate) session: u32,
    pub(crate) time: Time,
    pub(crate) sequence: Option<i64>,
    pub(crate) registration: Time,
}

/// A missing sequence, less than every other.
const NO_SEQUENCE: i64 = i64::MIN;

/// Rows that follow each other in the input.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    /// The run that the rows belong to.
    pub(crate) run: u64,
    words: Vec<u32>,
    n_rows: usize,
}

impl Chunk {
    pub(crate) fn new(run: u64) -> Chunk {
        Chunk { run, words: Vec::new(), n_rows: 0 }
    }

    /// A chunk that has room for as much as the one before it: runs are of about one length.
    pub(crate) fn after(before: &Chunk, run: u64) -> Chunk {
        let n_words = before.words.len() + before.words.len() / 16;
        Chunk { run, words: Vec::with_capacity(n_words), n_rows: 0 }
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub(crate) fn is_full(&self) -> bool {
        self.n_rows >= CHUNK_ROWS
    }

    /// Adds a row with its roles, and returns the words of its attributes to be filled.
    #[inline]
    pub(crate) fn push_row(&mut self, layout: &RecordLayout, roles: &RoleCells) -> &mut [u32] {
        if self.words.capacity() - self.words.len() < layout.n_words {
            let n_rows = self.n_rows.clamp(64, CHUNK_ROWS);
            self.words.reserve(n_rows * layout.n_words);
        }
        let (time_low, time_high) = halves(roles.time.millis() as u64);
        // A sequence of the least number is not told from the one after it.
        let sequence = roles.sequence.map_or(NO_SEQUENCE, |number| number.max(NO_SEQUENCE + 1));
        let (sequence_low, sequence_high) = halves(sequence as u64);
        let (registration_low, registration_high) = halves(roles.registration.millis() as u64);
        self.words.extend_from_slice(&[
            roles.entity,
            roles.kind,
            roles.session,
            time_low,
            time_high,
            sequence_low,
            sequence_high,
            registration_low,
            registration_high,
        ]);
        self.n_rows += 1;
        let attributes = self.words.len();
        self.words.resize(attributes + layout.n_words - ROLE_WORDS, MISSING_CODE);
        &mut self.words[attributes..]
    }

    /// Gives the row added last its key.
    #[inline]
    pub(crate) fn set_key(&mut self, key: u64) {
        // The one key that stands for none is not told from its neighbour.
        let (low, high) = halves(key.min(NO_KEY - 1));
        let at = self.words.len() - 2;
        self.words[at..].copy_from_slice(&[low, high]);
    }

    /// The rows for which `recode` returns `true`, with what it made of their words.
    pub(crate) fn retain(
        &self,
        layout: &RecordLayout,
        mut recode: impl FnMut(usize, &mut [u32]) -> bool,
    ) -> Chunk {
        let mut kept = Chunk { run: self.run, words: Vec::new(), n_rows: 0 };
        kept.words.reserve_exact(self.words.len());
        for (row, words) in self.words.chunks_exact(layout.n_words).enumerate() {
            let start = kept.words.len();
            kept.words.extend_from_slice(words);
            match recode(row, &mut kept.words[start..]) {
                true => kept.n_rows += 1,
                false => kept.words.truncate(start),
            }
        }
        kept
    }

    #[inline]
    pub(crate) fn record<'a>(&'a self, layout: &'a RecordLayout, row: usize) -> Record<'a> {
        let start = row * layout.n_words;
        Record { layout, words: &self.words[start..start + layout.n_words] }
    }

    pub(crate) fn records<'a>(
        &'a self,
        layout: &'a RecordLayout,
    ) -> impl ExactSizeIterator<Item = Record<'a>> {
        self.words.chunks_exact(layout.n_words).map(move |words| Record { layout, words })
    }
}

/// One row. Its codes are those of the interners it was made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    layout: &'a RecordLayout,
    words: &'a [u32],
}

impl Record<'_> {
    #[inline]
    pub(crate) fn entity(&self) -> u32 {
        self.words[ENTITY]
    }

    #[inline]
    pub(crate) fn kind(&self) -> u32 {
        self.words[KIND]
    }

    #[inline]
    pub(crate) fn session(&self) -> u32 {
        self.words[SESSION]
    }

    #[inline]
    pub(crate) fn time(&self) -> Time {
        Time::from_millis(self.wide(TIME) as i64)
    }

    /// The sequence as a number that orders: a missing one comes first.
    #[inline]
    pub(crate) fn sequence(&self) -> i64 {
        self.wide(SEQUENCE) as i64
    }

    /// The sequence as it was given.
    pub(crate) fn given_sequence(&self) -> Option<i64> {
        Some(self.sequence()).filter(|number| *number != NO_SEQUENCE)
    }

    #[inline]
    pub(crate) fn registration(&self) -> Time {
        Time::from_millis(self.wide(REGISTRATION) as i64)
    }

    /// The key, where the log has keys and the row has one.
    pub(crate) fn key(&self) -> Option<u64> {
        Some(self.wide(self.layout.key?)).filter(|key| *key != NO_KEY)
    }

    /// The code of a text attribute.
    #[inline]
    pub(crate) fn code(&self, attribute: usize) -> u32 {
        self.words[self.layout.attributes[attribute].0]
    }

    /// The value of a number attribute.
    #[inline]
    pub(crate) fn number(&self, attribute: usize) -> f64 {
        f64::from_bits(self.wide(self.layout.attributes[attribute].0))
    }

    #[inline]
    fn wide(&self, at: usize) -> u64 {
        u64::from(self.words[at]) | u64::from(self.words[at + 1]) << 32
    }
}

/// The two words of a number.
#[inline]
pub(crate) fn number_words(number: f64) -> [u32; 2] {
    let (low, high) = halves(number.to_bits());
    [low, high]
}

#[inline]
fn halves(word: u64) -> (u32, u32) {
    (word as u32, (word >> 32) as u32)
}

/// The rank of a code, where ranks are those of one interner; a missing code stays missing.
#[inline]
pub(crate) fn rank(ranks: &[u32], code: u32) -> u32 {
    if code == MISSING_CODE { MISSING_CODE } else { ranks[code as usize] }
}
