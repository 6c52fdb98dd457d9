//! The report word for word, on a terminal and as JSON.

use refrain_audit::{
    AuditColumn, AuditFinding, AuditOptions, AuditReport, AuditTable, Pattern, Severity,
    audit_json, audit_table,
};

use serde_json::Value;

use crate::mean_difference::MeanDifference;

/// Sixty customers of whom every third left; who left was seen for twenty days at most.
fn report() -> AuditReport {
    let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
    let days = (0..60_u32).map(|row| f64::from(if row % 3 == 0 { 1 + row / 3 } else { 15 + row }));
    let songs = (0..60_u32).map(|row| f64::from(row * 7 % 23)).collect();
    let visits = labels.iter().map(|churned| f64::from(*churned)).collect();
    let columns = vec![
        AuditColumn::numbers("days_active", days.collect()),
        AuditColumn::numbers("songs", songs),
        AuditColumn::numbers("page_cancel", visits),
        AuditColumn::numbers("country", vec![1.0; 60]),
    ];
    let table = AuditTable::new("mine.csv", columns, labels).unwrap();
    audit_table(&table, &AuditOptions::default().controlled_by(MeanDifference)).unwrap()
}

#[test]
fn text_says_findings_figures_and_advice() {
    let text = report().show(80);
    assert_eq!(text, include_str!("../data/report.txt"));
}

/// Rounds figures: their last bits are those of the platform's logarithm.
fn rounded(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            Value::from((number.as_f64().unwrap() * 1e9).round() / 1e9)
        }
        Value::Array(values) => values.iter().map(rounded).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), rounded(value))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn json_says_the_same_with_rows_from_one() {
    let expected: Value = serde_json::from_str(include_str!("../data/report.json")).unwrap();
    let found: Value = serde_json::from_str(&audit_json(&report())).unwrap();
    assert_eq!(rounded(&found), rounded(&expected));
}

#[test]
fn findings_are_ordered_by_weight_then_pattern_and_oddities_come_last() {
    let mut report = report();
    report.findings.clear();
    let odd = |severity| AuditFinding::odd(severity, "odd", "look");
    let of = |pattern, severity| AuditFinding::new(pattern, severity, "x");
    report.add([
        odd(Severity::Note),
        odd(Severity::Severe),
        of(Pattern::EverAttribute, Severity::Note),
    ]);
    report.add([
        of(Pattern::EverAttribute, Severity::Severe),
        of(Pattern::LabelProxy, Severity::Severe),
    ]);
    report.add([of(Pattern::IdAsFeature, Severity::Warning).at_rows(0..9)]);
    let order: Vec<_> = report.findings.iter().map(|f| (f.severity, f.pattern)).collect();
    let expected = [
        (Severity::Severe, Some(Pattern::LabelProxy)),
        (Severity::Severe, Some(Pattern::EverAttribute)),
        (Severity::Severe, None),
        (Severity::Warning, Some(Pattern::IdAsFeature)),
        (Severity::Note, Some(Pattern::EverAttribute)),
        (Severity::Note, None),
    ];
    assert_eq!(order, expected);
    assert_eq!(report.findings[3].rows, [0, 1, 2, 3, 4]);
    assert_eq!((report.n_of(Severity::Severe), report.n_of(Severity::Warning)), (3, 1));
    assert!(report.has_severe());
    let text = report.show(60);
    assert!(text.contains("\n3 severe findings, 1 warning, 2 notes: figures made from"), "{text}");
    assert!(text.contains("  rows: 1, 2, 3, 4, 5\n"), "{text}");
}

#[test]
fn clean_report_never_says_more_than_it_looked_for() {
    let mut report = report();
    report.findings.clear();
    let text = report.show(80);
    let verdict =
        "0 severe findings, 0 warnings, 0 notes: nothing that an honest pipeline cannot produce";
    assert!(text.contains(verdict), "{text}");
    assert!(!report.has_severe());
}

#[test]
fn many_columns_are_counted_beyond_twelve_and_eight_are_shown_alone() {
    let mut report = report();
    let names = (0..14).map(|index| format!("c{index}"));
    report.findings = vec![AuditFinding::odd(Severity::Note, "many", "look").at_columns(names)];
    let first = report.alone[0].clone();
    report.alone = (0..10).map(|_| first.clone()).collect();
    let text = report.show(200);
    assert!(
        text.contains("columns: c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 2 more\n"),
        "{text}"
    );
    assert_eq!(text.matches("churns\n").count(), 8, "{text}");
}

#[test]
fn every_pattern_has_a_name_an_explanation_and_advice_of_its_own() {
    let names: Vec<&str> = Pattern::ALL.into_iter().map(Pattern::name).collect();
    let expected = [
        "label-proxy",
        "cancel-page-trace",
        "exposure-to-last-event",
        "label-dependent-window",
        "own-last-event-anchor",
        "empty-after-churn",
        "span-from-totals-and-rates",
        "recency-to-log-end",
        "entity-on-both-sides",
        "oversampled-before-split",
        "row-level-split",
        "fitted-on-everything",
        "id-as-feature",
        "threshold-tuned-on-test",
        "churned-kept-as-negatives",
        "selected-by-outcome",
        "ever-attribute",
        "misleading-metric",
    ];
    assert_eq!(names, expected);
    for pattern in Pattern::ALL {
        assert_eq!(Pattern::named(pattern.name()), Some(pattern));
        assert_eq!(pattern.to_string(), pattern.name());
        let distinct = |of: fn(Pattern) -> &'static str| {
            Pattern::ALL.into_iter().filter(|other| of(*other) == of(pattern)).count()
        };
        assert_eq!(
            (distinct(Pattern::explanation), distinct(Pattern::advice)),
            (1, 1),
            "{pattern}"
        );
        assert!(pattern.explanation().len() > 20 && pattern.advice().len() > 10);
    }
    assert_eq!(Pattern::named("label-twin"), None);
    let severities = [Severity::Severe, Severity::Warning, Severity::Note].map(|s| s.to_string());
    assert_eq!(severities, ["severe", "warning", "note"]);
}
