//! Sets of features as tables to read.

use std::fmt::Write;

use refrain_core::ColumnKind;

use crate::FeatureSet;

impl FeatureSet {
    /// Returns a table of the columns in Markdown: name, meaning, unit, what a missing value means,
    /// by family in the order in which they come first.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let set = FeatureSet::new("mine").with_named(&["play_7d"], &Vocabulary::new(["play"]))?;
    /// let row = "| `play_7d` | Number of play events in the last 7d | events | never |";
    /// assert!(set.to_markdown().lines().any(|line| line == row));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let columns = self.columns();
        let mut families: Vec<&str> = Vec::new();
        for column in &columns {
            if !families.contains(&column.family.as_str()) {
                families.push(&column.family);
            }
        }
        let mut text = String::new();
        for family in families {
            let heading = if family.is_empty() { "without a family" } else { family };
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "### {heading}\n\n| column | meaning | unit | missing |\n| --- | --- | --- | --- |\n"
            );
            for column in columns.iter().filter(|column| column.family == family) {
                let unit = match column.kind {
                    ColumnKind::Instant => "instant",
                    ColumnKind::Number | ColumnKind::Category(_) => &column.unit,
                };
                let missing = if column.missing.is_empty() { "never" } else { &column.missing };
                let _ = writeln!(
                    text,
                    "| `{}` | {} | {} | {} |",
                    column.name,
                    escaped(&column.description),
                    escaped(unit),
                    escaped(missing)
                );
            }
            text.push('\n');
        }
        text
    }
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
