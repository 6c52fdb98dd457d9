//! The stages one by one, each with the crate it comes from, without the facade's pipeline.

use std::error::Error;

use refrain::base::{Dataset, Fit, Observation, PredictProba, Span};
use refrain::eval::{Bootstrap, Protocol, StandardMetric, group_by_id};
use refrain::events::{EventSchema, LogReader};
use refrain::features::{FeatureSet, Vocabulary};
use refrain::labels::{Cancellation, LabelPlan, Schedule};
use refrain::models::{Logistic, LogisticOptions};
use refrain::sim::{Simulation, SimulationOptions};

fn main() -> Result<(), Box<dyn Error>> {
    // events: JSON lines in, an event log and an account of every row out.
    let mut lines = Vec::new();
    let options = SimulationOptions::new().users(400).days(61).seed(3);
    Simulation::new(options)?.write_json_lines(&mut lines)?;
    let read = LogReader::new(EventSchema::sparkify()).read_from("simulated", lines.as_slice())?;
    println!("{} of {} rows kept", read.report.rows_kept, read.report.rows_read);
    let log = read.log;

    // labels: who is at risk at each weekly cutoff, and who cancels in the 10 days after it.
    let plan = LabelPlan::new(Schedule::Every(Span::from_days(7)), Span::from_days(10))?;
    let labels = plan.label(&log, &Cancellation::new(["Cancellation Confirmation"])?)?;
    let rows = labels.complete();
    println!("{} observations at complete cutoffs", rows.len());

    // features: what was known of each of them at that moment.
    let observations: Vec<Observation> = rows.iter().map(|row| row.observation).collect();
    let set = FeatureSet::standard(&Vocabulary::sparkify());
    let features = set.compute(&log, &observations)?;
    println!("{} features", features.columns().len());

    // Both together, with the end of each outcome window.
    let outcomes: Vec<_> = rows.iter().map(|row| row.outcome).collect();
    let window_ends = rows.iter().map(|row| row.window_end).collect();
    let dataset = Dataset::new(features, &outcomes, window_ends)?;

    // eval: train on earlier cutoffs of some customers, test on a later one of the others.
    let protocol: Protocol = "rolling-origin:test=2,folds=5,seed=1".parse()?;
    let logistic = Logistic::new(LogisticOptions { l2: 30.0, ..LogisticOptions::default() })?;
    let (mut labels, mut scores, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for split in protocol.split(&dataset)? {
        let model = logistic.fit(&dataset.select(&split.train))?;
        let test = dataset.select(&split.test);
        scores.extend(model.predict_proba(test.features())?);
        labels.extend_from_slice(test.labels());
        ids.extend(split.test.iter().map(|row| dataset.features().entity_id(*row)));
    }
    let auc = Bootstrap::with_seed(1).interval(
        StandardMetric::RocAuc,
        &labels,
        &scores,
        &group_by_id(&ids),
    )?;
    println!(
        "ROC AUC {:.3} [{:.3}, {:.3}] on {} later observations of customers not trained on",
        auc.estimate,
        auc.low,
        auc.high,
        labels.len()
    );
    Ok(())
}
