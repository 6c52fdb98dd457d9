//! The tables `[[scenario]]` of a file.

use std::collections::BTreeSet;

use refrain_core::Time;

use crate::config::item::{Fields, Item};
use crate::scenario::MOST_SCENARIOS;
use crate::scenario::effect;
use crate::scenario::transition_names::TransitionNames;
use crate::{Change, Error, Persona, Rate, Scenario, Treated};

const KEYS: [&str; 9] = [
    "name",
    "from",
    "until",
    "share",
    "users",
    "factors",
    "alpha-factor",
    "beta-factor",
    "transition",
];

const TRANSITION_KEYS: [&str; 4] = ["page", "after", "level", "factor"];

/// A change with the place where it was read.
pub(crate) type PlacedChange<'a> = (Change, Item<'a>);

/// Reads the scenarios of a file, which change something for some of these personas.
pub(crate) fn scenarios(
    fields: &Fields<'_>,
    personas: &[&Persona],
) -> Result<Vec<Scenario>, Error> {
    let Some(list) = fields.get("scenario") else { return Ok(Vec::new()) };
    let tables = list.tables("scenarios", "scenario")?;
    if let Some(table) = tables.get(MOST_SCENARIOS) {
        return Err(table.fault_of("one too many", format!("at most {MOST_SCENARIOS} scenarios")));
    }
    let names = TransitionNames::of(personas);
    let mut scenarios: Vec<Scenario> = Vec::with_capacity(tables.len());
    for table in &tables {
        let (scenario, changes) = read(table, &names)?;
        if scenarios.iter().any(|earlier| earlier.name == scenario.name) {
            let name = table.fields()?.required("name", NAME)?.clone();
            return Err(name.fault("a name that no scenario above it has"));
        }
        // Scenarios are checked one by one, as each may treat users that no other does.
        effect::check(table, &scenario, &changes, personas)?;
        scenarios.push(scenario);
    }
    Ok(scenarios)
}

const NAME: &str = "a name";

/// Reads one scenario; the changes come once more, with their places.
fn read<'a>(
    table: &Item<'a>,
    names: &TransitionNames<'_>,
) -> Result<(Scenario, Vec<PlacedChange<'a>>), Error> {
    let fields = table.fields()?;
    fields.check_known(&KEYS)?;
    let name = fields.required("name", NAME)?;
    if name.text()?.is_empty() {
        return Err(name.fault(NAME));
    }
    let (from, until) = period(&fields)?;
    let treated = treated(&fields)?;
    let placed = changes(table, &fields, names)?;
    let changes = placed.iter().map(|(change, _)| change.clone()).collect();
    let name = name.text()?.to_owned();
    Ok((Scenario { name, from, until, treated, changes }, placed))
}

fn period(fields: &Fields<'_>) -> Result<(Time, Option<Time>), Error> {
    let from = fields.required("from", "the date on which it begins")?.time()?;
    let Some(item) = fields.get("until") else { return Ok((from, None)) };
    match item.time()? {
        until if until > from => Ok((from, Some(until))),
        _ => Err(item.fault("a date after `from`")),
    }
}

fn treated(fields: &Fields<'_>) -> Result<Treated, Error> {
    match (fields.get("share"), fields.get("users")) {
        (Some(_), Some(users)) => Err(users.fault_of("given beside `share`", "one of the two")),
        (Some(share), None) => read_share(share).map(Treated::Share),
        (None, Some(users)) => read_ids(users).map(Treated::Ids),
        (None, None) => Err(fields.missing("share", "the share of users treated, or `users`")),
    }
}

fn read_share(item: &Item<'_>) -> Result<f64, Error> {
    match item.number()? {
        share if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(item.fault("a share from 0 to 1")),
    }
}

fn read_ids(item: &Item<'_>) -> Result<BTreeSet<u64>, Error> {
    let expected = "the id of a user, a whole number of 1 or more";
    let id = |item: &Item<'_>| match item.whole(expected)? {
        0 => Err(item.fault(expected)),
        id => Ok(id),
    };
    let ids: BTreeSet<u64> = item.list()?.iter().map(id).collect::<Result<_, Error>>()?;
    match ids.is_empty() {
        true => Err(item.fault_of("an empty list", "the ids of the users treated")),
        false => Ok(ids),
    }
}

/// Reads what changes, in this order: pages, mean times, single transitions.
fn changes<'a>(
    table: &Item<'a>,
    fields: &Fields<'a>,
    names: &TransitionNames<'_>,
) -> Result<Vec<PlacedChange<'a>>, Error> {
    let mut changes = Vec::new();
    if let Some(factors) = fields.get("factors") {
        read_factors(factors, names, &mut changes)?;
    }
    for (key, rate) in [("alpha-factor", Rate::Alpha), ("beta-factor", Rate::Beta)] {
        if let Some(item) = fields.get(key) {
            changes.push((Change { rate, factor: item.positive()? }, item.clone()));
        }
    }
    if let Some(list) = fields.get("transition") {
        for item in list.tables("transitions", "scenario.transition")? {
            changes.push((read_transition(&item, names)?, item));
        }
    }
    match changes.is_empty() {
        true => Err(table.fault_of(
            "without a change",
            "`factors`, `alpha-factor`, `beta-factor` or `[[scenario.transition]]`",
        )),
        false => Ok(changes),
    }
}

fn read_factors<'a>(
    table: &Item<'a>,
    names: &TransitionNames<'_>,
    changes: &mut Vec<PlacedChange<'a>>,
) -> Result<(), Error> {
    for (page, item) in table.fields()?.iter() {
        names.check_page(page, item)?;
        let change = Change { rate: Rate::to(page), factor: item.positive_or_zero()? };
        changes.push((change, item.clone()));
    }
    Ok(())
}

fn read_transition(table: &Item<'_>, names: &TransitionNames<'_>) -> Result<Change, Error> {
    let fields = table.fields()?;
    fields.check_known(&TRANSITION_KEYS)?;
    let page = fields.required("page", "the page that follows")?;
    names.check_page(page.text()?, page)?;
    let after = fields.get("after");
    if let Some(item) = after {
        names.check_page_left(item.text()?, item)?;
    }
    let level = fields.get("level");
    if let Some(item) = level {
        names.check_level(item.text()?, item)?;
    }
    let text = |item: &Item<'_>| item.text().map(str::to_owned);
    let rate = Rate::Transition {
        from: after.map(text).transpose()?,
        to: text(page)?,
        level: level.map(text).transpose()?,
    };
    let factor = fields.required("factor", "how many times as often, as 0.5")?;
    Ok(Change { rate, factor: factor.positive_or_zero()? })
}
