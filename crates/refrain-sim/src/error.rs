//! What can go wrong in a simulation.

use refrain_core::{Span, Time, TimeRange};

use crate::persona::definition::PageState;

/// An error of `refrain-sim`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No users, or more than a simulation takes.
    #[error("cannot simulate {found} users: ask for 1 to {limit}")]
    Users {
        /// Number of users asked for.
        found: u32,
        /// The greatest number allowed.
        limit: u32,
    },
    /// No days, or more than a simulation takes.
    #[error("cannot simulate {found} days: ask for 1 to {limit}")]
    Days {
        /// Number of days asked for.
        found: u32,
        /// The greatest number allowed.
        limit: u32,
    },
    /// A start that is not a whole second of the years 1970 to 2199.
    #[error("cannot start at {found}: give a whole second between 1970-01-01 and 2200-01-01")]
    Start {
        /// The start asked for.
        found: Time,
    },
    /// A growth rate that is negative, not finite or out of all proportion.
    #[error("cannot grow by {found} per year: give a rate from 0 to {limit}")]
    Growth {
        /// The rate asked for, per year.
        found: f64,
        /// The greatest rate allowed.
        limit: f64,
    },
    /// An attrition rate that is negative, not finite or out of all proportion.
    #[error("cannot lose {found} of the users per year: give a rate from 0 to {limit}")]
    Attrition {
        /// The rate asked for, per year.
        found: f64,
        /// The greatest rate allowed.
        limit: f64,
    },
    /// A growth rate that brings in more users than a simulation takes.
    #[error(
        "growth of {growth} per year makes more than {limit} users: lower it, or ask for fewer"
    )]
    GrownUsers {
        /// The rate asked for, per year.
        growth: f64,
        /// The greatest number of users allowed.
        limit: u32,
    },
    /// No persona to draw users from.
    #[error("the mix holds no persona of positive weight")]
    EmptyMix,
    /// More personas than a simulation takes.
    #[error("the mix holds {found} personas: give at most {limit}")]
    Mix {
        /// Number of personas given.
        found: usize,
        /// The greatest number allowed.
        limit: usize,
    },
    /// A configuration that is no JSON, or a simulation file that is no TOML.
    #[error("line {line}, column {column}: {message}")]
    Malformed {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What the parser said.
        message: String,
    },
    /// A value in a file that its key cannot have.
    #[error("line {line}: {} is {found}, expected {expected}", quoted(.key))]
    Value {
        /// Line of the value, from 1.
        line: usize,
        /// Path of its key, such as `transitions[3].p`; empty for the whole file.
        key: String,
        /// The value as the file has it.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// A key that a file has to have.
    #[error("line {line}: `{key}` is missing, expected {expected}")]
    MissingKey {
        /// Line of the table that lacks it, from 1.
        line: usize,
        /// Its path.
        key: String,
        /// What it may be.
        expected: String,
    },
    /// A key that means nothing.
    #[error("line {line}: `{key}` is no key, expected {expected}")]
    UnknownKey {
        /// Line of the key, from 1.
        line: usize,
        /// Its path.
        key: String,
        /// The key that was probably meant, or all there are.
        expected: String,
    },
    /// A fault of a persona or scenario that was read from a file.
    #[error("line {line}: {}: {fault}", quoted(.key))]
    InConfig {
        /// Line of the fault, from 1.
        line: usize,
        /// Path of the key that is at fault.
        key: String,
        /// What is wrong.
        fault: Box<Error>,
    },
    /// A name that the TOML form cannot express.
    #[error("persona `{persona}` cannot be written as TOML: {reason}")]
    Unwritable {
        /// Name of the persona.
        persona: String,
        /// Which name, and why.
        reason: String,
    },
    /// No persona of this name comes with the crate.
    #[error("no persona is named `{found}`; there are {known}")]
    UnknownPersona {
        /// The name asked for.
        found: String,
        /// The names there are.
        known: String,
    },
    /// A rate of a persona's rhythm that makes no sense.
    #[error("persona `{persona}`: {rate} is {found}, expected {expected}")]
    Rate {
        /// Name of the persona.
        persona: String,
        /// Name of the rate.
        rate: &'static str,
        /// Its value.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// A transition whose probability is not in [0, 1].
    #[error(
        "persona `{persona}`: from {source_state} to {dest} with probability {found}, expected 0 to 1"
    )]
    Probability {
        /// Name of the persona.
        persona: String,
        /// State it leads from.
        source_state: Box<PageState>,
        /// State it leads to.
        dest: Box<PageState>,
        /// The probability as given.
        found: f64,
    },
    /// Transitions from one state whose probabilities exceed 1 together.
    #[error(
        "persona `{persona}`: the probabilities of leaving {source_state} sum to {found}, expected at most 1"
    )]
    ProbabilitySum {
        /// Name of the persona.
        persona: String,
        /// State they lead from.
        source_state: Box<PageState>,
        /// Their sum.
        found: f64,
    },
    /// A transition that is given twice.
    #[error("persona `{persona}`: from {source_state} to {dest} is given twice, expected once")]
    RepeatedTransition {
        /// Name of the persona.
        persona: String,
        /// State it leads from.
        source_state: Box<PageState>,
        /// State it leads to.
        dest: Box<PageState>,
    },
    /// A first page of sessions that no transition knows.
    #[error(
        "persona `{persona}`: sessions start at {state}, expected a page that a transition names"
    )]
    UnknownStart {
        /// Name of the persona.
        persona: String,
        /// The state.
        state: Box<PageState>,
    },
    /// Sessions that cannot start for users in this state.
    #[error(
        "persona `{persona}`: no first page of positive weight for users who are {auth}, {level}"
    )]
    NoStart {
        /// Name of the persona.
        persona: String,
        /// Authentication of the users.
        auth: String,
        /// Their subscription level.
        level: String,
    },
    /// Initial users without a level or an authentication to draw.
    #[error(
        "persona `{persona}`: the weights of the initial {what} are all zero, expected a positive one"
    )]
    NoWeight {
        /// Name of the persona.
        persona: String,
        /// What cannot be drawn.
        what: &'static str,
    },
    /// More scenarios than a simulation takes.
    #[error("there are {found} scenarios: give at most {limit}")]
    Scenarios {
        /// Number of scenarios given.
        found: usize,
        /// The greatest number allowed.
        limit: usize,
    },
    /// A scenario that makes no sense, or cannot be written as TOML.
    #[error("scenario `{scenario}`: {what}")]
    Scenario {
        /// Name of the scenario.
        scenario: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A scenario that lifts a probability above 1.
    #[error(
        "scenario `{scenario}`: persona `{persona}` would leave {source_state} that way with \
         probability {found}: lower the factor"
    )]
    ScenarioProbability {
        /// Name of the scenario.
        scenario: String,
        /// Name of the persona.
        persona: String,
        /// State that is left.
        source_state: Box<PageState>,
        /// The changed probability.
        found: f64,
    },
    /// A cutoff at which nothing is known, for it is not in the time simulated.
    #[error("the cutoff {found} is not after {start} and up to {end}, the time simulated")]
    TruthCutoff {
        /// The cutoff.
        found: Time,
        /// Start of the simulation.
        start: Time,
        /// Its end.
        end: Time,
    },
    /// True risks that cannot be told.
    #[error("cannot tell the true risks: {what}")]
    Truth {
        /// What is wrong.
        what: &'static str,
    },
    /// A piece of a textual form of a corruption that there is not.
    #[error("no corruption is named `{found}`; there are {known}")]
    UnknownCorruption {
        /// The name given.
        found: String,
        /// The names there are.
        known: String,
    },
    /// A piece of a textual form of a corruption that cannot be read.
    #[error("`{found}` cannot be read: expected {expected}")]
    CorruptionPiece {
        /// The piece as given.
        found: String,
        /// What it should look like.
        expected: &'static str,
    },
    /// A piece of a textual form of a corruption that is given twice.
    #[error("`{name}` is given twice")]
    RepeatedCorruption {
        /// Name of the piece.
        name: &'static str,
    },
    /// A share of rows to damage that is no share.
    #[error("`{kind}` of {found} of the rows: give a share from 0 to 1")]
    CorruptionShare {
        /// The kind of corruption.
        kind: &'static str,
        /// The share asked for.
        found: f64,
    },
    /// A number in the options of a corruption that is zero or out of all proportion.
    #[error("`{kind}`: {found} {what}, give {least} to {limit}")]
    CorruptionNumber {
        /// The kind of corruption.
        kind: &'static str,
        /// What is counted.
        what: &'static str,
        /// The number asked for.
        found: u32,
        /// The least number allowed.
        least: u32,
        /// The greatest number allowed.
        limit: u32,
    },
    /// A span in the options of a corruption that is empty.
    #[error("`{kind}` with a span of zero: give one such as `6h` or `2d`")]
    CorruptionSpan {
        /// The kind of corruption.
        kind: &'static str,
    },
    /// A gap that ends before anything could be missing in it.
    #[error("the gap {found} ends where it starts or before: give its start first")]
    CorruptionGap {
        /// The gap asked for.
        found: TimeRange,
    },
    /// More or longer gaps to draw than the time simulated has room for.
    #[error("{n_gaps} gaps of {span} do not fit apart into {simulated} of log")]
    CorruptionGapsTooLong {
        /// How many gaps to draw.
        n_gaps: u32,
        /// The length of each.
        span: Span,
        /// The length of the time simulated.
        simulated: Span,
    },
    /// An id for guests that one of the users has.
    #[error("guests cannot have the id {found}: users have 1 to {n_users}")]
    CorruptionGuestId {
        /// The id asked for.
        found: u64,
        /// How many users there are.
        n_users: u32,
    },
    /// The table of who is treated could not be written.
    #[error("cannot write who is treated")]
    WriteAssignment {
        /// What the system said.
        source: std::io::Error,
    },
    /// The manifest of a corruption could not be written.
    #[error("cannot write the manifest of the corruption")]
    WriteManifest {
        /// What the system said.
        source: std::io::Error,
    },
    /// A page with transitions to which none leads from the first page of any session.
    #[error("persona `{persona}`: nothing leads to {state}, expected a transition or a first page")]
    Unreachable {
        /// Name of the persona.
        persona: String,
        /// The page.
        state: Box<PageState>,
    },
    /// Users who never come to a page on which the log says who they are.
    #[error(
        "persona `{persona}`: users come to hidden pages only, expected one whose authentication is shown"
    )]
    NobodyShown {
        /// Name of the persona.
        persona: String,
    },
    /// The log could not be written.
    #[error("cannot write the simulated log")]
    Write {
        /// What the system said.
        #[from]
        source: std::io::Error,
    },
    /// The events do not make an [`EventLog`](refrain_core::EventLog).
    #[error("cannot build the simulated event log")]
    Log {
        /// What core said.
        #[from]
        source: refrain_core::Error,
    },
}

fn quoted(key: &str) -> String {
    match key {
        "" => "the file".to_owned(),
        _ => format!("`{key}`"),
    }
}

impl refrain_core::Problem for Error {
    fn kind(&self) -> refrain_core::ErrorKind {
        match self {
            Error::Write { .. } => refrain_core::ErrorKind::Io,
            _ => refrain_core::ErrorKind::Argument,
        }
    }
}
