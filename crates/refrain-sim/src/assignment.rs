//! Who is treated by which scenario, as a table.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use crate::event::user_id;
use crate::{Scenario, Simulation};

const HEADER: &str = "userId,scenario,treated,from,until";

/// Writes a row for every user and scenario.
pub(crate) fn write(simulation: &Simulation, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    writeln!(out, "{HEADER}")?;
    // What is the same for all users is put together once.
    let scenarios: Vec<(Cow<'_, str>, String)> = simulation.scenarios().iter().map(texts).collect();
    for user_idx in 0..simulation.n_users() {
        for (scenario_idx, (name, period)) in scenarios.iter().enumerate() {
            let is_treated = simulation.is_treated(scenario_idx, user_idx);
            writeln!(out, "{},{name},{is_treated},{period}", user_id(user_idx))?;
        }
    }
    out.flush()
}

/// The name of a scenario and its time, as fields.
fn texts(scenario: &Scenario) -> (Cow<'_, str>, String) {
    let until = scenario.until.map(|until| until.to_string()).unwrap_or_default();
    (field(&scenario.name), format!("{},{until}", scenario.from))
}

/// A text as a field: in quotes where a reader would take it apart (RFC 4180).
fn field(text: &str) -> Cow<'_, str> {
    match text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")).into(),
        false => text.into(),
    }
}
