//! The table `[[persona]]` of a simulation file.

use std::collections::BTreeMap;

use crate::config::expected::expected;
use crate::config::item::{Fields, Item};
use crate::persona_file::draft::{Draft, Part};
use crate::persona_file::factors;
use crate::persona_file::names::{Group, Pages};
use crate::{Error, Persona, Rhythm, SessionStart, Transition};

const KEYS: [&str; 18] = [
    "name",
    "like",
    "weight",
    "factors",
    "alpha",
    "beta",
    "session-gap",
    "damping",
    "weekend-damping",
    "weekend-damping-offset",
    "weekend-damping-scale",
    "levels",
    "auths",
    "newcomer",
    "hidden",
    "churned",
    "starts",
    "transitions",
];

/// Every hour and day is as good as any other, unless the file says more.
const DEFAULT_RHYTHM: Rhythm = Rhythm {
    alpha_seconds: 0.0,
    beta_seconds: 0.0,
    session_gap_seconds: 1_800.0,
    damping: 0.0,
    weekend_damping: 0.0,
    weekend_damping_offset_minutes: 180.0,
    weekend_damping_scale_minutes: 360.0,
};

/// The keys that a persona must have unless it is like another, with what they hold.
const REQUIRED: [(&str, &str); 6] = [
    ("alpha", "seconds between two pages, or `like`"),
    ("beta", "seconds between two sessions, or `like`"),
    ("auths", "authentications with weights, or `like`"),
    ("newcomer", "the state of users who join later, as \"Guest/free\", or `like`"),
    ("starts", "first pages with weights, or `like`"),
    ("transitions", "pages after pages with probabilities, or `like`"),
];

/// Reads personas one after another, since later ones may be like earlier ones.
pub(crate) struct Reader<'a> {
    /// The text of the file.
    text: &'a str,
    /// The table `[pages]`, if there is one.
    page_table: Option<Item<'a>>,
    pages: Pages,
    /// Personas that the file may name though it does not describe them.
    library: &'a [Persona],
    drafts: BTreeMap<&'a str, Draft>,
}

impl<'a> Reader<'a> {
    /// Starts from the pages of a file and the personas of a library.
    pub(crate) fn new(
        text: &'a str,
        page_table: Option<Item<'a>>,
        library: &'a [Persona],
    ) -> Result<Reader<'a>, Error> {
        let pages = page_table.as_ref().map(Pages::read).transpose()?.unwrap_or_default();
        Ok(Reader { text, page_table, pages, library, drafts: BTreeMap::new() })
    }

    /// Reads a persona and its weight.
    pub(crate) fn read(&mut self, item: &Item<'a>) -> Result<(u32, Persona), Error> {
        let fields = item.fields()?;
        fields.check_known(&KEYS)?;
        let name_item = fields.required("name", "a name")?;
        let name = name_item.text()?;
        if self.drafts.contains_key(name) {
            return Err(name_item.fault("a name that no persona above it has"));
        }
        let weight = fields.get("weight").map(|item| item.whole("a whole number of 0 or more"));
        let mut draft = self.begin(item, &fields)?;
        draft.definition.name = name.to_owned();
        self.read_parts(&fields, &mut draft)?;
        let persona = draft.check(self.text)?;
        self.drafts.insert(name, draft);
        Ok((weight.transpose()?.unwrap_or(1), persona))
    }

    /// Finds the persona that the table starts from: one it is like, one that it names, or none.
    fn begin(&self, item: &Item<'a>, fields: &Fields<'a>) -> Result<Draft, Error> {
        if let Some(like) = fields.get("like") {
            return self.like(item, like);
        }
        // Nothing but a name: the persona of the library that has it.
        if fields.iter().all(|(key, _)| matches!(key, "name" | "weight")) {
            let name = fields.required("name", "a name")?;
            return self.of_library(name, &[], "a persona that comes with the crate, or `like`");
        }
        if let Some(factors) = fields.get("factors") {
            return Err(factors.fault_of("given without `like`", "a persona to be like"));
        }
        for (key, expected) in REQUIRED {
            fields.required(key, expected)?;
        }
        let mut draft = Draft::new(item.place.clone());
        draft.definition.rhythm = DEFAULT_RHYTHM;
        draft.definition.accounts.levels = vec![(1, String::new())];
        Ok(draft)
    }

    fn like(&self, item: &Item<'a>, like: &Item<'a>) -> Result<Draft, Error> {
        // The file's own personas first: one of them may have the name of a built-in.
        if let Some(draft) = self.drafts.get(like.text()?) {
            return Ok(draft.heir(item.place.clone()));
        }
        let above: Vec<&str> = self.drafts.keys().copied().collect();
        let draft =
            self.of_library(like, &above, "a persona above this one, or one of the crate")?;
        self.check_pages(&draft)?;
        Ok(draft)
    }

    /// Takes a persona of the library; `others` could have been meant as well.
    fn of_library(&self, name: &Item<'_>, others: &[&str], what: &str) -> Result<Draft, Error> {
        let wanted = name.text()?;
        match self.library.iter().find(|persona| persona.definition().name == wanted) {
            Some(persona) => Ok(Draft::of(persona, &name.place)),
            None => {
                let known = others.iter().copied().chain(names(self.library));
                let known: Vec<&str> = known.collect();
                Err(name.fault(expected(what, wanted, known.iter().copied())))
            }
        }
    }

    /// Checks that pages of the file are not pages of a persona with another answer.
    fn check_pages(&self, draft: &Draft) -> Result<(), Error> {
        let Some(table) = &self.page_table else { return Ok(()) };
        for (name, item) in table.fields()?.iter() {
            let here = self.pages.get(name);
            let mut there = draft.definition.states().filter(|state| state.page == name);
            if let (Some(here), Some(there)) = (here, there.next())
                && (&here.method, here.status) != (&there.method, there.status)
            {
                let persona = &draft.definition.name;
                return Err(item.fault(format!(
                    "\"{} {}\" as in `{persona}`, or another name",
                    there.method, there.status
                )));
            }
        }
        Ok(())
    }

    fn read_parts(&self, fields: &Fields<'a>, draft: &mut Draft) -> Result<(), Error> {
        // Pages of the file come first: they say how this service answers.
        let mut pages = self.pages.clone();
        pages.inherit(&draft.definition);
        // Before the transitions, so that what is written out wins over a factor.
        if let Some(table) = fields.get("factors") {
            factors::apply(table, &pages, draft)?;
        }
        draft.read_rates(fields)?;
        if let Some(table) = fields.get("starts") {
            read_starts(table, &pages, draft)?;
        }
        if let Some(table) = fields.get("transitions") {
            read_transitions(table, &pages, draft)?;
        }
        // Last, for accounts name authentications that the transitions may have brought.
        read_accounts(fields, draft)
    }
}

fn read_starts(table: &Item<'_>, pages: &Pages, draft: &mut Draft) -> Result<(), Error> {
    for (group, list) in table.fields()?.iter() {
        for (page, item) in list.fields()?.iter() {
            let state = pages.state(page, Group::parse(group), item)?;
            let weight = item.whole("a weight, a whole number of 0 or more")?;
            draft.set_start(SessionStart { state, weight }, item.place.clone());
        }
    }
    Ok(())
}

fn read_transitions(table: &Item<'_>, pages: &Pages, draft: &mut Draft) -> Result<(), Error> {
    for (group, rows) in table.fields()?.iter() {
        let group = Group::parse(group);
        for (page, row) in rows.fields()?.iter() {
            let source = pages.state(page, group, row)?;
            for (target, item) in row.fields()?.iter() {
                let dest = pages.target(target, group, item)?;
                let (source, probability) = (source.clone(), item.number()?);
                let step = Transition { source, dest, probability };
                draft.set_transition(step, item.place.clone());
            }
        }
    }
    Ok(())
}

fn read_accounts(fields: &Fields<'_>, draft: &mut Draft) -> Result<(), Error> {
    if let Some(item) = fields.get("levels") {
        draft.note(Part::Levels, &item.place);
        draft.definition.accounts.levels = weights(item)?;
    }
    if let Some(item) = fields.get("auths") {
        draft.note(Part::Auths, &item.place);
        draft.definition.accounts.auths = weights(item)?;
    }
    if let Some(item) = fields.get("newcomer") {
        draft.note(Part::Newcomer, &item.place);
        let Group { auth, level } = Group::parse(item.text()?);
        let accounts = &mut draft.definition.accounts;
        (accounts.newcomer_auth, accounts.newcomer_level) = (auth.into(), level.into());
    }
    if let Some(item) = fields.get("hidden") {
        draft.note(Part::Hidden, &item.place);
        let auths = item.list()?;
        let auths = auths.iter().map(|item| known_auth(item, draft));
        draft.definition.accounts.hidden_auths = auths.collect::<Result<_, _>>()?;
    }
    if let Some(item) = fields.get("churned") {
        draft.definition.accounts.churned_auth = Some(known_auth(item, draft)?);
    }
    Ok(())
}

/// Reads names with weights.
fn weights(table: &Item<'_>) -> Result<Vec<(u32, String)>, Error> {
    let weight = |(name, item): (&str, &Item<'_>)| {
        Ok((item.whole("a weight, a whole number of 0 or more")?, name.to_owned()))
    };
    table.fields()?.iter().map(weight).collect()
}

/// Reads an authentication that some page has.
fn known_auth(item: &Item<'_>, draft: &Draft) -> Result<String, Error> {
    let auth = item.text()?;
    let mut known: Vec<&str> = draft.definition.states().map(|state| state.auth.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    match known.contains(&auth) {
        true => Ok(auth.to_owned()),
        false => Err(item.fault(expected("an authentication of a page", auth, known))),
    }
}

/// Returns the names of personas in alphabetical order.
pub(crate) fn names(personas: &[Persona]) -> Vec<&str> {
    let mut names: Vec<&str> =
        personas.iter().map(|persona| persona.definition().name.as_str()).collect();
    names.sort_unstable();
    names
}
