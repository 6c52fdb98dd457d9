//! Features that only know how long a customer was there.

use refrain::base::{Column, History};
use refrain::features::{FeatureFn, FeatureSet};

/// Columns that tell how long an entity was observed, whichever set they are in.
pub(crate) const CLOCKS: [&str; 3] =
    ["days_since_registration_at_last_event", OBSERVED_DAYS, "n_sessions"];

/// From the first event to the last.
pub(crate) const OBSERVED_DAYS: &str = "observed_days";

/// Builds the set of the three clocks: no behaviour.
pub(crate) fn clock_set() -> FeatureSet {
    let [registered, observed, sessions] = CLOCKS;
    let registered = Column::number(registered, "Days from the registration to the last event")
        .unit("days")
        .missing("no event or no registration stated");
    let observed = Column::number(observed, "Days from the first event to the last").unit("days");
    let sessions = Column::number(sessions, "Sessions").unit("sessions");
    FeatureSet::new("clock-only")
        .with(FeatureFn::new(registered, days_since_registration))
        .with(FeatureFn::new(observed, observed_days))
        .with(FeatureFn::new(sessions, n_sessions))
}

fn days_since_registration(history: &History<'_>) -> f64 {
    let last = history.events().times().last().copied();
    let days = last.zip(history.registration()).map(|(last, since)| last.days_since(since));
    days.unwrap_or(f64::NAN)
}

fn observed_days(history: &History<'_>) -> f64 {
    let events = history.events();
    match (events.times().first(), events.times().last()) {
        (Some(first), Some(last)) => last.days_since(*first),
        _ => 0.0,
    }
}

fn n_sessions(history: &History<'_>) -> f64 {
    let events = history.events();
    let mut sessions: Vec<_> =
        (0..events.len()).filter_map(|index| events.session_code(index)).collect();
    sessions.sort_unstable();
    sessions.dedup();
    sessions.len() as f64
}
