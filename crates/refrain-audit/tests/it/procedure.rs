//! Whether what is learnt depends on the rows that are tested.

use std::error::Error;
use std::sync::Arc;

use refrain_audit::{Pattern, Predicted, Procedure, audit_procedure};
use refrain_core::{
    Column, Dataset, EntityIdx, FeatureMatrix, Fit, Observation, Outcome, PredictProba, Strings,
    Time,
};

use crate::mean_difference::MeanDifference;

const N_ROWS: usize = 40;

fn data() -> Dataset {
    let ids: Vec<String> = (0..N_ROWS).map(|row| format!("{row:02}")).collect();
    let at = Time::from_millis(0);
    let observations =
        (0..N_ROWS).map(|row| Observation { entity: EntityIdx::new(row), cutoff: at }).collect();
    let values = (0..N_ROWS).map(|row| (row * 7 % 11) as f64).collect();
    let columns = vec![Column::number("a", "")];
    let ids = Arc::new(Strings::from_unsorted(&ids));
    let features = FeatureMatrix::new(ids, observations, columns, values).unwrap();
    let outcome = |row: usize| {
        if row.is_multiple_of(3) { Outcome::Churned { at } } else { Outcome::Retained }
    };
    let outcomes: Vec<Outcome> = (0..N_ROWS).map(outcome).collect();
    Dataset::new(features, &outcomes, vec![at; N_ROWS]).unwrap()
}

/// What a procedure does wrong.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    FitsOnAll,
    ScalesByAll,
    TunesOnTest,
}

impl Procedure for Wrong {
    fn run(
        &self,
        data: &Dataset,
        train: &[usize],
        test: &[usize],
    ) -> Result<Predicted, Box<dyn Error + Send + Sync>> {
        let everything: Vec<usize> = (0..data.n_rows()).collect();
        let fitted_on = if *self == Wrong::FitsOnAll { &everything } else { train };
        let model = MeanDifference.fit(&data.select(fitted_on))?;
        let mut scores = model.predict_proba(&data.features().select(test))?;
        if *self == Wrong::ScalesByAll {
            let highest = data.features().values(0).iter().copied().fold(f64::MIN, f64::max);
            scores.iter_mut().for_each(|score| *score /= highest);
        }
        let threshold = match self {
            Wrong::TunesOnTest => {
                let churned = test.iter().zip(&scores).filter(|(row, _)| data.labels()[**row]);
                churned.map(|(_, score)| *score).fold(f64::MAX, f64::min)
            }
            _ => 0.5,
        };
        let predictions = scores.iter().map(|score| *score >= threshold).collect();
        Ok(Predicted::new(scores).with_predictions(predictions))
    }
}

fn patterns(procedure: Wrong) -> Vec<Option<Pattern>> {
    let rows: Vec<usize> = (0..N_ROWS).collect();
    let (train, test) = rows.split_at(24);
    let findings = audit_procedure(&procedure, &data(), train, test).unwrap();
    findings.iter().map(|finding| finding.pattern).collect()
}

#[test]
fn procedure_that_keeps_to_the_training_rows_has_no_finding() {
    assert_eq!(patterns(Wrong::Nothing), []);
}

#[test]
fn procedure_that_sees_the_test_rows_is_found() {
    assert_eq!(patterns(Wrong::FitsOnAll), [Some(Pattern::FittedOnEverything)]);
    assert_eq!(patterns(Wrong::ScalesByAll), [Some(Pattern::FittedOnEverything)]);
}

#[test]
fn threshold_chosen_on_the_test_rows_is_found() {
    assert_eq!(patterns(Wrong::TunesOnTest), [Some(Pattern::ThresholdTunedOnTest)]);
}

#[test]
fn no_test_row_is_refused() {
    assert!(audit_procedure(&Wrong::Nothing, &data(), &[0, 1, 2, 3], &[]).is_err());
}
