//! Scenarios as tables of a simulation file.

use serde::Serialize;
use toml::value::Datetime;

use crate::simulation_file::date::date;
use crate::simulation_file::pairs::Pairs;
use crate::simulation_file::problem::Unwritable;
use crate::{Change, Error, Rate, Scenario, Treated};

/// A table `[[scenario]]`.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ScenarioForm<'a> {
    name: &'a str,
    from: Datetime,
    until: Option<Datetime>,
    share: Option<f64>,
    users: Option<Vec<u64>>,
    alpha_factor: Option<f64>,
    beta_factor: Option<f64>,
    factors: Option<Pairs<f64>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    transition: Vec<TransitionForm<'a>>,
}

/// A table `[[scenario.transition]]`.
#[derive(Serialize)]
struct TransitionForm<'a> {
    page: &'a str,
    after: Option<&'a str>,
    level: Option<&'a str>,
    factor: f64,
}

/// Checks scenarios and gives them their form.
pub(super) fn scenarios<'a>(scenarios: &'a [Scenario]) -> Result<Vec<ScenarioForm<'a>>, Error> {
    let form = |(idx, scenario): (usize, &'a Scenario)| {
        scenario.check()?;
        if scenarios[..idx].iter().any(|earlier| earlier.name == scenario.name) {
            return Err(Unwritable::scenario(scenario, "a file has one scenario of a name").into());
        }
        Ok(ScenarioForm::new(scenario)?)
    };
    scenarios.iter().enumerate().map(form).collect()
}

impl<'a> ScenarioForm<'a> {
    fn new(scenario: &'a Scenario) -> Result<ScenarioForm<'a>, Unwritable> {
        let date = |time| {
            date(time)
                .ok_or(Unwritable::scenario(scenario, "a file has dates of the years 0 to 9999"))
        };
        let (share, users) = treated(scenario)?;
        let (factors, transition) = split(&scenario.changes);
        Ok(ScenarioForm {
            name: &scenario.name,
            from: date(scenario.from)?,
            until: scenario.until.map(date).transpose()?,
            share,
            users,
            alpha_factor: mean_factor(scenario, &Rate::Alpha)?,
            beta_factor: mean_factor(scenario, &Rate::Beta)?,
            factors: (!factors.is_empty()).then_some(Pairs(factors)),
            transition,
        })
    }
}

type Share = Option<f64>;
type Ids = Option<Vec<u64>>;

fn treated(scenario: &Scenario) -> Result<(Share, Ids), Unwritable> {
    match &scenario.treated {
        Treated::Share(share) => Ok((Some(*share), None)),
        Treated::Ids(ids) if ids.is_empty() => {
            Err(Unwritable::scenario(scenario, "a file has scenarios that treat somebody"))
        }
        Treated::Ids(ids) => Ok((None, Some(ids.iter().copied().collect()))),
    }
}

/// Returns the factor of a mean time, of which a file has one.
fn mean_factor(scenario: &Scenario, rate: &Rate) -> Result<Option<f64>, Unwritable> {
    let mut factors = scenario.changes.iter().filter(|change| change.rate == *rate);
    match (factors.next(), factors.next()) {
        (_, Some(_)) => Err(Unwritable::scenario(scenario, "a file has one factor of a mean time")),
        (first, None) => Ok(first.map(|change| change.factor)),
    }
}

/// Tells pages that `factors` can hold from the transitions after them, whose order counts: each
/// change makes way for itself among what the ones before it have left.
fn split(changes: &[Change]) -> (Vec<(String, f64)>, Vec<TransitionForm<'_>>) {
    let (mut factors, mut transitions) = (Vec::new(), Vec::new());
    for Change { rate, factor } in changes {
        match rate {
            Rate::Transition { from: None, to, level: None }
                if transitions.is_empty() && factors.iter().all(|(page, _)| page != to) =>
            {
                factors.push((to.clone(), *factor));
            }
            Rate::Transition { from, to, level } => transitions.push(TransitionForm {
                page: to,
                after: from.as_deref(),
                level: level.as_deref(),
                factor: *factor,
            }),
            Rate::Alpha | Rate::Beta => {}
        }
    }
    (factors, transitions)
}
