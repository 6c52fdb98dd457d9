//! A simulated Sparkify log in every format that is read.

use std::fs;
use std::io::Write;
use std::path::Path;

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use refrain::arrow::array::RecordBatch;
use refrain::arrow::ipc::writer::FileWriter;
use refrain::sim::{Simulation, SimulationOptions};

use crate::columns::{NUMBERS, TEXTS};
use crate::engines::batches;

/// A log in one format.
pub struct Stored {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// Lines of JSON, without those of guests: refrain leaves these out and the others would not.
pub fn json_lines(n_users: u32) -> Vec<u8> {
    let options = SimulationOptions::new().users(n_users).days(61).seed(1);
    let simulation = Simulation::new(options).expect("the options are within bounds");
    let mut all = Vec::new();
    simulation.write_json_lines(&mut all).expect("a vector takes every byte");
    let is_guest = |line: &&[u8]| memchr::memmem::find(line, br#""userId":"""#).is_some();
    let users = all.split_inclusive(|byte| *byte == b'\n').filter(|line| !is_guest(line));
    users.collect::<Vec<_>>().concat()
}

pub fn n_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// The log in the other formats; settings are the defaults of each library, or nearly so.
pub fn other_formats(lines: &[u8]) -> Vec<Stored> {
    let batches = batches(lines);
    let stored = |name, bytes| Stored { name, bytes };
    vec![
        stored("JSON array", json_array(lines)),
        stored("CSV, RFC 4180", csv(&batches, &mut csv::WriterBuilder::new())),
        stored(
            "CSV, Spark",
            csv(&batches, csv::WriterBuilder::new().double_quote(false).escape(b'\\')),
        ),
        stored("JSON lines, gzip", gzip(lines)),
        stored("JSON lines, zstd", zstd::encode_all(lines, 3).expect("memory takes every byte")),
        stored("JSON lines, bzip2", bzip2(lines)),
        stored("Parquet, snappy", parquet(&batches, Compression::SNAPPY)),
        stored("Arrow IPC", arrow_file(&batches)),
    ]
}

pub fn write(directory: &Path, stored: &Stored) -> std::path::PathBuf {
    let path = directory.join(stored.name.replace([' ', ','], "_"));
    fs::write(&path, &stored.bytes).expect("there is room for the log");
    path
}

fn json_array(lines: &[u8]) -> Vec<u8> {
    let rows: Vec<&[u8]> =
        lines.strip_suffix(b"\n").unwrap_or(lines).split(|b| *b == b'\n').collect();
    [&b"["[..], &rows.join(&b",\n"[..]), b"]\n"].concat()
}

fn csv(batches: &[RecordBatch], builder: &mut csv::WriterBuilder) -> Vec<u8> {
    let mut writer = builder.from_writer(Vec::new());
    let names = NUMBERS.iter().chain(&TEXTS).chain(&["length"]);
    writer.write_record(names).expect("memory takes every byte");
    let shown = |batch: &RecordBatch, column: usize, row: usize| {
        let array = batch.column(column);
        arrow_cast::display::array_value_to_string(array, row).expect("plain values")
    };
    for batch in batches {
        for row in 0..batch.num_rows() {
            let fields = (0..batch.num_columns()).map(|column| shown(batch, column, row));
            writer.write_record(fields).expect("memory takes every byte");
        }
    }
    writer.into_inner().expect("memory takes every byte")
}

fn gzip(lines: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(lines).and_then(|()| encoder.finish()).expect("memory takes every byte")
}

fn bzip2(lines: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(lines).and_then(|()| encoder.finish()).expect("memory takes every byte")
}

fn parquet(batches: &[RecordBatch], compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression).build();
    let schema = batches[0].schema();
    let mut bytes = Vec::new();
    let writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties));
    let mut writer = writer.expect("a schema of plain columns");
    batches.iter().for_each(|batch| writer.write(batch).expect("memory takes every byte"));
    writer.close().expect("memory takes every byte");
    bytes
}

fn arrow_file(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer =
        FileWriter::try_new(Vec::new(), &batches[0].schema()).expect("a schema of plain columns");
    batches.iter().for_each(|batch| writer.write(batch).expect("memory takes every byte"));
    writer.into_inner().expect("memory takes every byte")
}
