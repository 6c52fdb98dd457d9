//! The outcomes of an experiment, from tables.

use std::collections::HashMap;

use refrain_core::{ErrorKind, Problem};
use refrain_eval::experiment::Arm;
use refrain_eval::group_by_id;
use refrain_eval::uplift::{TreatmentRows, UpliftBin};

use crate::Error;
use crate::table::{Cells, Table, TableColumn, yes_or_no};

const TREATED: &str = "treated";
const CHURNED: &str = "churned";
const OUTCOME: &str = "outcome";
const SCENARIO: &str = "scenario";

/// Treated and untreated customers, and their outcomes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Treatment {
    /// Id of each customer.
    pub ids: Vec<String>,
    /// `true` for each customer that was treated.
    pub treated: Vec<bool>,
    /// `true` for each customer that churned.
    pub churned: Vec<bool>,
    /// Number of customers left out because their outcome is censored.
    pub n_censored: usize,
}

impl Treatment {
    /// Takes a table that begins with the entity and says in `churned` (1 or 0) or `outcome`
    /// (churned, retained or censored, as `refrain labels` writes it) what became of each, and in
    /// `treated` who was treated; or an assignment says that, as `refrain simulate --assignment` writes
    /// it, of the scenario named if it has several.
    ///
    /// # Errors
    ///
    /// If a column is missing or holds another value (naming column and row), an entity stands in two
    /// rows, or the assignment lacks an entity or the scenario.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Treatment;
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let ids = ["ada", "bob", "cid", "dan"].map(|id| Some(id.to_owned()));
    /// let outcomes = Table::new(vec![
    ///     TableColumn::new("userId", Cells::Text(ids.to_vec())),
    ///     TableColumn::new("treated", Cells::Number(vec![1.0, 1.0, 0.0, 0.0])),
    ///     TableColumn::new("churned", Cells::Number(vec![0.0, 1.0, 1.0, 1.0])),
    /// ])?;
    /// let experiment = Treatment::of_tables(&outcomes, None, None)?;
    /// assert_eq!(experiment.treated, [true, true, false, false]);
    /// assert_eq!((experiment.churned[0], experiment.n_censored), (false, 0));
    /// assert!(experiment.arms().is_ok());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn of_tables(
        outcomes: &Table,
        assignment: Option<&Table>,
        scenario: Option<&str>,
    ) -> Result<Treatment, Error> {
        let ids = outcomes.told(outcomes.distinct_ids())?;
        let churned = outcomes.told(churned(outcomes))?;
        let treated = match assignment {
            None => outcomes.told(outcomes.meanings(TREATED, "1 or 0", yes_or_no))?,
            Some(assignment) => {
                let of_id = assignment.told(treated_by_id(assignment, scenario))?;
                let treated = |id: &String| {
                    of_id
                        .get(id)
                        .copied()
                        .ok_or_else(|| TreatmentProblem::NotAssigned { entity: id.clone() })
                };
                ids.iter().map(treated).collect::<Result<Vec<bool>, _>>()?
            }
        };
        Ok(known(ids, treated, &churned))
    }

    /// Returns the untreated and the treated arm.
    ///
    /// # Errors
    ///
    /// If one of them is empty.
    pub fn arms(&self) -> Result<[Arm; 2], Error> {
        Arm::both(&self.treated, &self.churned)
    }

    /// Joins the scores of a column of a table that begins with the entity, for figures of uplift; and
    /// says which rows belong to which entity.
    ///
    /// # Errors
    ///
    /// If the table lacks the column or an entity, or a cell holds no number.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Treatment;
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let ids = Cells::Text(["ada", "bob", "cid"].map(|id| Some(id.to_owned())).to_vec());
    /// let numbers = |name: &str, values: [f64; 3]| {
    ///     TableColumn::new(name, Cells::Number(values.to_vec()))
    /// };
    /// let table = Table::new(vec![
    ///     TableColumn::new("userId", ids),
    ///     numbers("treated", [1.0, 0.0, 1.0]),
    ///     numbers("churned", [0.0, 1.0, 1.0]),
    ///     numbers("uplift", [0.3, 0.1, 0.2]),
    /// ])?;
    /// let (_, groups) = Treatment::of_tables(&table, None, None)?.scored(&table, "uplift")?;
    /// assert_eq!(groups.len(), 3);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn scored(
        &self,
        scores: &Table,
        column: &str,
    ) -> Result<(TreatmentRows, Vec<usize>), Error> {
        let ids = scores.told(scores.distinct_ids())?;
        let numbers = scores.numbers_that(column, "a number", |number| !number.is_nan());
        let numbers = scores.told(numbers)?;
        let of_id: HashMap<&String, f64> = ids.iter().zip(numbers).collect();
        let score = |id: &String| {
            of_id.get(id).copied().ok_or_else(|| TreatmentProblem::NotScored { entity: id.clone() })
        };
        let scores = self.ids.iter().map(score).collect::<Result<Vec<f64>, _>>()?;
        let rows = TreatmentRows::new(&self.treated, &self.churned, &scores)?;
        Ok((rows, group_by_id(&self.ids)))
    }
}

/// Reads the outcome of each row; `None` where it is censored.
fn churned(outcomes: &Table) -> Result<Vec<Option<bool>>, Error> {
    if outcomes.column(OUTCOME).is_some() {
        let expected = "churned, retained or censored";
        return outcomes.meanings(OUTCOME, expected, |text| match text {
            "churned" => Some(Some(true)),
            "retained" => Some(Some(false)),
            "censored" => Some(None),
            _ => None,
        });
    }
    outcomes.meanings(CHURNED, "1 or 0", |text| yes_or_no(text).map(Some))
}

/// Reads who is treated in a scenario, the only one if none is named.
fn treated_by_id(
    assignment: &Table,
    scenario: Option<&str>,
) -> Result<HashMap<String, bool>, Error> {
    let names = assignment.meanings(SCENARIO, "a name", |text| Some(text.to_owned()))?;
    let mut known = names.clone();
    known.sort_unstable();
    known.dedup();
    let scenario = match (scenario, known.as_slice()) {
        (Some(name), _) if known.iter().any(|known| known == name) => name.to_owned(),
        (None, [only]) => only.clone(),
        _ => return Err(TreatmentProblem::Scenario { known }.into()),
    };
    let rows: Vec<usize> = (0..names.len()).filter(|row| names[*row] == scenario).collect();
    let of_scenario = assignment.rows(&rows);
    let ids = of_scenario.distinct_ids()?;
    let treated = of_scenario.meanings(TREATED, "true or false", yes_or_no)?;
    Ok(ids.into_iter().zip(treated).collect())
}

/// The rows whose outcome is known.
fn known(ids: Vec<String>, treated: Vec<bool>, churned: &[Option<bool>]) -> Treatment {
    let mut known = Treatment { ids: vec![], treated: vec![], churned: vec![], n_censored: 0 };
    for ((id, treated), churned) in ids.into_iter().zip(treated).zip(churned) {
        match churned {
            Some(churned) => {
                known.ids.push(id);
                known.treated.push(treated);
                known.churned.push(*churned);
            }
            None => known.n_censored += 1,
        }
    }
    known
}

/// Makes a table of the uplift of each part by score, the highest scores first.
pub fn uplift_table(bins: &[UpliftBin]) -> Table {
    let numbers = |name, number: &dyn Fn(&UpliftBin) -> f64| {
        TableColumn::new(name, Cells::Number(bins.iter().map(number).collect()))
    };
    let parts = (1..=bins.len()).map(|part| part as f64);
    Table::new(vec![
        TableColumn::new("part", Cells::Number(parts.collect())),
        numbers("n_treated", &|bin| bin.n_treated),
        numbers("n_untreated", &|bin| bin.n_untreated),
        numbers("kept_treated", &|bin| bin.kept_treated),
        numbers("kept_untreated", &|bin| bin.kept_untreated),
        numbers("uplift", &|bin| bin.uplift),
    ])
    .expect("one value for each part under distinct names")
}

/// Tables of an experiment that do not go together.
#[derive(Debug, thiserror::Error)]
enum TreatmentProblem {
    #[error("the assignment does not say whether `{entity}` was treated")]
    NotAssigned { entity: String },
    #[error("the scores have no row of `{entity}`")]
    NotScored { entity: String },
    #[error("say which scenario of the assignment is meant: {}", .known.join(", "))]
    Scenario { known: Vec<String> },
}

impl Problem for TreatmentProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            TreatmentProblem::NotAssigned { .. } | TreatmentProblem::NotScored { .. } => {
                ErrorKind::Mismatch
            }
            TreatmentProblem::Scenario { .. } => ErrorKind::Data,
        }
    }
}
