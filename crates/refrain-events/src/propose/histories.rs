//! The rows of a sample by entity, each entity's in the order of time.

use super::code::NO_VALUE;
use super::table::Column;
use super::time_form::number;

#[derive(Debug)]
pub(super) struct Histories {
    rows: Vec<usize>,
    /// Ends of the rows of each entity.
    ends: Vec<usize>,
}

impl Histories {
    /// Sorts the rows that have an entity and a time; rows of one instant by `sequence`, then in
    /// the order of the log.
    pub(super) fn new(
        entity: &Column,
        times: &[Option<i64>],
        sequence: Option<&Column>,
    ) -> Histories {
        let usable = |row: &usize| entity.codes[*row] != NO_VALUE && times[*row].is_some();
        let position = |row: usize| {
            let column = sequence?;
            number(column.cell(column.codes[row])).map(|position| position as i64)
        };
        let mut rows: Vec<usize> = (0..times.len()).filter(usable).collect();
        // The row last, so that rows of one instant keep the order of the log.
        rows.sort_by_cached_key(|row| (entity.codes[*row], times[*row], position(*row), *row));
        // Sorted by entity, so that an entity ends where the code changes.
        let begins = |at: &usize| entity.codes[rows[*at]] != entity.codes[rows[*at - 1]];
        let mut ends: Vec<usize> = (1..rows.len()).filter(begins).collect();
        ends.extend((!rows.is_empty()).then_some(rows.len()));
        Histories { rows, ends }
    }

    /// The rows of each entity.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.rows[start..*end])
    }

    /// Rows that follow one another within an entity.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.iter().flat_map(|rows| rows.windows(2).map(|pair| (pair[0], pair[1])))
    }
}
