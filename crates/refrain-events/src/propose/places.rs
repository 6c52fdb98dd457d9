//! Files and places in files that a sample is taken from.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use crate::input::sources::Source;

/// Files looked into first, spread over all there are.
const N_SPREAD: usize = 64;

/// Length from which a file of text is looked into at three places.
const LONG_BYTES: u64 = 32 << 20;

/// Bytes before the end of such a file from which its last place is read.
const LAST_BYTES: u64 = 4 << 20;

/// Longest first line that is taken for the names of a table.
const MAX_HEADER_BYTES: u64 = 64 << 10;

/// The order in which files are looked into: some from all over, then those between, in an order
/// that spreads them however many are taken.
pub(super) fn file_order(n_files: usize) -> (Vec<usize>, Vec<usize>) {
    let n_spread = n_files.min(N_SPREAD);
    let spread: Vec<usize> = (0..n_spread).map(|idx| idx * n_files / n_spread.max(1)).collect();
    let n_bits = n_files.max(1).next_power_of_two().trailing_zeros();
    let reversed = |idx: usize| match n_bits {
        0 => idx,
        n => (idx as u64).reverse_bits().wrapping_shr(64 - n) as usize,
    };
    let others: Vec<usize> = (0..1_usize << n_bits)
        .map(reversed)
        .filter(|idx| *idx < n_files && spread.binary_search(idx).is_err())
        .collect();
    (spread, others)
}

/// Streams from the middle of a long file of plain text and from near its end, each of whole lines
/// and, where the file is a table, behind the line of its names; none of any other file.
pub(super) fn later_places(source: &Source) -> io::Result<Vec<Box<dyn Read + Send>>> {
    let Source::File(path) = source else { return Ok(Vec::new()) };
    let n_bytes = match source.len() {
        Some(n_bytes) if n_bytes >= LONG_BYTES => n_bytes,
        _ => return Ok(Vec::new()),
    };
    let mut first_line = Vec::new();
    BufReader::new(File::open(path)?).take(MAX_HEADER_BYTES).read_until(b'\n', &mut first_line)?;
    let Some(header) = header(first_line) else { return Ok(Vec::new()) };
    let place = |at: u64| -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut rest = BufReader::new(file);
        // The line in which the place lies is not whole.
        rest.read_until(b'\n', &mut Vec::new())?;
        Ok(Box::new(Cursor::new(header.clone()).chain(rest)))
    };
    [n_bytes / 2, n_bytes - LAST_BYTES].into_iter().map(place).collect()
}

/// What stands before the lines of a later place: the names of a table, nothing before JSON lines.
/// `None` if the first line is not of a format whose lines stand alone.
fn header(first_line: Vec<u8>) -> Option<Vec<u8>> {
    let line = first_line.trim_ascii();
    let is_text = str::from_utf8(line)
        .is_ok_and(|text| !text.contains(char::is_control) || text.contains('\t'));
    match (line.first()?, line.last()?) {
        _ if !is_text || !first_line.ends_with(b"\n") => None,
        (b'{', b'}') => Some(Vec::new()),
        (b'{' | b'[' | b'#', _) => None,
        // A name that goes on behind the line.
        _ if line.iter().filter(|byte| **byte == b'"').count() % 2 == 1 => None,
        _ => Some(first_line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_looked_into_once() {
        for n_files in [1, 2, 63, 64, 65, 100, 3_806] {
            let (mut spread, others) = file_order(n_files);
            spread.extend(others);
            spread.sort_unstable();
            assert_eq!(spread, (0..n_files).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_few_of_the_files_between_are_from_all_over() {
        let (_, others) = file_order(4_096);
        let mut few = others[..8].to_vec();
        few.sort_unstable();
        assert!(few.windows(2).all(|pair| pair[1] - pair[0] < 2_048), "{few:?}");
    }
}
