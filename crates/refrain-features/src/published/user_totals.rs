//! User totals: what an entity did in all.

use refrain_core::{Code, Column, Events, History};

use crate::measure::statistic::Statistic;
use crate::profile::gender::{gender, gender_column};
use crate::sessions::sessions;
use crate::{Feature, FurtherWords, Need, Row, Vocabulary};
use refrain_core::CountedKind;

/// Totals of an entity before the cutoff: events by kind, seconds listened, distinct artists,
/// gender, and how long after its registration it was last seen.
///
/// They are the features of a published project on Sparkify, which took them over a customer's
/// whole log. Here they end at the cutoff like any others; yet the totals and
/// `days_since_registration_at_last_event` grow with the age of the log, so that what a model
/// learns at one cutoff does not mean the same at the next.
///
/// Sessions are those of one entity: two entities may use one session name. Events without a
/// session belong to none.
#[derive(Debug, Clone)]
pub struct UserTotals {
    /// The main kind first, if there is one.
    kinds: Vec<CountedKind>,
    main: Option<CountedKind>,
    duration: Option<String>,
    gender: Option<String>,
    artist: Option<String>,
}

impl UserTotals {
    /// Builds the set for a product: a total for its main kind and for each that is
    /// [totalled](FurtherWords::totalled).
    pub fn new(vocabulary: &Vocabulary, further: &FurtherWords) -> UserTotals {
        let is_main = |kind: &&CountedKind| Some(&kind.kind) == vocabulary.main.as_ref();
        let main = vocabulary.counted.iter().find(is_main).cloned();
        UserTotals {
            kinds: main.iter().chain(&further.totalled).cloned().collect(),
            main,
            duration: vocabulary.duration.clone(),
            gender: further.gender.clone(),
            artist: further.artist.clone(),
        }
    }
}

impl Feature for UserTotals {
    fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        columns.extend(self.gender.as_ref().map(|_| gender_column()));
        columns.extend(self.kinds.iter().map(total_column));
        columns.extend(self.duration.as_ref().map(|_| {
            Column::number("listen_seconds", "Total duration of the events that state one")
                .unit("s")
                .family("volume")
        }));
        columns.extend(self.artist.as_ref().map(|_| {
            Column::number("distinct_artists", "Distinct artists stated")
                .unit("artists")
                .family("volume")
        }));
        columns.push(days_column());
        columns.extend(self.main.as_ref().map(mean_column));
        columns
    }

    fn needs(&self) -> Vec<Need> {
        let texts = self.gender.iter().chain(&self.artist).map(Need::text);
        texts.chain(self.duration.iter().map(Need::number)).collect()
    }

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        let events = history.events();
        if let Some(attribute) = &self.gender {
            row.category(gender(&events, attribute));
        }
        let counts = events.kind_counts();
        for counted in &self.kinds {
            row.count(counts.get(events.kind_code(&counted.kind)));
        }
        if let Some(attribute) = &self.duration {
            row.number(total(&events, attribute));
        }
        if let Some(attribute) = &self.artist {
            row.count(n_distinct(&events, attribute));
        }
        row.number(days_since_registration(history));
        if let Some(main) = &self.main {
            let sessions = sessions(&events, Some(events.kind_code(&main.kind)));
            row.number(Statistic::Mean.of(sessions.iter().map(|session| session.n_main as f64)));
        }
    }
}

fn total_column(counted: &CountedKind) -> Column {
    Column::number(counted.name.clone(), format!("Total of {} events", counted.kind))
        .unit("events")
        .family("behaviour")
}

fn days_column() -> Column {
    let description = "Days from the latest registration stated to the last event; negative if \
                       the registration is later";
    Column::number("days_since_registration_at_last_event", description)
        .unit("days")
        .family("time")
        .missing("no event or no registration stated")
}

fn mean_column(main: &CountedKind) -> Column {
    let name = format!("mean_{}_per_session", main.name);
    let description = format!("Mean number of {} events of a session", main.kind);
    Column::number(name, description).unit("events").family("session").missing("no session")
}

fn total(events: &Events<'_>, attribute: &str) -> f64 {
    let values = events.number(attribute).expect("checked against the needs before");
    Statistic::Sum.of((0..events.len()).filter_map(|index| values.get(index)))
}

fn n_distinct(events: &Events<'_>, attribute: &str) -> u64 {
    let values = events.text(attribute).expect("checked against the needs before");
    let mut codes: Vec<Code> = (0..events.len()).filter_map(|index| values.code(index)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.len() as u64
}

/// The greatest over the events is that of the last one.
fn days_since_registration(history: &History<'_>) -> f64 {
    let last = history.events().times().last().copied();
    let days = last.zip(history.registration()).map(|(last, since)| last.days_since(since));
    days.unwrap_or(f64::NAN)
}
