//! Session shares: what an entity's sessions consist of.

use refrain_core::{Code, Column, Events, History};

use crate::measure::statistic::Statistic;
use crate::profile::agent::{BROWSERS, OPERATING_SYSTEMS, browser, operating_system};
use crate::profile::gender::{gender, gender_column};
use crate::published::session_counts::{SessionCounts, session_counts};
use crate::{CountedKind, Plan};
use crate::{Feature, FurtherWords, Need, Row, Vocabulary};

/// Shares of each kind of event and of each UTC weekday in an entity's sessions before the cutoff,
/// averaged over sessions of equal weight, with their size, plan, browser, operating system and
/// gender.
///
/// They are the features of a published project on Sparkify, which took them over a customer's
/// whole log. Here they end at the cutoff like any others; yet `n_sessions` grows with the age of
/// the log, and the shares of the pages of cancelling are churn itself where the cutoff lies after
/// it.
///
/// Sessions are those of one entity: two entities may use one session name. Events without a
/// session belong to none.
#[derive(Debug, Clone)]
pub struct SessionShares {
    kinds: Vec<CountedKind>,
    /// Position of the main kind.
    main: Option<usize>,
    plan: Option<Plan>,
    duration: Option<String>,
    gender: Option<String>,
    agent: Option<String>,
}

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const NO_SESSION: &str = "no session";

impl SessionShares {
    /// Builds the set for a product: a share for each kind that is counted or
    /// [shared](FurtherWords::shared).
    pub fn new(vocabulary: &Vocabulary, further: &FurtherWords) -> SessionShares {
        let kinds: Vec<CountedKind> =
            vocabulary.counted.iter().chain(&further.shared).cloned().collect();
        let is_main = |kind: &CountedKind| Some(&kind.kind) == vocabulary.main.as_ref();
        SessionShares {
            main: kinds.iter().position(is_main),
            kinds,
            plan: vocabulary.plan.clone(),
            duration: vocabulary.duration.clone(),
            gender: further.gender.clone(),
            agent: further.agent.clone(),
        }
    }

    fn main_kind(&self) -> Option<&CountedKind> {
        self.main.map(|position| &self.kinds[position])
    }

    /// Seconds are averaged over main events, so they need both words.
    fn main_duration(&self) -> Option<(&CountedKind, &str)> {
        self.main_kind().zip(self.duration.as_deref())
    }
}

impl Feature for SessionShares {
    fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        columns.extend(self.gender.as_ref().map(|_| gender_column()));
        columns.extend(self.plan.as_ref().map(plan_column));
        columns.extend(self.main_duration().map(|(kind, _)| duration_column(kind)));
        columns.extend(size_columns(self.main_kind()));
        columns.extend(self.kinds.iter().map(share_column));
        columns.extend(WEEKDAYS.map(weekday_column));
        if self.agent.is_some() {
            columns.extend(BROWSERS.map(|name| agent_column("browser", "browser", name)));
            columns
                .extend(OPERATING_SYSTEMS.map(|name| agent_column("os", "operating system", name)));
        }
        columns
    }

    fn needs(&self) -> Vec<Need> {
        let plan = self.plan.as_ref().map(|plan| &plan.attribute);
        let texts = [self.gender.as_ref(), plan, self.agent.as_ref()];
        let numbers = self.main_duration().map(|(_, attribute)| Need::number(attribute));
        texts.into_iter().flatten().map(Need::text).chain(numbers).collect()
    }

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        let events = history.events();
        if let Some(attribute) = &self.gender {
            row.category(gender(&events, attribute));
        }
        if let Some(plan) = &self.plan {
            row.number(ever_paid(&events, plan));
        }
        if let Some((kind, attribute)) = self.main_duration() {
            row.number(mean_duration(&events, kind, attribute));
        }
        let codes: Vec<Code> =
            self.kinds.iter().map(|counted| events.kind_code(&counted.kind)).collect();
        let sessions = session_counts(&events, &codes);
        put_sizes(&sessions, self.main, row);
        put_shares(&sessions, codes.len(), row);
        if let Some(attribute) = &self.agent {
            let agents = events.text(attribute).expect("checked against the needs before");
            put_agent(agents.last(), row);
        }
    }
}

fn plan_column(plan: &Plan) -> Column {
    let description = format!("1 if any event was of a paying {}, else 0", plan.attribute);
    Column::number("ever_paid", description)
        .unit("0 or 1")
        .family("subscription")
        .missing("no plan stated")
}

fn duration_column(kind: &CountedKind) -> Column {
    let name = format!("mean_{}_seconds", kind.singular);
    let description = format!("Mean duration of the {} events that state one", kind.kind);
    let missing = format!("no {} event with a duration", kind.kind);
    Column::number(name, description).unit("s").family("volume").missing(missing)
}

fn size_columns(main: Option<&CountedKind>) -> Vec<Column> {
    let session = |name: &str, description: &str, unit: &str| {
        Column::number(name, description).unit(unit).family("session")
    };
    let mean = |name: &str, description: &str, unit: &str| {
        session(name, description, unit).missing(NO_SESSION)
    };
    let mut columns = vec![
        session("n_sessions", "Sessions", "sessions"),
        mean("mean_events_per_session", "Mean number of events of a session", "events"),
        mean(
            "mean_seconds_per_session",
            "Mean time from the first to the last event of a session",
            "s",
        ),
    ];
    columns.extend(main.map(|kind| {
        let description = format!("Mean number of {} events of a session", kind.kind);
        mean(&format!("mean_{}_per_session", kind.name), &description, "events")
    }));
    columns
}

fn share_column(kind: &CountedKind) -> Column {
    let name = format!("mean_share_of_{}_of_sessions", kind.name);
    let description =
        format!("Share of {} events among the events of a session, mean over sessions", kind.kind);
    Column::number(name, description).unit("share").family("behaviour").missing(NO_SESSION)
}

fn weekday_column(weekday: &str) -> Column {
    let name = format!("mean_share_on_{}", weekday.to_lowercase());
    let description =
        format!("Share of a session's events on a {weekday} (UTC), mean over sessions");
    Column::number(name, description).unit("share").family("time").missing(NO_SESSION)
}

fn agent_column(prefix: &str, what: &str, family: &str) -> Column {
    let name = format!("{prefix}_{}", family.to_lowercase().replace(' ', "_"));
    let description = format!("1 if the {what} of the last user agent is {family}, else 0");
    Column::number(name, description)
        .unit("0 or 1")
        .family("profile")
        .missing("no user agent stated")
}

/// NaN of no event with a plan.
fn ever_paid(events: &Events<'_>, plan: &Plan) -> f64 {
    let values = events.text(&plan.attribute).expect("checked against the needs before");
    let paid: Vec<Code> = plan.paid.iter().map(|level| values.code_of(level)).collect();
    let mut pays = (0..events.len())
        .filter_map(|index| values.code(index))
        .map(|code| paid.contains(&code))
        .peekable();
    if pays.peek().is_none() { f64::NAN } else { f64::from(pays.any(|pays| pays)) }
}

fn mean_duration(events: &Events<'_>, kind: &CountedKind, attribute: &str) -> f64 {
    let values = events.number(attribute).expect("checked against the needs before");
    let main = events.kind_code(&kind.kind);
    let kinds = events.kind_codes().iter().enumerate();
    let of_main = kinds.filter(|(_, code)| **code == main);
    let seconds: Vec<f64> = of_main.filter_map(|(index, _)| values.get(index)).collect();
    Statistic::Mean.of(seconds.into_iter())
}

fn put_sizes(sessions: &[SessionCounts], main: Option<usize>, row: &mut Row) {
    row.count(sessions.len() as u64);
    row.number(Statistic::Mean.of(sessions.iter().map(|session| session.n_events() as f64)));
    row.number(Statistic::Mean.of(sessions.iter().map(SessionCounts::seconds)));
    if let Some(main) = main {
        row.number(
            Statistic::Mean.of(sessions.iter().map(|session| session.n_of_kind(main) as f64)),
        );
    }
}

fn put_shares(sessions: &[SessionCounts], n_kinds: usize, row: &mut Row) {
    for kind_idx in 0..n_kinds {
        row.number(Statistic::Mean.of(sessions.iter().map(|session| session.kind_share(kind_idx))));
    }
    for weekday in 0..WEEKDAYS.len() {
        row.number(
            Statistic::Mean.of(sessions.iter().map(|session| session.weekday_share(weekday))),
        );
    }
}

fn put_agent(agent: Option<&str>, row: &mut Row) {
    put_indicators(&BROWSERS, agent.map(browser), row);
    put_indicators(&OPERATING_SYSTEMS, agent.map(operating_system), row);
}

fn put_indicators(families: &[&str], found: Option<&str>, row: &mut Row) {
    for family in families {
        row.number(found.map_or(f64::NAN, |found| f64::from(found == *family)));
    }
}
