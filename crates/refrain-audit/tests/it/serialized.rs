//! Reports as JSON, field by field.

use refrain_audit::{AuditColumn, AuditOptions, AuditTable, Pattern, audit_table};
use serde_json::json;

use crate::mean_difference::MeanDifference;

#[test]
fn report_has_the_names_of_its_fields_and_rows_from_zero() {
    let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
    let days = (0..60_u32).map(|row| f64::from(if row % 3 == 0 { 1 + row / 3 } else { 15 + row }));
    let visits: Vec<bool> = labels.clone();
    let columns = vec![
        AuditColumn::new("days_active", days.collect::<Vec<f64>>()),
        AuditColumn::new("page_cancel", visits),
        AuditColumn::new("country", vec![1.0; 60]),
    ];
    let table = AuditTable::new("mine.csv", columns, labels).unwrap();
    let report = audit_table(&table, &AuditOptions::default().controlled_by(MeanDifference));
    let report = report.unwrap();

    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["subject"], "mine.csv");
    assert_eq!((&json["n_rows"], &json["n_churned"]), (&json!(60), &json!(20)));
    let finding = &json["findings"][0];
    let first = &report.findings[0];
    assert_eq!(first.pattern, Some(Pattern::CancelPageTrace));
    assert_eq!(
        (&finding["pattern"], &finding["severity"]),
        (&json!("cancel-page-trace"), &json!("severe"))
    );
    assert_eq!(finding["columns"], json!(first.columns));
    assert_eq!(finding["rows"], json!(first.rows));
    assert_eq!(json["findings"].as_array().unwrap().len(), report.findings.len());
    let control = report.control.unwrap();
    assert_eq!(json["control"]["exposure_proxies"], json!(control.exposure_proxies));
    assert_eq!(json["control"]["all_columns"]["estimate"], control.all_columns.estimate);
    let constant = json["alone"].as_array().unwrap().last().unwrap();
    assert_eq!((&constant["column"], &constant["auc"]), (&json!("country"), &json!(null)));
}

#[test]
fn pattern_is_serialised_by_the_name_that_reports_show() {
    for pattern in Pattern::ALL {
        assert_eq!(serde_json::to_value(pattern).unwrap(), pattern.name());
    }
}
