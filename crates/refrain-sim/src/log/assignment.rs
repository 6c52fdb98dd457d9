//! The assignment of users to scenarios, as a table.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use crate::log::event::user_id;
use crate::log::problem::WriteProblem;
use crate::{Error, Scenario, Simulation};

const HEADER: &str = "userId,scenario,treated,from,until";

impl Simulation {
    /// Writes who is treated as CSV: a row for every user and scenario, in the order of users.
    ///
    /// The columns are `userId`, as the log has it; `scenario`, its name; `treated`, `true` or
    /// `false`; `from` and `until` of the scenario as RFC 3339, the latter empty if it does not end.
    /// Users who never show up in the log have their rows as well. Without scenarios there is the
    /// header alone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the writer fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Scenario, Simulation, SimulationOptions};
    ///
    /// let offer = "[[scenario]]\nname = \"offer\"\nfrom = 2018-11-01\nusers = [2]\nbeta-factor = 0.5";
    /// let offer = Scenario::all_from_toml(offer)?.remove(0);
    /// let simulation = Simulation::new(SimulationOptions::new().users(2).scenario(offer))?;
    /// let mut csv = Vec::new();
    /// simulation.write_assignment(&mut csv)?;
    /// let csv = String::from_utf8_lossy(&csv);
    /// let mut lines = csv.lines();
    /// assert_eq!(lines.next(), Some("userId,scenario,treated,from,until"));
    /// assert_eq!(lines.next(), Some("1,offer,false,2018-11-01T00:00:00Z,"));
    /// assert_eq!(lines.next(), Some("2,offer,true,2018-11-01T00:00:00Z,"));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn write_assignment(&self, out: &mut impl Write) -> Result<(), Error> {
        let failed = |source| WriteProblem { what: "who is treated", source };
        Ok(write(self, out).map_err(failed)?)
    }
}

/// Writes a row for every user and scenario.
pub(crate) fn write(simulation: &Simulation, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    writeln!(out, "{HEADER}")?;
    // What is the same for all users is put together once.
    let scenarios: Vec<(Cow<'_, str>, String)> = simulation.scenarios().iter().map(texts).collect();
    // Also users whom the log never shows: an experiment counts all who were assigned.
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
