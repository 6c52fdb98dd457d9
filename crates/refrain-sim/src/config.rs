//! Configurations of Interana's eventsim, read as they are.

use serde::Deserialize;

use crate::Error;
use crate::definition::{Accounts, PageState, PersonaDefinition, SessionStart, Transition};
use crate::rhythm::Rhythm;

/// A configuration of eventsim: a persona, and what else the file says of a simulation.
///
/// All keys of the original are known; those that it does not know either are passed over.
///
/// - Where a key is absent it has the original's default, but `new-user-level` has `free` and not
///   `Free`, which is no level of any configuration.
/// - `start-date` and `end-date` are passed over: the original reads them before it has loaded the
///   file, so that they have no effect. `upgrades` and `downgrades` are never read by it.
/// - In the original `n-users` and `first-user-id` of the file win over its command line, and
///   `growth-rate` wins for new users and loses for dates of registration. Here they are given out as
///   the file says them, and whoever simulates decides.
/// - The original cannot show users under an authentication that `show-user-details` does not list,
///   and crashes. Here it is an error.
/// - Attrition, which the original offers on its command line, ends every user with the first session
///   at any useful rate, for a bracket in its formula is missing. It is not offered here: users leave
///   through `churned-state`.
///
/// # Examples
///
/// ```
/// use refrain_sim::EventsimConfig;
///
/// let text = r#"{
///     "alpha": 60, "n-users": 10, "levels": [{"level": "free", "weight": 1}],
///     "auths": [{"auth": "In", "weight": 1}], "new-user-auth": "In",
///     "show-user-details": [{"auth": "In", "show": true}],
///     "new-session": [{"page": "Home", "status": 200, "auth": "In", "level": "free", "weight": 1}],
///     "transitions": [{"source": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
///                      "dest": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
///                      "p": 0.5}]
/// }"#;
/// let config = EventsimConfig::from_json("mine", text)?;
/// let persona = refrain_sim::Persona::new(config.definition.clone())?;
/// assert_eq!(persona.definition().name, "mine");
/// assert_eq!(config.n_users, Some(10));
/// assert_eq!(config.definition.rhythm.alpha_seconds, 60.0);
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EventsimConfig {
    /// The persona, to be checked by [`Persona::new`](crate::Persona::new).
    pub definition: PersonaDefinition,
    /// `seed`.
    pub seed: Option<u64>,
    /// `n-users`.
    pub n_users: Option<u32>,
    /// `growth-rate`, per year.
    pub growth_per_year: Option<f64>,
}

/// The file; numbers are doubles there, and are cut where a whole one is wanted.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    seed: Option<f64>,
    #[serde(default = "default_alpha")]
    alpha: f64,
    #[serde(default = "default_beta")]
    beta: f64,
    #[serde(default = "default_session_gap")]
    session_gap: f64,
    #[serde(default = "default_damping")]
    damping: f64,
    #[serde(default = "default_weekend_damping")]
    weekend_damping: f64,
    #[serde(default = "default_ramp")]
    weekend_damping_offset: f64,
    #[serde(default = "default_ramp")]
    weekend_damping_scale: f64,
    churned_state: Option<String>,
    show_user_details: Vec<Shown>,
    levels: Vec<LevelWeight>,
    auths: Vec<AuthWeight>,
    #[serde(default = "default_auth")]
    new_user_auth: String,
    #[serde(default = "default_level")]
    new_user_level: String,
    new_session: Vec<Start>,
    transitions: Vec<Step>,
    n_users: Option<f64>,
    growth_rate: Option<f64>,
}

fn default_alpha() -> f64 {
    60.0
}

fn default_beta() -> f64 {
    259_200.0
}

fn default_session_gap() -> f64 {
    1_800.0
}

fn default_damping() -> f64 {
    0.0625
}

fn default_weekend_damping() -> f64 {
    0.5
}

fn default_ramp() -> f64 {
    6.0
}

fn default_auth() -> String {
    "Guest".to_owned()
}

fn default_level() -> String {
    "free".to_owned()
}

#[derive(Debug, Deserialize)]
struct Shown {
    auth: String,
    show: bool,
}

#[derive(Debug, Deserialize)]
struct LevelWeight {
    level: String,
    weight: f64,
}

#[derive(Debug, Deserialize)]
struct AuthWeight {
    auth: String,
    weight: f64,
}

#[derive(Debug, Deserialize)]
struct Page {
    page: String,
    auth: String,
    status: f64,
    #[serde(default)]
    method: String,
    #[serde(default)]
    level: String,
}

#[derive(Debug, Deserialize)]
struct Start {
    #[serde(flatten)]
    page: Page,
    weight: f64,
}

#[derive(Debug, Deserialize)]
struct Step {
    source: Page,
    dest: Page,
    p: f64,
}

impl EventsimConfig {
    /// Reads a configuration; `name` is what the persona is called.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with the place if it is no such file, or a number in it can be none of its
    /// kind.
    pub fn from_json(name: &str, text: &str) -> Result<EventsimConfig, Error> {
        let wrong = |reason: String| Error::Config { persona: name.to_owned(), reason };
        let file: File = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let whole = |key: &str, number: f64, limit: f64| match number {
            _ if (0.0..=limit).contains(&number) => Ok(number.trunc()),
            _ => Err(wrong(format!("`{key}` is {number}, expected a number from 0 to {limit}"))),
        };
        let weight = |key, weight| whole(key, weight, f64::from(u32::MAX)).map(|w| w as u32);
        let state = |page: Page| {
            let status = whole("status", page.status, f64::from(u16::MAX))? as u16;
            let Page { page, auth, method, level, .. } = page;
            Ok::<_, Error>(PageState { page, auth, level, method, status })
        };
        let levels = file.levels.into_iter().map(|l| Ok((weight("weight", l.weight)?, l.level)));
        let auths = file.auths.into_iter().map(|a| Ok((weight("weight", a.weight)?, a.auth)));
        let starts = file.new_session.into_iter().map(|start| {
            let weight = weight("weight", start.weight)?;
            Ok(SessionStart { state: state(start.page)?, weight })
        });
        let transitions = file.transitions.into_iter().map(|step| {
            let (source, dest) = (state(step.source)?, state(step.dest)?);
            Ok(Transition { source, dest, probability: step.p })
        });
        let definition = PersonaDefinition {
            name: name.to_owned(),
            rhythm: Rhythm {
                alpha_seconds: file.alpha,
                beta_seconds: file.beta,
                session_gap_seconds: file.session_gap,
                damping: file.damping,
                weekend_damping: file.weekend_damping,
                weekend_damping_offset_minutes: file.weekend_damping_offset,
                weekend_damping_scale_minutes: file.weekend_damping_scale,
            },
            accounts: Accounts {
                levels: levels.collect::<Result<_, Error>>()?,
                auths: auths.collect::<Result<_, Error>>()?,
                newcomer_auth: file.new_user_auth,
                newcomer_level: file.new_user_level,
                hidden_auths: hidden(&file.show_user_details),
                churned_auth: file.churned_state,
            },
            starts: starts.collect::<Result<_, Error>>()?,
            transitions: transitions.collect::<Result<_, Error>>()?,
        };
        check_shown(&definition, &file.show_user_details).map_err(wrong)?;
        Ok(EventsimConfig {
            definition,
            seed: file.seed.map(|seed| whole("seed", seed, MOST_SEED)).transpose()?.map(as_u64),
            n_users: file.n_users.map(|n| weight("n-users", n)).transpose()?,
            growth_per_year: file.growth_rate,
        })
    }
}

/// The greatest seed that a double holds exactly (2^53).
const MOST_SEED: f64 = 9_007_199_254_740_992.0;

fn as_u64(number: f64) -> u64 {
    number as u64
}

fn hidden(shown: &[Shown]) -> Vec<String> {
    shown.iter().filter(|entry| !entry.show).map(|entry| entry.auth.clone()).collect()
}

/// Checks that the file says of every authentication whether its users are shown.
fn check_shown(definition: &PersonaDefinition, shown: &[Shown]) -> Result<(), String> {
    let states = definition.transitions.iter().flat_map(|step| [&step.source, &step.dest]);
    let is_listed = |auth: &str| shown.iter().any(|entry| entry.auth == auth);
    match states.map(|state| &state.auth).find(|auth| !is_listed(auth)) {
        Some(auth) => Err(format!("`show-user-details` does not say whether `{auth}` is shown")),
        None if shown.iter().all(|entry| !entry.show) => {
            Err("`show-user-details` shows nobody: the log would hold no user".to_owned())
        }
        None => Ok(()),
    }
}
