//! Summary of one column over all rows.

/// Summary of one column over all rows of a log, in the columns of DuckDB's `SUMMARIZE`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ColumnSummary {
    /// Name of the column; of a member of nested objects its dotted path.
    pub name: String,
    /// Type of its values in the words of SQL: `BIGINT`, `DOUBLE`, `VARCHAR`, `BOOLEAN`,
    /// `TIMESTAMP`, `NESTED`, or `NULL` without values. Texts that are all numbers are numbers.
    pub type_name: &'static str,
    /// The least value: of numbers by size, of texts in the order of their bytes.
    pub min: Option<String>,
    /// The greatest value.
    pub max: Option<String>,
    /// Number of distinct values, estimated with a standard error of 1.6 %.
    pub approx_unique: u64,
    /// Mean of the numbers.
    pub mean: Option<f64>,
    /// Standard deviation of the numbers as a sample.
    pub std: Option<f64>,
    /// First quartile of the numbers, within 0.4 %.
    pub q25: Option<f64>,
    /// Median of the numbers, within 0.4 %.
    pub q50: Option<f64>,
    /// Third quartile of the numbers, within 0.4 %.
    pub q75: Option<f64>,
    /// Rows of the log.
    pub n_rows: u64,
    /// Rows with a value; an empty text is none.
    pub n_present: u64,
    /// Rows with an empty text.
    pub n_empty: u64,
    /// Rows with a number below zero.
    pub n_negative: u64,
    /// Rows with a text that is a date and a time of day.
    pub n_clock_texts: u64,
    /// Of these, rows that state the offset from UTC.
    pub n_offsets: u64,
    /// Texts that may stand for nothing, such as `NULL` or `-`, with their rows.
    pub words_for_nothing: Vec<(String, u64)>,
}

impl ColumnSummary {
    /// Returns the percentage of rows without a value.
    pub fn null_percentage(&self) -> f64 {
        let n_missing = self.n_rows - self.n_present;
        if self.n_rows == 0 { 0.0 } else { 100.0 * n_missing as f64 / self.n_rows as f64 }
    }
}
