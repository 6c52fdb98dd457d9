//! Survival curves of the customers of a log.

use refrain_core::{EventLog, Lifetime, Span};
use refrain_labels::Episode;
use refrain_models::{KaplanMeier, SurvivalCurve};

use crate::Error;
use crate::table::{Cells, Table, TableColumn, TableProblem};

/// Confidence of the intervals.
const CONFIDENCE: f64 = 0.95;

/// Name of the group of entities whose first event states no value.
const UNSTATED: &str = "(not stated)";

/// Name of the column by which curves without groups go.
const EVERYONE: &str = "everyone";

/// Shares of customers that stay beyond each day since their origin, by Kaplan and Meier's estimate
/// with late entry, for everyone or by the value of an attribute *at the entry*.
///
/// Grouped by the plan at the end, whoever upgraded late would have stayed long by selection alone:
/// it had to stay to upgrade. The plan at the entry is known before anything is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurves {
    /// Attribute of the groups.
    pub by: Option<String>,
    /// A curve for each value of the attribute, or one.
    pub groups: Vec<CurveGroup>,
    /// Number of episodes left out since they hold no time at risk: seen first when they ended.
    pub n_without_time: usize,
}

/// The survival curve of a group of customers.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveGroup {
    /// Value of the attribute, or `everyone`.
    pub name: String,
    /// Lifetimes that go beyond the first day of the curve, days counted from the origin.
    pub lifetimes: Vec<Lifetime>,
    /// First day of the curve.
    pub from_days: f64,
    /// The curve; `None` if nobody was seen to leave, so that it did not fall.
    pub curve: Option<SurvivalCurve>,
}

/// Groups episodes and estimates a curve for each group, among those who stayed until `from_days`.
///
/// # Errors
///
/// If the log has no such text attribute, or the first day is negative or not finite.
///
/// # Examples
///
/// ```
/// use refrain::base::SampleLog;
/// use refrain::labels::{AfterChurn, Cancellation, episodes};
/// use refrain::survival_curves;
///
/// let log = SampleLog::new(["play", "cancel"]).build()?;
/// let rule = Cancellation::new(["cancel"])?;
/// let curves = survival_curves(&log, &episodes(&log, &rule, AfterChurn::default())?, None, 0.0)?;
/// let everyone = &curves.groups[0];
/// assert!(everyone.n_churned() > 0 && everyone.n_churned() <= everyone.lifetimes.len());
/// assert!(everyone.told().contains("of which left"));
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn survival_curves(
    log: &EventLog,
    episodes: &[Episode],
    by: Option<&str>,
    from_days: f64,
) -> Result<SurvivalCurves, Error> {
    if let Some(attribute) = by {
        check_attribute(log, attribute)?;
    }
    let named = |episode: &Episode| match by {
        Some(attribute) => value_at_entry(log, episode, attribute),
        None => EVERYONE.to_owned(),
    };
    let mut all: Vec<(String, Lifetime)> = Vec::with_capacity(episodes.len());
    for episode in episodes {
        all.extend(episode.lifetime().map(|lifetime| (named(episode), lifetime)));
    }
    let n_without_time = episodes.len() - all.len();
    all.retain(|(_, lifetime)| lifetime.exit_days() > from_days);
    // A stable sort keeps the order of the log within a group.
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let groups = all.chunk_by(|a, b| a.0 == b.0).map(|group| CurveGroup::new(group, from_days));
    let groups = groups.collect::<Result<_, Error>>()?;
    Ok(SurvivalCurves { by: by.map(str::to_owned), groups, n_without_time })
}

fn check_attribute(log: &EventLog, attribute: &str) -> Result<(), Error> {
    let texts = log.attributes().filter(|(_, kind)| *kind == refrain_core::AttributeType::Text);
    let known: Vec<String> = texts.map(|(name, _)| name.to_owned()).collect();
    if known.iter().any(|name| name == attribute) {
        return Ok(());
    }
    Err(TableProblem::NoColumn { column: attribute.to_owned(), known }.into())
}

/// The value that the events up to the entry state last.
fn value_at_entry(log: &EventLog, episode: &Episode, attribute: &str) -> String {
    // The event of the entry is known at the entry.
    let history = log.history(episode.entity, episode.entry + Span::MILLISECOND);
    let events = history.events();
    let last = events.text(attribute).and_then(|values| {
        (0..events.len()).rev().find_map(|index| values.get(index)).map(str::to_owned)
    });
    last.unwrap_or_else(|| UNSTATED.to_owned())
}

impl CurveGroup {
    fn new(group: &[(String, Lifetime)], from_days: f64) -> Result<CurveGroup, Error> {
        let lifetimes: Vec<Lifetime> = group.iter().map(|(_, lifetime)| *lifetime).collect();
        // Of those who all stay there is no estimate but that the curve did not fall.
        let falls = lifetimes.iter().any(Lifetime::churned);
        let curve = falls.then(|| KaplanMeier::fit_from(from_days, &lifetimes)).transpose()?;
        Ok(CurveGroup { name: group[0].0.clone(), lifetimes, from_days, curve })
    }

    /// Returns the number of those who were seen to leave.
    pub fn n_churned(&self) -> usize {
        self.lifetimes.iter().filter(|lifetime| lifetime.churned()).count()
    }

    /// Returns the number of those under observation right after a day.
    pub fn at_risk(&self, days: f64) -> usize {
        let is_there = |life: &&Lifetime| life.entry_days() <= days && days < life.exit_days();
        self.lifetimes.iter().filter(is_there).count()
    }

    fn left_between(&self, after: f64, until: f64) -> usize {
        let left = |life: &&Lifetime| {
            life.churned() && after < life.exit_days() && life.exit_days() <= until
        };
        self.lifetimes.iter().filter(left).count()
    }

    fn last_days(&self) -> f64 {
        self.lifetimes.iter().map(Lifetime::exit_days).fold(self.from_days, f64::max)
    }

    /// The share that stays beyond a day and its interval; without a fall there is no interval.
    fn stays(&self, days: f64) -> [f64; 3] {
        let Some(curve) = &self.curve else { return [1.0, f64::NAN, f64::NAN] };
        let after = curve.points().partition_point(|point| point.days <= days);
        let Some(point) = after.checked_sub(1).map(|last| &curve.points()[last]) else {
            return [1.0, f64::NAN, f64::NAN];
        };
        let interval = point.interval(CONFIDENCE).expect("the confidence is between 0 and 1");
        let (low, high) = interval.unwrap_or((f64::NAN, f64::NAN));
        [point.survival, low, high]
    }

    /// Returns what the curve says in a line.
    pub fn told(&self) -> String {
        let (n, left) = (self.lifetimes.len(), self.n_churned());
        let median = match self.curve.as_ref().and_then(SurvivalCurve::median) {
            Some(days) => format!("half have left by day {days:.0}"),
            None => "more than half stay to the last day".to_owned(),
        };
        let emptied = match self.curve.as_ref().and_then(SurvivalCurve::emptied_at) {
            Some(days) => format!(
                "; all at risk on day {days:.1} left, so the curve says nothing of those who came \
                 later: begin after it with --from-day"
            ),
            None => String::new(),
        };
        format!("{}: {n} lifetimes, {left} of which left; {median}{emptied}", self.name)
    }
}

impl SurvivalCurves {
    /// Returns the curves every so many days: those at risk right after each day, those who left
    /// since the day before in the table, the share that stays and its 95 % interval.
    pub fn table(&self, step_days: u32) -> Result<Table, Error> {
        let mut names = Vec::new();
        let mut numbers: [Vec<f64>; 6] = Default::default();
        for group in &self.groups {
            let mut before = group.from_days;
            for step in 0.. {
                let days = group.from_days + f64::from(step * step_days);
                if days > group.last_days() {
                    break;
                }
                let counts = [group.at_risk(days), group.left_between(before, days)];
                let [at_risk, left] = counts.map(|count| count as f64);
                let [stays, low, high] = group.stays(days);
                let row = [days, at_risk, left, stays, low, high];
                numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
                names.push(Some(group.name.clone()));
                before = days;
            }
        }
        let titles = ["day", "at_risk", "left", "stays", "low", "high"];
        let columns = titles.into_iter().zip(numbers);
        let columns = columns.map(|(name, values)| TableColumn::new(name, Cells::Number(values)));
        let by = self.by.iter().map(|by| TableColumn::new(by, Cells::Text(names.clone())));
        Table::new(by.chain(columns).collect())
    }
}
