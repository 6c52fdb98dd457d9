//! Protocols as text.

use std::fmt;
use std::str::FromStr;

use refrain_core::{Error, Span, TestedEntities, Time};

use super::problem::ProtocolProblem;
use super::{Protocol, TestCutoffs, TrainingWindow};

const NAME: &str = "rolling-origin";

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}:test={},window={}", self.test_cutoffs, self.window)?;
        write!(f, ",embargo={},entities=", self.embargo)?;
        match self.entities {
            TestedEntities::Disjoint { n_folds } => write!(f, "disjoint,folds={n_folds}")?,
            TestedEntities::Same => f.write_str("same")?,
        }
        write!(f, ",min-train={},seed={}", self.min_training_rows, self.seed)
    }
}

impl fmt::Display for TestCutoffs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TestCutoffs::LaterHalf => f.write_str("half"),
            TestCutoffs::Latest(n_cutoffs) => write!(f, "{n_cutoffs}"),
            TestCutoffs::At(cutoffs) => {
                let cutoffs: Vec<String> = cutoffs.iter().map(Time::to_string).collect();
                f.write_str(&cutoffs.join("+"))
            }
        }
    }
}

impl fmt::Display for TrainingWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrainingWindow::Expanding => f.write_str("expanding"),
            TrainingWindow::Sliding(span) => write!(f, "{span}"),
        }
    }
}

impl FromStr for Protocol {
    type Err = Error;

    /// Reads a protocol; see the [type](Protocol) for how it is written.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) at the first part that is not understood,
    /// stands twice or does not go with another; those of [`Protocol::check`].
    fn from_str(text: &str) -> Result<Protocol, Error> {
        let (name, parts) = text.split_once(':').unwrap_or((text, ""));
        if name != NAME {
            return Err(wrong(name, NAME_FIRST).into());
        }
        let mut parts_read = Parts::default();
        let mut given: Vec<&str> = Vec::new();
        for part in parts.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            // The later of two would win in silence.
            if given.contains(&key) {
                return Err(wrong(part, "each part once").into());
            }
            parts_read.read(part, key, value)?;
            given.push(key);
        }
        let protocol = parts_read.protocol()?;
        protocol.check()?;
        Ok(protocol)
    }
}

/// Parts read so far. Folds and entities stand in two parts, in either order.
#[derive(Default)]
struct Parts {
    others: Protocol,
    n_folds: Option<usize>,
    same: bool,
}

impl Parts {
    fn read(&mut self, part: &str, key: &str, value: &str) -> Result<(), ProtocolProblem> {
        let others = &mut self.others;
        let number = || value.parse().map_err(|_| wrong(part, NUMBER));
        match key {
            "test" => others.test_cutoffs = test_cutoffs(value).ok_or_else(|| wrong(part, TEST))?,
            "window" => others.window = window(value).ok_or_else(|| wrong(part, WINDOW))?,
            "embargo" => others.embargo = value.parse().map_err(|_| wrong(part, SPAN))?,
            "entities" if value == "disjoint" => self.same = false,
            "entities" if value == "same" => self.same = true,
            "entities" => return Err(wrong(part, "entities=disjoint or entities=same")),
            "folds" => self.n_folds = Some(number()?),
            "min-train" => others.min_training_rows = number()?,
            "seed" => others.seed = value.parse().map_err(|_| wrong(part, NUMBER))?,
            _ => return Err(wrong(part, KEYS)),
        }
        Ok(())
    }

    fn protocol(self) -> Result<Protocol, ProtocolProblem> {
        let entities = match (self.same, self.n_folds) {
            (true, Some(n_folds)) => {
                let found = format!("folds={n_folds}");
                return Err(wrong(&found, "no folds beside entities=same"));
            }
            (true, None) => TestedEntities::Same,
            (false, Some(n_folds)) => TestedEntities::Disjoint { n_folds },
            (false, None) => self.others.entities,
        };
        Ok(Protocol { entities, ..self.others })
    }
}

const NAME_FIRST: &str = "the name rolling-origin, then `:` and parts such as test=4";
const TEST: &str = "test=half, a number of cutoffs, or dates joined by `+`";
const WINDOW: &str = "window=expanding or a span such as window=56d";
const SPAN: &str = "a span such as embargo=3d";
const NUMBER: &str = "a whole number";
const KEYS: &str = "one of test, window, embargo, entities, folds, min-train and seed, then `=`";

fn wrong(found: &str, expected: &'static str) -> ProtocolProblem {
    ProtocolProblem::Part { found: found.to_owned(), expected }
}

fn test_cutoffs(value: &str) -> Option<TestCutoffs> {
    if value == "half" {
        return Some(TestCutoffs::LaterHalf);
    }
    // A number is a count of cutoffs and never a year.
    if let Ok(n_cutoffs) = value.parse() {
        return Some(TestCutoffs::Latest(n_cutoffs));
    }
    let times: Result<Vec<Time>, Error> =
        joined_times(value).iter().map(|text| text.parse()).collect();
    times.ok().map(TestCutoffs::At)
}

/// Parts times at `+`, save where that begins an offset from UTC.
fn joined_times(value: &str) -> Vec<String> {
    let mut times: Vec<String> = Vec::new();
    for piece in value.split('+') {
        match times.last_mut() {
            // Every date has a `-`, and an offset that begins with `+` has none.
            Some(time) if !piece.contains('-') => *time += &format!("+{piece}"),
            _ => times.push(piece.to_owned()),
        }
    }
    times
}

fn window(value: &str) -> Option<TrainingWindow> {
    if value == "expanding" {
        return Some(TrainingWindow::Expanding);
    }
    value.parse::<Span>().ok().map(TrainingWindow::Sliding)
}
