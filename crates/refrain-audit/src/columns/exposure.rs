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
