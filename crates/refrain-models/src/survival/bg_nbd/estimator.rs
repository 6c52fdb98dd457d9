//! Fitting BG/NBD.

use refrain_core::{Dataset, FeatureMatrix, Fit};

use super::super::newton::{Limits, Objective, minimise};
use super::super::problem::{SurvivalProblem, check_positive};
use super::super::tenure_window::median;
use super::customer::Customer;
use super::label_likelihood::LabelLikelihood;
use super::problem::BgNbdProblem;
use super::purchase_likelihood::PurchaseLikelihood;
use super::{BgNbdOptions, BgNbdParameters, FittedBgNbd};
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::{Error, Learned, ModelSummary};

/// Logarithms of the parameters that a fit starts from: the likelihood can have more than one
/// summit, and the highest of them counts.
const STARTS: [[f64; 4]; 4] =
    [[0.0, 3.0, -3.0, 0.0], [0.0, 4.0, -1.0, 1.0], [-0.5, 4.0, -4.0, 2.0], [0.0, 4.0, 0.0, 3.0]];

const RATES_OF_PURCHASES: &str = "gamma distribution of the rate of purchases a day, by what \
     everyone bought";
const DROPOUTS_OF_PURCHASES: &str = "beta distribution of dropping out after a purchase, by what \
     everyone bought";
const RATES_OF_LABELS: &str = "gamma distribution of the rate of purchases a day, by the labels";
const DROPOUTS_OF_LABELS: &str =
    "beta distribution of dropping out after a purchase, by the labels";

/// Estimates who buys nothing in the outcome window from how often and how lately a customer has
/// bought: BG/NBD, "buy till you die".
///
/// Customers buy at a rate of their own, `Gamma(r, α)`, and after each purchase but the
/// first drop out with a probability of their own, `Beta(a, b)` (Fader, Hardie and Lee, 2005). Of a customer with `x`
/// purchases after the first, the last of them `t_x` and the cutoff `T` days after the first, the
/// score is the probability of no purchase within the horizon `h`,
/// `1 - P(alive) (1 - ((α + T) / (α + T + h))^(r + x))`: a rate that stays as it is for those who
/// have not dropped out. For logs of purchases, where nobody says that they leave; see
/// [`BgNbdOptions`] for the columns that it reads. Who has not bought yet, all three of whose
/// columns are missing or 0, is as everybody is on the day of the first purchase.
///
/// The four parameters are found in one of two ways:
///
/// - where the dataset has a population ([`Dataset::with_population`]), by the likelihood of
///   *purchases*, over everyone in it at the latest cutoff of the training rows that is in both.
///   That needs those who are no longer at risk as well: of the training rows alone nobody would
///   seem to drop out. No outcome is looked at, so that customers on whom the model is tested may
///   be among them;
/// - where it has none, by the likelihood of the *labels* under the score itself, which needs the
///   training rows only.
///
/// A weak belief keeps all four between e^-7 and e^7.
///
/// The horizon is that of the training rows, from the cutoff to the end of the outcome window
/// (their median, if they differ); [`FittedBgNbd::churn_within`] takes any other.
///
/// # Determinism
///
/// The fit runs on one thread and first brings rows into an order of its own, so neither the number
/// of threads nor the order of the rows changes a bit of it.
///
/// # Examples
///
/// ```
/// use refrain_core::{Column, Dataset, Fit, PredictProba, Span, Time};
/// use refrain_models::BgNbd;
///
/// // Twelve customers on day 100, half of whom bought in the last weeks.
/// let ids: Vec<String> = (0..12).map(|row| format!("{row:02}")).collect();
/// let days = (0..12).map(|row| f64::from(1 + row % 6)).collect();
/// let last = (0..12).map(|row| f64::from(row % 6 * 15)).collect();
/// let columns = vec![
///     (Column::number("days_with_purchases", "days with purchases"), days),
///     (Column::number("days_from_first_to_last_purchase_day", "first to last"), last),
///     (Column::number("days_since_first_purchase_day", "days since the first"), vec![90.0; 12]),
/// ];
/// let left = (0..12).map(|row| row % 6 < 3).collect();
/// let cutoffs = [Time::from_millis(0) + Span::from_days(100); 12];
/// let train = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(30))?;
///
/// let model = BgNbd::default().fit(&train)?;
/// let silent = model.predict_proba(train.features())?;
/// assert!(silent[0] > silent[5], "once, long ago, against six times until lately");
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BgNbd {
    options: BgNbdOptions,
}

impl Default for BgNbd {
    /// That of [`BgNbdOptions::default`].
    fn default() -> BgNbd {
        BgNbd { options: BgNbdOptions::default() }
    }
}

impl BgNbd {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if `tolerance` is not positive and
    /// finite, or `max_iterations` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{BgNbd, BgNbdOptions, ErrorKind};
    ///
    /// let refused = BgNbd::new(BgNbdOptions::default().max_iterations(0)).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::Argument);
    /// ```
    pub fn new(options: BgNbdOptions) -> Result<BgNbd, Error> {
        options.check()?;
        Ok(BgNbd { options })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &BgNbdOptions {
        &self.options
    }

    /// The customers that the likelihood of purchases is of; `None` without a population.
    fn population(&self, train: &Dataset) -> Result<Option<Vec<Customer>>, Error> {
        let Some(population) = train.population() else { return Ok(None) };
        let seen = population.observations();
        let shared = |cutoff| seen.iter().any(|row| row.cutoff == cutoff);
        let mut cutoffs = train.cutoffs();
        cutoffs.sort_unstable();
        cutoffs.dedup();
        let Some(cutoff) = cutoffs.into_iter().rev().find(|cutoff| shared(*cutoff)) else {
            return Ok(None);
        };
        let rows: Vec<usize> = (0..seen.len()).filter(|row| seen[*row].cutoff == cutoff).collect();
        let positions = self.options.columns.positions(population)?;
        let customers = positions.customers(&population.select(&rows))?;
        let customers: Vec<Customer> = customers.into_iter().flatten().collect();
        if customers.is_empty() {
            return Err(BgNbdProblem::NobodyBought { cutoff: cutoff.to_string() }.into());
        }
        Ok(Some(customers))
    }

    fn solve(&self, objective: &impl Objective) -> Result<BgNbdParameters, Error> {
        let BgNbdOptions { max_iterations, tolerance, .. } = self.options;
        let limits = Limits { max_iterations, tolerance };
        let found = |start: [f64; 4]| minimise(objective, start.to_vec(), limits).ok();
        let lowest = STARTS.into_iter().filter_map(found).min_by(|a, b| {
            let (a, b) = (objective.value(a), objective.value(b));
            a.total_cmp(&b)
        });
        let at = lowest.ok_or(SurvivalProblem::NoMinimum { model: "bgnbd", max_iterations })?;
        Ok(BgNbdParameters::of_logarithms(&at))
    }

    fn parameters_of_purchases(&self, population: Vec<Customer>) -> Result<BgNbdParameters, Error> {
        population.iter().try_for_each(|customer| customer.check_count())?;
        self.solve(&PurchaseLikelihood::new(population))
    }

    fn parameters_of_labels(
        &self,
        train: &Dataset,
        customers: &[Option<Customer>],
        horizons: &[f64],
    ) -> Result<BgNbdParameters, Error> {
        let rows = customers.iter().zip(train.labels()).zip(train.weights()).zip(horizons);
        let row = |(((customer, churned), weight), horizon): (
            ((&Option<Customer>, &bool), &f64),
            &f64,
        )| { (customer.unwrap_or(Customer::NEW), *churned, *weight, *horizon) };
        self.solve(&LabelLikelihood::new(rows.map(row).collect()))
    }
}

impl Fit for BgNbd {
    type Fitted = FittedBgNbd;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedBgNbd, Error> {
        training_rows::check(train)?;
        let positions = self.options.columns.positions(train.features())?;
        // While rows still stand as their owner numbers them.
        positions.customers(train.features())?;
        let train = training_rows::in_canonical_order(train);
        let customers = positions.customers(train.features())?;
        let horizons = horizons(&train)?;
        let population = self.population(&train)?;
        let n_customers = population.as_ref().map(|customers| customers.len() as u64);
        let parameters = match population {
            Some(population) => self.parameters_of_purchases(population)?,
            None => self.parameters_of_labels(&train, &customers, &horizons)?,
        };
        Ok(FittedBgNbd {
            signature: Signature::of(train.features()),
            positions,
            parameters,
            horizon_days: median(horizons).expect("there are rows"),
            median: median_customer(&customers),
            n_customers,
        })
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        // Features without the columns are refused by the fit.
        let Ok(positions) = self.options.columns.positions(features) else { return Vec::new() };
        positions.names(features)
    }
}

impl NamedEstimator for BgNbd {
    const NAME: &'static str = "bgnbd";

    fn parameters() -> Vec<&'static str> {
        vec![
            "purchase_days",
            "first_to_last_days",
            "since_first_days",
            "max_iterations",
            "tolerance",
        ]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<BgNbd, Error> {
        let mut options = self.options;
        let name = || Some(parameter.value.to_owned());
        match parameter.name {
            "purchase_days" => options.columns.purchase_days = name(),
            "first_to_last_days" => options.columns.first_to_last_days = name(),
            "since_first_days" => options.columns.since_first_days = name(),
            "max_iterations" => options.max_iterations = parameter.whole()?,
            "tolerance" => options.tolerance = parameter.number()?,
            _ => return Err(parameter.unknown::<BgNbd>()),
        }
        BgNbd::new(options)
    }

    fn summaries(model: &FittedBgNbd) -> Vec<ModelSummary> {
        let BgNbdParameters { r, alpha, a, b } = model.parameters;
        let of = |meaning, named: [(&str, f64); 2]| {
            let learned = named.into_iter().map(|(name, amount)| Learned::alone(name, amount));
            ModelSummary::sorted(Self::NAME, meaning, learned)
        };
        let (rates, dropouts) = match model.n_customers {
            Some(_) => (RATES_OF_PURCHASES, DROPOUTS_OF_PURCHASES),
            None => (RATES_OF_LABELS, DROPOUTS_OF_LABELS),
        };
        vec![of(rates, [("r", r), ("alpha", alpha)]), of(dropouts, [("a", a), ("b", b)])]
    }
}

/// The days from each cutoff to the end of the outcome window.
fn horizons(train: &Dataset) -> Result<Vec<f64>, Error> {
    let rows = train.features().observations().iter().zip(train.window_ends());
    let horizons = rows.map(|(row, end)| {
        let days = end.days_since(row.cutoff);
        check_positive("horizon_days", days)?;
        Ok(days)
    });
    horizons.collect()
}

/// The median of each value over those who have bought.
fn median_customer(customers: &[Option<Customer>]) -> Customer {
    let of = |value: fn(&Customer) -> f64| {
        median(customers.iter().flatten().map(value).collect()).unwrap_or(0.0)
    };
    let [repeats, last, age] = [
        of(|customer| customer.repeats),
        of(|customer| customer.last),
        of(|customer| customer.age),
    ];
    Customer { repeats, last, age }
}
