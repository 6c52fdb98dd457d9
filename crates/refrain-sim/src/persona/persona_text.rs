//! Reads `data/personas.txt`, the crate's own personas.
//!
//! The text is compiled in, so a mistake in it is a bug of this crate: it panics, and every test
//! that simulates anything sees it. Configurations from outside do not come through here.

use crate::persona::definition::{PageState, PersonaDefinition, SessionStart, Transition};

const PERSONAS: &str = include_str!("../data/personas.txt");
const WELL_FORMED: &str = "data/personas.txt is well-formed";

/// Reads the definitions of the crate's personas.
pub(crate) fn definitions() -> Vec<PersonaDefinition> {
    let mut reader = Reader::default();
    let lines = PERSONAS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.for_each(|line| reader.read(line));
    reader.definitions
}

#[derive(Default)]
struct Reader<'a> {
    pages: Vec<Page<'a>>,
    definitions: Vec<PersonaDefinition>,
    table: Table<'a>,
}

struct Page<'a> {
    name: &'a str,
    method: &'a str,
    status: u16,
}

/// Authentication and level of the pages that follow.
#[derive(Clone, Copy, Default)]
struct Table<'a> {
    auth: &'a str,
    level: &'a str,
}

impl<'a> Reader<'a> {
    fn read(&mut self, line: &'a str) {
        if let Some(table) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            self.table = Table::parse(table);
        } else if let Some((page, list)) = line.split_once(": ") {
            self.read_row(page, list);
        } else {
            let (key, value) = line.split_once(' ').expect(WELL_FORMED);
            self.read_setting(key, value);
        }
    }

    fn read_row(&mut self, page: &str, list: &'a str) {
        for (number, target) in entries(list) {
            let state = self.state(target);
            if page == "start" {
                let weight = number as u32;
                self.definition().starts.push(SessionStart { state, weight });
            } else {
                let source = self.state(page);
                self.set_transition(Transition { source, dest: state, probability: number });
            }
        }
    }

    /// Adds a transition, or changes its probability if the first persona has it.
    fn set_transition(&mut self, new: Transition) {
        let definition = self.definition();
        match definition.find_transition(&new.source, &new.dest) {
            Ok(old) => definition.transitions[old].probability = new.probability,
            Err(place) => definition.transitions.insert(place, new),
        }
    }

    fn read_setting(&mut self, key: &str, value: &'a str) {
        match key {
            "page" => return self.pages.push(Page::parse(value)),
            "persona" => return self.begin_persona(value),
            _ => {}
        }
        let PersonaDefinition { rhythm, accounts, .. } = self.definition();
        match key {
            "alpha" => rhythm.alpha_seconds = number(value),
            "beta" => rhythm.beta_seconds = number(value),
            "session-gap" => rhythm.session_gap_seconds = number(value),
            "damping" => rhythm.damping = number(value),
            "weekend-damping" => rhythm.weekend_damping = number(value),
            "weekend-damping-offset" => rhythm.weekend_damping_offset_minutes = number(value),
            "weekend-damping-scale" => rhythm.weekend_damping_scale_minutes = number(value),
            "levels" => accounts.levels = weights(value),
            "auths" => accounts.auths = weights(value),
            "hidden" => accounts.hidden_auths = value.split(", ").map(str::to_owned).collect(),
            "churned" => accounts.churned_auth = Some(value.to_owned()),
            "newcomer" => {
                let Table { auth, level } = Table::parse(value);
                (accounts.newcomer_auth, accounts.newcomer_level) = (auth.into(), level.into());
            }
            _ => panic!("{WELL_FORMED}, found `{key}`"),
        }
    }

    fn begin_persona(&mut self, name: &str) {
        let mut definition = self.definitions.first().cloned().unwrap_or_default();
        definition.name = name.to_owned();
        self.definitions.push(definition);
    }

    fn definition(&mut self) -> &mut PersonaDefinition {
        self.definitions.last_mut().expect(WELL_FORMED)
    }

    /// The state named by `page`, or by `page@auth/level` outside the current table.
    fn state(&self, target: &str) -> PageState {
        let (name, table) = match target.split_once('@') {
            Some((name, table)) => (name, Table::parse(table)),
            None => (target, self.table),
        };
        let page = self.pages.iter().find(|page| page.name == name).expect(WELL_FORMED);
        PageState {
            page: name.to_owned(),
            auth: table.auth.to_owned(),
            level: table.level.to_owned(),
            method: page.method.to_owned(),
            status: page.status,
        }
    }
}

impl Page<'_> {
    fn parse(text: &str) -> Page<'_> {
        let (rest, status) = text.rsplit_once(' ').expect(WELL_FORMED);
        let (name, method) = rest.rsplit_once(' ').expect(WELL_FORMED);
        Page { name: name.trim_end(), method, status: status.parse().expect(WELL_FORMED) }
    }
}

impl Table<'_> {
    fn parse(text: &str) -> Table<'_> {
        let (auth, level) = text.split_once('/').expect(WELL_FORMED);
        Table { auth, level }
    }
}

/// Splits `name number, name number` into its pairs.
fn entries(list: &str) -> impl Iterator<Item = (f64, &str)> {
    list.split(", ").map(|entry| {
        let (name, value) = entry.rsplit_once(' ').expect(WELL_FORMED);
        (number(value), name)
    })
}

fn weights(list: &str) -> Vec<(u32, String)> {
    entries(list).map(|(weight, name)| (weight as u32, name.to_owned())).collect()
}

fn number(text: &str) -> f64 {
    text.parse().expect(WELL_FORMED)
}
