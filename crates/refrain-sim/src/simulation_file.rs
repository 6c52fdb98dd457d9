//! Whole simulations as TOML.

mod date;
mod form;
mod page_names;
mod pairs;
mod persona_form;
mod problem;
mod scenario_form;

use std::num::NonZeroU32;

use refrain_core::Time;

use crate::EventsimConfig;
use crate::config::item::{Fields, Item};
use crate::config::toml_tree;
use crate::persona_file::table::Reader;
use crate::scenario::table::scenarios;
use crate::{Error, Persona, Scenario, SimulationOptions};

/// A whole simulation as a file describes it: how many users for how long, and who they are.
///
/// # Form
///
/// TOML with these keys, all optional:
///
/// - `users`, `days`, `seed`, `start` (a date or an instant), `growth` and `attrition`
///   (per year): what
///   [`SimulationOptions`] has under those names, and its defaults;
/// - `[pages]`: pages that personas name, with method and status: `Home = "GET 200"`. A page that
///   exists twice is told apart by name: `Form = { page = "Home", method = "PUT", status = 307 }`;
/// - `[[persona]]`: a persona, with these keys:
///   - `name`, and a `weight` of 1 unless it says another. One that says no more is the built-in of
///     that name;
///   - `like`: a persona above it in the file, or a built-in, from which it differs only as it says;
///   - `factors`: how many times as often as there a page is met: `{ "Roll Advert" = 2 }`. All
///     transitions to it are multiplied, the others of the same page give way in proportion, and
///     sessions end as often as before. What is written under `transitions` wins;
///   - `alpha`, `beta`, `session-gap` in seconds, `damping` as a fraction of a day,
///     `weekend-damping` as a probability, `weekend-damping-offset` and `weekend-damping-scale` in
///     minutes: the [`Rhythm`](crate::Rhythm). The gap is 1800 unless given; the dampings are 0, and
///     180 and 360 minutes;
///   - `auths` and `levels`: authentications and levels of the users who are there at the start,
///     with weights: `{ free = 10, paid = 2 }`. Without `levels` there are none;
///   - `newcomer`: authentication and level of users who join later, `"Guest/free"`;
///   - `hidden`: authentications under which the log does not say who the user is;
///   - `churned`: the authentication in which a session ends that was a user's last;
///   - `starts`: for each authentication and level the first pages of sessions, with weights:
///     `"Guest/free" = { Home = 10, About = 1 }`;
///   - `[persona.transitions."Guest/free"]`: for each page which pages follow, with probabilities:
///     `Home = { About = 0.1, Register = 0.3 }`. What is missing to one ends the session. A page that
///     users see in another state is `"Home@Logged In/free"`;
/// - `[[scenario]]`: a [`Scenario`], at most four, with these keys:
///   - `name`, which no other scenario of the file has;
///   - `from` and, if it ends, `until`: dates or instants;
///   - `share`, of all users, or `users`, a list of ids: who is treated;
///   - `factors`: how many times as often the treated go to a page, by its name in the log:
///     `{ Cancel = 0.5 }`. Sessions end less or more often then, as all else gives way;
///   - `alpha-factor` and `beta-factor`: by how much the two mean times are multiplied;
///   - `[[scenario.transition]]`: a transition more closely, with the `page` that follows, `after`
///     which one and at which `level` of that one, both any unless given, and its `factor`.
///
/// A persona that is like another adds to its starts and transitions or changes single ones; zero
/// takes one away. Without levels a state is its authentication alone, as `Member`.
///
/// # Examples
///
/// Half the users are as in Accordion, half of them meet twice the adverts and come back sooner:
///
/// ```
/// use refrain_sim::{Simulation, SimulationFile};
///
/// let file = SimulationFile::from_toml(r#"
///     users = 200
///     [[persona]]
///     name = "Accordion"
///     [[persona]]
///     name = "Annoyed"
///     like = "Accordion"
///     factors = { "Roll Advert" = 2 }
///     beta = 259_200
/// "#)?;
/// assert_eq!(file.users, Some(200));
/// let simulation = Simulation::new(file.options())?;
/// assert!(simulation.n_users() >= 200);
///
/// let error = SimulationFile::from_toml("users = 200\nsed = 3").unwrap_err();
/// let expected = "line 2: `sed` is not a known key, expected one of the keys here: did you mean `seed`?";
/// assert_eq!(error.to_string(), expected);
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SimulationFile {
    /// Number of users at the start.
    pub users: Option<u32>,
    /// Number of days simulated.
    pub days: Option<u32>,
    /// Seed of the random numbers.
    pub seed: Option<u64>,
    /// The first instant.
    pub start: Option<Time>,
    /// New users per user and year.
    pub growth_per_year: Option<f64>,
    /// `attrition`, per year.
    pub attrition_per_year: Option<f64>,
    /// The personas with their weights; none stand for those of [`SimulationOptions::new`].
    pub personas: Vec<(u32, Persona)>,
    /// Changes for some of the users.
    pub scenarios: Vec<Scenario>,
}

const KEYS: [&str; 9] =
    ["users", "days", "seed", "start", "growth", "attrition", "pages", "persona", "scenario"];

impl SimulationFile {
    /// Reads a simulation and checks its personas.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed), with the line, if it is no TOML; if a
    /// key is unknown or missing, has a value that is none of it, or names a page or persona that
    /// does not exist, with the path of the key; if a persona is refused by [`Persona::new`], or would
    /// be in a scenario.
    ///
    /// More users or days than there can be are left to [`Simulation::new`](crate::Simulation::new).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::SimulationFile;
    ///
    /// let file = SimulationFile::from_toml("users = 50\ndays = 30\n[[persona]]\nname = \"Horn\"\n")?;
    /// assert_eq!((file.users, file.personas.len()), (Some(50), 1));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<SimulationFile, Error> {
        let tree = toml_tree::parse(text)?;
        let root = Item::root(text, &tree);
        let fields = root.fields()?;
        fields.check_known(&KEYS)?;
        let seed = fields.get("seed").map(|item| item.whole("a whole number of 0 or more"));
        let file = SimulationFile {
            users: fields.get("users").map(count).transpose()?,
            days: fields.get("days").map(count).transpose()?,
            seed: seed.transpose()?,
            start: fields.get("start").map(Item::time).transpose()?,
            growth_per_year: fields.get("growth").map(Item::positive_or_zero).transpose()?,
            attrition_per_year: fields.get("attrition").map(Item::positive_or_zero).transpose()?,
            personas: personas(text, &fields)?,
            scenarios: Vec::new(),
        };
        // After the personas, since scenarios name pages and transitions of theirs.
        let scenarios = scenarios(&fields, &in_simulation(&file.personas))?;
        Ok(SimulationFile { scenarios, ..file })
    }

    /// Writes the simulation as TOML.
    ///
    /// Read back it has the same options, personas and scenarios. A persona of the crate is written by
    /// its name, any other in full. Where transitions that leave one page, or pages of one
    /// authentication and level, are not side by side in a
    /// [`PersonaDefinition`](crate::PersonaDefinition), they are afterwards; users do the same.
    /// Changes of a scenario come back in the order of its form, those of transitions in their own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if an authentication has a `/` in its name, which
    /// stands between authentication and level, or two personas, levels, authentications or scenarios
    /// have one name; if a scenario treats nobody or changes a mean time twice; if a date is outside
    /// the years 0 to 9999. [`ErrorKind::Argument`](crate::ErrorKind::Argument) if
    /// [`Simulation::new`](crate::Simulation::new) would refuse a scenario by itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Persona, SimulationFile};
    ///
    /// let mut patient = Persona::named("Accordion")?.definition().clone();
    /// patient.name = "Patient".into();
    /// patient.rhythm.beta_seconds *= 2.0;
    /// let mut file = SimulationFile::default();
    /// file.personas.push((1, Persona::new(patient)?));
    /// let text = file.to_toml()?;
    /// assert!(text.contains("beta = 1209600.0"));
    ///
    /// let again = SimulationFile::from_toml(&text)?;
    /// assert_eq!(again.personas[0].1.definition(), file.personas[0].1.definition());
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn to_toml(&self) -> Result<String, Error> {
        form::write(self)
    }

    /// Returns the options of the simulation, with the defaults of [`SimulationOptions::new`]
    /// where the file says nothing.
    pub fn options(&self) -> SimulationOptions {
        let default = SimulationOptions::new();
        let options = SimulationOptions {
            users: self.users.unwrap_or(default.users),
            days: self.days.unwrap_or(default.days),
            seed: self.seed.unwrap_or(default.seed),
            start: self.start.unwrap_or(default.start),
            growth_per_year: self.growth_per_year.unwrap_or(default.growth_per_year),
            attrition_per_year: self.attrition_per_year.unwrap_or(default.attrition_per_year),
            scenarios: self.scenarios.clone(),
            ..default
        };
        match self.personas.is_empty() {
            true => options,
            false => options.mix(self.personas.iter().cloned()),
        }
    }
}

/// Says everything that is simulated: no default is left to the reader of the file.
impl From<&SimulationOptions> for SimulationFile {
    fn from(options: &SimulationOptions) -> SimulationFile {
        SimulationFile {
            users: Some(options.users),
            days: Some(options.days),
            seed: Some(options.seed),
            start: Some(options.start),
            growth_per_year: Some(options.growth_per_year),
            attrition_per_year: Some(options.attrition_per_year),
            personas: options.mix.clone(),
            scenarios: options.scenarios.clone(),
        }
    }
}

/// Takes over the persona, the seed, the number of users and the growth; dates have no effect in
/// eventsim and are left behind.
impl From<EventsimConfig> for SimulationFile {
    fn from(config: EventsimConfig) -> SimulationFile {
        SimulationFile {
            // A file that says 0 leaves the number to the command line.
            users: config.n_users.filter(|n_users| *n_users > 0),
            seed: config.seed,
            growth_per_year: config.growth_per_year,
            attrition_per_year: None,
            personas: vec![(1, config.persona)],
            ..SimulationFile::default()
        }
    }
}

/// The personas that are simulated: if the file has none, those that come with the crate.
fn in_simulation(personas: &[(u32, Persona)]) -> Vec<&Persona> {
    match personas.is_empty() {
        true => Persona::built_in().iter().collect(),
        false => personas.iter().map(|(_, persona)| persona).collect(),
    }
}

fn count(item: &Item<'_>) -> Result<u32, Error> {
    let expected = "a whole number of 1 or more";
    let count: NonZeroU32 =
        item.whole::<u32>(expected)?.try_into().map_err(|_| item.fault(expected))?;
    Ok(count.get())
}

fn personas(text: &str, fields: &Fields<'_>) -> Result<Vec<(u32, Persona)>, Error> {
    let mut reader = Reader::new(text, fields.get("pages").cloned(), Persona::built_in())?;
    let Some(list) = fields.get("persona") else { return Ok(Vec::new()) };
    let tables = list.tables("personas", "persona")?;
    let personas: Vec<(u32, Persona)> =
        tables.iter().map(|item| reader.read(item)).collect::<Result<_, _>>()?;
    match personas.iter().any(|(weight, _)| *weight > 0) {
        true => Ok(personas),
        false => Err(list.fault_of("a list without a positive `weight`", "one at least")),
    }
}
