//! Problem of a log for which no schema can be proposed.

use refrain_core::{ErrorKind, Problem};

/// A role that no column can have; every column is shown with its type and an example.
#[derive(Debug, thiserror::Error)]
#[error(
    "no column of the {n_rows} rows looked at can be the {role}{}: {}; the columns are{}",
    if hint.is_some() { " as it is" } else { "" },
    hint.as_deref().unwrap_or("write a schema that names entity, time and kind"),
    on_lines(columns)
)]
pub(super) struct NoColumnForRole {
    pub(super) role: &'static str,
    pub(super) n_rows: u64,
    pub(super) columns: Vec<String>,
    /// What there is to do about a column that nearly can.
    pub(super) hint: Option<String>,
}

impl Problem for NoColumnForRole {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

/// Lines shown of a list.
const MAX_LINES: usize = 40;

fn on_lines(items: &[String]) -> String {
    let mut lines: String =
        items.iter().take(MAX_LINES).map(|item| format!("\n  {item}")).collect();
    if let Some(n_more) = items.len().checked_sub(MAX_LINES).filter(|n_more| *n_more > 0) {
        lines.push_str(&format!("\n  and {n_more} more"));
    }
    lines
}
