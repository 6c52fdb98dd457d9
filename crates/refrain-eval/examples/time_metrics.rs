//! Times every metric on labels and scores from files; `benches/peers/metrics.py` runs it.
//!
//! `time_metrics SCORES LABELS [WEIGHTS] [--alone]` reads little-endian doubles and bytes of 0 and
//! 1, and prints one JSON document: the seconds and the value of each piece of work, the sort first.
//! With `--alone`, the scalars are timed one by one as well.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::Instant;
use std::{env, fs, io};

use refrain_eval::metrics::{Bins, CurvePoints, RankedRows};
use refrain_eval::{Metric, full_metrics};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let [scores, labels, weights @ ..] = paths.as_slice() else {
        return Err("give a file of scores and a file of labels".into());
    };
    let (scores, labels) = (doubles(scores)?, bools(labels)?);
    let weights = weights.first().map(|path| doubles(path)).transpose()?;

    let mut work = Work::default();
    let rows = work.time("sort", || match &weights {
        Some(weights) => RankedRows::weighted(&labels, &scores, weights),
        None => RankedRows::new(&labels, &scores),
    })?;
    let k = scores.len() / 100;
    let metrics = full_metrics(k, 0.5);
    let values = work.time("all_scalars", || rows.compute(&metrics));
    for (metric, value) in metrics.iter().zip(values) {
        work.values.insert(metric.name(), value.map_or(Value::Null, Value::from));
    }
    curves(&mut work, &rows)?;
    if flags == ["--alone"] {
        work.each(&rows, &metrics);
    }
    println!("{}", json!({ "seconds": work.seconds, "values": work.values, "alone": work.alone }));
    Ok(())
}

/// Times the curves, which are no single number; the sums of coordinates stand for the curves.
fn curves(work: &mut Work, rows: &RankedRows) -> Result<(), refrain_eval::Error> {
    let points = CurvePoints::Distinct;
    let roc = work.time("roc_curve", || rows.roc_curve(points))?;
    work.insert("roc_curve", roc.iter().map(|p| p.recall + p.false_alarm_rate).sum());
    drop(roc);
    let curve = work.time("precision_recall_curve", || rows.precision_recall_curve(points))?;
    work.insert("precision_recall_curve", curve.iter().map(|p| p.precision + p.recall).sum());
    drop(curve);
    let gains = work.time("cumulative_gains", || rows.cumulative_gains())?;
    work.insert("cumulative_gains", gains.iter().map(|p| p.contacted + p.found + p.lift).sum());
    drop(gains);
    for (name, bins) in [("width", Bins::EqualWidth(10)), ("mass", Bins::EqualMass(10))] {
        let name = format!("calibration_curve_equal_{name}");
        let curve = work.time(&name, || rows.calibration_curve(bins))?;
        work.insert(&name, curve.iter().map(|bin| bin.mean_score + bin.churned_share).sum());
    }
    let lifts = work.time("lift_by_decile", || rows.lift_by_decile())?;
    work.insert(
        "lift_by_decile",
        (1..).zip(lifts).map(|(rank, lift)| f64::from(rank) * lift).sum(),
    );
    Ok(())
}

#[derive(Default)]
struct Work {
    seconds: Map<String, Value>,
    values: Map<String, Value>,
    alone: Map<String, Value>,
}

impl Work {
    fn time<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        self.seconds.insert(name.to_owned(), start.elapsed().as_secs_f64().into());
        done
    }

    fn insert(&mut self, name: &str, value: f64) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// The scalars once more, one by one, to see where the time goes.
    fn each(&mut self, rows: &RankedRows, metrics: &[refrain_eval::StandardMetric]) {
        for metric in metrics {
            let start = Instant::now();
            let _ = rows.compute(&[*metric]);
            self.alone.insert(metric.name(), start.elapsed().as_secs_f64().into());
        }
    }
}

fn doubles(path: &str) -> io::Result<Vec<f64>> {
    let bytes = fs::read(path)?;
    let double = |chunk: &[u8]| f64::from_le_bytes(chunk.try_into().expect("chunks have 8 bytes"));
    Ok(bytes.chunks_exact(8).map(double).collect())
}

fn bools(path: &str) -> io::Result<Vec<bool>> {
    Ok(fs::read(path)?.iter().map(|byte| *byte == 1).collect())
}
