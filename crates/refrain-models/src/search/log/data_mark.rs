//! By what a log of trials recognises the rows it was made on.

use crc32fast::Hasher;
use refrain_core::{Dataset, Split};
use serde::Serialize;

/// By what a log of trials recognises the rows it was made on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::search) struct DataMark {
    n_rows: usize,
    n_splits: usize,
    /// CRC-32 of features, labels and weights.
    rows: String,
    /// CRC-32 of the rows of each split.
    splits: String,
}

impl DataMark {
    pub(in crate::search) fn of(dataset: &Dataset, splits: &[Split]) -> DataMark {
        DataMark {
            n_rows: dataset.n_rows(),
            n_splits: splits.len(),
            rows: rows_checksum(dataset),
            splits: splits_checksum(splits),
        }
    }
}

fn rows_checksum(dataset: &Dataset) -> String {
    let mut hasher = Hasher::new();
    for name in dataset.features().names() {
        hasher.update(name.as_bytes());
        hasher.update(&[0]);
    }
    for observation in dataset.features().observations() {
        hasher.update(&observation.cutoff.millis().to_le_bytes());
    }
    for number in dataset.features().all_values().iter().chain(dataset.weights()) {
        hasher.update(&number.to_le_bytes());
    }
    for churned in dataset.labels() {
        hasher.update(&[u8::from(*churned)]);
    }
    hex(hasher)
}

fn splits_checksum(splits: &[Split]) -> String {
    let mut hasher = Hasher::new();
    for rows in splits.iter().flat_map(|split| [&split.train, &split.test]) {
        // The number of rows keeps one list from running into the next.
        for number in [rows.len()].iter().chain(rows) {
            hasher.update(&(*number as u64).to_le_bytes());
        }
    }
    hex(hasher)
}

fn hex(hasher: Hasher) -> String {
    format!("{:08x}", hasher.finalize())
}
