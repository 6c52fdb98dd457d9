//! Configurations of Interana's eventsim, read as they are.

use refrain_core::Time;

use crate::config::item::{Fields, Item};
use crate::config::json_tree;
use crate::persona_file::draft::{Draft, Part};
use crate::{Error, PageState, Persona, Rhythm, SessionStart, Transition};

/// A configuration of eventsim: a persona, and what else the file says of a simulation.
///
/// All keys of the original are known; those that it does not know either are passed over.
///
/// - Where a key is absent it has the original's default, but `new-user-level` has `free` and not
///   `Free`, which is no level of any configuration.
/// - `upgrades` and `downgrades` are never read by the original, nor here.
/// - In the original `start-date` and `end-date` have no effect, for it reads them before it has
///   loaded the file. Here they are given out and nothing else is done with them, but that an end
///   which is not after the start is an error.
/// - `tag` is a text that the original adds to every row. It is given out; the logs written here
///   have no such field.
/// - In the original `n-users` and `first-user-id` of the file win over its command line, and
///   `growth-rate` wins for new users and loses for dates of registration. Here they are given out as
///   the file says them, and whoever simulates decides; `first-user-id` is passed over.
/// - The original cannot show users under an authentication that `show-user-details` does not list,
///   and crashes. Here it is an error.
/// - Attrition, which the original offers on its command line and not in this file, lacks a bracket there:
///   any useful rate ends every user with the first session. It is done right here, as
///   [`SimulationOptions::attrition_per_year`](crate::SimulationOptions::attrition_per_year).
///
/// [`SimulationFile`](crate::SimulationFile) writes it as TOML.
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
/// assert_eq!(config.persona.definition().name, "mine");
/// assert_eq!(config.persona.definition().rhythm.alpha_seconds, 60.0);
/// assert_eq!(config.n_users, Some(10));
///
/// let error = EventsimConfig::from_json("mine", &text.replace("0.5", "1.5")).unwrap_err();
/// assert!(error.to_string().starts_with("line 8: `transitions[0].p`: persona `mine`: "));
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EventsimConfig {
    /// The persona.
    pub persona: Persona,
    /// `seed`.
    pub seed: Option<u64>,
    /// `n-users`.
    pub n_users: Option<u32>,
    /// `growth-rate`, per year.
    pub growth_per_year: Option<f64>,
    /// `start-date`, taken as UTC.
    pub start_date: Option<Time>,
    /// `end-date`, taken as UTC.
    pub end_date: Option<Time>,
    /// `tag`.
    pub tag: Option<String>,
}

/// The original's rhythm where the file says nothing.
const DEFAULT_RHYTHM: Rhythm = Rhythm {
    alpha_seconds: 60.0,
    beta_seconds: 259_200.0,
    session_gap_seconds: 1_800.0,
    damping: 0.0625,
    weekend_damping: 0.5,
    weekend_damping_offset_minutes: 6.0,
    weekend_damping_scale_minutes: 6.0,
};

/// The greatest seed that a double holds exactly (2^53).
const MOST_SEED: f64 = 9_007_199_254_740_992.0;

impl EventsimConfig {
    /// Reads a configuration and checks its persona; `name` is what that is called.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed), with the line, if it is no JSON; if a
    /// key is missing or has a value that is none of it, with the path of the key; if the persona is
    /// refused by [`Persona::new`].
    pub fn from_json(name: &str, text: &str) -> Result<EventsimConfig, Error> {
        // Editors on Windows begin a file with a byte order mark, which is no JSON.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let tree = json_tree::parse(text)?;
        let root = Item::root(text, &tree);
        let fields = root.fields()?;
        let draft = draft(name, &root, &fields)?;
        let (start_date, end_date) = dates(&fields)?;
        let seed = fields.get("seed").map(|item| item.cut(MOST_SEED)).transpose()?;
        Ok(EventsimConfig {
            persona: draft.check(text)?,
            seed: seed.map(|seed| seed as u64),
            n_users: fields.get("n-users").map(weight).transpose()?,
            growth_per_year: fields.get("growth-rate").map(Item::positive_or_zero).transpose()?,
            start_date,
            end_date,
            tag: fields.get("tag").map(|tag| tag.text().map(str::to_owned)).transpose()?,
        })
    }
}

fn draft(name: &str, root: &Item<'_>, fields: &Fields<'_>) -> Result<Draft, Error> {
    let mut draft = Draft::new(root.place.clone());
    draft.definition.name = name.to_owned();
    draft.definition.rhythm = DEFAULT_RHYTHM;
    draft.read_rates(fields)?;
    read_accounts(fields, &mut draft)?;
    read_starts(fields, &mut draft)?;
    read_transitions(fields, &mut draft)?;
    read_shown(fields, &mut draft)?;
    Ok(draft)
}

fn read_accounts(fields: &Fields<'_>, draft: &mut Draft) -> Result<(), Error> {
    let levels = fields.required("levels", "a list of levels with weights")?;
    draft.note(Part::Levels, &levels.place);
    let auths = fields.required("auths", "a list of authentications with weights")?;
    draft.note(Part::Auths, &auths.place);
    let accounts = &mut draft.definition.accounts;
    accounts.levels = weights(levels, "level")?;
    accounts.auths = weights(auths, "auth")?;
    accounts.newcomer_auth = text_or(fields, "new-user-auth", "Guest")?;
    accounts.newcomer_level = text_or(fields, "new-user-level", "free")?;
    accounts.churned_auth = match fields.get("churned-state") {
        Some(item) => Some(item.text()?.to_owned()),
        None => None,
    };
    let newcomer = fields.get("new-user-auth").or_else(|| fields.get("new-user-level"));
    if let Some(item) = newcomer {
        draft.note(Part::Newcomer, &item.place);
    }
    Ok(())
}

fn text_or(fields: &Fields<'_>, key: &str, default: &str) -> Result<String, Error> {
    fields.get(key).map_or(Ok(default), Item::text).map(str::to_owned)
}

/// Reads a list of `{"level": "free", "weight": 10}`.
fn weights(list: &Item<'_>, key: &str) -> Result<Vec<(u32, String)>, Error> {
    let read = |item: Item<'_>| {
        let fields = item.fields()?;
        let name = fields.required(key, "a name")?.text()?;
        Ok((weight(fields.required("weight", "a number")?)?, name.to_owned()))
    };
    list.list()?.into_iter().map(read).collect()
}

fn weight(item: &Item<'_>) -> Result<u32, Error> {
    // The original reads numbers as doubles and cuts them.
    item.cut(u32::MAX.into()).map(|weight| weight as u32)
}

fn read_starts(fields: &Fields<'_>, draft: &mut Draft) -> Result<(), Error> {
    let list = fields.required("new-session", "a list of first pages with weights")?;
    for item in list.list()? {
        let fields = item.fields()?;
        let weight = weight(fields.required("weight", "a number")?)?;
        draft.push_start(SessionStart { state: state(&fields)?, weight }, item.place);
    }
    Ok(())
}

fn read_transitions(fields: &Fields<'_>, draft: &mut Draft) -> Result<(), Error> {
    for item in fields.required("transitions", "a list of `source`, `dest` and `p`")?.list()? {
        let fields = item.fields()?;
        let page = |key| state(&fields.required(key, "a page")?.fields()?);
        let (source, dest) = (page("source")?, page("dest")?);
        let p = fields.required("p", "a probability")?;
        let transition = Transition { source, dest, probability: p.number()? };
        draft.push_transition(transition, p.place.clone());
    }
    Ok(())
}

fn state(fields: &Fields<'_>) -> Result<PageState, Error> {
    let required = |key, expected| fields.required(key, expected)?.text().map(str::to_owned);
    let status = fields.required("status", "an HTTP status")?.cut(u16::MAX.into())?;
    Ok(PageState {
        page: required("page", "the name of a page")?,
        auth: required("auth", "an authentication")?,
        level: text_or(fields, "level", "")?,
        method: text_or(fields, "method", "")?,
        status: status as u16,
    })
}

/// Reads which users are hidden, and checks that the file says it of every authentication.
fn read_shown(fields: &Fields<'_>, draft: &mut Draft) -> Result<(), Error> {
    let list = fields.required("show-user-details", "a list of `auth` and `show`")?;
    draft.note(Part::Hidden, &list.place);
    let mut shown = Vec::new();
    for item in list.list()? {
        let fields = item.fields()?;
        let auth = fields.required("auth", "an authentication")?.text()?;
        shown.push((auth, fields.required("show", "true or false")?.truth()?));
    }
    // The original crashes at the first page of an authentication that the list lacks.
    let steps = draft.definition.transitions.iter();
    let mut auths = steps.flat_map(|step| [&step.source.auth, &step.dest.auth]);
    if let Some(auth) = auths.find(|auth| shown.iter().all(|(listed, _)| listed != auth)) {
        let found = format!("a list without `{auth}`");
        return Err(list.fault_of(found, "an entry for every authentication of the pages"));
    }
    let hidden = shown.into_iter().filter(|(_, show)| !show);
    draft.definition.accounts.hidden_auths = hidden.map(|(auth, _)| auth.to_owned()).collect();
    Ok(())
}

fn dates(fields: &Fields<'_>) -> Result<(Option<Time>, Option<Time>), Error> {
    let start = fields.get("start-date").map(Item::time).transpose()?;
    let end_item = fields.get("end-date");
    let end = end_item.map(Item::time).transpose()?;
    match (start, end, end_item) {
        (Some(start), Some(end), Some(item)) if end <= start => {
            Err(item.fault(format!("a date after `start-date`, which is {start}")))
        }
        _ => Ok((start, end)),
    }
}
