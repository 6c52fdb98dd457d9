mod bad_options;
mod broken_lines;
mod gaps;
mod interplay;
mod order;
mod repair;
mod text_form;
mod values;

use refrain_sim::{Corruption, CorruptionOptions, CorruptionReport, Simulation, SimulationOptions};
use serde_json::Value;

use self::repair::repair;

/// Some 13,000 rows, fewer than elsewhere: each test damages and mends the log several times.
fn small(seed: u64) -> Simulation {
    let options = SimulationOptions::new().users(30).days(30).seed(seed).growth_per_year(2.0);
    Simulation::new(options).unwrap()
}

/// A damaged log, read back.
struct Messy {
    /// Without line ends.
    lines: Vec<String>,
    manifest: Vec<Value>,
    report: CorruptionReport,
}

impl Messy {
    fn entries<'a>(&'a self, kind: &str) -> Vec<&'a Value> {
        self.manifest.iter().filter(|entry| entry["kind"] == kind).collect()
    }

    /// The line of the log that an entry names.
    fn line(&self, entry: &Value) -> &str {
        &self.lines[index(&entry["line"])]
    }
}

/// Numbers of lines and rows count from 1.
fn index(number: &Value) -> usize {
    number.as_u64().unwrap() as usize - 1
}

fn clean(simulation: &Simulation) -> Vec<String> {
    let mut log = Vec::new();
    simulation.write_json_lines(&mut log).unwrap();
    lines(log)
}

fn lines(log: Vec<u8>) -> Vec<String> {
    let log = String::from_utf8(log).unwrap();
    assert!(log.is_empty() || log.ends_with('\n'));
    log.split_terminator('\n').map(str::to_owned).collect()
}

fn messy(options: CorruptionOptions, simulation: &Simulation) -> Messy {
    let (mut log, mut manifest) = (Vec::new(), Vec::new());
    let corruption = Corruption::new(options).unwrap();
    let report = corruption.write(simulation, &mut log, &mut manifest).unwrap();
    let manifest = lines(manifest);
    let manifest = manifest.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    Messy { lines: lines(log), manifest, report }
}

fn parsed(text: &str) -> CorruptionOptions {
    CorruptionOptions::parse(text).unwrap()
}

/// Damages the same small log and checks that the manifest holds all of the difference.
fn repaired(text: &str) -> Messy {
    let simulation = small(1);
    let messy = messy(parsed(text), &simulation);
    let (repaired, clean) = (repair(&messy), clean(&simulation));
    for (number, (repaired, clean)) in (1..).zip(repaired.iter().zip(&clean)) {
        assert_eq!(repaired, clean, "row {number} after {text}");
    }
    assert_eq!(repaired.len(), clean.len(), "{text}");
    messy
}

/// Whether a number of damaged rows is what a share of all rows may well give: within five
/// standard deviations.
fn is_share(n_damaged: u64, share: f64, n_rows: u64) -> bool {
    let expected = share * n_rows as f64;
    (n_damaged as f64 - expected).abs() < 5.0 * (expected * (1.0 - share)).sqrt()
}
