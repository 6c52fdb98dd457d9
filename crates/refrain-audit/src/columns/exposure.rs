//! Exposure-time proxies: what tells how long an entity was observed tells who left.

use crate::Error;
use crate::control::{Control, Folds, cross_validated};
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::options::AuditOptions;
use crate::subject::{ExposureProxies, IMPOSSIBLE_AUC, SUSPECT_AUC, Subject};
use crate::table::AuditColumn;
use refrain_core::Fit;

/// Share of rows with a recency of zero from which on it is measured at the last event itself.
const NEARLY_ALL: f64 = 0.95;

/// Trains the control model, if there are exposure-time proxies.
pub(crate) fn control<E: Fit>(
    subject: &Subject<'_>,
    options: &AuditOptions<E>,
) -> Result<Option<Control>, Error> {
    let proxies = &subject.proxies;
    let rebuilt: Vec<AuditColumn> = proxies
        .rebuilt
        .iter()
        .map(|(name, values)| AuditColumn::numbers(name, values.clone()))
        .collect();
    let names = proxies.columns();
    let columns = || subject.table.columns.iter();
    let mut alone: Vec<&AuditColumn> =
        columns().filter(|column| names.contains(&column.name.as_str())).collect();
    alone.extend(&rebuilt);
    if alone.is_empty() {
        return Ok(None);
    }
    let rest: Vec<&AuditColumn> =
        columns().filter(|column| !proxies.contains(&column.name)).collect();
    let score = |columns: &[&AuditColumn]| {
        let labels = &subject.table.labels;
        let folds = Folds { n_folds: options.n_folds, seed: options.seed };
        cross_validated(subject.table, columns, labels, &options.control, folds)
    };
    Ok(Some(Control {
        exposure_proxies: alone.iter().map(|column| column.name.clone()).collect(),
        exposure_proxies_alone: score(&alone)?,
        all_columns: score(&columns().collect::<Vec<_>>())?,
        without_exposure_proxies: if rest.is_empty() { None } else { Some(score(&rest)?) },
    }))
}

/// Says which exposure-time proxies tell the label. `control` is the score of all of them together.
pub(crate) fn check(
    subject: &Subject<'_>,
    control: Option<&Control>,
    findings: &mut Vec<AuditFinding>,
) -> Result<(), Error> {
    check_anchor(subject, findings);
    let Some(control) = control else { return Ok(()) };
    let Some(severity) = severity(subject, control) else { return Ok(()) };
    let proxies = &subject.proxies;
    let add = |pattern, what: String, columns: &[String]| {
        let mut finding = AuditFinding::new(pattern, severity, what).at_columns(columns);
        for column in columns {
            if let Some(auc) = subject.auc_of_column(column) {
                finding = finding.measured(format!("`{column}` alone"), auc);
            }
        }
        with_control(finding, control)
    };
    if tells(subject, &proxies.tenures) {
        let what = "how long an entity was observed tells who left".to_owned();
        findings.push(add(Pattern::ExposureToLastEvent, what, &proxies.tenures));
    }
    if tells(subject, &proxies.recencies) {
        let what = "how long an entity has been silent tells who left".to_owned();
        findings.push(add(Pattern::RecencyToLogEnd, what, &proxies.recencies));
    }
    if !proxies.rates.is_empty() {
        let columns: Vec<String> =
            proxies.multiplied.iter().chain(&proxies.rates).cloned().collect();
        let mut finding = add(Pattern::SpanFromTotalsAndRates, rebuilds(proxies), &columns[..0]);
        finding.columns = columns;
        for (name, values) in &proxies.rebuilt {
            if let Some(auc) = subject.auc_of(values)? {
                finding = finding.measured(format!("{name} alone"), auc);
            }
        }
        for name in &proxies.multiplied {
            if let Some(auc) = subject.auc_of_column(name) {
                finding = finding.measured(format!("`{name}` alone"), auc);
            }
        }
        findings.push(finding);
    }
    Ok(())
}

/// Judges a time of exposure: severe where nothing says that it stops at a cutoff, and where it tells
/// more than even a cutoff would allow.
fn severity(subject: &Subject<'_>, control: &Control) -> Option<Severity> {
    let low = control.exposure_proxies_alone.low;
    let has_cutoff = subject.table.cutoffs.is_some();
    match low {
        low if low > IMPOSSIBLE_AUC || low > SUSPECT_AUC && !has_cutoff => Some(Severity::Severe),
        low if low > SUSPECT_AUC => Some(Severity::Warning),
        // Rates and totals that rebuild the time of observation should be known of in any case.
        _ if !has_cutoff => Some(Severity::Warning),
        _ => None,
    }
}

/// Tells whether one of the columns ranks better than chance alone.
fn tells(subject: &Subject<'_>, columns: &[String]) -> bool {
    let aucs = columns.iter().filter_map(|column| subject.auc_of_column(column));
    aucs.into_iter().any(|auc| auc.low > 0.5)
}

fn rebuilds(proxies: &ExposureProxies) -> String {
    let rates = match proxies.rates.len() {
        1 => "a rate".to_owned(),
        n => format!("{n} rates"),
    };
    match proxies.rebuilt.first() {
        Some((name, _)) => format!("{name} gives whole numbers: the days observed"),
        None => format!(
            "{rates} per time times `{}` give the totals, so together they tell how long an entity \
             was observed",
            proxies.multiplied.join("` or `")
        ),
    }
}

fn with_control(finding: AuditFinding, control: &Control) -> AuditFinding {
    let finding = finding
        .measured("a model of the exposure-time proxies", control.exposure_proxies_alone)
        .measured("a model of all columns", control.all_columns);
    match control.without_exposure_proxies {
        Some(auc) => finding.measured("a model without the proxies", auc),
        None => finding,
    }
}

/// Looks for a recency that is zero for everybody: it is measured at the own last event.
fn check_anchor(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    for name in &subject.proxies.recencies {
        let column = subject.table.columns.iter().find(|column| column.name == *name);
        let values = column.and_then(AuditColumn::as_numbers).unwrap_or_default();
        let n_zero = values.iter().filter(|value| **value == 0.0).count();
        if n_zero as f64 >= NEARLY_ALL * values.len() as f64 {
            let what = format!(
                "`{name}` is zero in {n_zero} of {} rows: it is measured at the own last event",
                values.len()
            );
            let finding = AuditFinding::new(Pattern::OwnLastEventAnchor, Severity::Severe, what);
            findings.push(finding.at_columns([name]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auc::tests::interval;
    use crate::table::AuditTable;
    use refrain_core::Time;

    fn control(low: f64) -> Control {
        Control {
            exposure_proxies: vec!["days_active".to_owned()],
            exposure_proxies_alone: interval(0.95, low),
            all_columns: interval(0.96, 0.9),
            without_exposure_proxies: Some(interval(0.7, 0.6)),
        }
    }

    fn table(columns: Vec<AuditColumn>) -> AuditTable {
        let labels = (0..40).map(|row| row % 2 == 0).collect();
        AuditTable::new("t", columns, labels).unwrap()
    }

    fn column(name: &str) -> AuditColumn {
        AuditColumn::numbers(name, (0..40).map(f64::from).collect())
    }

    #[test]
    fn severity_depends_on_the_auc_and_on_a_cutoff() {
        let without = table(vec![column("days_active")]);
        let with = without.clone().with_cutoffs(vec![Time::from_millis(0); 40]).unwrap();
        let of =
            |table: &AuditTable, low| severity(&Subject::new(table, 7).unwrap(), &control(low));
        let (severe, warning) = (Some(Severity::Severe), Some(Severity::Warning));
        assert_eq!(
            [0.5, 0.75, 0.751, 0.901].map(|low| of(&without, low)),
            [warning, warning, severe, severe]
        );
        assert_eq!(
            [0.75, 0.751, 0.9, 0.901].map(|low| of(&with, low)),
            [None, warning, warning, severe]
        );
    }

    fn found(columns: Vec<AuditColumn>, alone: &[f64], low: f64) -> Vec<AuditFinding> {
        let table = table(columns);
        let mut subject = Subject::new(&table, 7).unwrap();
        for (column, low) in subject.alone.iter_mut().zip(alone) {
            column.auc = Some(interval(0.8, *low));
        }
        let mut findings = Vec::new();
        check(&subject, Some(&control(low)), &mut findings).unwrap();
        findings
    }

    #[test]
    fn tenure_and_recency_have_a_pattern_each_where_they_tell_anything() {
        let both = || vec![column("days_active"), column("days_since_last_event")];
        let patterns = |alone: [f64; 2]| -> Vec<Option<Pattern>> {
            found(both(), &alone, 0.8).iter().map(|finding| finding.pattern).collect()
        };
        let (tenure, recency) =
            (Some(Pattern::ExposureToLastEvent), Some(Pattern::RecencyToLogEnd));
        assert_eq!(patterns([0.51, 0.51]), [tenure, recency]);
        assert_eq!(patterns([0.51, 0.5]), [tenure]);
        assert_eq!(patterns([0.5, 0.51]), [recency]);
        let findings = found(both(), &[0.51, 0.51], 0.8);
        assert_eq!(findings[0].what, "how long an entity was observed tells who left");
        assert_eq!(findings[1].what, "how long an entity has been silent tells who left");
        let measured: Vec<&str> = findings[0].measured.iter().map(|m| m.what.as_str()).collect();
        let models = [
            "a model of the exposure-time proxies",
            "a model of all columns",
            "a model without the proxies",
        ];
        assert_eq!(measured, ["`days_active` alone", models[0], models[1], models[2]]);
        assert_eq!(findings[0].measured[3].auc.estimate, 0.7);
    }

    #[test]
    fn without_a_control_only_the_anchor_is_looked_at() {
        let table = table(vec![column("days_active")]);
        let subject = Subject::new(&table, 7).unwrap();
        let mut findings = Vec::new();
        check(&subject, None, &mut findings).unwrap();
        assert_eq!(findings, []);
    }

    #[test]
    fn rates_and_their_span_are_named_together() {
        let span: Vec<f64> = (0..40).map(|row| 1.25 + f64::from(row)).collect();
        let count = (0..40).map(|row| f64::from(10 + row * 7 % 31));
        let rate: Vec<f64> = count.zip(&span).map(|(count, span)| count / span).collect();
        let doubled = rate.iter().map(|rate| 2.0 * rate).collect();
        let columns = || {
            vec![
                AuditColumn::numbers("x", span.clone()),
                AuditColumn::numbers("songs_per_day", rate.clone()),
            ]
        };
        let findings = found(columns(), &[0.6, 0.6], 0.8);
        assert_eq!(findings[0].pattern, Some(Pattern::SpanFromTotalsAndRates));
        assert_eq!(
            findings[0].what,
            "a rate per time times `x` give the totals, so together they tell how long an entity was observed"
        );
        assert_eq!(findings[0].columns, ["x", "songs_per_day"]);
        assert_eq!(findings[0].measured.last().unwrap().what, "`x` alone");
        let mut two = columns();
        two.push(AuditColumn::numbers("ads_per_day", doubled));
        assert!(
            found(two, &[0.6, 0.6, 0.6], 0.8)[0]
                .what
                .starts_with("2 rates per time times `x` give")
        );
    }

    #[test]
    fn time_that_no_column_holds_is_rebuilt_and_named() {
        let days: Vec<f64> = (0..40).map(|row| f64::from(11 + row)).collect();
        let total: Vec<f64> = (0..40).map(|row| f64::from(100 + row * 7 % 31)).collect();
        let rate = total.iter().zip(&days).map(|(total, days)| total / days).collect();
        let columns =
            vec![AuditColumn::numbers("songs", total), AuditColumn::numbers("songs_per_day", rate)];
        let findings = found(columns, &[0.6, 0.6], 0.8);
        assert_eq!(
            findings[0].what,
            "songs / songs_per_day gives whole numbers: the days observed"
        );
        assert_eq!(findings[0].columns, ["songs_per_day"]);
        assert_eq!(findings[0].measured.last().unwrap().what, "songs / songs_per_day alone");
    }

    #[test]
    fn recency_of_zero_in_95_of_100_rows_is_measured_at_the_own_last_event() {
        let of = |n_zero: usize| {
            let values = (0..40).map(|row| f64::from(u8::from(row >= n_zero))).collect();
            let table = table(vec![AuditColumn::numbers("days_since_last_event", values)]);
            let mut findings = Vec::new();
            check(&Subject::new(&table, 7).unwrap(), None, &mut findings).unwrap();
            findings
        };
        assert_eq!(of(37), []);
        let findings = of(38);
        assert_eq!(
            (findings[0].pattern, findings[0].severity),
            (Some(Pattern::OwnLastEventAnchor), Severity::Severe)
        );
        let what = "`days_since_last_event` is zero in 38 of 40 rows: it is measured at the own last event";
        assert_eq!(findings[0].what, what);
        assert_eq!(findings[0].columns, ["days_since_last_event"]);
    }
}
