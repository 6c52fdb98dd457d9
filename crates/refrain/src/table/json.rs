//! Tables as JSON lines.

use std::io::Write;

use serde_json::Value;

use super::{Cells, Table, TableColumn};

pub(super) fn write(table: &Table, output: &mut impl Write) -> std::io::Result<()> {
    for row in 0..table.n_rows() {
        for (index, column) in table.columns().iter().enumerate() {
            output.write_all(if index == 0 { b"{" } else { b"," })?;
            serde_json::to_writer(&mut *output, &column.name)?;
            output.write_all(b":")?;
            serde_json::to_writer(&mut *output, &cell(column, row))?;
        }
        output.write_all(b"}\n")?;
    }
    Ok(())
}

fn cell(column: &TableColumn, row: usize) -> Value {
    match &column.values {
        Cells::Text(values) => values[row].clone().into(),
        // NaN, a missing number, becomes null.
        Cells::Number(values) => whole(values[row]).map_or(values[row].into(), Value::from),
        Cells::Millis(values) => values[row].map(|time| time.millis()).into(),
        Cells::Instant(values) => values[row].map(|time| time.to_string()).into(),
    }
}

/// Whole numbers are written without a fraction, as in CSV.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}
