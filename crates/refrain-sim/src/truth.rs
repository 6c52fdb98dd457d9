//! The true risk of every customer.

mod future;
mod leaving;
mod observation;
mod open_time;
mod past;
mod posterior;
mod problem;
mod sightings;

use rayon::prelude::*;
use refrain_core::{Span, Time};

use crate::Error;
use crate::log::event::user_id;
use crate::persona::Persona;
use crate::persona::chain::StateIdx;
use crate::persona::rhythm::Rhythm;
use crate::population::user::User;
use crate::population::windows::Windows;
use crate::simulation::Simulation;
use crate::time::seconds::{SECONDS_PER_DAY, first_second};
use crate::truth::future::{Choices, OutcomeSeconds};
use crate::truth::leaving::StayingChain;
use crate::truth::observation::{Moment, Oracle};
use crate::truth::open_time::OpenTime;
use crate::truth::past::{Past, Reading};
use crate::truth::problem::TruthProblem;
use crate::truth::sightings::Sightings;

/// Options of true risks: cutoffs, window and number of paths.
///
/// # Examples
///
/// ```
/// use refrain_core::{Span, Time};
/// use refrain_sim::TruthOptions;
///
/// let cutoff = Time::from_millis(1_540_000_000_000);
/// let options = TruthOptions::new([cutoff], Span::from_days(10)).lead(Span::from_days(1)).n_paths(64);
/// assert_eq!(options.lead, Span::from_days(1));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TruthOptions {
    /// The instants of prediction, within the time simulated; any order.
    pub cutoffs: Vec<Time>,
    /// Length of the outcome window.
    pub horizon: Span,
    /// From the cutoff to the start of the outcome window. Default 0.
    pub lead: Span,
    /// Paths that are simulated for each risk. Default 256; four times as many halve the error.
    pub n_paths: u32,
}

impl TruthOptions {
    /// Starts from 256 paths and no lead.
    pub fn new(cutoffs: impl IntoIterator<Item = Time>, horizon: Span) -> TruthOptions {
        let cutoffs = cutoffs.into_iter().collect();
        TruthOptions { cutoffs, horizon, lead: Span::from_millis(0), n_paths: 256 }
    }

    /// Sets the time from the cutoff to the start of the outcome window.
    #[must_use]
    pub fn lead(self, lead: Span) -> TruthOptions {
        TruthOptions { lead, ..self }
    }

    /// Sets the number of paths that are simulated for each risk.
    #[must_use]
    pub fn n_paths(self, n_paths: u32) -> TruthOptions {
        TruthOptions { n_paths, ..self }
    }
}

/// The probability that one customer leaves, as the simulator knows it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TrueRisk<'a> {
    /// The id of the customer in the log.
    pub user_id: u64,
    /// The instant of prediction.
    pub cutoff: Time,
    /// Name of the persona, which no log shows.
    pub persona: &'a str,
    /// The customer's own mean time between two ordinary pages.
    pub alpha_seconds: f64,
    /// The customer's own mean of the random part of the gap between two sessions.
    pub beta_seconds: f64,
    /// Given everything that has happened and who the customer is.
    pub risk: RiskEstimate,
    /// Given only what the log shows up to the cutoff: persona and means are inferred.
    pub risk_from_log: RiskEstimate,
    /// By scenario: what the risk is if the customer is treated, and if not.
    pub scenarios: Vec<Counterfactual>,
}

/// A probability with the standard error of its simulation.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RiskEstimate {
    /// The probability.
    pub risk: f64,
    /// Its standard error; 0 where the probability is exact.
    pub error: f64,
}

/// The risk of one customer with and without a scenario, from the cutoff on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Counterfactual {
    /// Set if the scenario treats the customer in this simulation.
    pub is_treated: bool,
    /// The risk if it does.
    pub if_treated: RiskEstimate,
    /// The risk if it does not, from the same random numbers.
    pub if_untreated: RiskEstimate,
}

/// More personas make tables that fit no memory.
const MOST_PERSONAS: usize = 256;

const MOST_PATHS: u32 = 1_000_000;

impl Simulation {
    /// Tells the true risk of every customer at cutoffs: of those whom the log has named by then and who
    /// have not left, by cutoff and then by id.
    ///
    /// Twice: given everything that has happened and who the customer is, and given only what the log
    /// shows, which is as much as the best model could know. Both condition on what happened before
    /// the cutoff alone.
    ///
    /// The chain of pages gives the probability of leaving at each page, but how many pages a customer
    /// sees in the horizon depends on songs, hours and weekends: so that many paths are simulated, and
    /// the risk is the mean over paths of what leaves on each
    /// (<https://en.wikipedia.org/wiki/Rao%E2%80%93Blackwell_theorem>). The
    /// [error](crate::RiskEstimate::error) is that of the mean. With a lead, the risk is that of those
    /// who are still there when the outcome window opens.
    ///
    /// What the log shows is weighed by Bayes' rule: how probable the transitions, the waits and the
    /// returns seen are under each persona and each mean. Approximate are: sessions that nobody saw and
    /// the constant gap after a session that a weekend put off are passed over, being short beside the
    /// gaps, and who has not been named for an hour is taken to have ended the session.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a cutoff is outside the time simulated,
    /// another option makes no sense, users are lost by attrition or there are more than 256 personas.
    ///
    /// # Determinism
    ///
    /// The same options give the same risks on any number of threads.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    /// use refrain_sim::{Simulation, SimulationOptions, TruthOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(20).seed(5))?;
    /// let cutoff = simulation.range().start + Span::from_days(30);
    /// let risks = simulation.true_risks(&TruthOptions::new([cutoff], Span::from_days(10)))?;
    /// let tuba = risks.iter().map(|user| user.risk.risk).fold(0.0, f64::max);
    /// assert!(tuba > 0.05 && tuba < 1.0);
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn true_risks(&self, options: &TruthOptions) -> Result<Vec<TrueRisk<'_>>, Error> {
        true_risks(self, options)
    }
}

/// Computes the true risks of a simulation; see [`Simulation::true_risks`].
pub(crate) fn true_risks<'a>(
    simulation: &'a Simulation,
    options: &TruthOptions,
) -> Result<Vec<TrueRisk<'a>>, Error> {
    let cutoffs = check(simulation, options)?;
    let oracle = oracle(simulation, options.n_paths);
    let mut windows = Windows::new(simulation, 0..simulation.n_users());
    let mut pasts = vec![Past::new(&oracle.reading); simulation.n_users() as usize];
    let mut risks = Vec::new();
    let (mut rows, mut n_done) = (Vec::new(), 0);
    while windows.next_into(&mut rows) {
        for row in &rows {
            // Before the row is read: an event at the cutoff is not history.
            while n_done < cutoffs.len() && first_second(cutoffs[n_done]) <= row.at {
                risks.extend(at_cutoff(&oracle, &windows, &pasts, cutoffs[n_done], options));
                n_done += 1;
            }
            pasts[row.user_idx as usize].push(&oracle.reading, row);
        }
        if n_done == cutoffs.len() {
            break;
        }
    }
    // Nothing happened after these.
    for cutoff in &cutoffs[n_done..] {
        risks.extend(at_cutoff(&oracle, &windows, &pasts, *cutoff, options));
    }
    Ok(risks)
}

/// Checks the options and returns the cutoffs, ascending.
fn check(simulation: &Simulation, options: &TruthOptions) -> Result<Vec<Time>, TruthProblem> {
    let mut cutoffs = options.cutoffs.clone();
    cutoffs.sort_unstable();
    cutoffs.dedup();
    let range = simulation.range();
    if let Some(outside) = cutoffs.iter().find(|at| !(range.start < **at && **at <= range.end)) {
        return Err(TruthProblem::Cutoff { found: *outside, start: range.start, end: range.end });
    }
    let n_personas = simulation.personas().len() / simulation.n_variants() as usize;
    match options {
        _ if cutoffs.is_empty() => Err(TruthProblem::Options { what: "no cutoff is given" }),
        _ if options.horizon.millis() <= 0 => {
            Err(TruthProblem::Options { what: "the horizon must be longer than nothing" })
        }
        _ if options.lead.millis() < 0 => {
            Err(TruthProblem::Options { what: "the lead is negative" })
        }
        // One path has no error that could be told.
        _ if !(2..=MOST_PATHS).contains(&options.n_paths) => {
            Err(TruthProblem::Options { what: "ask for 2 to 1000000 paths" })
        }
        _ if simulation.attrition_per_year() > 0.0 => Err(TruthProblem::Options {
            what: "users who stay away for good without cancelling are not accounted for: simulate without attrition",
        }),
        _ if n_personas > MOST_PERSONAS => {
            Err(TruthProblem::Options { what: "the mix holds more than 256 personas" })
        }
        _ => Ok(cutoffs),
    }
}

fn oracle(simulation: &Simulation, n_paths: u32) -> Oracle<'_> {
    let n_variants = simulation.n_variants() as usize;
    let plain: Vec<&Persona> = simulation.personas().iter().step_by(n_variants).collect();
    let mut rhythms: Vec<&Persona> = Vec::new();
    let mut rhythm_of = Vec::new();
    for persona in &plain {
        let known = rhythms.iter().position(|known| is_same(known.rhythm(), persona.rhythm()));
        rhythm_of.push(known.unwrap_or(rhythms.len()));
        if known.is_none() {
            rhythms.push(persona);
        }
    }
    // A day more at either end, since the warp moves sessions by up to one.
    let (from, until) = (simulation.start() - SECONDS_PER_DAY, simulation.end() + SECONDS_PER_DAY);
    let rhythms: Vec<(&Persona, OpenTime)> = rhythms
        .into_par_iter()
        .map(|persona| (persona, OpenTime::new(persona.rhythm(), from, until)))
        .collect();
    let sightings = Sightings::new(simulation.personas(), n_variants);
    Oracle {
        reading: Reading { simulation, sightings, rhythm_of, rhythms },
        staying: simulation.personas().iter().map(|p| StayingChain::new(&p.chain)).collect(),
        unseen: simulation.personas().iter().map(unseen).collect(),
        n_paths,
    }
}

/// Returns the choices after each state where the log shows nothing.
fn unseen(persona: &Persona) -> Vec<Choices> {
    let states = 0..persona.chain.states().len();
    states.map(|state| Choices::unseen(persona, state as StateIdx)).collect()
}

/// Compares the hours and days at which two rhythms put sessions.
fn is_same(left: &Rhythm, right: &Rhythm) -> bool {
    let hours = |rhythm: &Rhythm| {
        (
            rhythm.damping,
            rhythm.weekend_damping,
            rhythm.weekend_damping_offset_minutes,
            rhythm.weekend_damping_scale_minutes,
            rhythm.session_gap_seconds,
        )
    };
    hours(left) == hours(right)
}

/// Returns the risks of those whom the log has named by then and who have not left.
fn at_cutoff<'a>(
    oracle: &Oracle<'a>,
    windows: &Windows<'_>,
    pasts: &[Past],
    cutoff: Time,
    options: &TruthOptions,
) -> Vec<TrueRisk<'a>> {
    let opens = cutoff + options.lead;
    let window =
        OutcomeSeconds { from: first_second(opens), until: first_second(opens + options.horizon) };
    let moment = Moment::new(oracle, cutoff, window);
    // The users have lived on to the end of the span already: only what never changes may be taken
    // from them, all else from their pasts.
    let users: Vec<(u32, &User)> = (0..).zip(windows.crowd().users()).collect();
    let risk = |(user_idx, user): (u32, &User)| {
        let observed = moment.observe(oracle, user_idx, user, &pasts[user_idx as usize])?;
        let simulation = oracle.reading.simulation;
        let persona = simulation.persona(observed.life.persona);
        Some(TrueRisk {
            user_id: user_id(user_idx),
            cutoff,
            persona: &persona.definition().name,
            alpha_seconds: persona.rhythm().alpha_seconds * user.pace.alpha,
            beta_seconds: persona.rhythm().beta_seconds * user.pace.beta,
            risk: observed.known(oracle, &moment),
            risk_from_log: observed.inferred(oracle, &moment),
            scenarios: observed.counterfactuals(oracle, &moment),
        })
    };
    users.into_par_iter().filter_map(risk).collect()
}
