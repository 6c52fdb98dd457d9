//! Columns that alone tell more than behaviour can.

use crate::auc::AucInterval;
use crate::finding::{Finding, Pattern, Severity};
use crate::subject::{IMPOSSIBLE_AUC, SUSPECT_AUC, Subject, names};

/// The AUC from which on a column is a twin, where its interval agrees.
const TWIN_AUC: f64 = 0.95;

/// Rows of either class from which on entire separation is no accident: a chance of less than one in
/// 100,000 for any column.
const MIN_SEPARATED: usize = 10;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (column, alone) in subject.columns() {
        let known = |finding: &Finding| {
            finding.severity == Severity::Severe && finding.columns.contains(&column.name)
        };
        if findings.iter().any(known) {
            continue;
        }
        let name = &column.name;
        let is_clock = subject.clocks.contains(name);
        if let Some(auc) = alone.auc {
            if is_twin(subject, auc) && !is_clock {
                let what = format!("`{name}` alone separates the churned from the retained");
                findings.push(twin(name, what, auc));
            } else if auc.low > SUSPECT_AUC && !is_clock {
                let what = format!("`{name}` alone ranks better than behaviour does");
                findings.push(alarm(name, what, auc));
            }
        }
        if let Some(auc) = alone.missing {
            let what = format!("whether `{name}` is missing tells the label");
            if is_twin(subject, auc) {
                findings.push(twin(name, what, auc));
            } else if auc.low > SUSPECT_AUC {
                findings.push(alarm(name, what, auc));
            }
        }
        if let Some(auc) = alone.auc.filter(|auc| names::is_ever(name) && auc.low > 0.5) {
            let what = format!(
                "`{name}` sounds like an attribute of the end of the log rather than of the cutoff"
            );
            let finding = Finding::new(Pattern::EverAttribute, Severity::Warning, what);
            findings.push(finding.at_columns([name]).measured(format!("`{name}` alone"), auc));
        }
    }
}

fn is_twin(subject: &Subject<'_>, auc: AucInterval) -> bool {
    let n_churned = subject.n_churned();
    let n_fewer = n_churned.min(subject.table.n_rows() - n_churned);
    let separates = auc.estimate == 1.0 && n_fewer >= MIN_SEPARATED;
    separates || auc.estimate >= TWIN_AUC && auc.low >= IMPOSSIBLE_AUC
}

fn twin(name: &str, what: String, auc: AucInterval) -> Finding {
    let finding = Finding::new(Pattern::LabelTwin, Severity::Severe, what);
    finding.at_columns([name]).measured(format!("`{name}` alone"), auc)
}

fn alarm(name: &str, what: String, auc: AucInterval) -> Finding {
    let advice = "find out when the value is written, and compute it as of the cutoff";
    let finding = Finding::odd(Severity::Warning, what, advice);
    finding.at_columns([name]).measured(format!("`{name}` alone"), auc)
}
