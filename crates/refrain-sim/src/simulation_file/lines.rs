//! Lines of TOML.

use std::fmt::{Display, Write};

use crate::config::quote;

/// The text, line by line.
#[derive(Default)]
pub(crate) struct Lines(pub(crate) String);

impl Lines {
    pub(crate) fn pair(&mut self, key: &str, value: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{} = {value}", quote::key(key));
    }

    pub(crate) fn option(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.pair(key, value);
        }
    }

    pub(crate) fn header(&mut self, table: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.0, "{gap}[{table}]");
    }
}

/// Numbers past this are written with an exponent: not every reader takes longer whole ones.
const LONG: f64 = 1e15;

pub(crate) fn number(number: f64) -> String {
    match number.abs() < LONG && number.fract() == 0.0 {
        true => number.to_string(),
        false => format!("{number:?}"),
    }
}

/// A table on one line.
pub(crate) fn inline<V: Display>(pairs: impl IntoIterator<Item = (String, V)>) -> String {
    let pairs = pairs.into_iter().map(|(key, value)| format!("{} = {value}", quote::key(&key)));
    match pairs.collect::<Vec<_>>().join(", ") {
        pairs if pairs.is_empty() => "{}".to_owned(),
        pairs => format!("{{ {pairs} }}"),
    }
}
