//! From a raw log to the customers most at risk, on a simulated log or on one of yours:
//!
//! ```text
//! cargo run --release --example quickstart
//! cargo run --release --example quickstart -- PATH
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;

use refrain::events::{EventSchema, Input, LogReader};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{Pipeline, report, simulate_to_file};

const SIMULATED: &str = "target/quickstart/log.json";

fn main() -> Result<(), Box<dyn Error>> {
    let path = match std::env::args().nth(1) {
        Some(path) => path,
        None => simulate()?,
    };

    println!("1. Read and clean\n");
    let schema = EventSchema::sparkify();
    let read = LogReader::new(schema.clone()).read(&[Input::parse(&path)])?;
    println!("{}\n", read.report.summary());

    println!("2. Who was a customer at each cutoff, and who cancelled in the 10 days after it\n");
    let pipeline = Pipeline::new(&schema)?;
    let (labels, dataset) = pipeline.dataset(&read.log)?;
    println!("{}", report::risk_table(&labels).show(20, 100));

    println!("3. How well can it be foreseen\n");
    println!("{}", pipeline.backtest(&dataset)?.show());
    println!("{}", pipeline.ever_labelled(&read.log)?.show());

    println!("4. Most at risk at the end of the log\n");
    let model = pipeline.fit(&dataset)?;
    let ranking = pipeline.rank(&read.log, &model)?;
    println!("{}", ranking.table("userId")?.show(10, 180));
    Ok(())
}

/// Writes a log the size of Sparkify's mini log and returns its path.
fn simulate() -> Result<String, Box<dyn Error>> {
    let path = Path::new(SIMULATED);
    fs::create_dir_all(path.parent().ok_or("the path has a directory")?)?;
    let simulation = Simulation::new(SimulationOptions::new().seed(3))?;
    let n_rows = simulate_to_file(&simulation, path)?;
    println!("0. Simulated {n_rows} rows of a music service in {SIMULATED}\n");
    Ok(SIMULATED.to_owned())
}
