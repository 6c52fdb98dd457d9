//! True risks of a simulation, as a table beside its log and as an oracle to test models against.

use std::collections::HashMap;
use std::path::Path;

use refrain_core::{Dataset, ErrorKind, Problem, Time};
use refrain_sim::{RiskEstimate, Scenario, TrueRisk, TruthOptions};

use crate::Error;
use crate::backtest::Oracle;
use crate::table::{Cells, Table, TableColumn, bad_cell};

const CUTOFF: &str = "cutoff";
const WINDOW_END: &str = "window_end";
const RISK: &str = "risk";
const RISK_FROM_LOG: &str = "risk_from_log";

/// Makes a table of true risks: entity, cutoff, the end of the outcome window, the risk given
/// everything and the risk given the log, each with its standard error, and who the customer is.
///
/// Each scenario adds whether it treats the customer, and the risk if it does and if not.
///
/// # Errors
///
/// If two scenarios share a name.
pub fn truth_table(
    entity: &str,
    risks: &[TrueRisk<'_>],
    options: &TruthOptions,
    scenarios: &[Scenario],
) -> Result<Table, Error> {
    let texts = |text: &dyn Fn(&TrueRisk<'_>) -> String| {
        Cells::Text(risks.iter().map(|risk| Some(text(risk))).collect())
    };
    let instants = |instant: &dyn Fn(&TrueRisk<'_>) -> Time| {
        Cells::Instant(risks.iter().map(|risk| Some(instant(risk))).collect())
    };
    let number = |name: &str, number: &dyn Fn(&TrueRisk<'_>) -> f64| {
        TableColumn::new(name, Cells::Number(risks.iter().map(number).collect()))
    };
    let window_end = |risk: &TrueRisk<'_>| risk.cutoff + options.lead + options.horizon;
    let mut columns = vec![
        TableColumn::new(entity, texts(&|risk| risk.user_id.to_string())),
        TableColumn::new(CUTOFF, instants(&|risk| risk.cutoff)),
        TableColumn::new(WINDOW_END, instants(&window_end)),
        number(RISK, &|risk| risk.risk.risk),
        number("risk_error", &|risk| risk.risk.error),
        number(RISK_FROM_LOG, &|risk| risk.risk_from_log.risk),
        number("risk_from_log_error", &|risk| risk.risk_from_log.error),
        TableColumn::new("persona", texts(&|risk| risk.persona.to_owned())),
        number("alpha_seconds", &|risk| risk.alpha_seconds),
        number("beta_seconds", &|risk| risk.beta_seconds),
    ];
    for (idx, scenario) in scenarios.iter().enumerate() {
        let name = &scenario.name;
        columns.push(number(&format!("{name}: treated"), &|risk| {
            f64::from(u8::from(risk.scenarios[idx].is_treated))
        }));
        let mut estimate = |what: &str, of: &dyn Fn(&TrueRisk<'_>) -> RiskEstimate| {
            columns.push(number(&format!("{name}: risk {what}"), &|risk| of(risk).risk));
            columns.push(number(&format!("{name}: risk {what}, error"), &|risk| of(risk).error));
        };
        estimate("if treated", &|risk| risk.scenarios[idx].if_treated);
        estimate("if untreated", &|risk| risk.scenarios[idx].if_untreated);
    }
    Table::new(columns)
}

/// True risks read back, to test models against.
///
/// # Examples
///
/// ```
/// use refrain::base::Span;
/// use refrain::sim::{Simulation, SimulationOptions, TruthOptions};
/// use refrain::{Truth, truth_table};
///
/// let simulation = Simulation::new(SimulationOptions::new().users(20).seed(1))?;
/// let cutoff = simulation.range().start + Span::from_days(30);
/// let options = TruthOptions::new([cutoff], Span::from_days(10)).n_paths(16);
/// let risks = simulation.true_risks(&options)?;
/// let table = truth_table("userId", &risks, &options, simulation.scenarios())?;
/// let truth = Truth::of_table(&table)?;
/// assert_eq!(truth.n_rows(), risks.len());
/// # Ok::<(), refrain::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Truth {
    rows: HashMap<(String, Time), TruthRow>,
}

#[derive(Debug, Clone, Copy)]
struct TruthRow {
    window_end: Time,
    risk: f64,
    risk_from_log: f64,
}

impl Truth {
    /// Reads a table that [`truth_table`] made, from a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or as [`of_table`](Truth::of_table).
    pub fn read(path: &Path) -> Result<Truth, Error> {
        Truth::of_table(&Table::read(path)?)
    }

    /// Reads a table that [`truth_table`] made.
    ///
    /// # Errors
    ///
    /// If a column is missing or holds something else than it should.
    pub fn of_table(table: &Table) -> Result<Truth, Error> {
        table.told(Truth::rows_of(table))
    }

    fn rows_of(table: &Table) -> Result<Truth, Error> {
        let entities = table.entity()?;
        let cutoffs = table.instants(CUTOFF)?;
        let ends = table.instants(WINDOW_END)?;
        let (risks, from_log) = (table.numbers(RISK)?, table.numbers(RISK_FROM_LOG)?);
        let mut rows = HashMap::new();
        for row in 0..table.n_rows() {
            let entity = entities.values.text(row).unwrap_or_default();
            let truth =
                TruthRow { window_end: ends[row], risk: risks[row], risk_from_log: from_log[row] };
            for (name, value) in [(RISK, truth.risk), (RISK_FROM_LOG, truth.risk_from_log)] {
                if !(0.0..=1.0).contains(&value) {
                    let column = table.named(name)?;
                    return Err(bad_cell(column, row, "a probability"));
                }
            }
            rows.insert((entity, cutoffs[row]), truth);
        }
        Ok(Truth { rows })
    }

    /// Returns the number of true risks.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Finds the true risks of a dataset's rows: of the oracle that sees the log, and of the one that
    /// knows the customer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] at the first row of which nothing is known, and if the truth is about
    /// another outcome window.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::events::EventSchema;
    /// use refrain::sim::{Simulation, SimulationOptions, TruthOptions};
    /// use refrain::{Pipeline, Truth, truth_table};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(60).days(40).seed(1))?;
    /// let (_, dataset) =
    ///     Pipeline::new(&EventSchema::sparkify())?.dataset(&simulation.event_log()?)?;
    /// let mut cutoffs = dataset.cutoffs();
    /// cutoffs.sort_unstable();
    /// cutoffs.dedup();
    /// let options = TruthOptions::new(cutoffs, refrain::base::Span::from_days(10)).n_paths(16);
    /// let risks = simulation.true_risks(&options)?;
    /// let table = truth_table("userId", &risks, &options, simulation.scenarios())?;
    /// let [sees_log, knows_customer] = Truth::of_table(&table)?.oracles(&dataset)?;
    /// assert_eq!(sees_log.probabilities.len(), dataset.n_rows());
    /// assert_ne!(sees_log.name, knows_customer.name);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn oracles(&self, dataset: &Dataset) -> Result<[Oracle; 2], Error> {
        let features = dataset.features();
        let mut oracles = ["sees the log", "knows the customer"]
            .map(|name| Oracle { name: name.to_owned(), probabilities: Vec::new() });
        for (row, cutoff) in dataset.cutoffs().into_iter().enumerate() {
            let entity = features.entity_id(row).to_owned();
            let Some(truth) = self.rows.get(&(entity.clone(), cutoff)) else {
                return Err(TruthProblem::NoTruth { entity, cutoff }.into());
            };
            // The same cutoff with another lead or horizon is another risk.
            let expected = dataset.window_ends()[row];
            if truth.window_end != expected {
                let found = truth.window_end;
                return Err(TruthProblem::OtherWindow { cutoff, found, expected }.into());
            }
            oracles[0].probabilities.push(truth.risk_from_log);
            oracles[1].probabilities.push(truth.risk);
        }
        Ok(oracles)
    }
}

/// A truth that is not about the rows of a dataset.
#[derive(Debug, thiserror::Error)]
enum TruthProblem {
    #[error(
        "the truth says nothing of `{entity}` at {cutoff}: write it with the same cutoffs, of the simulation that made the log"
    )]
    NoTruth { entity: String, cutoff: Time },
    #[error(
        "the truth at {cutoff} is about an outcome window that ends at {found}, the labels about one that ends at {expected}: give both the same --lead and --horizon"
    )]
    OtherWindow { cutoff: Time, found: Time, expected: Time },
}

impl Problem for TruthProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}
