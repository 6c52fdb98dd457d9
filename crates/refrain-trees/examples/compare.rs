//! One side of `benches/peers/trees.py`: fits and predicts what the script has written.
//!
//! `compare DIR MODEL N_COLUMNS TREES LEAVES DEPTH` reads `train_x.f64`, `train_y.f64` and
//! `test_x.f64` of the directory (little-endian, row after row), writes the model, its
//! probabilities, margins and explanations there, and prints the seconds of each step as one line of JSON.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use refrain_trees::{
    Boosting, BoostingOptions, ColumnSample, Features, Forest, ForestOptions, Labelled, TreeModel,
    TreeOptions,
};

/// Rows that are explained: a peer takes a second for a thousand.
const EXPLAINED: usize = 2000;

struct Work {
    n_trees: usize,
    max_leaves: usize,
    max_depth: usize,
}

#[allow(clippy::print_stdout, reason = "the script reads it")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, model, n_columns, n_trees, max_leaves, max_depth] = arguments.as_slice() else {
        return Err("give DIR MODEL N_COLUMNS TREES LEAVES DEPTH".into());
    };
    let directory = Path::new(directory);
    let n_columns = n_columns.parse()?;
    let work = Work {
        n_trees: n_trees.parse()?,
        max_leaves: max_leaves.parse()?,
        max_depth: max_depth.parse()?,
    };
    let (train, labels) = (read(directory, "train_x.f64")?, read(directory, "train_y.f64")?);
    let test = read(directory, "test_x.f64")?;
    let train = Labelled::new(Features::from_rows(&train, n_columns)?, &labels)?;
    let n_explained = (test.len() / n_columns).min(EXPLAINED);
    let first = Features::from_rows(&test[..n_explained * n_columns], n_columns)?;
    let test = Features::from_rows(&test, n_columns)?;

    let mut times = Vec::new();
    let fitted = timed("fit", &mut times, || fit(model, &work, &train))?;
    let predicted = timed("predict", &mut times, || fitted.predict_proba(&test))?;
    let explained = timed("explain", &mut times, || fitted.explain(&first))?;
    println!("{{{}}}", times.join(","));
    fs::write(directory.join("refrain.json"), fitted.to_xgboost_json())?;
    write(directory, "refrain_test.f64", &predicted)?;
    write(directory, "refrain_margins.f64", &fitted.margins(&test)?)?;
    write(directory, "refrain_shap.f64", explained.values())?;
    Ok(())
}

/// Does a step and notes its wall and processor seconds.
fn timed<T>(step: &str, times: &mut Vec<String>, work: impl FnOnce() -> T) -> T {
    let (started, used) = (Instant::now(), processor_seconds());
    let done = work();
    let (wall, used) = (started.elapsed().as_secs_f64(), processor_seconds() - used);
    times.push(format!("\"{step}\":{wall},\"{step}_cpu\":{used}"));
    done
}

/// Seconds of all threads so far, where Linux tells them; in hundredths.
fn processor_seconds() -> f64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = line.split_whitespace().skip(13).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn fit(model: &str, work: &Work, train: &Labelled<'_>) -> Result<TreeModel, Box<dyn Error>> {
    let tree = TreeOptions::default()
        .max_leaves(work.max_leaves)
        .max_depth(work.max_depth)
        .min_child_weight(1.0);
    match model {
        "boosting" => {
            let options = BoostingOptions::default().n_trees(work.n_trees).tree(tree);
            Ok(Boosting::new(options)?.fit(train)?)
        }
        "forest" => {
            let tree = tree.max_features(ColumnSample::SquareRoot).min_child_weight(0.0);
            let options = ForestOptions::default().n_trees(work.n_trees).tree(tree);
            Ok(Forest::new(options)?.fit(train)?)
        }
        other => Err(format!("no model is named `{other}`").into()),
    }
}

fn read(directory: &Path, name: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    let bytes = fs::read(directory.join(name))?;
    let values = bytes.chunks_exact(8);
    values.map(|value| Ok(f64::from_le_bytes(value.try_into()?))).collect()
}

fn write(directory: &Path, name: &str, values: &[f64]) -> Result<(), Box<dyn Error>> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Ok(fs::write(directory.join(name), bytes)?)
}
