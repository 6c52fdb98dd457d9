//! The standard features against values that DuckDB computed from the raw rows.
//!
//! `benches/peers/standard_in_sql.py` made them; its SQL follows the columns' descriptions. They
//! are rounded to eleven digits, a twentieth of the tolerance.

use std::collections::HashMap;

use refrain::events::EventSchema;
use refrain::features::{FeatureSet, seen_before};
use refrain::table::feature_table;

use crate::reference;
use crate::shared_data::{read, shared};

const IN_SQL: &str = include_str!("../data/standard_in_sql.csv");
const CUTOFFS: [&str; 3] = ["2018-10-20T00:00:00Z", "2018-11-10T12:34:56Z", "2018-11-30T00:00:00Z"];

/// The rows of a CSV by user and cutoff, as (column name, text).
pub(crate) fn rows(bytes: &[u8]) -> HashMap<(String, String), HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = names.iter().zip(record.iter());
        let cells = cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
        ((record[0].to_owned(), record[1].to_owned()), cells)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn standard_features_equal_those_of_sql_over_the_raw_rows() {
    let Some(path) = shared("eventsim_mini.json.gz") else { return };
    let log = read(path).log;
    let set = FeatureSet::standard(&EventSchema::sparkify().vocabulary());
    let observations = seen_before(&log, &CUTOFFS.map(|cutoff| cutoff.parse().unwrap()));
    let matrix = set.compute(&log, &observations).unwrap();
    let ours = rows(&reference::csv(&feature_table("userId", &matrix).unwrap()));
    let theirs = rows(IN_SQL.as_bytes());
    assert_eq!((ours.len(), theirs.len()), (649, 72));
    for (key, expected) in &theirs {
        for (name, theirs) in expected {
            let ours = &ours[key][name];
            let (user, cutoff) = key;
            assert!(
                reference::agree(ours, theirs),
                "{name} of user {user} at {cutoff}: {ours}, expected {theirs}"
            );
        }
    }
}
