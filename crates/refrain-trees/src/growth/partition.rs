//! Rows of a node divided between its children, in order.

use rayon::prelude::*;

use crate::binning::binned::BINS;

/// Rows that one task divides. The division does not depend on it, nor on the threads.
const CHUNK: usize = 8192;

/// Divides rows in place, those that go left first, and returns how many they are.
///
/// `scratch` has the length of `rows`; what it holds does not matter.
pub(crate) fn divide(
    rows: &mut [u32],
    scratch: &mut [u32],
    bins: &[u8],
    goes_left: &[bool; BINS],
) -> usize {
    let chunks = rows.par_chunks_mut(CHUNK).zip(scratch.par_chunks_mut(CHUNK));
    let lefts: Vec<usize> =
        chunks.map(|(rows, scratch)| divide_chunk(rows, scratch, bins, goes_left)).collect();
    join(rows, scratch, &lefts)
}

/// Puts rows that go left at the start of `rows`, the others at the start of `scratch`.
fn divide_chunk(
    rows: &mut [u32],
    scratch: &mut [u32],
    bins: &[u8],
    goes_left: &[bool; BINS],
) -> usize {
    let (mut n_left, mut n_right) = (0, 0);
    for position in 0..rows.len() {
        let row = rows[position];
        let is_left = goes_left[bins[row as usize] as usize];
        // Both are written and one counts: a branch would be guessed wrong half the time.
        rows[n_left] = row;
        scratch[n_right] = row;
        n_left += usize::from(is_left);
        n_right += usize::from(!is_left);
    }
    n_left
}

/// Brings together what the chunks have divided.
fn join(rows: &mut [u32], scratch: &mut [u32], lefts: &[usize]) -> usize {
    let n_left: usize = lefts.iter().sum();
    let mut end = 0;
    let mut rights: Vec<&[u32]> = Vec::with_capacity(lefts.len());
    for (chunk, (left, right)) in lefts.iter().zip(scratch.chunks(CHUNK)).enumerate() {
        let start = chunk * CHUNK;
        // Chunks are moved forwards only: `end` never exceeds `start`.
        rows.copy_within(start..start + left, end);
        end += left;
        rights.push(&right[..right.len() - left]);
    }
    let mut rest = &mut rows[n_left..];
    for right in rights {
        let (place, after) = rest.split_at_mut(right.len());
        place.copy_from_slice(right);
        rest = after;
    }
    n_left
}
