//! Options of `refrain contact`.

use std::path::PathBuf;

use clap::Args;
use refrain::eval::decisions::{Budget, ForecastOptions};
use refrain::eval::profit::AcceptancePrior;
use refrain::eval::{Acceptance, Campaign};
use refrain::{ContactTerms, Error};

use crate::options::{OutputArgs, parse_share};

/// The usage in two lines, since clap does not wrap it.
const USAGE: &str = "\
refrain contact [OPTIONS] --offer-cost <MONEY> --contact-cost <MONEY>
                       <SCORES>";

#[derive(Debug, Args)]
#[command(override_usage = USAGE)]
pub(crate) struct ContactArgs {
    /// Table of scores (.csv or .parquet): the entity first, and a column `probability`, as `refrain
    /// score` writes it
    #[arg(value_name = "SCORES")]
    pub(crate) scores: PathBuf,

    /// Money that contacts and offers may cost, if everybody accepts [default: no limit]
    #[arg(long, value_name = "MONEY")]
    budget: Option<f64>,

    /// Number of customers that may be contacted [default: no limit]
    #[arg(long, value_name = "N")]
    contacts: Option<usize>,

    /// Value of a customer who is kept
    #[arg(long, value_name = "MONEY", required_unless_present = "value_column")]
    value: Option<f64>,

    /// Column of SCORES with a value for each customer, in place of --value
    #[arg(long, value_name = "COLUMN", conflicts_with = "value")]
    value_column: Option<String>,

    /// Cost of the offer for each who takes it; those who would have stayed take it too
    #[arg(long, value_name = "MONEY")]
    offer_cost: f64,

    /// Cost of contacting a customer
    #[arg(long, value_name = "MONEY")]
    contact_cost: f64,

    /// Share of those who would leave that accepts and stays, such as 0.3 or 30%
    #[arg(long, value_name = "SHARE", value_parser = parse_share, required_unless_present = "acceptance_prior")]
    acceptance: Option<f64>,

    /// That share as a Beta distribution, such as 6,14: as if 6 had accepted and 14 declined
    #[arg(long, value_name = "ALPHA,BETA", value_parser = parse_prior, conflicts_with = "acceptance")]
    acceptance_prior: Option<(f64, f64)>,

    /// Confidence of the interval of the profit
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = parse_share)]
    level: f64,

    /// Seed of the interval
    #[arg(long, default_value_t = 7)]
    seed: u64,

    /// Write expected profit against the number of contacts: .parquet, .csv or .jsonl
    #[arg(long, value_name = "FILE")]
    pub(crate) curve: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl ContactArgs {
    /// The terms of the campaign.
    pub(crate) fn terms(&self) -> Result<ContactTerms, Error> {
        // With a column of values the campaign's own is not looked at.
        let value = self.value.unwrap_or(0.0);
        let acceptance = match (self.acceptance, self.acceptance_prior) {
            (None, Some((alpha, beta))) => {
                Acceptance::Uncertain(AcceptancePrior::new(alpha, beta)?)
            }
            (share, _) => Acceptance::Known(share.unwrap_or_default()),
        };
        let forecast = ForecastOptions::with_seed(self.seed).level(self.level);
        let mut budget = Budget::default();
        (budget.money, budget.contacts) = (self.budget, self.contacts);
        Ok(ContactTerms {
            campaign: Campaign::new(value, self.offer_cost, self.contact_cost)?,
            acceptance,
            value_column: self.value_column.clone(),
            budget,
            forecast,
        })
    }
}

fn parse_prior(text: &str) -> Result<(f64, f64), String> {
    let malformed =
        || format!("`{text}` is not a valid prior: write two positive numbers such as 6,14");
    let (alpha, beta) = text.split_once(',').ok_or_else(malformed)?;
    let number = |text: &str| text.trim().parse().map_err(|_| malformed());
    Ok((number(alpha)?, number(beta)?))
}
