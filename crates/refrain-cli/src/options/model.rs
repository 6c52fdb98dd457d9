//! The estimator and its parameters.

use clap::Args;
use refrain::models::{
    AnyEstimator, Calibrated, Calibration, CalibrationOptions, Error, Member, ModelKind, Resampled,
    Resampling, SoftVoting,
};

use crate::failure::Failure;
use crate::options::names::{Names, names, names_of};

/// The seed of the rows that resampling draws.
const SEED: u64 = 7;

#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub(crate) struct ModelArgs {
    /// Estimator: base-rate, recency, logistic, svm, naive-bayes, tree, forest, boosting,
    /// exposure-hazard, hazard, cox, bgnbd or soft-voting
    #[arg(long, default_value = "logistic", value_name = "NAME", value_parser = model_kind(), hide_possible_values = true)]
    model: ModelKind,

    /// Models whose probabilities soft-voting averages [default: logistic,boosting]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = model_kind(), hide_possible_values = true)]
    members: Vec<ModelKind>,

    /// Parameter of the estimator, such as l2=30 or n_trees=500; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    param: Vec<String>,

    /// Weight rows by their class: balanced (both classes weigh the same), or the weight of a row
    /// that churned
    #[arg(long, value_name = "WEIGHTS", value_parser = names_of(["balanced"], parse_class_weights), hide_possible_values = true)]
    class_weights: Option<Resampling>,

    /// Resample rows until R stay for each that churned: under:R leaves out rows that stay, over:R
    /// repeats rows that churned
    #[arg(long, value_name = "HOW:R", value_parser = parse_resampling, conflicts_with = "class_weights")]
    resample: Option<Resampling>,

    /// Hold the last quarter of the cutoffs back from the model and fit a curve to what it says of
    /// them: platt, isotonic or beta
    #[arg(long, value_name = "METHOD", value_parser = names_of(["platt", "isotonic", "beta"], parse_calibration), hide_possible_values = true)]
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
        if self.model != ModelKind::SoftVoting {
            let said = format!("--members goes with --model soft-voting, not with {}", self.model);
            return Err(Failure::usage(said));
        }
        let member =
            |kind: &ModelKind| Member { estimator: AnyEstimator::from(*kind), weight: 1.0 };
        let members = self.members.iter().map(member).collect();
        Ok(AnyEstimator::SoftVoting(SoftVoting::new(members).map_err(usage)?))
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
        if let Some(resampling) = self.class_weights.or(self.resample) {
            let step = Resampled::new(estimator, resampling).map_err(usage)?;
            estimator = step.into();
        }
        if let Some(method) = self.calibrate {
            let options = CalibrationOptions::default().method(method);
            let step = Calibrated::new(estimator, options).map_err(usage)?;
            estimator = step.into();
        }
        Ok(estimator)
    }
}

/// Reads the name of an estimator.
pub(crate) fn model_kind() -> Names<ModelKind> {
    names(ModelKind::ALL.map(ModelKind::name))
}

fn usage(error: Error) -> Failure {
    Failure::usage(error.to_string())
}

fn parse_calibration(text: &str) -> Result<Calibration, String> {
    match text {
        "platt" => Ok(Calibration::Platt),
        "isotonic" => Ok(Calibration::Isotonic),
        "beta" => Ok(Calibration::Beta),
        _ => Err(format!("`{text}` is not a calibration method: write platt, isotonic or beta")),
    }
}

fn parse_class_weights(text: &str) -> Result<Resampling, String> {
    let weight = || text.parse().map(Resampling::ChurnWeight);
    match text {
        "balanced" => Ok(Resampling::BalancedWeights),
        _ => weight().map_err(|_| format!("`{text}` is not a class weight: write balanced or 5")),
    }
}

fn parse_resampling(text: &str) -> Result<Resampling, String> {
    let malformed = || format!("`{text}` is not a way to resample: write under:3 or over:3");
    let (how, ratio) = text.split_once(':').ok_or_else(malformed)?;
    let ratio = ratio.parse().map_err(|_| malformed())?;
    match how {
        "under" => Ok(Resampling::Undersample { ratio, seed: SEED }),
        "over" => Ok(Resampling::Oversample { ratio, seed: SEED }),
        _ => Err(malformed()),
    }
}
