//! Customers by risk, with the reasons.

use refrain_core::{Contribution, FeatureMatrix, Observation, PredictProba, predict_checked};
use refrain_models::in_words;

use crate::Error;
use crate::table::{Cells, Table, TableColumn};

/// The observations of a feature matrix by falling probability of churn.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    rows: Vec<RankedEntity>,
    is_explained: bool,
}

/// One customer with the probability to churn and the top contributions to it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RankedEntity {
    /// Id of the entity.
    pub entity: String,
    /// Entity and cutoff.
    pub observation: Observation,
    /// Probability of churn.
    pub probability: f64,
    /// The features that move the probability most, the strongest first; none if the model cannot
    /// explain itself ([`Ranking::is_explained`]).
    pub reasons: Vec<Reason>,
}

/// Contribution of one feature to the score of one customer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// The feature, and what it adds.
    pub contribution: Contribution,
    /// Value of the feature in words.
    pub said: String,
}

impl Reason {
    /// Returns the reason with what it adds: `31 Roll Advert events in the last 7d, 5.2 times the
    /// usual (+0.41)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Ranking;
    ///
    /// # use refrain::base::{Column, Dataset, Span, Time};
    /// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
    /// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
    /// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
    /// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
    /// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
    /// # let recency = Column::number("recency_days", "days since the last event");
    /// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
    /// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
    /// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
    /// # use refrain::base::Fit;
    /// # let model = refrain::models::Logistic::default().fit(&dataset)?;
    /// let ranking = Ranking::new(&model, dataset.features(), 1)?;
    /// let words = ranking.rows()[0].reasons[0].words();
    /// assert!(words.starts_with("days since the last event: 19 (+"));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn words(&self) -> String {
        format!("{} ({})", self.said, self.contribution)
    }
}

impl Ranking {
    /// Ranks every row of a feature matrix, with so many reasons each if the model has an
    /// [explainer](PredictProba::explainer) and none otherwise.
    ///
    /// Equal probabilities are ordered by entity id, then cutoff.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on, or what it gives are no
    /// probabilities.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Ranking;
    /// use refrain::base::{Column, Dataset, Fit, Span, Time};
    /// use refrain::models::Logistic;
    ///
    /// let silent_days = Column::number("silent_days", "days since the last event");
    /// let train = Dataset::from_columns(
    ///     &["dan", "ada", "cleo", "bob"],
    ///     &[Time::from_millis(0); 4],
    ///     vec![(silent_days, vec![9.0, 1.0, 2.0, 4.0])],
    ///     vec![true, false, false, true],
    ///     Span::from_days(10),
    /// )?;
    /// let model = Logistic::default().fit(&train)?;
    /// let ranking = Ranking::new(&model, train.features(), 1)?;
    /// assert_eq!(ranking.rows()[0].entity, "dan");
    /// assert_eq!(ranking.rows()[0].reasons[0].said, "days since the last event: 9");
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn new<M: PredictProba + ?Sized>(
        model: &M,
        features: &FeatureMatrix,
        n_reasons: usize,
    ) -> Result<Ranking, Error> {
        let probabilities = predict_checked(model, features)?;
        let explanation = model.explainer().map(|explainer| explainer.explain(features));
        let explanation = explanation.transpose().map_err(Error::other)?;
        let ranked = |(row, probability): (usize, f64)| {
            let said = explanation.as_ref();
            let top = said.map_or_else(Vec::new, |said| said.top_contributions(row, n_reasons));
            RankedEntity {
                entity: features.entity_id(row).to_owned(),
                observation: features.observations()[row],
                probability,
                reasons: top.into_iter().map(|said| reason(said, features, row)).collect(),
            }
        };
        let mut rows: Vec<RankedEntity> =
            probabilities.into_iter().enumerate().map(ranked).collect();
        rows.sort_by(|left, right| {
            let by_risk = right.probability.total_cmp(&left.probability);
            by_risk.then_with(|| left.observation.cmp(&right.observation))
        });
        Ok(Ranking { rows, is_explained: explanation.is_some() })
    }

    /// Returns `true` if the model could explain its probabilities. If not there are no reasons,
    /// and the table has no column of them.
    pub fn is_explained(&self) -> bool {
        self.is_explained
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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Ranking;
    ///
    /// # use refrain::base::{Column, Dataset, Span, Time};
    /// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
    /// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
    /// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
    /// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
    /// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
    /// # let recency = Column::number("recency_days", "days since the last event");
    /// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
    /// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
    /// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
    /// # use refrain::base::Fit;
    /// # let model = refrain::models::Logistic::default().fit(&dataset)?;
    /// let table = Ranking::new(&model, dataset.features(), 2)?.table("userId")?;
    /// let names: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
    /// assert_eq!(names, ["userId", "cutoff", "probability", "reason_1"]);
    /// # Ok::<(), refrain::Error>(())
    /// ```
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

fn reason(contribution: Contribution, features: &FeatureMatrix, row: usize) -> Reason {
    let column = features.position(&contribution.feature);
    let said = column
        .map_or_else(|| contribution.feature.clone(), |column| in_words(features, row, column));
    Reason { contribution, said }
}
