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
