//! From the bytes of a log to columns: refrain beside the libraries that parse JSON, and refrain on
//! every format that it reads.
//!
//! `cargo bench -p refrain-benches --bench ingest` measures with criterion; with `-- --test` each
//! runs once on a small log. `INGEST_TABLE=9 cargo bench -p refrain-benches --bench ingest` runs
//! all engines in turns, so many rounds, and prints a table of the best times.
//!
//! All engines read all 18 fields of the same lines of users. Those that speak serde parse each line
//! into one struct that borrows its texts and append it to typed columns with interned texts, by
//! the same code; arrow-json fills record batches with plain texts. refrain besides orders the events
//! by user and time. Each answer is checked before it is timed: per column the number of values
//! and a sum over them. Engines are given bytes of their own, because simd-json writes into
//! them; copying and freeing is not timed.

mod answer;
mod columns;
mod data;
mod engines;
mod row;

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, hint::black_box};

use criterion::{BatchSize, Criterion, Throughput, criterion_group};
use refrain::arrow::array::RecordBatch;
use refrain::events::{Input, LogReader, ReadLog};

use answer::of_log;
use data::{Stored, json_lines, n_lines, other_formats};
use engines::{ENGINES, Engine, Made, all_fields, batches, on_threads};

/// Users of a log of about 100 MB, and of one of about 1 MB.
const MANY_USERS: u32 = 180;
const FEW_USERS: u32 = 3;

fn lines() -> Vec<u8> {
    let is_test = env::args().any(|argument| argument == "--test");
    json_lines(if is_test { FEW_USERS } else { MANY_USERS })
}

/// Asserts that all engines find the same in the lines.
fn assert_answers(lines: &[u8]) {
    let made = |engine: &Engine| (engine.run)(&mut lines.to_vec());
    let expected = engines_answer("serde_json", lines);
    assert_eq!(expected.n_columns(), 18);
    for engine in &ENGINES {
        match made(engine) {
            Made::Rows(n_rows) => assert_eq!(n_rows, n_lines(lines), "{}", engine.name),
            made => {
                let answer = made.answer().expect("it made columns");
                answer.assert_part_of(&expected, engine.name);
                let n_kept = if matches!(made, Made::Log(_)) { 17 } else { 18 };
                assert_eq!(answer.n_columns(), n_kept, "{}", engine.name);
            }
        }
    }
}

fn engines_answer(name: &str, lines: &[u8]) -> answer::Answer {
    let engine = ENGINES.iter().find(|engine| engine.name == name).expect("an engine");
    (engine.run)(&mut lines.to_vec()).answer().expect("it makes columns")
}

fn json(criterion: &mut Criterion) {
    let lines = lines();
    assert_answers(&lines);
    let mut group = criterion.benchmark_group("ingest/json_lines");
    group.throughput(Throughput::Bytes(lines.len() as u64)).sample_size(10);
    for engine in &ENGINES {
        group.bench_function(engine.name, |bencher| {
            let copied = || lines.clone();
            bencher.iter_batched_ref(copied, |bytes| (engine.run)(bytes), BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn read(path: &Path, n_threads: usize) -> ReadLog {
    let reader = LogReader::new(all_fields()).keep_duplicates();
    let read = || reader.read(&[Input::Path(path.to_owned())]).expect("the log is readable");
    on_threads(n_threads, read)
}

fn read_batches(batches: &[RecordBatch], n_threads: usize) -> ReadLog {
    let reader = LogReader::new(all_fields()).keep_duplicates();
    let handed = || batches.iter().cloned().map(Ok::<_, Infallible>);
    on_threads(n_threads, || reader.read_batches("batches", handed())).expect("they are readable")
}

/// The log in all formats, as files whose content is known to be right.
fn files(directory: &Path, lines: Vec<u8>) -> Vec<(Stored, PathBuf)> {
    let expected = engines_answer("serde_json", &lines);
    let mut stored = other_formats(&lines);
    stored.insert(0, Stored { name: "JSON lines", bytes: lines });
    let files = stored.into_iter().map(|stored| {
        let path = data::write(directory, &stored);
        of_log(&read(&path, 2).log).assert_part_of(&expected, stored.name);
        (stored, path)
    });
    files.collect()
}

/// The log as batches in memory, whose content is known to be right.
fn checked_batches(lines: &[u8]) -> Vec<RecordBatch> {
    let batches = batches(lines);
    let expected = engines_answer("serde_json", lines);
    of_log(&read_batches(&batches, 2).log).assert_part_of(&expected, "Arrow batches");
    batches
}

fn n_bytes(batches: &[RecordBatch]) -> usize {
    batches.iter().map(RecordBatch::get_array_memory_size).sum()
}

fn formats(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().expect("a place for files");
    let mut group = criterion.benchmark_group("ingest/formats");
    let lines = lines();
    let batches = checked_batches(&lines);
    group.throughput(Throughput::Bytes(n_bytes(&batches) as u64)).sample_size(10);
    for n_threads in [1, 2] {
        group.bench_function(format!("Arrow batches, {n_threads} thread(s)"), |bencher| {
            bencher.iter_with_large_drop(|| black_box(read_batches(&batches, n_threads)));
        });
    }
    for (stored, path) in files(directory.path(), lines) {
        group.throughput(Throughput::Bytes(stored.bytes.len() as u64)).sample_size(10);
        for n_threads in [1, 2] {
            group.bench_function(format!("{}, {n_threads} thread(s)", stored.name), |bencher| {
                bencher.iter_with_large_drop(|| black_box(read(&path, n_threads)));
            });
        }
    }
    group.finish();
}

/// The best time of each way; they take turns, because a machine is not equally fast all the time.
fn best_times(n_rounds: usize, ways: &mut [Box<dyn FnMut() -> Duration + '_>]) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; ways.len()];
    for _ in 0..n_rounds {
        for (best, way) in best.iter_mut().zip(ways.iter_mut()) {
            *best = way().min(*best);
        }
    }
    best
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let made = black_box(work());
    let elapsed = start.elapsed();
    drop(made);
    elapsed
}

fn print_tables(n_rounds: usize) {
    let lines = lines();
    assert_answers(&lines);
    print_engines(n_rounds, &lines);
    let directory = tempfile::tempdir().expect("a place for files");
    let batches = checked_batches(&lines);
    print_formats(n_rounds, &files(directory.path(), lines), &batches);
}

fn print_engines(n_rounds: usize, lines: &[u8]) {
    let way = |engine: &'static Engine| {
        let timed_copy = || {
            let mut bytes = lines.to_vec();
            timed(|| (engine.run)(&mut bytes))
        };
        Box::new(timed_copy) as Box<dyn FnMut() -> Duration>
    };
    let mut ways: Vec<_> = ENGINES.iter().map(way).collect();
    let best = best_times(n_rounds, &mut ways);
    println!("{:.1} MB of JSON lines, {} rows", lines.len() as f64 / 1e6, n_lines(lines));
    println!("{:<28}{:>8}{:>8}", "best of all rounds", "MB/s", "ratio");
    for (engine, time) in ENGINES.iter().zip(&best) {
        let speed = lines.len() as f64 / 1e6 / time.as_secs_f64();
        let ratio = best[0].as_secs_f64() / time.as_secs_f64();
        println!("{:<28}{speed:>8.0}{ratio:>8.2}", engine.name);
    }
}

fn print_formats(n_rounds: usize, files: &[(Stored, PathBuf)], batches: &[RecordBatch]) {
    let mut ways: Vec<Box<dyn FnMut() -> Duration>> = Vec::new();
    for (_, path) in files {
        for n_threads in [1, 2] {
            ways.push(Box::new(move || timed(|| read(path, n_threads))));
        }
    }
    for n_threads in [1, 2] {
        ways.push(Box::new(move || timed(|| read_batches(batches, n_threads))));
    }
    let best = best_times(n_rounds, &mut ways);
    let n_rows = n_lines(&files[0].0.bytes) as f64;
    println!(
        "\n{:<20}{:>8}{:>22}{:>24}",
        "refrain", "MB", "MB/s, 1 and 2 threads", "million rows/s"
    );
    let sizes = files.iter().map(|(stored, _)| (stored.name, stored.bytes.len()));
    let sizes = sizes.chain([("batches in memory", n_bytes(batches))]);
    for ((name, n_bytes), times) in sizes.zip(best.chunks(2)) {
        let megabytes = n_bytes as f64 / 1e6;
        let [one, two] = [times[0], times[1]].map(|time| time.as_secs_f64());
        println!(
            "{:<20}{megabytes:>8.1}{:>11.0}{:>11.0}{:>12.2}{:>12.2}",
            name,
            megabytes / one,
            megabytes / two,
            n_rows / one / 1e6,
            n_rows / two / 1e6,
        );
    }
}

criterion_group!(benches, json, formats);

fn main() {
    match env::var("INGEST_TABLE") {
        Ok(rounds) => print_tables(rounds.parse().expect("a number of rounds")),
        Err(_) => {
            benches();
            Criterion::default().configure_from_args().final_summary();
        }
    }
}
