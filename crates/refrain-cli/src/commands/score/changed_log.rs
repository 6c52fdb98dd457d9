//! What is said of a log that is not the one the model was trained on.

use refrain::base::EventLog;
use refrain::labels::ChurnRule;
use refrain::models::TrainingLog;
use refrain::{LogChange, LogChanges, LogSubject, LogWay};

/// Answer to the question if a log is like the one of the training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Same {
    Yes,
    No,
    /// The model does not say what it was trained on.
    Unknown,
}

/// Says on standard error what is other in the log, before anything is scored.
pub(super) fn say_changes(
    trained_on: Option<&TrainingLog>,
    log: &EventLog,
    rule: &dyn ChurnRule,
) -> Same {
    let Some(trained_on) = trained_on else {
        eprintln!(
            "the model does not say what log it was trained on, so this one cannot be held against it"
        );
        return Same::Unknown;
    };
    let changes = LogChanges::of(trained_on, log);
    if changes.is_other() {
        eprintln!("the log is not like the one that the model was trained on:");
        for change in &changes.changes {
            eprintln!("  {change}{}", consequence(change, rule));
        }
    }
    changes.shifts.iter().for_each(|shift| eprintln!("  note: {shift}"));
    if changes.is_other() { Same::No } else { Same::Yes }
}

/// What follows from the loss of a kind that the churn rule looks for.
fn consequence(change: &LogChange, rule: &dyn ChurnRule) -> String {
    match (&change.subject, &change.way) {
        (LogSubject::Kind(kind), LogWay::Gone { .. }) if rule.kinds().contains(kind) => {
            format!(
                ": the rule {} looks for it, so those who left are scored as if they were still there",
                rule.name()
            )
        }
        _ => String::new(),
    }
}
