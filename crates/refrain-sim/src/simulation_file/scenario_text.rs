//! Scenarios written as TOML.

use crate::config::instant;
use crate::config::quote::text;
use crate::simulation_file::lines::{Lines, inline, number};
use crate::{Change, Error, Rate, Scenario, Treated};

pub(crate) fn print(scenarios: &[Scenario], out: &mut Lines) -> Result<(), Error> {
    for (idx, scenario) in scenarios.iter().enumerate() {
        scenario.check()?;
        if scenarios[..idx].iter().any(|earlier| earlier.name == scenario.name) {
            return Err(unwritable(scenario, "a file has one scenario of a name"));
        }
        print_one(scenario, out)?;
    }
    Ok(())
}

fn print_one(scenario: &Scenario, out: &mut Lines) -> Result<(), Error> {
    if ![Some(scenario.from), scenario.until].into_iter().flatten().all(instant::is_writable) {
        return Err(unwritable(scenario, "a file has dates of the years 0 to 9999"));
    }
    out.header("[scenario]");
    out.pair("name", text(&scenario.name));
    out.pair("from", scenario.from);
    out.option("until", scenario.until);
    print_treated(scenario, out)?;
    let (factors, transitions) = split(&scenario.changes);
    if !factors.is_empty() {
        out.pair("factors", inline(factors));
    }
    print_mean(scenario, "alpha-factor", &Rate::Alpha, out)?;
    print_mean(scenario, "beta-factor", &Rate::Beta, out)?;
    transitions.into_iter().for_each(|change| print_transition(change, out));
    Ok(())
}

fn print_treated(scenario: &Scenario, out: &mut Lines) -> Result<(), Error> {
    match &scenario.treated {
        Treated::Share(share) => out.pair("share", number(*share)),
        Treated::Ids(ids) if ids.is_empty() => {
            return Err(unwritable(scenario, "a file has scenarios that treat somebody"));
        }
        Treated::Ids(ids) => {
            let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
            out.pair("users", format!("[{}]", ids.join(", ")));
        }
    }
    Ok(())
}

fn print_mean(scenario: &Scenario, key: &str, rate: &Rate, out: &mut Lines) -> Result<(), Error> {
    let mut factors = scenario.changes.iter().filter(|change| change.rate == *rate);
    out.option(key, factors.next().map(|change| number(change.factor)));
    match factors.next() {
        Some(_) => Err(unwritable(scenario, "a file has one factor of a mean time")),
        None => Ok(()),
    }
}

/// Tells pages that `factors` can hold from the transitions after them, whose order counts: each
/// change makes way for itself among what the ones before it have left.
fn split(changes: &[Change]) -> (Vec<(String, String)>, Vec<&Change>) {
    let (mut factors, mut transitions) = (Vec::new(), Vec::new());
    for change in changes {
        match &change.rate {
            Rate::Transition { from: None, to, level: None }
                if transitions.is_empty() && factors.iter().all(|(page, _)| page != to) =>
            {
                factors.push((to.clone(), number(change.factor)));
            }
            Rate::Transition { .. } => transitions.push(change),
            Rate::Alpha | Rate::Beta => {}
        }
    }
    (factors, transitions)
}

fn print_transition(change: &Change, out: &mut Lines) {
    let Rate::Transition { from, to, level } = &change.rate else { return };
    out.header("[scenario.transition]");
    out.pair("page", text(to));
    out.option("after", from.as_deref().map(text));
    out.option("level", level.as_deref().map(text));
    out.pair("factor", number(change.factor));
}

fn unwritable(scenario: &Scenario, what: &'static str) -> Error {
    Error::Scenario { scenario: scenario.name.clone(), what }
}
