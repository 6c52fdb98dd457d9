//! Simulations written as TOML.

use crate::config::quote::{self, text};
use crate::persona_file::names::{Group, Page};
use crate::persona_file::rates::rates;
use crate::simulation_file::SimulationFile;
use crate::simulation_file::lines::{Lines, inline, number};
use crate::simulation_file::scenario_text;
use crate::{Accounts, Error, PageState, PersonaDefinition, SessionStart, Transition};

/// Writes a simulation, every persona in full.
pub(crate) fn print(file: &SimulationFile) -> Result<String, Error> {
    let names = PageNames::new(file);
    let mut out = Lines::default();
    out.option("users", file.users);
    out.option("days", file.days);
    out.option("seed", file.seed);
    out.option("start", file.start);
    out.option("growth", file.growth_per_year.map(number));
    out.option("attrition", file.attrition_per_year.map(number));
    if !file.personas.is_empty() {
        out.header("pages");
    }
    for (name, page) in &names.0 {
        out.pair(name, answer(name, page));
    }
    for (idx, (weight, persona)) in file.personas.iter().enumerate() {
        let definition = persona.definition();
        let mut earlier = file.personas[..idx].iter().map(|(_, persona)| persona.definition());
        if earlier.any(|other| other.name == definition.name) {
            return Err(unwritable(definition, "another persona has this name".to_owned()));
        }
        check_groups(definition)?;
        print_persona(*weight, definition, &names, &mut out)?;
    }
    scenario_text::print(&file.scenarios, &mut out)?;
    Ok(out.0)
}

fn print_persona(
    weight: u32,
    definition: &PersonaDefinition,
    names: &PageNames,
    out: &mut Lines,
) -> Result<(), Error> {
    out.header("[persona]");
    out.pair("name", text(&definition.name));
    out.pair("weight", weight);
    for (name, rate) in rates(&mut definition.rhythm.clone()) {
        out.pair(name, number(*rate));
    }
    print_accounts(definition, out)?;
    print_starts(definition, names, out);
    print_transitions(definition, names, out);
    Ok(())
}

fn print_accounts(definition: &PersonaDefinition, out: &mut Lines) -> Result<(), Error> {
    let Accounts { levels, auths, newcomer_auth, newcomer_level, hidden_auths, churned_auth } =
        &definition.accounts;
    for (key, weights) in [("levels", levels), ("auths", auths)] {
        check_distinct(definition, weights)?;
        let pairs = weights.iter().map(|(weight, name)| (name.clone(), weight));
        out.pair(key, inline(pairs));
    }
    let newcomer = Group { auth: newcomer_auth, level: newcomer_level };
    out.pair("newcomer", text(&group(newcomer)));
    let hidden: Vec<String> = hidden_auths.iter().map(|auth| text(auth)).collect();
    out.pair("hidden", format!("[{}]", hidden.join(", ")));
    out.option("churned", churned_auth.as_deref().map(text));
    Ok(())
}

fn print_starts(definition: &PersonaDefinition, names: &PageNames, out: &mut Lines) {
    out.header("persona.starts");
    for starts in together(&definition.starts, |start| Group::of(&start.state)) {
        let pair = |start: &&SessionStart| (names.of(&start.state), start.weight);
        out.pair(&group(Group::of(&starts[0].state)), inline(starts.iter().map(pair)));
    }
}

fn print_transitions(definition: &PersonaDefinition, names: &PageNames, out: &mut Lines) {
    for rows in together(&definition.transitions, |step| Group::of(&step.source)) {
        let table = Group::of(&rows[0].source);
        out.header(&format!("persona.transitions.{}", quote::key(&group(table))));
        for row in together(rows, |step| &step.source) {
            let target = |step: &&Transition| {
                let name = names.of(&step.dest);
                let dest = Group::of(&step.dest);
                let name = if dest == table { name } else { format!("{name}@{}", group(dest)) };
                (name, number(step.probability))
            };
            out.pair(&names.of(&row[0].source), inline(row.iter().map(target)));
        }
    }
}

/// Puts items of the same key side by side, in the order in which the keys come first.
fn together<'d, T, K: PartialEq>(
    items: impl IntoIterator<Item = &'d T>,
    key: impl Fn(&'d T) -> K,
) -> Vec<Vec<&'d T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|group| key(group[0]) == key(item)) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

/// Names for all pages of a simulation.
struct PageNames(Vec<(String, Page)>);

impl PageNames {
    fn new(file: &SimulationFile) -> PageNames {
        let mut names = PageNames(Vec::new());
        for (_, persona) in &file.personas {
            persona.definition().states().for_each(|state| names.add(Page::of(state)));
        }
        names
    }

    /// Names a page by itself, or by its answer too where another one has that name.
    fn add(&mut self, page: Page) {
        if self.0.iter().any(|(_, known)| *known == page) {
            return;
        }
        // An `@` stands between page and state.
        let mut name = page.page.replace('@', " at ");
        if self.has(&name) {
            name = format!("{name} {} {}", page.method.replace('@', " at "), page.status);
        }
        while self.has(&name) {
            name.push('\'');
        }
        self.0.push((name, page));
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    fn of(&self, state: &PageState) -> String {
        let page = Page::of(state);
        let named = self.0.iter().find(|(_, other)| *other == page);
        named.map(|(name, _)| name.clone()).expect("every page of every persona has a name")
    }
}

/// How the service answers a request for a page, as short as it can be written.
fn answer(name: &str, page: &Page) -> String {
    let Page { page, method, status } = page;
    match method.as_str() {
        "" if name == page => text(&status.to_string()),
        _ if name == page && !method.contains(' ') => text(&format!("{method} {status}")),
        _ => inline([
            ("page".to_owned(), text(page)),
            ("method".to_owned(), text(method)),
            ("status".to_owned(), status.to_string()),
        ]),
    }
}

fn group(group: Group<'_>) -> String {
    match group.level {
        "" => group.auth.to_owned(),
        level => format!("{}/{level}", group.auth),
    }
}

fn check_groups(definition: &PersonaDefinition) -> Result<(), Error> {
    let Accounts { auths, newcomer_auth, .. } = &definition.accounts;
    let auths = auths.iter().map(|(_, auth)| auth).chain([newcomer_auth]);
    match auths.chain(definition.states().map(|state| &state.auth)).find(|a| a.contains('/')) {
        Some(auth) => Err(unwritable(definition, format!("`{auth}` has a `/` in its name"))),
        None => Ok(()),
    }
}

fn check_distinct(definition: &PersonaDefinition, names: &[(u32, String)]) -> Result<(), Error> {
    let is_repeated = |idx: usize| names[..idx].iter().any(|(_, other)| *other == names[idx].1);
    match (0..names.len()).find(|idx| is_repeated(*idx)) {
        Some(idx) => Err(unwritable(definition, format!("`{}` has two weights", names[idx].1))),
        None => Ok(()),
    }
}

fn unwritable(definition: &PersonaDefinition, reason: String) -> Error {
    Error::Unwritable { persona: definition.name.clone(), reason }
}
