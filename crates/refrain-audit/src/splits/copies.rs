//! Rows that repeat others.

use crate::table::{AuditTable, AuditValues};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Groups of rows that are equal in every column and the label.
pub(crate) struct Copies {
    /// Number of each row's group.
    pub(crate) of_row: Vec<usize>,
    /// Set for a row that an earlier one equals.
    pub(crate) is_copy: Vec<bool>,
}

impl Copies {
    pub(crate) fn find(table: &AuditTable) -> Copies {
        let mut prints: Vec<(u64, usize)> =
            (0..table.n_rows()).map(|row| (fingerprint(table, row), row)).collect();
        // Rows of one print come in their order, so that the first of them is no copy.
        prints.sort_unstable();
        let mut copies =
            Copies { of_row: vec![0; prints.len()], is_copy: vec![false; prints.len()] };
        let mut first = 0;
        for at in 0..prints.len() {
            let repeats = at > 0 && prints[at].0 == prints[at - 1].0;
            if !repeats {
                first = prints[at].1;
            }
            copies.of_row[prints[at].1] = first;
            copies.is_copy[prints[at].1] = repeats;
        }
        copies
    }

    /// Returns the share of the rows of a class that repeat another.
    pub(crate) fn share(&self, table: &AuditTable, churned: bool) -> f64 {
        let rows = || (0..table.n_rows()).filter(|row| table.labels[*row] == churned);
        rows().filter(|row| self.is_copy[*row]).count() as f64 / rows().count().max(1) as f64
    }
}

fn fingerprint(table: &AuditTable, row: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    table.labels[row].hash(&mut hasher);
    for column in &table.columns {
        match &column.values {
            // Adding zero makes one of the two zeros.
            AuditValues::Number(values) => (values[row] + 0.0).to_bits().hash(&mut hasher),
            AuditValues::Text(values) => values[row].hash(&mut hasher),
        }
    }
    hasher.finish()
}
