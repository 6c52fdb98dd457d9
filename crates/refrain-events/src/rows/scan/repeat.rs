//! Passages that the lines of one entity repeat again and again.
//!
//! A log states with every event who its user is: name, place, device, the day of registration.
//! Such fields often stand side by side, make up half of a line and are the same in every line of
//! the entity. This finds out which fields do so, and remembers for each entity the bytes that
//! they took last: where the next line has the same bytes they need not be scanned, and what was
//! found out about their values still holds.
//!
//! Equal bytes have equal values whoever they belong to; so the entity is nothing but a hint at
//! which bytes to expect, and a wrong one costs time only.

use std::collections::HashMap;

use crate::rows::scan::Raw;
use crate::rows::scan::shape::{FieldIdx, Fields};
use crate::rows::scan::word::load;

/// Passages remembered, a power of two: bounds the memory.
const MAX_PASSAGES: usize = 1 << 15;

/// Bytes of a passage; longer ones are not worth their memory.
const MAX_BYTES: usize = 1 << 10;

/// Bytes from which on a comparison is cheaper than the scan of a stretch.
const MIN_BYTES: usize = 32;

/// Pairs of lines of one entity that are compared to find out what repeats.
const N_COMPARED: u32 = 1_024;

/// Lines looked at in search of such pairs, and entities whose line is kept for one.
const MAX_LINES: u32 = 1 << 15;
const MAX_ENTITIES: usize = 1 << 12;

/// A field repeats if it differs in less than one of so many pairs.
const PAIRS_PER_CHANGE: u32 = 50;

/// No node of a shape, not even the one after the end of a record.
const NOWHERE: usize = usize::MAX - 1;

/// Knows which fields repeat, and what they said last.
#[derive(Debug)]
pub(super) struct Repeats {
    /// While it is being found out.
    study: Option<Study>,
    /// The node after which the stretch begins.
    start: usize,
    fields: Vec<FieldIdx>,
    set: Fields,
    /// For each hash the place of a passage.
    places: Vec<u32>,
    passages: Vec<Stored>,
    next_id: u32,
}

/// The bytes that a stretch took last, and its values with places counted from its beginning.
#[derive(Debug)]
struct Stored {
    id: u32,
    bytes: Vec<u8>,
    values: Vec<Raw>,
}

/// A passage that a line repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Place among the passages; small numbers.
    pub(crate) index: usize,
    /// Another one whenever a place is taken by other bytes.
    pub(crate) id: u32,
}

const NO_PASSAGE: u32 = u32::MAX;

impl Repeats {
    pub(super) fn new() -> Repeats {
        Repeats {
            study: Some(Study::default()),
            start: NOWHERE,
            fields: Vec::new(),
            set: Fields::default(),
            places: Vec::new(),
            passages: Vec::new(),
            next_id: 0,
        }
    }

    /// The node after which the stretch begins, if any is known.
    #[inline(always)]
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The fields of the stretch, in order.
    pub(super) fn fields(&self) -> &[FieldIdx] {
        &self.fields
    }

    pub(super) fn set(&self) -> &Fields {
        &self.set
    }

    /// The node after the stretch.
    #[inline(always)]
    pub(super) fn end(&self) -> usize {
        self.fields.last().map_or(NOWHERE, |field| usize::from(*field) + 1)
    }

    /// The passage remembered for an entity, if the text at `at` repeats it; also its values and
    /// how many bytes it takes.
    #[inline]
    pub(super) fn find(
        &self,
        hint: usize,
        padded: &[u8],
        at: usize,
    ) -> Option<(Passage, &[Raw], usize)> {
        let index = self.places[hint] as usize;
        let stored = self.passages.get(index)?;
        let repeats = padded[at..].starts_with(&stored.bytes);
        repeats.then_some((Passage { index, id: stored.id }, &stored.values, stored.bytes.len()))
    }

    /// Remembers the bytes of a stretch for an entity.
    pub(super) fn store(&mut self, hint: usize, bytes: &[u8], values: Vec<Raw>) {
        // Behind a number more digits may follow, behind a quote nothing of the value.
        if bytes.len() > MAX_BYTES || bytes.last() != Some(&b'"') {
            return;
        }
        // Two entities of one hint take turns at one place, which costs time and nothing else.
        if self.places[hint] == NO_PASSAGE {
            self.places[hint] = self.passages.len() as u32;
            self.passages.push(Stored { id: 0, bytes: Vec::new(), values: Vec::new() });
        }
        let stored = &mut self.passages[self.places[hint] as usize];
        stored.id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        stored.bytes.clear();
        stored.bytes.extend_from_slice(bytes);
        stored.values = values;
    }

    /// Returns `true` while lines are still wanted to find out what repeats.
    #[inline(always)]
    pub(super) fn is_studying(&self) -> bool {
        self.study.is_some()
    }

    /// Studies a line: its fields in order, with their bytes, and which of them is the entity.
    pub(super) fn study(&mut self, line: &[(FieldIdx, &[u8])], entity: usize) {
        let Some(study) = &mut self.study else { return };
        study.compare(line[entity].1, line);
        if let Some((start, fields)) = study.stretch(line, entity) {
            self.start = start;
            fields.iter().for_each(|field| {
                self.set.insert(*field);
            });
            self.fields = fields;
            self.places = vec![NO_PASSAGE; MAX_PASSAGES];
            self.study = None;
        } else if study.n_lines >= MAX_LINES {
            self.study = None;
        }
    }
}

/// A hint at which passage to expect, from the value of the entity.
#[inline]
pub(super) fn hint(entity: Raw, padded: &[u8]) -> usize {
    let (start, end) = match entity {
        Raw::Text(start, end) | Raw::Escaped(start, end) | Raw::Integer(_, start, end) => {
            (start as usize, end as usize)
        }
        Raw::Missing | Raw::Decimal(_) | Raw::Bool(_) => return 0,
    };
    let n_bytes = end - start;
    // Ids differ in their last bytes; what stands before a short one is cut off.
    let last = match n_bytes {
        0 => 0,
        1..8 => load(padded, start) << (64 - 8 * n_bytes),
        _ => load(padded, end - 8),
    };
    let mixed = u128::from(last ^ n_bytes as u64) * u128::from(0x9E37_79B9_7F4A_7C15_u64);
    // The middle of the product depends on all bits of both.
    (mixed >> 40) as usize & (MAX_PASSAGES - 1)
}

/// The fields of a line with their bytes.
type KeptLine = Vec<(FieldIdx, Box<[u8]>)>;

/// Compares the lines of entities with those before them.
#[derive(Debug, Default)]
struct Study {
    /// The last line of each entity.
    lines: HashMap<Box<[u8]>, KeptLine>,
    /// For each field in how many pairs of lines it was met, and in how many it differed.
    counts: Vec<Counts>,
    n_lines: u32,
    n_compared: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    met: u32,
    differed: u32,
}

impl Study {
    fn compare(&mut self, entity: &[u8], line: &[(FieldIdx, &[u8])]) {
        self.n_lines += 1;
        if let Some(earlier) = self.lines.get(entity) {
            self.n_compared += 1;
            for (field, bytes) in line {
                let place = usize::from(*field);
                if self.counts.len() <= place {
                    self.counts.resize(place + 1, Counts::default());
                }
                let before = earlier.iter().find(|(other, _)| other == field);
                self.counts[place].met += 1;
                self.counts[place].differed +=
                    u32::from(before.is_none_or(|(_, before)| **before != **bytes));
            }
        } else if self.lines.len() >= MAX_ENTITIES {
            return;
        }
        let kept = line.iter().map(|(field, bytes)| (*field, Box::from(*bytes))).collect();
        self.lines.insert(entity.into(), kept);
    }

    fn repeats(&self, field: FieldIdx) -> bool {
        let counts = self.counts.get(usize::from(field)).copied().unwrap_or_default();
        // In most lines, and hardly ever another value: a session's fields repeat as well, but not
        // for long enough.
        counts.met * 2 > self.n_compared && counts.differed * PAIRS_PER_CHANGE < counts.met
    }

    /// The longest stretch of a line that repeats and comes after the entity: the node before it
    /// and its fields. `None` as long as too little is known.
    fn stretch(&self, line: &[(FieldIdx, &[u8])], entity: usize) -> Option<(usize, Vec<FieldIdx>)> {
        if self.n_compared < N_COMPARED {
            return None;
        }
        let runs = line[entity + 1..]
            .chunk_by(|left, right| self.repeats(left.0) == self.repeats(right.0));
        let mut best: &[(FieldIdx, &[u8])] = &[];
        for run in runs.filter(|run| self.repeats(run[0].0)) {
            // A passage ends in a text, see `store`.
            let n_fields = run
                .iter()
                .rposition(|(_, bytes)| bytes.ends_with(b"\""))
                .map_or(0, |last| last + 1);
            if n_bytes(&run[..n_fields]) > n_bytes(best) {
                best = &run[..n_fields];
            }
        }
        if n_bytes(best) < MIN_BYTES {
            return None;
        }
        let before = line.iter().position(|(field, _)| *field == best[0].0)?.checked_sub(1)?;
        let fields = best.iter().map(|(field, _)| *field).collect();
        Some((usize::from(line[before].0) + 1, fields))
    }
}

fn n_bytes(line: &[(FieldIdx, &[u8])]) -> usize {
    line.iter().map(|(_, bytes)| bytes.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::columns::ColumnPlan;
    use crate::rows::scan::{PADDING, Scanner};
    use crate::schema::EventSchema;

    fn line(index: u32, place: &str) -> String {
        let user = index % 50;
        format!(
            "{{\"ts\":{index},\"userId\":\"{user}\",\"page\":\"Home\",\"level\":\"{}\",\
             \"location\":\"{place} {user}\",\"userAgent\":\"\\\"Mozilla\\\"\",\
             \"registration\":{},\"gender\":\"F\",\"length\":{index}.5}}",
            index / 50 % 2,
            1_000 + user
        )
    }

    /// Scans a line, from which the scanner learns if it must.
    fn scan(scanner: &mut Scanner, plan: &ColumnPlan, line: &str) -> Option<Passage> {
        let mut padded = line.as_bytes().to_vec();
        padded.resize(line.len() + PADDING, 0);
        let mut seen = Fields::default();
        if scanner.scan(line, &padded, 0, &mut seen).is_none() {
            scanner.learn(line, plan);
            scanner.scan(line, &padded, 0, &mut seen).expect("the line is flat");
        }
        assert_eq!(scanner.columns_of(&seen).count(), line.matches("\":").count());
        scanner.passage()
    }

    fn trained(plan: &ColumnPlan) -> Scanner {
        let mut scanner = Scanner::new(plan);
        for index in 0..2_000 {
            scan(&mut scanner, plan, &line(index, "Springfield"));
        }
        scanner
    }

    #[test]
    fn what_repeats_is_found_and_has_the_values_of_the_line() {
        let plan = ColumnPlan::new(&EventSchema::sparkify());
        let mut scanner = trained(&plan);
        let repeated: Vec<&str> = scanner.repeated().map(|slot| plan.name(slot)).collect();
        assert_eq!(repeated, ["location", "userAgent", "registration", "gender"]);
        for index in 2_000..2_200 {
            let place = if index % 3 == 0 { "Shelbyville" } else { "Springfield" };
            let line = line(index, place);
            assert!(scan(&mut scanner, &plan, &line).is_some());
            let mut other = Scanner::new(&plan);
            assert_eq!(scan(&mut other, &plan, &line), None);
            assert_eq!(scanner.values(), other.values());
        }
    }

    #[test]
    fn a_passage_is_the_same_until_its_bytes_change() {
        let plan = ColumnPlan::new(&EventSchema::sparkify());
        let mut scanner = trained(&plan);
        let mut passage =
            |place| scan(&mut scanner, &plan, &line(2_007, place)).expect("a passage");
        let first = passage("Springfield");
        assert_eq!(passage("Springfield"), first);
        assert_ne!(passage("Shelbyville").id, first.id);
        assert_ne!(passage("Springfield").id, first.id);
    }
}
