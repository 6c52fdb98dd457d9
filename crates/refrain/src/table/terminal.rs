//! Tables for people.

use super::{Cells, Table, TableColumn};

const GAP: &str = "  ";

pub(super) fn show(table: &Table, max_rows: usize, width: usize) -> String {
    let n_rows = table.n_rows().min(max_rows);
    let laid_out: Vec<Vec<String>> =
        table.columns().iter().map(|column| lay_out(column, n_rows)).collect();
    let n_columns = fitting(&laid_out, width);
    let mut text = String::new();
    for line in 0..=n_rows {
        let cells: Vec<&str> = laid_out[..n_columns].iter().map(|c| c[line].as_str()).collect();
        text.push_str(cells.join(GAP).trim_end());
        text.push('\n');
    }
    text.push_str(&rest(table, n_rows, n_columns));
    text
}

/// The name and the first values of a column, padded to one width.
fn lay_out(column: &TableColumn, n_rows: usize) -> Vec<String> {
    let mut lines = vec![column.name.clone()];
    lines.extend((0..n_rows).map(|row| cell(&column.values, row)));
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let left = matches!(column.values, Cells::Text(_) | Cells::Instant(_));
    let pad =
        |line: String| if left { format!("{line:<width$}") } else { format!("{line:>width$}") };
    lines.into_iter().map(pad).collect()
}

fn cell(values: &Cells, row: usize) -> String {
    match values {
        // Four decimals are enough to read; files keep all.
        Cells::Number(numbers) if numbers[row].fract() != 0.0 && !numbers[row].is_nan() => {
            format!("{:.4}", numbers[row])
        }
        _ => values.text(row).unwrap_or_else(|| "–".to_owned()),
    }
}

/// Counts the columns that fit the width; at least one.
fn fitting(laid_out: &[Vec<String>], width: usize) -> usize {
    let mut used = 0;
    let fits = laid_out.iter().take_while(|column| {
        used += column[0].chars().count() + GAP.len();
        used <= width.saturating_add(GAP.len())
    });
    fits.count().max(1).min(laid_out.len())
}

fn rest(table: &Table, n_rows: usize, n_columns: usize) -> String {
    let plural = |n: usize, word: &str| format!("{n} more {word}{}", if n == 1 { "" } else { "s" });
    let rows = table.n_rows() - n_rows;
    let columns = table.columns().len() - n_columns;
    let mut rest = Vec::new();
    if rows > 0 {
        rest.push(plural(rows, "row"));
    }
    if columns > 0 {
        rest.push(plural(columns, "column"));
    }
    match rest.is_empty() {
        true => String::new(),
        false => format!("… {}\n", rest.join(" and ")),
    }
}
