//! Builders without the events outside of a range.

use std::mem;

use crate::TimeRange;
use crate::log::attribute::MISSING_CODE;
use crate::log::builder::{EventLogBuilder, Part};
use crate::log::interner::Interner;
use crate::log::rows::{Chunk, RecordLayout};

/// Leaves out events and returns their input positions, ascending.
///
/// Strings that no other event has go with them, so that the log is the one that the other events
/// give.
pub(crate) fn clip(mut builder: EventLogBuilder, range: TimeRange) -> (EventLogBuilder, Vec<u32>) {
    let positions = first_positions(&builder.parts);
    let n_attributes = builder.attributes.len();
    let mut outside = Vec::new();
    for (part, positions) in builder.parts.iter_mut().zip(positions) {
        let whole = mem::replace(part, Part::new(n_attributes));
        let mut codes = Recoding::new(&whole, &builder.record);
        part.chunks.clear();
        for (chunk, first) in whole.chunks.iter().zip(positions) {
            let kept = chunk.retain(&builder.record, |row, words| {
                let is_inside = range.contains(RecordLayout::time(words));
                match is_inside {
                    true => codes.recode(words, &whole, part),
                    false => outside.push(first + row as u32),
                }
                is_inside
            });
            part.chunks.push(kept);
        }
    }
    builder.n_events -= outside.len() as u64;
    outside.sort_unstable();
    (builder, outside)
}

/// Input position of the first row of each chunk of each part.
fn first_positions(parts: &[Part]) -> Vec<Vec<u32>> {
    let of_part = |part: usize| (0..parts[part].chunks.len()).map(move |chunk| (part, chunk));
    let mut order: Vec<(usize, usize)> = (0..parts.len()).flat_map(of_part).collect();
    let chunk = |(part, chunk): &(usize, usize)| -> &Chunk { &parts[*part].chunks[*chunk] };
    // Stable, as the layout sorts them.
    order.sort_by_key(|place| chunk(place).run);
    let mut positions: Vec<Vec<u32>> =
        parts.iter().map(|part| vec![0; part.chunks.len()]).collect();
    let mut n_rows = 0;
    for place in order {
        positions[place.0][place.1] = n_rows;
        n_rows += chunk(&place).n_rows() as u32;
    }
    positions
}

/// New codes for the strings of a part, given as they are met.
struct Recoding {
    /// Words of a record that hold codes, and the new code of each old one.
    columns: Vec<(Option<usize>, Vec<u32>)>,
}

impl Recoding {
    fn new(whole: &Part, record: &RecordLayout) -> Recoding {
        let words = record.code_words().into_iter().enumerate();
        let unknown = |index: usize| vec![MISSING_CODE; whole.interner(index).len()];
        Recoding { columns: words.map(|(index, word)| (word, unknown(index))).collect() }
    }

    fn recode(&mut self, words: &mut [u32], whole: &Part, part: &mut Part) {
        for (index, (word, codes)) in self.columns.iter_mut().enumerate() {
            let Some(word) = word.map(|word| &mut words[word]) else { continue };
            if *word != MISSING_CODE {
                *word = code(codes, *word, whole.interner(index), part.interner_mut(index));
            }
        }
    }
}

fn code(codes: &mut [u32], old: u32, whole: &Interner, part: &mut Interner) -> u32 {
    let new = &mut codes[old as usize];
    if *new == MISSING_CODE {
        *new = part.intern(whole.get(old));
    }
    *new
}
