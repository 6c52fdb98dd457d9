//! Manifests of event stores: whatever they say, a store opens with numbers that hold, or not.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use refrain_events::{EventStore, LogReader};

static STORE: OnceLock<PathBuf> = OnceLock::new();

fuzz_target!(|manifest: &[u8]| {
    let store = STORE.get_or_init(|| {
        let path = std::env::temp_dir().join(format!("refrain-fuzz-{}", std::process::id()));
        fs::create_dir_all(path.join("events")).expect("a directory for the store");
        path
    });
    fs::write(store.join("manifest.json"), manifest).expect("room for a manifest");
    let Ok(store) = EventStore::open(store) else { return };
    let report = store.report();
    assert_eq!(report.rows_read, report.rows_kept + report.rows_dropped());
    assert_eq!(store.size().n_rows, report.rows_kept);
    assert_eq!(store.range().is_none(), store.size().n_segments == 0);
    // Nothing outside of the store is read, and what it lacks is an error.
    let reader = LogReader::new(store.schema().clone());
    assert!(store.read(&reader).is_err());
});
