//! A simulation: checked options, ready to produce events.

use std::io::Write;
use std::ops::Range;

use refrain_core::{EventLog, Span, Time, TimeRange};

use crate::assignment;
use crate::catalogue::{Catalogue, Song};
use crate::coded_event::CodedEvents;
use crate::definition::PageState;
use crate::event::Customer;
use crate::event_log::event_log;
use crate::events::Events;
use crate::json_lines;
use crate::people::People;
use crate::random::{ARRIVALS, Stream, exponential_seconds, stream};
use crate::seconds::{SECONDS_PER_YEAR, seconds};
use crate::timeline::{Arms, Timeline};
use crate::truth::{self, TrueRisk, TruthOptions};
use crate::user::User;
use crate::weighted::Weighted;
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
    /// When the users join who are not there at the start, ascending.
    joined_at: Vec<i64>,
    people: &'static People,
    catalogue: &'static Catalogue,
}

/// Position of a persona, or of its variant in a scenario.
pub(crate) type PersonaIdx = u32;

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
    /// [`Error::Users`], [`Error::Days`], [`Error::Start`], [`Error::Growth`], [`Error::Attrition`],
    /// [`Error::GrownUsers`], [`Error::Mix`] or [`Error::EmptyMix`], whichever option is out of
    /// bounds.
    pub fn new(options: SimulationOptions) -> Result<Simulation, Error> {
        check(&options)?;
        let start = seconds(options.start);
        let end = seconds(options.start + Span::from_days(options.days));
        let timeline = Timeline::new(&options.scenarios)?;
        let plain = (0..).step_by(timeline.n_variants() as usize);
        let weights = options.mix.iter().zip(plain).map(|((weight, _), idx)| (*weight, idx));
        let mix = Weighted::new(weights).ok_or(Error::EmptyMix)?;
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
    pub fn range(&self) -> TimeRange {
        let start = self.options.start;
        TimeRange::new(start, start + Span::from_days(self.options.days))
    }

    /// Returns the number of users, those who join later included.
    ///
    /// The last of them may join after the end, and still be seen before as a guest.
    pub fn n_users(&self) -> u32 {
        self.options.users + self.joined_at.len() as u32
    }

    /// Iterates over all events in the order of time; users at the same instant come in the
    /// order of their numbers.
    pub fn events(&self) -> Events<'_> {
        Events::new(self, 0..self.n_users())
    }

    /// Iterates over the events of some of the users, counted from 0, in the order of time.
    ///
    /// They are those of [`events`](Simulation::events) that are theirs, the same in every field:
    /// several machines can each make a part of a log. Numbers past the last user are nobody's.
    pub fn events_of(&self, users: Range<u32>) -> Events<'_> {
        let end = users.end.min(self.n_users());
        Events::new(self, users.start.min(end)..end)
    }

    /// Iterates over the events of [`events`](Simulation::events), with positions in
    /// [`page_states`](Simulation::page_states), [`customers`](Simulation::customers) and
    /// [`songs`](Simulation::songs) in place of texts.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let pages: Vec<&str> = simulation.page_states().map(|state| state.page.as_str()).collect();
    ///
    /// let coded = simulation.coded_events().map(|event| pages[event.page_state_idx as usize]);
    /// assert!(coded.eq(simulation.events().map(|event| event.page)));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn coded_events(&self) -> CodedEvents<'_> {
        CodedEvents::new(self)
    }

    /// Iterates over the page states of all personas, one persona after the other; a state that
    /// several have comes several times.
    pub fn page_states(&self) -> impl Iterator<Item = &PageState> {
        self.personas.iter().flat_map(|persona| persona.chain.states()).map(|state| &state.page)
    }

    /// Iterates over what the log says about each user where it names it, in the order of their
    /// numbers; users of whom the log says nothing are among them.
    pub fn customers(&self) -> impl Iterator<Item = Customer<'_>> {
        (0..self.n_users()).map(|user_idx| {
            let (_, profile) = User::new(self, user_idx);
            Customer::new(self, user_idx, &profile)
        })
    }

    /// Iterates over the songs of the service, the most popular first; they are the same in every
    /// simulation.
    pub fn songs(&self) -> impl Iterator<Item = Song<'_>> {
        (0..self.catalogue.n_songs()).map(|song| self.catalogue.song(song))
    }

    /// Returns the scenarios.
    pub fn scenarios(&self) -> &[Scenario] {
        self.timeline.scenarios()
    }

    /// Whether a scenario, counted from 0, treats a user, counted from 0.
    pub fn is_treated(&self, scenario_idx: usize, user_idx: u32) -> bool {
        let scenario = self.scenarios().get(scenario_idx);
        scenario.is_some_and(|scenario| scenario.treats(self.seed(), scenario_idx, user_idx))
    }

    /// Writes all events as JSON lines and returns their number.
    ///
    /// Lines are made by several threads while those before them are written.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if the writer fails.
    pub fn write_json_lines(&self, out: &mut (impl Write + Send)) -> Result<u64, Error> {
        Ok(json_lines::write(self, out)?)
    }

    /// Writes who is treated as CSV: a row for every user and scenario, in the order of users.
    ///
    /// The columns are `userId`, as the log has it; `scenario`, its name; `treated`, `true` or
    /// `false`; `from` and `until` of the scenario as RFC 3339, the latter empty if it does not end.
    /// Users who never show up in the log have their rows as well. Without scenarios there is the
    /// header alone.
    ///
    /// # Errors
    ///
    /// [`Error::WriteAssignment`] if the writer fails.
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
        assignment::write(self, out).map_err(|source| Error::WriteAssignment { source })
    }

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
    /// [`Error::TruthCutoff`] if a cutoff is outside the time simulated, and [`Error::Truth`] if another
    /// option makes no sense or there are more than 256 personas.
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
        truth::true_risks(self, options)
    }

    /// Collects the events whose user the log names into an [`EventLog`].
    ///
    /// Entities are user ids, kinds are pages, sequences are positions in the session; the
    /// attributes are `level`, `artist`, `song`, `length`, `gender`, `location` and `userAgent`.
    ///
    /// # Errors
    ///
    /// [`Error::Log`] if there are no such events, or more than a log can hold.
    pub fn event_log(&self) -> Result<EventLog, Error> {
        Ok(event_log(self.events())?)
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

    /// How many variants each persona has, side by side.
    pub(crate) fn n_variants(&self) -> u32 {
        self.timeline.n_variants()
    }

    /// The probability that a user is of a persona, by its first variant.
    pub(crate) fn share(&self, plain: PersonaIdx) -> f64 {
        let mut shares = self.mix.probabilities();
        shares.find(|(_, persona)| **persona == plain).map_or(0.0, |(share, _)| share)
    }

    pub(crate) fn personas(&self) -> &[Persona] {
        &self.personas
    }

    /// The scenarios that treat a user at any time.
    pub(crate) fn arms(&self, user_idx: u32) -> Arms {
        self.timeline.arms(self.options.seed, user_idx)
    }

    /// The persona that a user's persona is at an instant, and when that changes next.
    pub(crate) fn persona_at(&self, persona: PersonaIdx, arms: Arms, at: i64) -> (PersonaIdx, i64) {
        self.timeline.persona_at(persona, arms, at)
    }

    /// When a user joins, `None` if it is there at the start.
    pub(crate) fn joined_at(&self, user_idx: u32) -> Option<i64> {
        let newcomer = user_idx.checked_sub(self.options.users)?;
        Some(self.joined_at[newcomer as usize])
    }
}

fn check(options: &SimulationOptions) -> Result<(), Error> {
    let SimulationOptions { users, days, start, growth_per_year: growth, mix, .. } = options;
    if !(1..=MOST_USERS).contains(users) {
        return Err(Error::Users { found: *users, limit: MOST_USERS });
    }
    if !(1..=MOST_DAYS).contains(days) {
        return Err(Error::Days { found: *days, limit: MOST_DAYS });
    }
    let is_whole_second = start.millis() % 1_000 == 0;
    if !is_whole_second || !(EARLIEST_START..LATEST_START).contains(start) {
        return Err(Error::Start { found: *start });
    }
    if !(0.0..=MOST_GROWTH).contains(growth) {
        return Err(Error::Growth { found: *growth, limit: MOST_GROWTH });
    }
    if !(0.0..=MOST_ATTRITION).contains(&options.attrition_per_year) {
        let found = options.attrition_per_year;
        return Err(Error::Attrition { found, limit: MOST_ATTRITION });
    }
    if mix.len() > MOST_PERSONAS {
        return Err(Error::Mix { found: mix.len(), limit: MOST_PERSONAS });
    }
    Ok(())
}

/// Draws when new users join: as many per user and year as the growth rate says.
///
/// The last joins at or after the end, as in eventsim: its first visit may come before.
fn arrivals(options: &SimulationOptions, start: i64, end: i64) -> Result<Vec<i64>, Error> {
    let growth = options.growth_per_year;
    let mut stream = stream(options.seed, ARRIVALS);
    let mut arrivals = Vec::new();
    let mut at = start;
    while growth > 0.0 && at < end {
        let n_users = options.users + arrivals.len() as u32;
        if n_users == MOST_USERS {
            return Err(Error::GrownUsers { growth, limit: MOST_USERS });
        }
        let mean_gap = SECONDS_PER_YEAR / (f64::from(n_users) * growth);
        at = at.saturating_add(exponential_seconds(&mut stream, mean_gap));
        arrivals.push(at);
    }
    Ok(arrivals)
}
