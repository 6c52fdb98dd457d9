//! Names of pages, and of users' states, as the TOML form writes them.

use std::collections::BTreeMap;
use std::fmt;

use crate::config::expected::expected;
use crate::config::item::{Fields, Item};
use crate::{Error, PageState, PersonaDefinition};

/// Authentication and level, written `Logged In/free`, or `Member` where there are no levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    pub(crate) auth: &'a str,
    pub(crate) level: &'a str,
}

impl<'a> Group<'a> {
    pub(crate) fn parse(text: &'a str) -> Group<'a> {
        // The first slash divides, so that a level may have one in its name and an authentication
        // not.
        let (auth, level) = text.split_once('/').unwrap_or((text, ""));
        Group { auth, level }
    }

    /// Returns the group of those who are on a page.
    pub(crate) fn of(state: &'a PageState) -> Group<'a> {
        Group { auth: &state.auth, level: &state.level }
    }

    /// Says that a page is seen by these users.
    fn state(self, page: &Page) -> PageState {
        PageState {
            page: page.page.clone(),
            auth: self.auth.to_owned(),
            level: self.level.to_owned(),
            method: page.method.clone(),
            status: page.status,
        }
    }
}

impl fmt::Display for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            "" => f.write_str(self.auth),
            level => write!(f, "{}/{level}", self.auth),
        }
    }
}

/// A page and the service's answer to a request for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) page: String,
    pub(crate) method: String,
    pub(crate) status: u16,
}

impl Page {
    pub(crate) fn of(state: &PageState) -> Page {
        Page { page: state.page.clone(), method: state.method.clone(), status: state.status }
    }

    /// Reads `"GET 200"`, or a table with the keys `page`, `method` and `status`.
    fn read(name: &str, item: &Item<'_>) -> Result<Page, Error> {
        if item.is_table() {
            return Page::read_table(name, &item.fields()?);
        }
        let answer = item.text().ok().and_then(parse_answer);
        let (method, status) =
            answer.ok_or_else(|| item.fault("a method and a status, as \"GET 200\""))?;
        Ok(Page { page: name.to_owned(), method: method.to_owned(), status })
    }

    fn read_table(name: &str, fields: &Fields<'_>) -> Result<Page, Error> {
        fields.check_known(&["page", "method", "status"])?;
        let text_or = |key, other| fields.get(key).map_or(Ok(other), Item::text);
        Ok(Page {
            page: text_or("page", name)?.to_owned(),
            method: text_or("method", "")?.to_owned(),
            status: fields.required("status", STATUS)?.whole(STATUS)?,
        })
    }
}

const STATUS: &str = "an HTTP status, as 200";

/// Splits `GET 200`, or `200` where there is no method.
fn parse_answer(text: &str) -> Option<(&str, u16)> {
    let (method, status) = text.split_once(' ').unwrap_or(("", text));
    Some((method, status.parse().ok()?))
}

/// The pages that a persona can name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pages(BTreeMap<String, Page>);

impl Pages {
    /// Reads the table `[pages]`.
    pub(crate) fn read(table: &Item<'_>) -> Result<Pages, Error> {
        let read = |(name, item): (&str, &Item<'_>)| Ok((name.to_owned(), Page::read(name, item)?));
        table.fields()?.iter().map(read).collect::<Result<_, _>>().map(Pages)
    }

    /// Adds the pages of a persona that have no name here yet.
    pub(crate) fn inherit(&mut self, definition: &PersonaDefinition) {
        for state in definition.states() {
            if !self.0.contains_key(&state.page) {
                self.0.insert(state.page.clone(), Page::of(state));
            }
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Page> {
        self.0.get(name)
    }

    /// The page of this name as users of a group see it; `item` is where the name stands.
    pub(crate) fn state(
        &self,
        name: &str,
        group: Group<'_>,
        item: &Item<'_>,
    ) -> Result<PageState, Error> {
        let page = self.get(name).ok_or_else(|| self.unknown(name, item))?;
        Ok(group.state(page))
    }

    /// The page named by `page` for a group, or by `page@auth/level` for another one.
    pub(crate) fn target(
        &self,
        target: &str,
        group: Group<'_>,
        item: &Item<'_>,
    ) -> Result<PageState, Error> {
        match target.split_once('@') {
            Some((name, group)) => self.state(name, Group::parse(group), item),
            None => self.state(target, group, item),
        }
    }

    /// Says that there is no such page.
    pub(crate) fn unknown(&self, name: &str, item: &Item<'_>) -> Error {
        let known = self.0.keys().map(String::as_str);
        item.fault_of(
            format!("for the unknown page `{name}`"),
            expected("a page of `[pages]`", name, known),
        )
    }
}
