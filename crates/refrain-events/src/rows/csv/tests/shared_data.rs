//! Real tables beside the project, where they are.

use std::fs;
use std::path::PathBuf;

use super::support::{Piece, RFC, rows, table};
use crate::rows::csv::{Dialect, is_lossy_time};
use crate::schema::TableSpec;

fn real_tables() -> Vec<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let shared = std::env::var("REFRAIN_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let Ok(entries) = fs::read_dir(PathBuf::from(shared).join("udacity_csv_2018_11")) else {
        eprintln!("skipped: there is no shared data");
        return Vec::new();
    };
    entries.map(|entry| entry.expect("the directory can be read").path()).collect()
}

#[test]
fn real_tables_are_well_formed_and_their_times_lossy() {
    let mut n_records = 0;
    for path in real_tables() {
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert_eq!(Dialect::detect(&text.as_bytes()[..8192], &TableSpec::default()), RFC);
        let pieces = table(&text, RFC).of_columns(17).pieces_by(&[1000, 1]);
        assert!(pieces.iter().all(|piece| matches!(piece, Piece::Record(_, 1))));
        let rows = rows(&pieces, RFC).expect("the quoting is right");
        assert!(rows.iter().all(|row| row.len() == 17), "{}", path.display());
        assert!(rows[1..].iter().all(|row| is_lossy_time(&row[15], 3)), "{}", path.display());
        n_records += rows.len();
    }
    assert!(n_records == 0 || n_records == 2810, "{n_records}");
}
