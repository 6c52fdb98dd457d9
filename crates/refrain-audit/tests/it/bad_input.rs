//! What the audit refuses.

use refrain_audit::{
    AuditColumn, AuditTable, AuditValues, Error, ErrorKind, ExperimentRecord, RecordedRows,
};

fn table(labels: Vec<bool>) -> Result<AuditTable, Error> {
    let values = vec![1.0; labels.len()];
    AuditTable::new("t", vec![AuditColumn::numbers("a", values)], labels)
}

#[test]
fn table_without_rows_or_without_a_churner_is_refused() {
    let error = table(Vec::new()).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string()),
        (ErrorKind::Data, "there is no row to audit".into())
    );
    let error = table(vec![false; 3]).unwrap_err();
    assert_eq!(error.to_string(), "the audit is undefined: none of the 3 rows churned");
    let error = table(vec![true; 3]).unwrap_err();
    assert_eq!(error.to_string(), "the audit is undefined: none of the 3 rows was retained");
}

#[test]
fn lists_of_other_lengths_are_refused() {
    let short = AuditTable::new("t", vec![AuditColumn::numbers("a", vec![1.0])], vec![true, false]);
    assert_eq!(short.unwrap_err().to_string(), "the column `a` has 1 values for 2 rows");
    let rows = || table(vec![true, false]).unwrap();
    assert!(rows().with_entities(["a"]).is_err());
    assert!(rows().with_scores(vec![0.5]).is_err());
    let error = rows().with_scores(vec![0.5, f64::NAN]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert!(error.to_string().starts_with("the score of row 1 is not a number (NaN)"), "{error}");
    let side = |n: usize| RecordedRows::new(vec![vec![0.0; 2]; n], vec![true, false]).unwrap();
    let names = vec!["a".to_owned()];
    let error = ExperimentRecord::new("e", names, side(1), side(2)).unwrap_err();
    assert_eq!(error.to_string(), "the test side's list of columns has 2 values for 1 rows");
}

#[test]
fn two_columns_of_one_name_are_refused() {
    let column = || AuditColumn::new("songs", vec![1.0, 2.0]);
    let error = AuditTable::new("t", vec![column(), column()], vec![true, false]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert_eq!(error.to_string(), "two columns of the table are called `songs`; rename one");
}

#[test]
fn label_column_is_there_and_holds_ones_and_zeros() {
    let said = |churned: AuditValues, label: &str| {
        let columns = vec![AuditColumn::new("churned", churned)];
        AuditTable::from_columns("t", columns, label).unwrap_err().to_string()
    };
    assert_eq!(
        said(vec![1.0, 0.0].into(), "churn"),
        "the table has no column `churn`; did you mean `churned`?"
    );
    assert_eq!(
        said(vec![1.0, f64::NAN].into(), "churned"),
        "the label of row 1 is not a number (NaN); labels are 1 for churned and 0 for retained"
    );
    assert_eq!(
        said(vec![1.0, 0.0, 2.0].into(), "churned"),
        "the label of row 2 is 2; labels are 1 for churned and 0 for retained"
    );
    assert_eq!(
        said(vec!["yes", "no"].into(), "churned"),
        "the label `churned` is text; give it as 1 for churned and 0 for retained"
    );
}

#[test]
fn ids_in_any_order_are_taken_from_a_column_or_a_list() {
    let columns = || {
        vec![
            ("customer", vec![Some("dan".to_owned()), None, Some("bob".to_owned())]).into(),
            ("churned", vec![true, false, false]).into(),
        ]
    };
    let table = || AuditTable::from_columns("t", columns(), "churned").unwrap();
    let error = table().with_entity_column("customer").unwrap_err();
    assert_eq!(error.to_string(), "row 1 has no id in the column `customer`");
    assert_eq!(table().without_columns(&["customer"]).unwrap().columns(), []);
    assert!(table().with_entities([1_004, 23, 1_004]).is_ok());
}

#[test]
fn threshold_that_is_nan_is_refused() {
    let side = || RecordedRows::new(vec![vec![0.0; 2]], vec![true, false]).unwrap();
    let record = ExperimentRecord::new("e", vec!["a".to_owned()], side(), side()).unwrap();
    let error = record.with_threshold(f64::NAN).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(error.to_string(), "the threshold is not a number (NaN)");
}

#[test]
fn tables_and_records_give_back_what_they_took() {
    let table = table(vec![true, false]).unwrap();
    assert_eq!(table.labels(), [true, false]);
    assert_eq!(table.columns().len(), 1);
    let side = || RecordedRows::new(vec![vec![0.0; 2]], vec![true, false]).unwrap();
    let record = ExperimentRecord::new("e", vec!["a".to_owned()], side(), side()).unwrap();
    assert_eq!((record.name(), record.columns()), ("e", &["a".to_owned()][..]));
    let claimed = record.claiming("roc_auc", 0.9);
    assert_eq!((claimed.claimed().len(), claimed.claimed()[0].value), (1, 0.9));
}
