//! Outcomes of experiments, from tables.

use refrain::eval::uplift::UpliftMetric;
use refrain::table::{Cells, Table, TableColumn};
use refrain::{ErrorKind, Treatment};

use crate::refused::refused;

fn text(name: &str, values: &[&str]) -> TableColumn {
    let values = values.iter().map(|value| Some((*value).to_owned())).collect();
    TableColumn::new(name, Cells::Text(values))
}

fn number(name: &str, values: &[f64]) -> TableColumn {
    TableColumn::new(name, Cells::Number(values.to_vec()))
}

fn table(columns: Vec<TableColumn>) -> Table {
    Table::new(columns).unwrap()
}

fn outcomes() -> Table {
    table(vec![
        text("userId", &["1", "2", "3", "4", "5"]),
        text("outcome", &["churned", "retained", "retained", "churned", "censored"]),
        number("probability", &[0.5, 0.4, 0.3, 0.2, 0.1]),
    ])
}

fn assignment(scenarios: &[&str]) -> Table {
    table(vec![
        text("userId", &["5", "4", "3", "2", "1"]),
        text("scenario", scenarios),
        text("treated", &["true", "false", "true", "true", "false"]),
    ])
}

#[test]
fn assignment_of_the_simulator_is_joined_by_id() {
    let assignment = assignment(&["offer"; 5]);
    let treatment = Treatment::of_tables(&outcomes(), Some(&assignment), None).unwrap();
    assert_eq!(treatment.treated, [false, true, true, false]);
    assert_eq!(
        (treatment.churned.as_slice(), treatment.n_censored),
        (&[true, false, false, true][..], 1)
    );
    let [untreated, treated] = treatment.arms().unwrap();
    assert_eq!((untreated.n_churned(), untreated.n_customers()), (2, 2));
    assert_eq!((treated.n_churned(), treated.n_customers()), (0, 2));
    let (rows, groups) = treatment.scored(&outcomes(), "probability").unwrap();
    assert_eq!((UpliftMetric::Effect.compute(&rows), groups.len()), (Ok(1.0), 4));
}

#[test]
fn treatment_may_stand_in_the_table_itself() {
    let table = table(vec![
        text("userId", &["1", "2"]),
        number("churned", &[1.0, 0.0]),
        number("treated", &[0.0, 1.0]),
    ]);
    let treatment = Treatment::of_tables(&table, None, None).unwrap();
    assert_eq!((treatment.treated, treatment.churned), (vec![false, true], vec![true, false]));
}

#[test]
fn scenario_must_be_named_where_there_are_several() {
    let two = assignment(&["offer", "offer", "adverts", "offer", "offer"]);
    let of = |scenario| Treatment::of_tables(&outcomes(), Some(&two), scenario);
    let which = "say which scenario of the assignment is meant: adverts, offer".to_owned();
    assert_eq!(refused(of(None)), (ErrorKind::Data, which.clone()));
    assert_eq!(refused(of(Some("gift"))), (ErrorKind::Data, which));
    let absent = "the assignment does not say whether `3` was treated".to_owned();
    assert_eq!(refused(of(Some("offer"))), (ErrorKind::Mismatch, absent));
}

#[test]
fn label_of_three_values_is_refused_with_its_row() {
    let three = table(vec![
        text("userId", &["1", "2", "3"]),
        number("churned", &[1.0, 0.0, 2.0]),
        number("treated", &[0.0, 1.0, 1.0]),
    ]);
    let error = Treatment::of_tables(&three, None, None).unwrap_err().to_string();
    assert!(error.contains("column `churned`, row 3") && error.contains('2'), "{error}");
    let unlabelled = table(vec![text("userId", &["1"]), number("treated", &[0.0])]);
    let error = refused(Treatment::of_tables(&unlabelled, None, None));
    let expected = "the table has no column `churned`, only userId, treated".to_owned();
    assert_eq!(error, (ErrorKind::Data, expected));
}

#[test]
fn customer_without_a_score_is_named() {
    let treatment =
        Treatment::of_tables(&outcomes(), Some(&assignment(&["offer"; 5])), None).unwrap();
    let scores = table(vec![text("userId", &["1", "2", "3"]), number("probability", &[0.1; 3])]);
    let error = refused(treatment.scored(&scores, "probability"));
    assert_eq!(error, (ErrorKind::Mismatch, "the scores have no row of `4`".to_owned()));
}
