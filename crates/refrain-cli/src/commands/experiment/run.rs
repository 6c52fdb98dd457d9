//! `refrain experiment`.

use std::fmt::Write as _;
use std::path::Path;

use refrain::eval::experiment::{
    ExperimentOutcome, compare_arms, detectable_uplift, power, sample_size,
};
use refrain::eval::uplift::{UpliftMetric, uplift_by_bin};
use refrain::eval::{Bootstrap, Interval};
use refrain::table::{Table, check_name};
use refrain::{Timings, Treatment, uplift_table};

use super::args::{ExperimentArgs, PlanArgs};
use crate::failure::Failure;
use crate::output;

/// Column that scores are read from unless another is named.
const SCORE: &str = "probability";

pub(crate) fn experiment(args: &ExperimentArgs, timings: &mut Timings) -> Result<(), Failure> {
    match (&args.outcomes, args.plan.base_rate) {
        (Some(outcomes), _) => analyse(outcomes, args, timings),
        (None, Some(base_rate)) => {
            if args.output.output.is_some() || args.scores.is_some() || args.assignment.is_some() {
                let message = "-o, --scores and --assignment are for the OUTCOMES of an experiment";
                return Err(Failure::usage(message));
            }
            plan(base_rate, &args.plan)
        }
        (None, None) => Err(Failure::usage("name a table of outcomes, or plan with --base-rate")),
    }
}

fn plan(base_rate: f64, args: &PlanArgs) -> Result<(), Failure> {
    let options = args.options();
    let mut text = String::new();
    match (args.arms(), args.uplift()) {
        (None, None) => {
            return Err(Failure::usage("say --uplift, or how many are --untreated and --treated"));
        }
        (None, Some(uplift)) => {
            let sizes = sample_size(base_rate, uplift, &options)?;
            let (untreated, treated) = sizes.pair();
            say(&mut text, format_args!("{untreated} untreated and {treated} treated customers"));
            let found = power(base_rate, uplift, sizes.pair(), &options)?;
            say(&mut text, format_args!("find the uplift with a power of {found:.4}"));
        }
        (Some(arms), uplift) => {
            if let Some(uplift) = uplift {
                let found = power(base_rate, uplift, arms, &options)?;
                say(&mut text, format_args!("the uplift is found with a power of {found:.4}"));
            }
            let smallest = detectable_uplift(base_rate, arms, &options)?;
            say(
                &mut text,
                format_args!(
                    "an uplift from {base_rate} to {:.4} ({smallest:.4}) is found with a power of {}",
                    base_rate - smallest,
                    options.power
                ),
            );
        }
    }
    output::print(&text)
}

fn say(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a String takes all");
}

fn analyse(outcomes: &Path, args: &ExperimentArgs, timings: &mut Timings) -> Result<(), Failure> {
    if let Some(path) = &args.output.output {
        if path != Path::new(output::STDOUT) {
            check_name(path)?;
        }
        for input in [Some(outcomes), args.assignment.as_deref(), args.scores.as_deref()] {
            input.map_or(Ok(()), |input| output::check_not_table(path, input))?;
        }
    }
    let read = |path: &Path| Table::read(path);
    let table = timings.stage("read", || read(outcomes))?;
    let assignment = args.assignment.as_deref().map(read).transpose()?;
    let treatment = Treatment::of_tables(&table, assignment.as_ref(), args.scenario.as_deref())?;
    let [untreated, treated] = treatment.arms()?;
    let outcome = compare_arms(untreated, treated, 1.0 - args.plan.significance())?;
    say_outcome(&outcome, &treatment);
    if args.scores.is_none() && args.score_column.is_none() && table.column(SCORE).is_none() {
        return match args.output.output {
            Some(_) => Err(Failure::usage(
                "-o is for the uplift by score: name --scores or --score-column",
            )),
            None => Ok(()),
        };
    }
    let scores = args.scores.as_deref().map(read).transpose()?;
    say_uplift(&treatment, scores.as_ref().unwrap_or(&table), args, timings)
}

/// Says on standard error what the experiment has shown.
fn say_outcome(outcome: &ExperimentOutcome, treatment: &Treatment) {
    let n_treated = treatment.treated.iter().filter(|treated| **treated).count();
    let n_untreated = treatment.treated.len() - n_treated;
    if treatment.n_censored > 0 {
        eprintln!("{} customers are left out: censored", treatment.n_censored);
    }
    let (untreated, treated) = (outcome.untreated_rate, outcome.treated_rate);
    eprintln!(
        "{untreated:.4} of {n_untreated} untreated and {treated:.4} of {n_treated} treated customers churned"
    );
    let (low, high, percent) = (outcome.low, outcome.high, (1e6 * outcome.level).round() / 1e4);
    let uplift = outcome.uplift;
    eprintln!(
        "uplift {uplift:+.4} [{low:+.4}, {high:+.4}] at {percent} %, p = {:.4}",
        outcome.p_value
    );
}

/// Says how well scores tell whom the treatment keeps, and writes the uplift of each part.
fn say_uplift(
    treatment: &Treatment,
    scores: &Table,
    args: &ExperimentArgs,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let column = args.score_column.as_deref().unwrap_or(SCORE);
    let (rows, groups) = treatment.scored(scores, column)?;
    let metrics = [UpliftMetric::Effect, UpliftMetric::Auuc, UpliftMetric::Qini];
    let level = 1.0 - args.plan.significance();
    let bootstrap = Bootstrap::new(args.resamples, level, args.seed)?;
    let resample = || bootstrap.uplift_intervals(&metrics, &rows, &groups);
    let intervals = timings.stage("uplift", resample)?;
    for (metric, Interval { estimate, low, high, .. }) in metrics.iter().zip(intervals) {
        eprintln!("{} {estimate:+.4} [{low:+.4}, {high:+.4}]", metric.name());
    }
    output::write(&uplift_table(&uplift_by_bin(&rows, args.parts)?), &args.output)
}
