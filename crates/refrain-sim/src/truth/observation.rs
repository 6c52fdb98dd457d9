//! One customer at one cutoff.

use refrain_core::Time;

use crate::population::user::{Life, Pace, Situation, User};
use crate::random::{Stream, truth_stream, uniform};
use crate::scenario::timeline::Arms;
use crate::time::seconds::first_second;
use crate::truth::future::{
    ChoiceKind, Choices, Leaving, NextSession, OutcomeSeconds, Path, Sight,
};
use crate::truth::leaving::StayingChain;
use crate::truth::past::{Past, Reading};
use crate::truth::posterior::{LogWeighted, RatePosterior};
use crate::truth::{Counterfactual, RiskEstimate};

/// Tables that do not depend on the cutoff.
pub(crate) struct Oracle<'a> {
    pub(crate) reading: Reading<'a>,
    /// By persona and variant.
    pub(crate) staying: Vec<StayingChain>,
    /// By persona and variant, then by state: what follows where the log shows nothing.
    pub(crate) unseen: Vec<Vec<Choices>>,
    pub(crate) n_paths: u32,
}

/// A cutoff.
pub(crate) struct Moment {
    cutoff: i64,
    window: OutcomeSeconds,
    /// By rhythm: when a session must be due that starts at the cutoff.
    due_at: Vec<i64>,
}

/// A customer at a cutoff.
pub(crate) struct Observed<'a> {
    user_idx: u32,
    pub(crate) life: Life,
    now: Situation,
    past: &'a Past,
}

const KINDS: [ChoiceKind; 4] =
    [ChoiceKind::Free, ChoiceKind::Awaited, ChoiceKind::End, ChoiceKind::HiddenEnd];

/// An hour: hardly anybody goes on for longer without being named.
const LONG_UNSEEN_SECONDS: f64 = 3_600.0;

impl Moment {
    pub(crate) fn new(oracle: &Oracle<'_>, cutoff: Time, window: OutcomeSeconds) -> Moment {
        let cutoff = first_second(cutoff);
        let rhythms = oracle.reading.rhythms.iter();
        let due_at = rhythms.map(|(persona, _)| persona.rhythm().due_at(cutoff)).collect();
        Moment { cutoff, window, due_at }
    }

    /// Looks at a user; `None` if the log has not named it yet, or it has left.
    pub(crate) fn observe<'a>(
        &self,
        oracle: &Oracle<'_>,
        user_idx: u32,
        user: &User,
        past: &'a Past,
    ) -> Option<Observed<'a>> {
        let is_at_risk = past.seen.is_some() && !past.left;
        let now = past.now.filter(|_| is_at_risk)?;
        // Back to the plain persona: which variant it is at the cutoff follows from the scenarios
        // in force.
        let persona = user.persona - user.persona % oracle.reading.simulation.n_variants();
        let life = Life { persona, arms: user.arms, pace: user.pace };
        Some(Observed { user_idx, life, now, past })
    }
}

impl Observed<'_> {
    /// Returns the risk given everything.
    pub(crate) fn known(&self, oracle: &Oracle<'_>, moment: &Moment) -> RiskEstimate {
        self.known_with(oracle, moment, self.life.arms)
    }

    /// Returns the risk with and without each scenario, from the same paths' random numbers.
    pub(crate) fn counterfactuals(
        &self,
        oracle: &Oracle<'_>,
        moment: &Moment,
    ) -> Vec<Counterfactual> {
        let n_scenarios = oracle.reading.simulation.scenarios().len();
        let counterfactual = |idx: usize| {
            let arm = (1 as Arms) << idx;
            Counterfactual {
                is_treated: self.life.arms & arm != 0,
                if_treated: self.known_with(oracle, moment, self.life.arms | arm),
                if_untreated: self.known_with(oracle, moment, self.life.arms & !arm),
            }
        };
        (0..n_scenarios).map(counterfactual).collect()
    }

    fn known_with(&self, oracle: &Oracle<'_>, moment: &Moment, arms: Arms) -> RiskEstimate {
        let simulation = oracle.reading.simulation;
        let life = Life { arms, ..self.life };
        let (variant, _) = simulation.persona_at(life.persona, arms, self.now.at);
        let persona = simulation.persona(variant);
        let waits = Waits::new(oracle, moment, life.persona, self.now.at);
        let choices = Choices::new(persona, &self.now, moment.cutoff, Sight::Everything);
        let alpha = persona.rhythm().alpha_seconds * life.pace.alpha;
        let beta = persona.rhythm().beta_seconds * life.pace.beta;
        let log_mass = |kind: ChoiceKind| {
            let waited = match kind {
                ChoiceKind::Free => 0.0,
                ChoiceKind::Awaited => waits.since_event / alpha,
                ChoiceKind::End | ChoiceKind::HiddenEnd => waits.open_seconds / beta,
            };
            // Bayes' rule: the probability of the step, times that of not having taken it yet.
            (kind, libm::log(choices.mass(kind)) - waited)
        };
        let Some(kinds) = LogWeighted::new(KINDS.map(log_mass).to_vec()) else {
            return RiskEstimate { risk: 0.0, error: 0.0 };
        };
        let mut sum = WeightedLeaving::default();
        for path_idx in 0..oracle.n_paths {
            let (mut stream, session) = self.start(oracle, moment, &waits, path_idx);
            let kind = kinds.draw(&mut stream);
            let mut path = Path::new(&life, &self.now, moment.cutoff, stream);
            path.begin(simulation, &choices, kind, session);
            sum.push(1.0, path.follow(simulation, &oracle.staying, moment.window));
        }
        sum.estimate()
    }

    /// Returns the risk given what the log shows: each path is that of someone it may be.
    pub(crate) fn inferred(&self, oracle: &Oracle<'_>, moment: &Moment) -> RiskEstimate {
        let suspects = self.suspects(oracle, moment);
        let weights = suspects.iter().enumerate().flat_map(|(idx, suspect)| {
            KINDS.iter().zip(suspect.log_masses).map(move |(kind, log)| ((idx, *kind), log))
        });
        let Some(weights) = LogWeighted::new(weights.collect()) else {
            return RiskEstimate { risk: 0.0, error: 0.0 };
        };
        let mut sum = WeightedLeaving::default();
        for path_idx in 0..oracle.n_paths {
            let mut choice = self.stream(oracle, moment, path_idx);
            let (idx, kind) = weights.draw(&mut choice);
            let (weight, leaving) =
                self.path_of(oracle, moment, &suspects[idx], kind, path_idx, &mut choice);
            sum.push(weight, leaving);
        }
        sum.estimate()
    }

    /// One path of one whom the customer may be, with its weight.
    fn path_of(
        &self,
        oracle: &Oracle<'_>,
        moment: &Moment,
        suspect: &Suspect,
        kind: ChoiceKind,
        path_idx: u32,
        choice: &mut Stream,
    ) -> (f64, Leaving) {
        let simulation = oracle.reading.simulation;
        let (alpha, beta) = suspect.posteriors(kind);
        let ((alpha, alpha_weight), (beta, beta_weight)) = (alpha.draw(choice), beta.draw(choice));
        let rhythm = simulation.persona(suspect.persona).rhythm();
        let pace = Pace { alpha: alpha / rhythm.alpha_seconds, beta: beta / rhythm.beta_seconds };
        let life = Life { persona: suspect.persona, arms: self.life.arms, pace };
        let (stream, session) = self.start(oracle, moment, &suspect.waits, path_idx);
        let mut path = Path::new(&life, &suspect.situation, moment.cutoff, stream);
        path.begin(simulation, &suspect.choices, kind, session);
        let (_, open) = &oracle.reading.rhythms[suspect.waits.rhythm];
        // In due time, in which gaps are exponential: before the warp.
        let until = moment.due_at[suspect.waits.rhythm];
        let open = |from| open.between(from, until);
        if !path.reach_cutoff(simulation, &oracle.unseen, &oracle.reading.sightings, open, session)
        {
            // What cannot have happened unseen weighs nothing.
            return (0.0, Leaving::default());
        }
        let weight = libm::exp(alpha_weight + beta_weight) * path.weight();
        (weight, path.follow(simulation, &oracle.staying, moment.window))
    }

    /// Everybody whom the customer may be, by what the log shows.
    fn suspects(&self, oracle: &Oracle<'_>, moment: &Moment) -> Vec<Suspect> {
        let n_personas = oracle.reading.rhythm_of.len();
        (0..n_personas).filter_map(|idx| self.suspect(oracle, moment, idx)).collect()
    }

    fn suspect(&self, oracle: &Oracle<'_>, moment: &Moment, idx: usize) -> Option<Suspect> {
        let reading = &oracle.reading;
        let simulation = reading.simulation;
        let seen = self.past.seen?;
        let state = reading.sightings.state(idx, seen.state)?;
        // Everybody is tried as every persona, under the scenarios that treat the customer: the
        // record of who is treated is no secret.
        let plain = idx as u32 * simulation.n_variants();
        let situation = Situation { at: seen.at, state, playing_until: seen.playing_until };
        let (variant, _) = simulation.persona_at(plain, self.life.arms, seen.at);
        let persona = simulation.persona(variant);
        let waits = Waits::new(oracle, moment, plain, seen.at);
        let mut choices = Choices::new(persona, &situation, moment.cutoff, Sight::Log);
        if waits.since_event > LONG_UNSEEN_SECONDS {
            choices.end_unseen(persona, reading.sightings.hidden_end(variant, state));
        }
        let is_seen =
            choices.hidden_end().map_or(1.0, |start| reading.sightings.is_seen(variant, start));
        let (clues, rhythm) = (&self.past.clues, simulation.persona(plain).rhythm());
        let alpha = |waited: f64| {
            let sum = clues.waited_seconds + waited;
            RatePosterior::new(rhythm.alpha_seconds, clues.n_waits, sum)
        };
        let beta = |open: f64| {
            let sum = clues.open_seconds[waits.rhythm] + open;
            RatePosterior::new(rhythm.beta_seconds, clues.n_returns, sum)
        };
        // One posterior for the past alone, and one for each wait that a next step adds to it.
        let rates = Rates {
            alpha: alpha(0.0),
            alpha_awaiting: alpha(waits.since_event),
            beta: beta(0.0),
            beta_away: beta(waits.open_seconds),
            beta_hidden: beta(waits.open_seconds * is_seen),
        };
        let share = simulation.share(plain);
        let known = libm::log(share) + clues.pages[idx] + clues.hours[waits.rhythm];
        let log_mass = |kind: ChoiceKind| {
            let (alpha, beta) = rates.of(kind);
            known + libm::log(choices.mass(kind)) + alpha.log_mass + beta.log_mass
        };
        let log_masses = KINDS.map(log_mass);
        Some(Suspect { persona: plain, situation, waits, choices, rates, log_masses })
    }

    fn stream(&self, oracle: &Oracle<'_>, moment: &Moment, path_idx: u32) -> Stream {
        truth_stream(oracle.reading.simulation.seed(), self.user_idx, moment.cutoff, path_idx)
    }

    /// The random numbers of a path, and its share of the time until the next session.
    fn start(
        &self,
        oracle: &Oracle<'_>,
        moment: &Moment,
        waits: &Waits,
        path_idx: u32,
    ) -> (Stream, NextSession) {
        let mut stream = self.stream(oracle, moment, path_idx);
        // Stratified: one draw in each of `n_paths` parts of the distribution.
        let share = (f64::from(path_idx) + uniform(&mut stream)) / f64::from(oracle.n_paths);
        (stream, NextSession { due_from: waits.due_from, uniform: share })
    }
}

/// Someone whom a customer may be.
struct Suspect {
    persona: u32,
    situation: Situation,
    waits: Waits,
    choices: Choices,
    rates: Rates,
    /// By kind of the next step.
    log_masses: [f64; 4],
}

/// Posteriors of a user's own means, by what the user may be waiting for.
struct Rates {
    alpha: RatePosterior,
    alpha_awaiting: RatePosterior,
    beta: RatePosterior,
    beta_away: RatePosterior,
    beta_hidden: RatePosterior,
}

impl Rates {
    fn of(&self, kind: ChoiceKind) -> (&RatePosterior, &RatePosterior) {
        match kind {
            ChoiceKind::Free => (&self.alpha, &self.beta),
            ChoiceKind::Awaited => (&self.alpha_awaiting, &self.beta),
            ChoiceKind::End => (&self.alpha, &self.beta_away),
            ChoiceKind::HiddenEnd => (&self.alpha, &self.beta_hidden),
        }
    }
}

impl Suspect {
    fn posteriors(&self, kind: ChoiceKind) -> (&RatePosterior, &RatePosterior) {
        self.rates.of(kind)
    }
}

/// Times for which nothing has been seen.
#[derive(Debug, Clone, Copy)]
struct Waits {
    rhythm: usize,
    /// Seconds since the last event.
    since_event: f64,
    /// Open seconds in which a session might have started.
    open_seconds: f64,
    /// The second from which on the next session can be due.
    due_from: i64,
}

impl Waits {
    fn new(oracle: &Oracle<'_>, moment: &Moment, plain: u32, at: i64) -> Waits {
        let simulation = oracle.reading.simulation;
        let rhythm = oracle.reading.rhythm_of[(plain / simulation.n_variants()) as usize];
        let (persona, open) = &oracle.reading.rhythms[rhythm];
        let due_from = at + persona.rhythm().session_gap_seconds as i64;
        Waits {
            rhythm,
            since_event: (moment.cutoff - at) as f64,
            open_seconds: open.between(due_from, moment.due_at[rhythm]),
            due_from: due_from.max(moment.due_at[rhythm]),
        }
    }
}

/// Weighted paths.
#[derive(Debug, Clone, Default)]
struct WeightedLeaving {
    paths: Vec<(f64, Leaving)>,
}

impl WeightedLeaving {
    fn push(&mut self, weight: f64, leaving: Leaving) {
        self.paths.push((weight, leaving));
    }

    /// The share that leaves in the window of those that do not leave before it: a ratio of sums, with
    /// the error of one (Taylor linearisation).
    fn estimate(&self) -> RiskEstimate {
        let (mut within, mut there) = (0.0, 0.0);
        for (weight, leaving) in &self.paths {
            within += weight * leaving.within;
            there += weight * (1.0 - leaving.before);
        }
        // Everybody left during the lead: nobody is there when the window opens.
        if there <= 0.0 {
            return RiskEstimate { risk: 0.0, error: 0.0 };
        }
        let risk = within / there;
        let residual = |(weight, leaving): &(f64, Leaving)| {
            let off = weight * (leaving.within - risk * (1.0 - leaving.before));
            off * off
        };
        let error = self.paths.iter().map(residual).sum::<f64>().sqrt() / there;
        RiskEstimate { risk: risk.clamp(0.0, 1.0), error }
    }
}
