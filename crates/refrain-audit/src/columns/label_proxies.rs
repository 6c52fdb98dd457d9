//! Label proxies: columns that alone tell more than behaviour can.

use refrain_eval::Interval;

use crate::finding::{AuditFinding, Pattern, Severity};
use crate::subject::{IMPOSSIBLE_AUC, SUSPECT_AUC, Subject, names};

/// The AUC from which on a column is a label proxy, where its interval agrees.
const PROXY_AUC: f64 = 0.95;

/// Entities of either class from which on entire separation is no accident: a chance of less than
/// one in 100,000 for any column.
const MIN_SEPARATED: usize = 10;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    for (column, alone) in subject.columns() {
        let known = |finding: &AuditFinding| {
            finding.severity == Severity::Severe && finding.columns.contains(&column.name)
        };
        if findings.iter().any(known) {
            continue;
        }
        let name = &column.name;
        let is_exposure = subject.proxies.contains(name);
        if let Some(auc) = alone.auc {
            if is_proxy(subject, auc) && !is_exposure {
                let what = format!("`{name}` alone separates the churned from the retained");
                findings.push(proxy(name, what, auc));
            } else if auc.low > SUSPECT_AUC && !is_exposure {
                let what = format!("`{name}` alone ranks better than behaviour does");
                findings.push(alarm(name, what, auc));
            }
        }
        if let Some(auc) = alone.missing {
            let what = format!("whether `{name}` is missing tells the label");
            if is_proxy(subject, auc) {
                findings.push(proxy(name, what, auc));
            } else if auc.low > SUSPECT_AUC {
                findings.push(alarm(name, what, auc));
            }
        }
        if let Some(auc) = alone.auc.filter(|auc| names::is_ever(name) && auc.low > 0.5) {
            let what = format!(
                "`{name}` sounds like an attribute of the end of the log rather than of the cutoff"
            );
            let finding = AuditFinding::new(Pattern::EverAttribute, Severity::Warning, what);
            findings.push(finding.at_columns([name]).measured(format!("`{name}` alone"), auc));
        }
    }
}

fn is_proxy(subject: &Subject<'_>, auc: Interval) -> bool {
    // The interval is that of entities, so ten rows of one entity separate nothing.
    let separates = auc.estimate == 1.0 && subject.n_of_rarer >= MIN_SEPARATED;
    separates || auc.estimate >= PROXY_AUC && auc.low >= IMPOSSIBLE_AUC
}

fn proxy(name: &str, what: String, auc: Interval) -> AuditFinding {
    let finding = AuditFinding::new(Pattern::LabelProxy, Severity::Severe, what);
    finding.at_columns([name]).measured(format!("`{name}` alone"), auc)
}

fn alarm(name: &str, what: String, auc: Interval) -> AuditFinding {
    let advice = "find out when the value is written, and compute it as of the cutoff";
    let finding = AuditFinding::odd(Severity::Warning, what, advice);
    finding.at_columns([name]).measured(format!("`{name}` alone"), auc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auc::tests::interval;
    use crate::table::{AuditColumn, AuditTable};

    fn table(name: &str, n_churned: usize) -> AuditTable {
        let labels = (0..60).map(|row| row < n_churned).collect();
        let values = (0..60).map(f64::from).collect();
        AuditTable::new("t", vec![AuditColumn::numbers(name, values)], labels).unwrap()
    }

    /// Findings about a column of this name whose AUC alone, or of its gaps, is given.
    fn found(
        name: &str,
        n_churned: usize,
        alone: Option<Interval>,
        missing: Option<Interval>,
    ) -> Vec<(Option<Pattern>, Severity)> {
        let table = table(name, n_churned);
        let mut subject = Subject::new(&table, 7).unwrap();
        (subject.alone[0].auc, subject.alone[0].missing) = (alone, missing);
        let mut findings = Vec::new();
        check(&subject, &mut findings);
        findings.iter().map(|finding| (finding.pattern, finding.severity)).collect()
    }

    const PROXY: (Option<Pattern>, Severity) = (Some(Pattern::LabelProxy), Severity::Severe);
    const ALARM: (Option<Pattern>, Severity) = (None, Severity::Warning);

    #[test]
    fn proxy_has_an_auc_of_95_and_an_interval_from_90() {
        let of = |estimate, low| found("x", 30, Some(interval(estimate, low)), None);
        assert_eq!(of(0.95, 0.90), [PROXY]);
        assert_eq!(of(0.949, 0.90), [ALARM]);
        assert_eq!(of(0.95, 0.899), [ALARM]);
        assert_eq!(of(0.80, 0.751), [ALARM]);
        assert_eq!(of(0.80, 0.75), []);
    }

    #[test]
    fn entire_separation_is_a_proxy_from_ten_entities_on() {
        let of = |n_churned| found("x", n_churned, Some(interval(1.0, 0.69)), None);
        assert_eq!((of(10), of(9)), (vec![PROXY], vec![]));
        let not_entire = found("x", 10, Some(interval(0.99, 0.69)), None);
        assert_eq!(not_entire, []);
        // 9 retained of 60.
        assert_eq!((of(50), of(51)), (vec![PROXY], vec![]));
    }

    #[test]
    fn missing_values_are_judged_like_values() {
        let of = |estimate, low| found("x", 30, None, Some(interval(estimate, low)));
        assert_eq!(of(0.95, 0.90), [PROXY]);
        assert_eq!(of(0.80, 0.751), [ALARM]);
        assert_eq!(of(0.80, 0.75), []);
        let both = found("x", 30, Some(interval(0.8, 0.76)), Some(interval(0.8, 0.76)));
        assert_eq!(both, [ALARM, ALARM]);
    }

    #[test]
    fn exposure_times_are_judged_elsewhere() {
        assert_eq!(found("days_active", 30, Some(interval(0.99, 0.98)), None), []);
        assert_eq!(found("days_active", 30, None, Some(interval(0.99, 0.98))), [PROXY]);
    }

    #[test]
    fn attribute_of_the_end_is_a_warning_where_it_tells_anything() {
        let of = |low| found("ever_paid", 30, Some(interval(0.6, low)), None);
        assert_eq!(of(0.501), [(Some(Pattern::EverAttribute), Severity::Warning)]);
        assert_eq!(of(0.5), []);
        assert_eq!(found("paid", 30, Some(interval(0.6, 0.55)), None), []);
    }

    #[test]
    fn what_is_known_to_be_severe_gets_no_second_alarm() {
        let table = table("x", 30);
        let mut subject = Subject::new(&table, 7).unwrap();
        subject.alone[0].auc = Some(interval(0.99, 0.98));
        let known = |severity, column: &str| {
            let first = AuditFinding::new(Pattern::IdAsFeature, severity, "").at_columns([column]);
            let mut findings = vec![first];
            check(&subject, &mut findings);
            findings.len()
        };
        assert_eq!(known(Severity::Severe, "x"), 1);
        assert_eq!((known(Severity::Warning, "x"), known(Severity::Severe, "y")), (2, 2));
    }

    #[test]
    fn sentences_name_the_column_and_its_auc() {
        let table = table("x", 30);
        let mut subject = Subject::new(&table, 7).unwrap();
        subject.alone[0].auc = Some(interval(0.99, 0.98));
        subject.alone[0].missing = Some(interval(0.8, 0.76));
        let mut findings = Vec::new();
        check(&subject, &mut findings);
        let said: Vec<&str> = findings.iter().map(|finding| finding.what.as_str()).collect();
        let separates = "`x` alone separates the churned from the retained";
        assert_eq!(said, [separates, "whether `x` is missing tells the label"]);
        assert_eq!(
            (&findings[0].columns[..], &findings[0].measured[0].what[..]),
            (&["x".to_owned()][..], "`x` alone")
        );
        assert_eq!(findings[0].measured[0].auc.estimate, 0.99);
        assert_eq!(
            findings[1].advice,
            "find out when the value is written, and compute it as of the cutoff"
        );
    }
}
