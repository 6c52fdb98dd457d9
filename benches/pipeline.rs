//! Time of each stage on a simulated log of fixed size.
//!
//! `cargo bench -p refrain-benches` measures; `cargo bench -p refrain-benches -- --test` runs each
//! once.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use refrain::Pipeline;
use refrain::base::EventLog;
use refrain::events::{EventSchema, LogReader};
use refrain::features::{FeatureSet, Vocabulary, seen_before};
use refrain::sim::{Simulation, SimulationOptions};

fn simulated() -> (Vec<u8>, EventLog) {
    let options = SimulationOptions::new().users(200).days(61).seed(1);
    let simulation = Simulation::new(options).expect("the options are within bounds");
    let mut lines = Vec::new();
    simulation.write_json_lines(&mut lines).expect("a vector takes every byte");
    let log = simulation.event_log().expect("the simulation has events");
    (lines, log)
}

fn reading(criterion: &mut Criterion) {
    let (lines, log) = simulated();
    let reader = LogReader::new(EventSchema::sparkify());
    let read = || reader.read_from("simulated", lines.as_slice()).expect("the log is readable");
    assert_eq!(read().log.n_events(), log.n_events());
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(lines.len() as u64)).sample_size(10);
    group.bench_function("json_lines", |bencher| bencher.iter(|| black_box(read())));
    group.finish();
}

fn features(criterion: &mut Criterion) {
    let (_, log) = simulated();
    assert_eq!(EventSchema::sparkify().vocabulary(), Vocabulary::sparkify());
    let observations = seen_before(&log, &[log.range().end]);
    let mut group = criterion.benchmark_group("features");
    group.throughput(Throughput::Elements(log.n_events() as u64)).sample_size(20);
    for name in FeatureSet::NAMES {
        let set = FeatureSet::named(name, &Vocabulary::sparkify()).expect("a set of the crate");
        let compute = || set.compute(&log, &observations).expect("the log has what it needs");
        assert_eq!(compute().n_rows(), observations.len());
        group.bench_function(name, |bencher| bencher.iter(|| black_box(compute())));
    }
    group.finish();
}

fn training(criterion: &mut Criterion) {
    let (_, log) = simulated();
    let pipeline = Pipeline::new(&EventSchema::sparkify()).expect("the preset has a churn kind");
    let (_, dataset) = pipeline.dataset(&log).expect("some of them cancel");
    let mut group = criterion.benchmark_group("train");
    group.sample_size(10);
    group.bench_function("logistic", |bencher| {
        bencher.iter(|| black_box(pipeline.fit(&dataset).expect("it converges")));
    });
    group.finish();
}

criterion_group!(benches, reading, features, training);
criterion_main!(benches);
