//! A simulation: checked options, ready to produce events.

pub(crate) mod options;
mod problem;

use refrain_core::{Span, Time, TimeRange};

use crate::content::catalogue::{Catalogue, Song};
use crate::content::people::People;
use crate::persona::PersonaIdx;
use crate::persona::definition::PageState;
use crate::random::weighted::Weighted;
use crate::random::{ARRIVALS, Stream, exponential_seconds, stream};
use crate::scenario::timeline::{Arms, Timeline};
use crate::simulation::problem::OptionProblem;
use crate::time::seconds::{SECONDS_PER_YEAR, seconds};
use crate::{Error, Persona, Scenario, SimulationOptions};

/// A service whose users listen to music for a while.
///
/// # Determinism
///
/// The same options give the same events on every platform. Every user has random numbers of
/// its own, derived from the seed and the user's number: it does the same whichever others are
/// simulated beside it, so that a simulation can be divided among threads or machines by
/// [`events_of`](Simulation::events_of).
///
/// # Examples
///
/// ```
/// use refrain_sim::{Simulation, SimulationOptions};
///
/// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
/// let first = simulation.events().next().expect("ten users do something in two weeks");
/// assert!(simulation.range().contains(first.time));
///
/// let mut json = Vec::new();
/// let rows = simulation.write_json_lines(&mut json)?;
/// assert_eq!(rows as usize, simulation.events().count());
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Simulation {
    options: SimulationOptions,
    start: i64,
    end: i64,
    /// Positions in `personas`, of those untouched by scenarios.
    mix: Weighted<PersonaIdx>,
    /// The personas of the mix, each with its variants.
    personas: Vec<Persona>,
    timeline: Timeline,
    /// Seconds at which the users join who are not there at the start, ascending.
    joined_at: Vec<i64>,
    people: &'static People,
    catalogue: &'static Catalogue,
}

const MOST_USERS: u32 = 10_000_000;
const MOST_DAYS: u32 = 36_525;
const MOST_GROWTH: f64 = 10.0;
const MOST_ATTRITION: f64 = 100.0;
const MOST_PERSONAS: usize = 10_000;
const EARLIEST_START: Time = Time::from_millis(0);
/// 2200-01-01T00:00:00Z.
const LATEST_START: Time = Time::from_millis(7_258_118_400_000);

impl Simulation {
    /// Checks options and prepares the simulation.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if an option is out of bounds, growth brings
    /// in more users than a simulation takes, the mix holds no persona or too many, or a scenario makes
    /// no sense or changes nothing in any persona.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// assert!(Simulation::new(SimulationOptions::new().users(10).days(14)).is_ok());
    /// let error = Simulation::new(SimulationOptions::new().users(0)).unwrap_err();
    /// assert!(error.to_string().contains("users"), "{error}");
    /// ```
    pub fn new(options: SimulationOptions) -> Result<Simulation, Error> {
        check(&options)?;
        let start = seconds(options.start);
        let end = seconds(options.start + Span::from_days(options.days));
        let timeline = Timeline::new(&options.scenarios)?;
        // Each persona is followed by its variants; users are drawn among those without a
        // scenario.
        let plain = (0..).step_by(timeline.n_variants() as usize);
        let weights = options.mix.iter().zip(plain).map(|((weight, _), idx)| (*weight, idx));
        let mix = Weighted::new(weights).ok_or(OptionProblem::EmptyMix)?;
        let personas: Vec<Persona> =
            options.mix.iter().map(|(_, persona)| persona.clone()).collect();
        Ok(Simulation {
            joined_at: arrivals(&options, start, end)?,
            start,
            end,
            mix,
            personas: timeline.variants(&personas)?,
            timeline,
            options,
            people: People::built_in(),
            catalogue: Catalogue::built_in(),
        })
    }

    /// Returns the time simulated; every event lies in it, and after its start.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let range = simulation.range();
    /// assert_eq!(range.start.to_string(), "2018-10-01T00:00:00Z");
    /// assert_eq!(range.end.to_string(), "2018-10-15T00:00:00Z");
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn range(&self) -> TimeRange {
        let start = self.options.start;
        TimeRange::new(start, start + Span::from_days(self.options.days))
    }

    /// Returns the number of users, those who join later included.
    ///
    /// The last of them may join after the end, and still be seen before as a guest.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(100).days(14).growth_per_year(2.0))?;
    /// // The service grows by 2 users per user and year, so that some join in two weeks.
    /// assert!(simulation.n_users() > 100);
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn n_users(&self) -> u32 {
        self.options.users + self.joined_at.len() as u32
    }

    /// Iterates over the page states of all personas, one persona after the other; a state that
    /// several have comes several times.
    pub fn page_states(&self) -> impl Iterator<Item = &PageState> {
        self.personas.iter().flat_map(|persona| persona.chain.states()).map(|state| &state.page)
    }

    /// Iterates over the songs of the service, the most popular first; they are the same in every
    /// simulation.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let most_popular = simulation.songs().next().expect("a service without music");
    /// assert!(most_popular.length_seconds > 5.0);
    /// assert_eq!(simulation.songs().count(), 200_000);
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn songs(&self) -> impl Iterator<Item = Song<'_>> {
        (0..self.catalogue.n_songs()).map(|song| self.catalogue.song(song))
    }

    /// Returns the scenarios.
    pub fn scenarios(&self) -> &[Scenario] {
        self.timeline.scenarios()
    }

    /// Returns `true` if a scenario, counted from 0, treats a user, counted from 0.
    pub fn is_treated(&self, scenario_idx: usize, user_idx: u32) -> bool {
        let scenario = self.scenarios().get(scenario_idx);
        scenario.is_some_and(|scenario| scenario.treats(self.seed(), scenario_idx, user_idx))
    }

    pub(crate) fn start(&self) -> i64 {
        self.start
    }

    pub(crate) fn end(&self) -> i64 {
        self.end
    }

    pub(crate) fn seed(&self) -> u64 {
        self.options.seed
    }

    pub(crate) fn attrition_per_year(&self) -> f64 {
        self.options.attrition_per_year
    }

    pub(crate) fn growth_per_year(&self) -> f64 {
        self.options.growth_per_year
    }

    pub(crate) fn people(&self) -> &'static People {
        self.people
    }

    pub(crate) fn catalogue(&self) -> &'static Catalogue {
        self.catalogue
    }

    pub(crate) fn draw_persona(&self, stream: &mut Stream) -> PersonaIdx {
        *self.mix.draw(stream)
    }

    pub(crate) fn persona(&self, persona_idx: PersonaIdx) -> &Persona {
        &self.personas[persona_idx as usize]
    }

    /// Returns how many variants each persona has, side by side.
    pub(crate) fn n_variants(&self) -> u32 {
        self.timeline.n_variants()
    }

    /// Returns the probability that a user is of a persona, by its first variant.
    pub(crate) fn share(&self, plain: PersonaIdx) -> f64 {
        let mut shares = self.mix.probabilities();
        shares.find(|(_, persona)| **persona == plain).map_or(0.0, |(share, _)| share)
    }

    pub(crate) fn personas(&self) -> &[Persona] {
        &self.personas
    }

    /// Returns the scenarios that treat a user at any time.
    pub(crate) fn arms(&self, user_idx: u32) -> Arms {
        self.timeline.arms(self.options.seed, user_idx)
    }

    /// Returns the persona that a user's persona is at an instant, and when that changes next.
    pub(crate) fn persona_at(&self, persona: PersonaIdx, arms: Arms, at: i64) -> (PersonaIdx, i64) {
        self.timeline.persona_at(persona, arms, at)
    }

    /// Returns when a user joins, `None` if it is there at the start.
    pub(crate) fn joined_at(&self, user_idx: u32) -> Option<i64> {
        let newcomer = user_idx.checked_sub(self.options.users)?;
        Some(self.joined_at[newcomer as usize])
    }
}

fn check(options: &SimulationOptions) -> Result<(), OptionProblem> {
    let SimulationOptions { users, days, start, growth_per_year: growth, mix, .. } = options;
    if !(1..=MOST_USERS).contains(users) {
        return Err(OptionProblem::Count { what: "users", found: *users, limit: MOST_USERS });
    }
    if !(1..=MOST_DAYS).contains(days) {
        return Err(OptionProblem::Count { what: "days", found: *days, limit: MOST_DAYS });
    }
    let is_whole_second = start.millis() % 1_000 == 0;
    if !is_whole_second || !(EARLIEST_START..LATEST_START).contains(start) {
        return Err(OptionProblem::Start { found: *start });
    }
    if !(0.0..=MOST_GROWTH).contains(growth) {
        return Err(OptionProblem::Growth { found: *growth, limit: MOST_GROWTH });
    }
    if !(0.0..=MOST_ATTRITION).contains(&options.attrition_per_year) {
        let found = options.attrition_per_year;
        return Err(OptionProblem::Attrition { found, limit: MOST_ATTRITION });
    }
    if mix.len() > MOST_PERSONAS {
        return Err(OptionProblem::Mix { found: mix.len(), limit: MOST_PERSONAS });
    }
    Ok(())
}

/// Draws when new users join: as many per user and year as the growth rate says.
///
/// The last joins at or after the end, as in eventsim: its first visit may come before.
fn arrivals(options: &SimulationOptions, start: i64, end: i64) -> Result<Vec<i64>, OptionProblem> {
    let growth = options.growth_per_year;
    let mut stream = stream(options.seed, ARRIVALS);
    let mut arrivals = Vec::new();
    let mut at = start;
    while growth > 0.0 && at < end {
        let n_users = options.users + arrivals.len() as u32;
        // Before the user is added: a rate beyond all bounds ends here, not in memory.
        if n_users == MOST_USERS {
            return Err(OptionProblem::GrownUsers { growth, limit: MOST_USERS });
        }
        let mean_gap = SECONDS_PER_YEAR / (f64::from(n_users) * growth);
        // Next to no growth makes gaps that overflow.
        at = at.saturating_add(exponential_seconds(&mut stream, mean_gap));
        arrivals.push(at);
    }
    Ok(arrivals)
}
