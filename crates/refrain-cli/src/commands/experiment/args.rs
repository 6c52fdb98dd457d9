//! Options of `refrain experiment`.

use std::path::PathBuf;

use clap::Args;
use refrain::eval::experiment::{Correction, ExperimentOptions, Uplift};

use crate::options::{OutputArgs, parse_share};

#[derive(Debug, Args)]
pub(crate) struct ExperimentArgs {
    /// Outcomes of an experiment to analyse (.csv or .parquet): the entity first, `outcome` or
    /// `churned`, and `treated` unless an assignment says it
    #[arg(value_name = "OUTCOMES", required_unless_present = "base_rate")]
    pub(crate) outcomes: Option<PathBuf>,

    /// Table of who was treated, as `refrain simulate --assignment` writes it
    #[arg(long, value_name = "FILE", requires = "outcomes")]
    pub(crate) assignment: Option<PathBuf>,

    /// Scenario of the assignment, if it has several
    #[arg(long, value_name = "NAME", requires = "assignment")]
    pub(crate) scenario: Option<String>,

    /// Scores, to see whether those of the highest gained most from the treatment
    #[arg(long, value_name = "FILE", requires = "outcomes")]
    pub(crate) scores: Option<PathBuf>,

    /// Column of the scores; without --scores one of OUTCOMES [default: probability]
    #[arg(long, value_name = "COLUMN", requires = "outcomes")]
    pub(crate) score_column: Option<String>,

    /// Parts by score to show the uplift of
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) parts: usize,

    /// Resamples of the bootstrap over customers
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub(crate) resamples: usize,

    /// Seed of the bootstrap
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,

    #[command(flatten)]
    pub(crate) plan: PlanArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// An experiment to come.
#[derive(Debug, Args)]
#[command(next_help_heading = "Planning")]
pub(crate) struct PlanArgs {
    /// Plan an experiment: share that churns without treatment, such as 5%
    #[arg(long, value_name = "SHARE", value_parser = parse_share, conflicts_with = "outcomes")]
    pub(crate) base_rate: Option<f64>,

    /// By how many points fewer churn with it: 1% is from 5% to 4%
    #[arg(long, value_name = "SHARE", value_parser = parse_share, requires = "base_rate")]
    uplift: Option<f64>,

    /// The same as a share of the base rate: 20% is from 5% to 4%
    #[arg(long, value_name = "SHARE", value_parser = parse_share, requires = "base_rate", conflicts_with = "uplift")]
    relative_uplift: Option<f64>,

    /// Customers that are not treated, to see what they and the treated can find
    #[arg(long, value_name = "N", requires_all = ["base_rate", "treated"])]
    untreated: Option<u64>,

    /// Customers that are treated
    #[arg(long, value_name = "N", requires_all = ["base_rate", "untreated"])]
    treated: Option<u64>,

    /// Probability that the test finds an uplift where there is none
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = parse_share)]
    significance: f64,

    /// Probability that it finds the uplift
    #[arg(long, value_name = "SHARE", default_value = "80%", value_parser = parse_share)]
    power: f64,

    /// Treated customers to an untreated one
    #[arg(long, value_name = "RATIO", default_value_t = 1.0)]
    ratio: f64,

    /// Correct for continuity, for a test that does (Fisher's, Yates')
    #[arg(long)]
    continuity: bool,
}

impl PlanArgs {
    pub(crate) fn options(&self) -> ExperimentOptions {
        let correction = if self.continuity { Correction::Continuity } else { Correction::None };
        ExperimentOptions::default()
            .significance(self.significance)
            .power(self.power)
            .treated_per_untreated(self.ratio)
            .correction(correction)
    }

    pub(crate) fn uplift(&self) -> Option<Uplift> {
        let relative = self.relative_uplift.map(Uplift::Relative);
        self.uplift.map(Uplift::Absolute).or(relative)
    }

    /// The untreated and the treated there are.
    pub(crate) fn arms(&self) -> Option<(u64, u64)> {
        self.untreated.zip(self.treated)
    }

    pub(crate) fn significance(&self) -> f64 {
        self.significance
    }
}
