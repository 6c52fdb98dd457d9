//! Which estimator, and its parameters.

use clap::Args;
use refrain::models::{
    AnyEstimator, Balance, Blend, Calibrated, Calibration, CalibrationOptions, Error, ModelKind,
    Rebalanced, Voter,
};

use crate::failure::Failure;

/// Decides which rows resampling draws.
const SEED: u64 = 7;

#[derive(Debug, Args)]
pub(crate) struct ModelArgs {
    /// Estimator: base-rate, recency, logistic, svm, naive-bayes, tree, forest, boosting,
    /// exposure-hazard or blend
    #[arg(long, default_value = "logistic", value_name = "NAME")]
    model: ModelKind,

    /// Models whose mean probability a blend is [default: logistic,boosting]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    members: Vec<ModelKind>,

    /// Parameter of the estimator, such as l2=30 or n_trees=500; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    param: Vec<String>,

    /// Train on other proportions of classes: equal (weights), weight:W (of those that churned),
    /// under:R or over:R (R that stay for each that churned, by leaving out or repeating rows)
    #[arg(long, value_name = "HOW", value_parser = parse_balance)]
    balance: Option<Balance>,

    /// Hold the last quarter of the cutoffs back from the model and fit a curve to what it says of
    /// them: platt, isotonic or beta
    #[arg(long, value_name = "METHOD", value_parser = parse_calibration)]
    calibrate: Option<Calibration>,
}

impl ModelArgs {
    pub(crate) fn kind(&self) -> ModelKind {
        self.model
    }

    /// The estimator asked for with its default parameters.
    fn plain(&self) -> Result<AnyEstimator, Failure> {
        if self.members.is_empty() {
            return Ok(AnyEstimator::from(self.model));
        }
        if self.model != ModelKind::Blend {
            return Err(Failure::usage(format!("--members are of blend, not of {}", self.model)));
        }
        let voter = |kind: &ModelKind| Voter { estimator: AnyEstimator::from(*kind), weight: 1.0 };
        let blend = Blend::new(self.members.iter().map(voter).collect()).map_err(usage)?;
        Ok(AnyEstimator::Blend(blend))
    }

    /// The estimator asked for, with its parameters checked.
    pub(crate) fn estimator(&self) -> Result<AnyEstimator, Failure> {
        let mut estimator = self.plain()?;
        for given in &self.param {
            let (name, value) = given.split_once('=').ok_or_else(|| {
                Failure::usage(format!("--param {given}: write a name, `=` and a value"))
            })?;
            estimator = estimator.with(name.trim(), value.trim()).map_err(usage)?;
        }
        if let Some(balance) = self.balance {
            let step = Rebalanced::new(estimator, balance).map_err(usage)?;
            estimator = AnyEstimator::Rebalanced(Box::new(step));
        }
        if let Some(method) = self.calibrate {
            let options = CalibrationOptions { method, ..CalibrationOptions::default() };
            let step = Calibrated::new(estimator, options).map_err(usage)?;
            estimator = AnyEstimator::Calibrated(Box::new(step));
        }
        Ok(estimator)
    }
}

fn usage(error: Error) -> Failure {
    Failure::usage(error.to_string())
}

fn parse_calibration(text: &str) -> Result<Calibration, String> {
    match text {
        "platt" => Ok(Calibration::Platt),
        "isotonic" => Ok(Calibration::Isotonic),
        "beta" => Ok(Calibration::Beta),
        _ => Err(format!("`{text}` is no calibration: write platt, isotonic or beta")),
    }
}

fn parse_balance(text: &str) -> Result<Balance, String> {
    let malformed = || format!("`{text}` is no balance: write equal, weight:5, under:3 or over:3");
    let (how, number) = text.split_once(':').unwrap_or((text, ""));
    let number = || number.parse::<f64>().map_err(|_| malformed());
    match how {
        "equal" if text == how => Ok(Balance::EqualWeights),
        "weight" => Ok(Balance::ChurnedWeight(number()?)),
        "under" => Ok(Balance::Undersample { ratio: number()?, seed: SEED }),
        "over" => Ok(Balance::Oversample { ratio: number()?, seed: SEED }),
        _ => Err(malformed()),
    }
}
