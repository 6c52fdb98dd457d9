//! Problems of inputs that leave no event.

use refrain_core::{ErrorKind, Problem};

use crate::report::rule::CleaningRule;

#[derive(Debug, thiserror::Error)]
pub(crate) enum ReportProblem {
    /// An input without a single row; `damage` is that of the first damaged file.
    #[error("`{file}`{} holds no row{}", and_more(*n_files), because(damage.as_deref()))]
    NoRows { file: String, n_files: usize, damage: Option<String> },
    /// An input whose every row was dropped; the rule is the one that dropped most.
    #[error(
        "none of the {rows_read} rows read is usable: {rows} are dropped as {rule}, \
         the first at `{file}` line {line} ({detail}); {}",
        rule.advice()
    )]
    NoUsableRow {
        rows_read: u64,
        rule: CleaningRule,
        rows: u64,
        file: String,
        line: u64,
        detail: String,
    },
}

impl Problem for ReportProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

fn and_more(n_files: usize) -> String {
    match n_files {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    }
}

fn because(damage: Option<&str>) -> String {
    damage.map_or_else(String::new, |damage| format!(": {damage}"))
}
