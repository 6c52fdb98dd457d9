//! Customers by risk, with the reasons.

use refrain_core::{ColumnKind, FeatureMatrix, Observation, Time};
use refrain_models::{Contribution, Explain};

use crate::Error;
use crate::table::{Cells, Table, TableColumn};

/// The observations of a feature matrix by falling probability of churn.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    rows: Vec<RankedEntity>,
}

/// One customer with the probability to churn and the features that speak loudest.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedEntity {
    /// Id of the entity.
    pub entity: String,
    /// Who and when.
    pub observation: Observation,
    /// Probability of churn.
    pub probability: f64,
    /// The features that move the probability most, the loudest first.
    pub reasons: Vec<Reason>,
}

/// What one feature says about one customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The feature, and what it adds.
    pub contribution: Contribution,
    /// Its value as people read it; `missing` where there is none.
    pub value: String,
}

impl Reason {
    /// Returns the reason in a few words: `songs_7d = 210 (+0.41)`.
    pub fn words(&self) -> String {
        format!("{} = {} ({})", self.contribution.feature, self.value, self.contribution)
    }
}

impl Ranking {
    /// Ranks every row of a feature matrix, with so many reasons each.
    ///
    /// Equal probabilities are ordered by entity id, then cutoff.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on.
    pub fn new<M: Explain>(
        model: &M,
        features: &FeatureMatrix,
        n_reasons: usize,
    ) -> Result<Ranking, Error> {
        let probabilities = model.predict_proba(features).map_err(Error::estimator)?;
        let explanation = model.explain(features).map_err(Error::estimator)?;
        let ranked = |(row, probability): (usize, f64)| {
            let loudest = explanation.loudest(row, n_reasons).into_iter();
            RankedEntity {
                entity: features.entity_id(row).to_owned(),
                observation: features.observations()[row],
                probability,
                reasons: loudest.map(|said| reason(said, features, row)).collect(),
            }
        };
        let mut rows: Vec<RankedEntity> =
            probabilities.into_iter().enumerate().map(ranked).collect();
        rows.sort_by(|left, right| {
            let by_risk = right.probability.total_cmp(&left.probability);
            by_risk.then_with(|| left.observation.cmp(&right.observation))
        });
        Ok(Ranking { rows })
    }

    /// Returns the customers, those most at risk first.
    pub fn rows(&self) -> &[RankedEntity] {
        &self.rows
    }

    /// Makes a table: entity, cutoff, probability and the reasons in words.
    ///
    /// # Errors
    ///
    /// If the entity has the name of another column.
    pub fn table(&self, entity: &str) -> Result<Table, Error> {
        let text = |value: &dyn Fn(&RankedEntity) -> Option<String>| {
            Cells::Text(self.rows.iter().map(value).collect())
        };
        let cutoffs = self.rows.iter().map(|row| Some(row.observation.cutoff)).collect();
        let probabilities = self.rows.iter().map(|row| row.probability).collect();
        let mut columns = vec![
            TableColumn::new(entity, text(&|row| Some(row.entity.clone()))),
            TableColumn::new("cutoff", Cells::Instant(cutoffs)),
            TableColumn::new("probability", Cells::Number(probabilities)),
        ];
        let n_reasons = self.rows.iter().map(|row| row.reasons.len()).max().unwrap_or(0);
        columns.extend((0..n_reasons).map(|n| {
            let words = text(&|row| row.reasons.get(n).map(Reason::words));
            TableColumn::new(format!("reason_{}", n + 1), words)
        }));
        Table::new(columns)
    }
}

fn reason(said: Contribution, features: &FeatureMatrix, row: usize) -> Reason {
    let column = features.position(&said.feature);
    let value = column.map_or("missing".to_owned(), |column| {
        shown(&features.columns()[column].kind, features.value(row, column))
    });
    Reason { contribution: said, value }
}

fn shown(kind: &ColumnKind, value: f64) -> String {
    match kind {
        _ if value.is_nan() => "missing".to_owned(),
        ColumnKind::Category(names) => names[value as usize].clone(),
        ColumnKind::Instant => Time::from_millis(value as i64).to_string(),
        ColumnKind::Number if value.fract() == 0.0 => value.to_string(),
        ColumnKind::Number => format!("{value:.3}"),
    }
}
