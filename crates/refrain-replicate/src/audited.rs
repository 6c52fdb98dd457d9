//! Leak audit of a protocol as it is published.

use refrain::audit::{
    AuditFinding, AuditOptions, ExperimentRecord, FittedScaling, FittedStep, Predicted, Procedure,
    RecordedRows, audit_procedure, audit_record,
};
use refrain::base::{Dataset, Time};

use crate::ground::Ground;
use crate::min_max::MinMax;
use crate::models::shallow_forest;
use crate::preparation::Preparation;
use crate::recipe::Recipe;
use crate::tested::Tested;
use refrain::first_churn;
use refrain::parts::{Part, predict};
use refrain::{Error, parse_rule};

/// Hands the best model of a protocol to the audit, with its rows as they were published.
///
/// Of a cross-validation it is the first fold.
pub(crate) fn findings(
    ground: &Ground<'_>,
    recipe: &Recipe,
    whole: &Dataset,
    published: &Tested,
) -> Result<Vec<AuditFinding>, Error> {
    let prepared = recipe.preparation.of_all_rows(whole);
    let parts = recipe.division.parts(&prepared, ground.options.seed)?;
    let part = parts.first().expect("a division has a part");
    let best = published.best();
    let record = ExperimentRecord::new(
        recipe.protocol.name(),
        prepared.features().names().map(str::to_owned).collect(),
        recorded(ground, &prepared.select(&part.train))?,
        recorded(ground, &prepared.select(&part.test))?
            .with_scores(scores(recipe, best.name, &prepared, part)?)?,
    )?;
    let claims = best.figures.named().into_iter();
    let record =
        claims.fold(record, |record, (name, interval)| record.claiming(name, interval.estimate));
    let record = with_scalings(record, recipe, whole, part)?;
    let options = AuditOptions::default().seed(ground.options.seed);
    let options = options.controlled_by(shallow_forest("100").estimator);
    let mut findings = audit_record(&record, &options)?.findings;
    // Only a scaling of all rows keeps their number, so that a run on altered rows compares.
    if recipe.preparation == Preparation::MinMax {
        let published = Published { recipe, model: best.name };
        findings.extend(audit_procedure(&published, whole, &part.train, &part.test)?);
    }
    Ok(findings)
}

/// A protocol's scaling of all rows and its best model, to be run again on altered test rows.
struct Published<'a> {
    recipe: &'a Recipe,
    model: &'a str,
}

impl Procedure for Published<'_> {
    fn run(
        &self,
        data: &Dataset,
        train: &[usize],
        test: &[usize],
    ) -> Result<Predicted, Box<dyn std::error::Error + Send + Sync>> {
        let prepared = self.recipe.preparation.of_all_rows(data);
        let part = Part { train: train.to_vec(), test: test.to_vec() };
        let scores = scores(self.recipe, self.model, &prepared, &part)?;
        Ok(Predicted::new(scores))
    }
}

/// The rows with what the log knows of their entities.
fn recorded(ground: &Ground<'_>, rows: &Dataset) -> Result<RecordedRows, Error> {
    let (log, rule) = (ground.log, parse_rule("cancel", ground.schema)?);
    let end = log.range().end;
    let entities = || rows.features().observations().iter().map(|row| row.entity);
    let last = |entity| {
        let history = log.history(entity, end);
        *history.events().times().last().expect("an entity has an event")
    };
    let churned_at: Vec<Option<Time>> =
        entities().map(|entity| first_churn(log, rule.as_ref(), entity)).collect();
    RecordedRows::from_dataset(rows)?
        .with_last_events(entities().map(last).collect())?
        .with_churned_at(churned_at)
}

/// Predicts the test rows once more.
fn scores(
    recipe: &Recipe,
    model: &str,
    prepared: &Dataset,
    part: &Part,
) -> Result<Vec<f64>, Error> {
    let candidate = recipe.models.iter().find(|candidate| candidate.name == model);
    predict(&candidate.expect("a model of the protocol").estimator, prepared, part)
}

/// Says how columns were scaled, where they were.
fn with_scalings(
    record: ExperimentRecord,
    recipe: &Recipe,
    whole: &Dataset,
    part: &Part,
) -> Result<ExperimentRecord, Error> {
    if recipe.preparation != Preparation::MinMax {
        return Ok(record);
    }
    let features = whole.features();
    let ranges = MinMax::fit(features);
    let mut record = record;
    for (index, column) in features.columns().iter().enumerate() {
        let Some((min, max)) = ranges.range(index) else { continue };
        let of = |rows: &[usize]| rows.iter().map(|row| features.value(*row, index)).collect();
        record = record.with_step(FittedStep::Scaled {
            column: column.name.clone(),
            scaling: FittedScaling::MinMax { min, max },
            train: of(&part.train),
            test: of(&part.test),
        })?;
    }
    Ok(record)
}
