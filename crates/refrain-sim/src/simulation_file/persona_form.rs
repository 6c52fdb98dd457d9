//! Personas as tables of a simulation file.

use serde::Serialize;

use crate::persona_file::names::Group;
use crate::persona_file::rates::rates;
use crate::simulation_file::page_names::PageNames;
use crate::simulation_file::pairs::Pairs;
use crate::simulation_file::problem::Unwritable;
use crate::{Accounts, Persona, PersonaDefinition, SessionStart, Transition};

/// A table `[[persona]]`.
#[derive(Serialize)]
pub(super) struct PersonaForm<'a> {
    name: &'a str,
    weight: u32,
    #[serde(flatten)]
    description: Option<Description<'a>>,
}

/// All that a persona which does not come with the crate says of itself.
#[derive(Serialize)]
struct Description<'a> {
    #[serde(flatten)]
    rates: Pairs<f64>,
    newcomer: String,
    hidden: &'a [String],
    churned: Option<&'a str>,
    levels: Pairs<u32>,
    auths: Pairs<u32>,
    starts: Pairs<Pairs<u32>>,
    /// By group and page left: the pages that follow.
    transitions: Pairs<Pairs<Pairs<f64>>>,
}

/// Checks whether a persona is that of the crate, which a file need only name.
pub(super) fn is_built_in(persona: &Persona) -> bool {
    let definition = persona.definition();
    Persona::named(&definition.name).is_ok_and(|known| known.definition() == definition)
}

impl<'a> PersonaForm<'a> {
    pub(super) fn new(
        weight: u32,
        persona: &'a Persona,
        pages: &PageNames,
    ) -> Result<PersonaForm<'a>, Unwritable> {
        let definition = persona.definition();
        // A reader takes a table of name and weight for the built-in of that name.
        let description = match is_built_in(persona) {
            true => None,
            false => Some(Description::new(definition, pages)?),
        };
        Ok(PersonaForm { name: &definition.name, weight, description })
    }
}

impl<'a> Description<'a> {
    fn new(
        definition: &'a PersonaDefinition,
        pages: &PageNames,
    ) -> Result<Description<'a>, Unwritable> {
        check_groups(definition)?;
        let Accounts { levels, auths, newcomer_auth, newcomer_level, hidden_auths, churned_auth } =
            &definition.accounts;
        let rates = rates(&mut definition.rhythm.clone()).map(|(name, rate)| (name.into(), *rate));
        Ok(Description {
            rates: Pairs(rates.into()),
            newcomer: Group { auth: newcomer_auth, level: newcomer_level }.to_string(),
            hidden: hidden_auths,
            churned: churned_auth.as_deref(),
            levels: weights(definition, levels)?,
            auths: weights(definition, auths)?,
            starts: starts(definition, pages),
            transitions: transitions(definition, pages),
        })
    }
}

fn starts(definition: &PersonaDefinition, pages: &PageNames) -> Pairs<Pairs<u32>> {
    let groups = together(&definition.starts, |start| Group::of(&start.state));
    let group = |(group, starts): (Group<'_>, Vec<_>)| {
        let pair = |start: &SessionStart| (pages.of(&start.state), start.weight);
        (group.to_string(), Pairs(starts.into_iter().map(pair).collect()))
    };
    Pairs(groups.into_iter().map(group).collect())
}

fn transitions(definition: &PersonaDefinition, pages: &PageNames) -> Pairs<Pairs<Pairs<f64>>> {
    let row = |table: Group<'_>, steps: Vec<&Transition>| {
        let target = |step: &Transition| {
            let (name, dest) = (pages.of(&step.dest), Group::of(&step.dest));
            let name = if dest == table { name } else { format!("{name}@{dest}") };
            (name, step.probability)
        };
        Pairs(steps.into_iter().map(target).collect())
    };
    let table = |(group, steps): (Group<'_>, Vec<&Transition>)| {
        let rows = together(steps, |step| &step.source);
        let rows = rows.into_iter().map(|(source, steps)| (pages.of(source), row(group, steps)));
        (group.to_string(), Pairs(rows.collect()))
    };
    let groups = together(&definition.transitions, |step| Group::of(&step.source));
    Pairs(groups.into_iter().map(table).collect())
}

/// Puts items of the same key side by side, in the order in which the keys come first.
fn together<'d, T, K: PartialEq>(
    items: impl IntoIterator<Item = &'d T>,
    key: impl Fn(&'d T) -> K,
) -> Vec<(K, Vec<&'d T>)> {
    let mut groups: Vec<(K, Vec<&T>)> = Vec::new();
    for item in items {
        let key = key(item);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}

/// Refuses authentications that a reader would take for one with a level.
fn check_groups(definition: &PersonaDefinition) -> Result<(), Unwritable> {
    let Accounts { auths, newcomer_auth, .. } = &definition.accounts;
    let auths = auths.iter().map(|(_, auth)| auth).chain([newcomer_auth]);
    match auths.chain(definition.states().map(|state| &state.auth)).find(|a| a.contains('/')) {
        Some(auth) => {
            Err(Unwritable::persona(definition, format!("`{auth}` has a `/` in its name")))
        }
        None => Ok(()),
    }
}

fn weights(
    definition: &PersonaDefinition,
    names: &[(u32, String)],
) -> Result<Pairs<u32>, Unwritable> {
    let is_repeated = |idx: usize| names[..idx].iter().any(|(_, other)| *other == names[idx].1);
    if let Some(idx) = (0..names.len()).find(|idx| is_repeated(*idx)) {
        return Err(Unwritable::persona(definition, format!("`{}` has two weights", names[idx].1)));
    }
    Ok(Pairs(names.iter().map(|(weight, name)| (name.clone(), *weight)).collect()))
}
