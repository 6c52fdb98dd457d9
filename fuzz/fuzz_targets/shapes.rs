//! JSON in any shape: no panic, every row is accounted for, and the steps in which a stream hands
//! out its bytes change nothing.
//!
//! The first byte chooses how the rest is read, see [`Way`]; the second the size of the steps, and
//! whether the schema names the array that holds the rows.

#![no_main]

#[allow(dead_code, reason = "no shape has to be learned here")]
mod way;

use std::io::{self, Read};

use libfuzzer_sys::fuzz_target;
use refrain_events::EventSchema;

use way::{Way, on_threads};

/// Hands out a few bytes at a time.
struct Steps<'t> {
    bytes: &'t [u8],
    n_bytes: usize,
}

impl Read for Steps<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_asked = buffer.len().min(self.n_bytes);
        self.bytes.read(&mut buffer[..n_asked])
    }
}

fuzz_target!(|data: &[u8]| {
    let [choice, form, bytes @ ..] = data else { return };
    let way = Way::new(*choice);
    let mut schema = way.schema();
    if form & 1 != 0 {
        let text = format!("[json]\nrows = \"data.events\"\n{}", schema.to_toml());
        schema = EventSchema::from_toml(&text).expect("a sound schema");
    }
    let reader = way.reader(schema);
    let at_once = on_threads(1, || reader.read_from("fuzz.json", bytes));
    if let Ok(read) = &at_once {
        let report = &read.report;
        assert_eq!(report.rows_read, report.rows_kept + report.rows_dropped());
        assert_eq!(report.rows_kept, read.log.n_events() as u64);
    }
    let steps = Steps { bytes, n_bytes: 1 + usize::from(form >> 1) };
    let in_steps = on_threads(way.n_threads, || reader.read_from("fuzz.json", steps));
    assert_eq!(format!("{in_steps:?}"), format!("{at_once:?}"));
});
