//! Whether what is learnt depends on the rows that are tested.

use std::error::Error;

use refrain_audit::{Pattern, Predicted, Procedure, audit_procedure};
use refrain_core::{Column, Dataset, Fit, PredictProba, Span, Time};

use crate::mean_difference::MeanDifference;

const N_ROWS: usize = 40;

fn data() -> Dataset {
    let ids: Vec<String> = (0..N_ROWS).map(|row| format!("{row:02}")).collect();
    let at = Time::from_millis(0);
    let values = (0..N_ROWS).map(|row| (row * 7 % 11) as f64).collect();
    let columns = vec![(Column::number("a", ""), values)];
    let labels = (0..N_ROWS).map(|row| row.is_multiple_of(3)).collect();
    Dataset::from_columns(&ids, &[at; N_ROWS], columns, labels, Span::ZERO).unwrap()
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
