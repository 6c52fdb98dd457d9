//! Rows by ascending score, to be repeated.

use crate::groups::DenseGroups;

/// Rows sorted once by score, so that no resample of them has to be sorted again.
#[derive(Debug)]
pub(super) struct SortedRows {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    score: f64,
    group: u32,
    churned: bool,
}

/// The rows of one resample; kept from one to the next for its memory.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) labels: Vec<bool>,
    pub(super) scores: Vec<f64>,
}

impl SortedRows {
    pub(super) fn new(labels: &[bool], scores: &[f64], groups: &DenseGroups) -> SortedRows {
        let parts = labels.iter().zip(scores).zip(&groups.of_row);
        let row = |((churned, score), group): ((&bool, &f64), &u32)| Row {
            score: *score,
            group: *group,
            churned: *churned,
        };
        let mut rows: Vec<Row> = parts.map(row).collect();
        // Ties by group and label, so that even a metric that minds the order of rows sees one
        // that does not depend on how they were given.
        let tie = |row: &Row| (row.group, row.churned);
        rows.sort_unstable_by(|a, b| a.score.total_cmp(&b.score).then(tie(a).cmp(&tie(b))));
        SortedRows { rows }
    }

    /// Fills `sample` with each row as often as its group was drawn.
    pub(super) fn repeat(&self, times_drawn: &[u32], sample: &mut Sample) {
        // Cleared and not made anew: a thousand resamples would allocate a thousand times.
        sample.labels.clear();
        sample.scores.clear();
        for row in &self.rows {
            for _ in 0..times_drawn[row.group as usize] {
                sample.labels.push(row.churned);
                sample.scores.push(row.score);
            }
        }
    }
}
