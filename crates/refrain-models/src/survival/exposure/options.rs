//! Parameters of an exposure hazard.

use super::super::problem::{check_positive, check_steps};
use super::problem::ExposureProblem;
use crate::Error;

/// A place from which customers leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// Name of the feature that counts its visits.
    pub counts: String,
    /// Days behind the cutoff that it counts; `None` is the whole history.
    pub lookback_days: Option<f64>,
}

/// Something customers do that shows to which group they belong.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// Name of the feature that counts it.
    pub counts: String,
    /// Divisor that makes it a rate.
    pub per: Per,
}

/// Divisor of a count.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Per {
    /// A day known.
    Day {
        /// Days behind the cutoff that the count covers; `None` is the whole history.
        lookback_days: Option<f64>,
    },
    /// One of another count, such as songs; one is added to it.
    Count {
        /// Name of the feature that counts them.
        column: String,
    },
}

/// Parameters of [`ExposureHazard`](crate::ExposureHazard).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ExposureOptions {
    /// Places that customers leave from.
    pub exposures: Vec<Exposure>,
    /// Rates that show the group of a customer; may count the same as an exposure.
    pub signals: Vec<Signal>,
    /// Features that raise or lower the hazard by a factor each, such as `is_paid`, or
    /// `recency_days` for activity that dies away: its coefficient over its deviation is
    /// `-1 / τ` in a decay by `exp(-recency / τ)`.
    pub modifiers: Vec<String>,
    /// Those of the modifiers that also change what each signal says: of someone who pays, few
    /// adverts tell less.
    pub crossed: Vec<String>,
    /// Name of the feature that says for how many days the customer is known.
    ///
    /// It must not reach behind the beginning of the log: `tenure_days` does until the log is
    /// older than the lookbacks, and then rates come out too low at early cutoffs and risks too
    /// high at late ones. Days since the first event (`known_days`) never do.
    pub known_days: String,
    /// Name of the feature that says for how many days the customer is registered, such as
    /// `tenure_days`; `None` counts days from the first event on.
    ///
    /// With it, the days before a customer's first event count too, as far back as the log goes:
    /// who registered long ago and came late comes seldom. Where the log begins is the earliest
    /// first event of all training rows, so that what is predicted must come of the same log, or of
    /// one that begins no later: of a log that was cut off, the days before would seem idle. Where
    /// the registration is missing, days count from the first event on.
    pub registered_days: Option<String>,
    /// Days that everybody counts as known: a customer's first hours are no sample of its days.
    pub min_known_days: f64,
    /// Weight of the penalty `l2 / 2 · Σ γ²` over standardised signals and modifiers.
    pub l2: f64,
    /// Most steps of the fit.
    pub max_iterations: u64,
    /// By how much of the log-likelihood a step must promise less, for the fit to end.
    pub tolerance: f64,
}

impl ExposureOptions {
    /// Sets the field `exposures`.
    pub fn exposures(self, exposures: Vec<Exposure>) -> Self {
        ExposureOptions { exposures, ..self }
    }

    /// Sets the field `signals`.
    pub fn signals(self, signals: Vec<Signal>) -> Self {
        ExposureOptions { signals, ..self }
    }

    /// Sets the field `modifiers`.
    pub fn modifiers(self, modifiers: Vec<String>) -> Self {
        ExposureOptions { modifiers, ..self }
    }

    /// Sets the field `crossed`.
    pub fn crossed(self, crossed: Vec<String>) -> Self {
        ExposureOptions { crossed, ..self }
    }

    /// Sets the field `known_days`.
    pub fn known_days(self, known_days: String) -> Self {
        ExposureOptions { known_days, ..self }
    }

    /// Sets the field `registered_days`.
    pub fn registered_days(self, registered_days: impl Into<Option<String>>) -> Self {
        ExposureOptions { registered_days: registered_days.into(), ..self }
    }

    /// Sets the field `min_known_days`.
    pub fn min_known_days(self, min_known_days: f64) -> Self {
        ExposureOptions { min_known_days, ..self }
    }

    /// Sets the field `l2`.
    pub fn l2(self, l2: f64) -> Self {
        ExposureOptions { l2, ..self }
    }

    /// Sets the field `max_iterations`.
    pub fn max_iterations(self, max_iterations: u64) -> Self {
        ExposureOptions { max_iterations, ..self }
    }

    /// Sets the field `tolerance`.
    pub fn tolerance(self, tolerance: f64) -> Self {
        ExposureOptions { tolerance, ..self }
    }
}

impl Exposure {
    /// An exposure counted over some days.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::Exposure;
    ///
    /// let settings = Exposure::within("settings_30d", 30.0);
    /// assert_eq!(settings.counts, "settings_30d");
    /// assert_eq!(settings.lookback_days, Some(30.0));
    /// assert_eq!(Exposure::ever("settings").lookback_days, None);
    /// ```
    pub fn within(counts: impl Into<String>, lookback_days: f64) -> Exposure {
        Exposure { counts: counts.into(), lookback_days: Some(lookback_days) }
    }

    /// An exposure counted over the whole history.
    pub fn ever(counts: impl Into<String>) -> Exposure {
        Exposure { counts: counts.into(), lookback_days: None }
    }
}

impl Signal {
    /// A rate per day known, counted over some days.
    pub fn per_day_within(counts: impl Into<String>, lookback_days: f64) -> Signal {
        let per = Per::Day { lookback_days: Some(lookback_days) };
        Signal { counts: counts.into(), per }
    }

    /// A rate per day known, counted over the whole history.
    pub fn per_day(counts: impl Into<String>) -> Signal {
        Signal { counts: counts.into(), per: Per::Day { lookback_days: None } }
    }

    /// A rate per one of another count.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{Per, Signal};
    ///
    /// let errors = Signal::per_count("errors_30d", "songs_30d");
    /// assert_eq!(errors.per, Per::Count { column: "songs_30d".to_owned() });
    /// assert_eq!(Signal::per_day("songs").per, Per::Day { lookback_days: None });
    /// ```
    pub fn per_count(counts: impl Into<String>, column: impl Into<String>) -> Signal {
        Signal { counts: counts.into(), per: Per::Count { column: column.into() } }
    }
}

impl Default for ExposureOptions {
    /// The places of Sparkify with the features of the set `standard`.
    fn default() -> ExposureOptions {
        let places = ["settings", "thumbs_down", "roll_advert", "downgrade"];
        let kinds = ["thumbs_up", "error", "add_friend", "help", "home", "logout", "upgrade"];
        let per_song = |name: &&str| Signal::per_count(*name, "songs");
        let daily = places.iter().chain(&["songs", "sessions"]);
        let signals = places.iter().chain(&kinds).map(per_song);
        ExposureOptions {
            exposures: places.map(Exposure::ever).to_vec(),
            signals: signals.chain(daily.map(|name| Signal::per_day(*name))).collect(),
            modifiers: vec!["is_paid".to_owned(), "share_of_paid_events_30d".to_owned()],
            crossed: vec!["is_paid".to_owned()],
            known_days: "known_days".to_owned(),
            registered_days: None,
            min_known_days: 7.0,
            l2: 40.0,
            max_iterations: 200,
            tolerance: 1e-8,
        }
    }
}

impl ExposureOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        let days = self.lookbacks().chain([("min_known_days", self.min_known_days)]);
        for (name, found) in days.chain([("tolerance", self.tolerance), ("l2", self.l2)]) {
            check_positive(name, found)?;
        }
        check_steps(self.max_iterations)?;
        if self.exposures.is_empty() {
            return Err(ExposureProblem::NoExposure.into());
        }
        named_once("an exposure", self.exposures.iter().map(|exposure| exposure.counts.as_str()))?;
        named_once("a modifier", self.modifiers.iter().map(String::as_str))?;
        named_once("crossed", self.crossed.iter().map(String::as_str))?;
        match self.crossed.iter().find(|name| !self.modifiers.contains(name)) {
            Some(name) => Err(ExposureProblem::NoSuchModifier { name: name.clone() }.into()),
            None => Ok(()),
        }
    }

    fn lookbacks(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let of_signal = |signal: &Signal| match signal.per {
            Per::Day { lookback_days } => lookback_days,
            Per::Count { .. } => None,
        };
        let exposures = self.exposures.iter().filter_map(|exposure| exposure.lookback_days);
        let all = exposures.chain(self.signals.iter().filter_map(of_signal));
        all.map(|days| ("lookback_days", days))
    }
}

fn named_once<'a>(role: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(ExposureProblem::NamedTwice { column: pair[0].to_owned(), role }.into()),
        None => Ok(()),
    }
}
