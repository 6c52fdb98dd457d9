//! What can go wrong with trees.

use crate::ColumnKind;

/// An error of `refrain-trees`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No row to learn from or to judge by.
    #[error("there is no row")]
    NoRows,
    /// No column to learn from.
    #[error("there is no column")]
    NoColumns,
    /// More rows or columns than the index types address.
    #[error("there are {found} {what}, and at most {limit} fit")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many fit.
        limit: usize,
    },
    /// Lists of different lengths.
    #[error("{what} has {found} values, expected {expected}")]
    Length {
        /// What has the wrong length.
        what: &'static str,
        /// The length it should have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// A matrix that is stored neither row after row nor column after column.
    #[cfg(feature = "ndarray")]
    #[error("the matrix has gaps or an order of its own; give its `as_standard_layout`")]
    Layout,
    /// An error of linfa, which its traits demand a place for.
    #[cfg(feature = "linfa")]
    #[error("linfa cannot use the dataset")]
    Linfa {
        /// What it says.
        #[from]
        source: linfa::Error,
    },
    /// Two columns of one name.
    #[error("column `{column}` is named twice")]
    DuplicateColumn {
        /// The name.
        column: String,
    },
    /// A position beyond the last column.
    #[error("there is no column {position}, of {n_columns}")]
    NoSuchColumn {
        /// Position asked for, counted from 0.
        position: usize,
        /// Number of columns.
        n_columns: usize,
    },
    /// A value that single precision does not hold.
    #[error(
        "column `{column}` is {value:e} in row {row}; give a number of single precision, or NaN \
         where it is missing"
    )]
    Infinite {
        /// Name of the column.
        column: String,
        /// Row, counted from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A value of a category that is no code.
    #[error("category `{column}` is {value} in row {row}; give a whole number from 0 to {limit}")]
    NotACode {
        /// Name of the column.
        column: String,
        /// Row, counted from 0.
        row: usize,
        /// The value.
        value: f64,
        /// The greatest code.
        limit: u32,
    },
    /// A column that says the same of every row.
    #[error("column `{column}` is {value} in every row; leave it out, or ignore such columns")]
    ConstantColumn {
        /// Name of the column.
        column: String,
        /// The value.
        value: f64,
    },
    /// A column without a value.
    #[error("column `{column}` is missing in every row; leave it out, or ignore such columns")]
    EmptyColumn {
        /// Name of the column.
        column: String,
    },
    /// A label that is not one of the two classes.
    #[error("the label of row {row} is {value}; the two classes are 0 and 1")]
    Label {
        /// Row, counted from 0.
        row: usize,
        /// The label.
        value: f64,
    },
    /// Labels of one class only, among rows with weight.
    #[error("every row with weight is of class {class}; a model needs rows of both classes")]
    OneClass {
        /// The class there is.
        class: u8,
    },
    /// A weight that is no weight.
    #[error("the weight of row {row} is {value}; give a finite number, zero or more")]
    Weight {
        /// Row, counted from 0.
        row: usize,
        /// The weight.
        value: f64,
    },
    /// Weights whose sum is zero, or far from any sensible size.
    #[error("the weights add up to {total:e}; give weights that add up to 1e-60 to 1e60")]
    TotalWeight {
        /// Their sum.
        total: f64,
    },
    /// A parameter outside its range.
    #[error("`{name}` is {found}, and must be {expected}")]
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: f64,
    },
    /// A monotone constraint on a category.
    #[error("category `{column}` has no order, so that nothing can rise or fall with it")]
    MonotoneCategory {
        /// Name of the column.
        column: String,
    },
    /// Columns that are not the ones the model was fitted on.
    #[error(
        "these are not the columns the model was fitted on: {}",
        difference(missing, unexpected)
    )]
    OtherColumns {
        /// Names the model demands and the features lack, in the model's order.
        missing: Vec<String>,
        /// Names the features have and the model does not know, in their order.
        unexpected: Vec<String>,
    },
    /// The model's columns in another order.
    #[error("column {position} is `{found}`, the model was fitted with `{expected}` there")]
    ColumnOrder {
        /// The first position that differs, counted from 0.
        position: usize,
        /// The model's column at it.
        expected: String,
        /// The features' column at it.
        found: String,
    },
    /// A column of another kind than the one the model was fitted on.
    #[error("column `{column}` holds {found}, the model was fitted on {expected}")]
    ColumnKind {
        /// Name of the column.
        column: String,
        /// What the model was fitted on.
        expected: ColumnKind,
        /// What the features hold.
        found: ColumnKind,
    },
    /// Bytes that are no model, or one of another version.
    #[error("these bytes do not begin as a tree model of format {known} does")]
    NotAModel {
        /// The format that is read.
        known: u32,
    },
    /// Bytes that begin as a model and do not go on as one.
    #[error("the bytes of the model are damaged")]
    Damaged {
        /// Where decoding fails.
        source: postcard::Error,
    },
    /// A model that cannot be: a damaged file, or one made by hand.
    #[error("the model is impossible: {defect}")]
    ImpossibleModel {
        /// What is wrong with it.
        defect: &'static str,
    },
}

fn difference(missing: &[String], unexpected: &[String]) -> String {
    let parts = [("missing", missing), ("unexpected", unexpected)];
    let present = parts.iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<String> = present.map(|(word, names)| format!("{word} {}", few(names))).collect();
    said.join("; ")
}

/// The first few names; a wide table would bury the sentence.
fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(SHOWN);
    let tail = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &tail
}
