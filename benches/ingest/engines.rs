//! Each library at its best way from bytes in memory to columns.

use std::hint::black_box;
use std::str;
use std::sync::Arc;

use arrow_json::ReaderBuilder;
use memchr::{memchr, memchr_iter};
use refrain::arrow::array::RecordBatch;
use refrain::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use refrain::base::EventLog;
use refrain::events::{EventSchema, LogReader};
use simd_json::Buffers;

use crate::answer::{self, Answer};
use crate::columns::{Columns, NUMBERS, TEXTS};
use crate::row::Row;

/// Rows of a batch of arrow-json, at which it is fastest.
const BATCH_ROWS: usize = 8 * 1024;

/// What an engine makes of a log.
pub enum Made {
    Log(Box<EventLog>),
    Columns(Box<Columns>),
    Batches(Vec<RecordBatch>),
    /// Rows that were parsed and thrown away.
    Rows(u64),
}

impl Made {
    /// The answer, `None` where no columns were made.
    pub fn answer(&self) -> Option<Answer> {
        match self {
            Made::Log(log) => Some(answer::of_log(log)),
            Made::Columns(columns) => Some(columns.answer()),
            Made::Batches(batches) => Some(answer::of_batches(batches)),
            Made::Rows(_) => None,
        }
    }
}

/// A name and what it runs on the bytes of a log, which it may change as it likes.
pub struct Engine {
    pub name: &'static str,
    pub run: fn(&mut [u8]) -> Made,
}

pub const ENGINES: [Engine; 9] = [
    Engine { name: "refrain, 1 thread", run: |bytes| refrain(bytes, 1) },
    Engine { name: "refrain, 2 threads", run: |bytes| refrain(bytes, 2) },
    Engine { name: "sonic-rs", run: sonic_rs },
    Engine { name: "simd-json", run: simd_json },
    Engine { name: "serde_json", run: serde_json },
    Engine { name: "arrow-json", run: arrow_json },
    Engine { name: "sonic-rs, parsing only", run: sonic_rs_rows },
    Engine { name: "simd-json, parsing only", run: simd_json_rows },
    Engine { name: "serde_json, parsing only", run: serde_json_rows },
];

/// Sparkify's log with every field kept and every row of a user; no text is repaired, as by the
/// others.
pub fn all_fields() -> EventSchema {
    let mut text = "[roles]\nentity = \"userId\"\ntime = \"ts\"\nkind = \"page\"\n\
                    session = \"sessionId\"\nsequence = \"itemInSession\"\n\
                    registration = \"registration\"\n"
        .to_owned();
    let texts = TEXTS.iter().filter(|name| !["userId", "page"].contains(name));
    let attributes = texts.map(|name| (*name, "text"));
    for (name, kind) in attributes.chain([("status", "number"), ("length", "number")]) {
        text += &format!("[[attributes]]\nname = \"{name}\"\ntype = \"{kind}\"\n");
    }
    EventSchema::from_toml(&text).expect("a sound schema")
}

/// Does something on a pool of so many threads.
pub fn on_threads<T: Send>(n_threads: usize, task: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
    pool.expect("threads for a pool").install(task)
}

fn refrain(bytes: &[u8], n_threads: usize) -> Made {
    let reader = LogReader::new(all_fields()).keep_duplicates();
    let read = || reader.read_from("simulated", bytes).expect("the log is readable");
    let read = on_threads(n_threads, read);
    Made::Log(Box::new(read.log))
}

/// The lines of bytes that are checked to be UTF-8 once, which is faster than text by text.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let text = str::from_utf8(bytes).expect("a simulated log is UTF-8");
    let mut start = 0;
    memchr_iter(b'\n', bytes).map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line
    })
}

fn serde_json(bytes: &mut [u8]) -> Made {
    columns(lines(bytes).map(|line| ::serde_json::from_str(line).expect("a row")))
}

fn serde_json_rows(bytes: &mut [u8]) -> Made {
    count(lines(bytes).map(|line| ::serde_json::from_str(line).expect("a row")))
}

fn sonic_rs(bytes: &mut [u8]) -> Made {
    columns(lines(bytes).map(|line| ::sonic_rs::from_str(line).expect("a row")))
}

fn sonic_rs_rows(bytes: &mut [u8]) -> Made {
    count(lines(bytes).map(|line| ::sonic_rs::from_str(line).expect("a row")))
}

fn simd_json(bytes: &mut [u8]) -> Made {
    let mut columns = Columns::default();
    each_simd_json_row(bytes, |row| columns.push(row));
    Made::Columns(Box::new(columns))
}

fn simd_json_rows(bytes: &mut [u8]) -> Made {
    let mut n_rows = 0;
    each_simd_json_row(bytes, |row| {
        black_box(row);
        n_rows += 1;
    });
    Made::Rows(n_rows)
}

/// It unescapes texts where they stand and checks UTF-8 itself.
fn each_simd_json_row(bytes: &mut [u8], mut take: impl FnMut(&Row<'_>)) {
    let mut buffers = Buffers::new(1024);
    let mut rest = bytes;
    while let Some(end) = memchr(b'\n', rest) {
        let (line, after) = rest.split_at_mut(end);
        take(&::simd_json::serde::from_slice_with_buffers(line, &mut buffers).expect("a row"));
        rest = &mut after[1..];
    }
}

fn columns<'a>(rows: impl Iterator<Item = Row<'a>>) -> Made {
    let mut columns = Columns::default();
    rows.for_each(|row| columns.push(&row));
    Made::Columns(Box::new(columns))
}

fn count<'a>(rows: impl Iterator<Item = Row<'a>>) -> Made {
    Made::Rows(rows.map(|row| black_box(&row).ts.is_some() as u64).sum())
}

fn arrow_json(bytes: &mut [u8]) -> Made {
    Made::Batches(batches(bytes))
}

/// Texts stay as they are: arrow-json makes no dictionaries.
pub fn batches(bytes: &[u8]) -> Vec<RecordBatch> {
    let reader = ReaderBuilder::new(arrow_schema()).with_batch_size(BATCH_ROWS);
    let mut decoder = reader.build_decoder().expect("a schema of plain columns");
    let (mut batches, mut rest) = (Vec::new(), bytes);
    loop {
        let n_bytes = decoder.decode(rest).expect("the log is readable");
        rest = &rest[n_bytes..];
        match decoder.flush().expect("the log is readable") {
            Some(batch) => batches.push(batch),
            None => return batches,
        }
    }
}

fn arrow_schema() -> SchemaRef {
    let numbers = NUMBERS.iter().map(|name| Field::new(*name, DataType::Int64, true));
    let texts = TEXTS.iter().map(|name| Field::new(*name, DataType::Utf8, true));
    let length = Field::new("length", DataType::Float64, true);
    Arc::new(Schema::new(numbers.chain(texts).chain([length]).collect::<Vec<_>>()))
}
