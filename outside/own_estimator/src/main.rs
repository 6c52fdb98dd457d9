//! Runs the whole pipeline with an estimator of one's own, which has an error of its own and cannot
//! explain itself, beside a model of the library.

use std::fmt;

use refrain::events::EventSchema;
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{Error, Pipeline, report};
use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};

const FEATURE: &str = "thumbs_down_per_song_30d";

/// The churn rate above and below the mean of one feature.
struct Threshold;

struct FittedThreshold {
    names: Vec<String>,
    mean: f64,
    rate_above: f64,
    rate_below: f64,
}

#[derive(Debug)]
enum ThresholdError {
    NoFeature,
    NobodyChurned,
}

impl fmt::Display for ThresholdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ThresholdError::NoFeature => write!(f, "the features lack {FEATURE}"),
            ThresholdError::NobodyChurned => write!(f, "nobody churned in the training rows"),
        }
    }
}

impl std::error::Error for ThresholdError {}

fn values(features: &FeatureMatrix) -> Result<&[f64], ThresholdError> {
    features.column(FEATURE).map_err(|_| ThresholdError::NoFeature)
}

impl Fit for Threshold {
    type Fitted = FittedThreshold;
    type Error = ThresholdError;

    fn fit(&self, train: &Dataset) -> Result<FittedThreshold, ThresholdError> {
        if train.n_churned() == 0 {
            return Err(ThresholdError::NobodyChurned);
        }
        let values = values(train.features())?;
        let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        // One customer more of each class, so that no rate is 0 or 1.
        let rate = |above: bool| {
            let rows =
                values.iter().zip(train.labels()).filter(|(value, _)| (**value > mean) == above);
            let (n, churned) = rows.fold((2, 1), |(n, c), (_, left)| (n + 1, c + i32::from(*left)));
            f64::from(churned) / f64::from(n)
        };
        let names = train.features().names().map(str::to_owned).collect();
        Ok(FittedThreshold { names, mean, rate_above: rate(true), rate_below: rate(false) })
    }
}

impl PredictProba for FittedThreshold {
    type Error = ThresholdError;

    fn feature_names(&self) -> &[String] {
        &self.names
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, ThresholdError> {
        let rate = |value: &f64| if *value > self.mean { self.rate_above } else { self.rate_below };
        Ok(values(features)?.iter().map(rate).collect())
    }
}

fn main() -> Result<(), Error> {
    let options = SimulationOptions::new().users(150).days(50).seed(5);
    let log = Simulation::new(options)?.event_log()?;
    let pipeline = Pipeline::new(&EventSchema::sparkify())?.estimator("threshold", Threshold);
    let (labels, dataset) = pipeline.dataset(&log)?;
    print!("{}", report::risk_table(&labels).show(20, 80));

    let tested = pipeline.backtest(&dataset)?;
    println!("{}", tested.show());

    let model = pipeline.fit(&dataset)?;
    let ranking = pipeline.rank(&log, &model)?;
    assert!(!ranking.is_explained());
    for customer in ranking.rows().iter().take(3) {
        println!("{:>4} leaves with probability {:.3}", customer.entity, customer.probability);
    }
    Ok(())
}
