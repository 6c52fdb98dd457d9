//! Options of a simulation.

use refrain_core::Time;

use crate::{Persona, Scenario};

/// Options of a simulation: how many users, for how long, from when, and who they are.
///
/// Nothing is checked until [`Simulation::new`](crate::Simulation::new).
///
/// # Examples
///
/// ```
/// use refrain_core::Time;
/// use refrain_sim::{Persona, Simulation, SimulationOptions};
///
/// let options = SimulationOptions::new()
///     .users(20)
///     .days(7)
///     .seed(1)
///     .start(Time::from_millis(1_600_000_000_000))
///     .mix([(3, Persona::named("Horn")?.clone()), (1, Persona::named("Tuba")?.clone())]);
/// assert!(Simulation::new(options).is_ok());
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SimulationOptions {
    pub(crate) users: u32,
    pub(crate) days: u32,
    pub(crate) seed: u64,
    pub(crate) start: Time,
    pub(crate) growth_per_year: f64,
    pub(crate) attrition_per_year: f64,
    pub(crate) mix: Vec<(u32, Persona)>,
    pub(crate) scenarios: Vec<Scenario>,
}

/// 2018-10-01T00:00:00Z, when Sparkify's log starts.
const SPARKIFY_START: Time = Time::from_millis(1_538_352_000_000);

/// Users of each persona that a log of eventsim held that has the figures of Sparkify's full log.
const SPARKIFY_MIX: [(u32, &str); 26] = [
    (935, "Accordion"),
    (984, "Banjo"),
    (894, "Cello"),
    (821, "Drum"),
    (909, "Ektara"),
    (957, "Fiddle"),
    (918, "Guitar"),
    (1087, "Horn"),
    (721, "Igil"),
    (842, "Jug"),
    (1154, "Koto"),
    (729, "Lute"),
    (97, "Marimba"),
    (539, "Nagara"),
    (462, "Oboe"),
    (843, "Piano"),
    (852, "Quena"),
    (586, "Recorder"),
    (930, "Saxophone"),
    (1022, "Tuba"),
    (885, "Ukelele"),
    (726, "Viola"),
    (1101, "Whistle"),
    (1254, "Xylophone"),
    (957, "Yu"),
    (1102, "Zither"),
];

impl SimulationOptions {
    /// Starts from a log like Sparkify's mini log: 225 users, 61 days from 2018-10-01, growth of
    /// a tenth per year, and all built-in personas, mixed as in Sparkify's full log; seed 0.
    pub fn new() -> SimulationOptions {
        let persona = |name| Persona::named(name).expect("the mix names built-in personas");
        SimulationOptions {
            users: 225,
            days: 61,
            seed: 0,
            start: SPARKIFY_START,
            growth_per_year: 0.1,
            attrition_per_year: 0.0,
            mix: SPARKIFY_MIX.map(|(weight, name)| (weight, persona(name).clone())).to_vec(),
            scenarios: Vec::new(),
        }
    }

    /// Sets the number of users who are there at the start.
    ///
    /// Some of them may not do anything in the time simulated, and more join as the service
    /// grows.
    pub fn users(self, users: u32) -> SimulationOptions {
        SimulationOptions { users, ..self }
    }

    /// Sets the number of days simulated.
    pub fn days(self, days: u32) -> SimulationOptions {
        SimulationOptions { days, ..self }
    }

    /// Sets the seed from which every random draw derives.
    pub fn seed(self, seed: u64) -> SimulationOptions {
        SimulationOptions { seed, ..self }
    }

    /// Sets the first instant, a whole second.
    pub fn start(self, start: Time) -> SimulationOptions {
        SimulationOptions { start, ..self }
    }

    /// Sets the growth of the service: new users per user and year.
    ///
    /// It also says how long users have been there at the start: this many years on average,
    /// exponentially distributed and at most five. The default of 0.1 gives the 38 days of
    /// Sparkify's log, and some 17 newcomers to every thousand users over 61 days.
    pub fn growth_per_year(self, growth_per_year: f64) -> SimulationOptions {
        SimulationOptions { growth_per_year, ..self }
    }

    /// Sets the attrition: users who stay away for good without cancelling, per user and year; 0
    /// unless set.
    ///
    /// Between two sessions that are a time t apart a user is lost with probability 1 - exp(-rate t), so
    /// that it is a rate per year however often someone comes. eventsim's `--attrition-rate` is meant so
    /// and multiplies by the number of users and the year itself instead, for want of a bracket: any
    /// useful rate makes every session the last one there.
    pub fn attrition_per_year(self, attrition_per_year: f64) -> SimulationOptions {
        SimulationOptions { attrition_per_year, ..self }
    }

    /// Sets the personas that users are drawn from, with their weights.
    pub fn mix(self, mix: impl IntoIterator<Item = (u32, Persona)>) -> SimulationOptions {
        SimulationOptions { mix: mix.into_iter().collect(), ..self }
    }

    /// Adds a scenario; there may be four.
    pub fn scenario(mut self, scenario: Scenario) -> SimulationOptions {
        self.scenarios.push(scenario);
        self
    }
}

impl Default for SimulationOptions {
    fn default() -> SimulationOptions {
        SimulationOptions::new()
    }
}
