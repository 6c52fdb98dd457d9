//! Names for the pages of a simulation, under which a file lists them once.

use serde::Serialize;

use crate::PageState;
use crate::persona_file::names::Page;
use crate::simulation_file::pairs::Pairs;

/// Names for pages.
#[derive(Default)]
pub(super) struct PageNames(Vec<(String, Page)>);

/// The answer of the service to a request for a page, as short as it can be written.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer<'a> {
    Short(String),
    Full { page: &'a str, method: &'a str, status: u16 },
}

impl PageNames {
    /// Names pages, each by itself, or by its answer too where another one has that name.
    pub(super) fn new<'s>(states: impl Iterator<Item = &'s PageState>) -> PageNames {
        let mut names = PageNames::default();
        states.for_each(|state| names.add(Page::of(state)));
        names
    }

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

    /// Returns the name of a page.
    pub(super) fn of(&self, state: &PageState) -> String {
        let page = Page::of(state);
        let named = self.0.iter().find(|(_, other)| *other == page);
        named.map(|(name, _)| name.clone()).expect("every page that is written has a name")
    }

    /// Returns the table `[pages]`, if there are any.
    pub(super) fn table(&self) -> Option<Pairs<Answer<'_>>> {
        let pairs = self.0.iter().map(|(name, page)| (name.clone(), answer(name, page)));
        (!self.0.is_empty()).then(|| Pairs(pairs.collect()))
    }
}

fn answer<'a>(name: &str, page: &'a Page) -> Answer<'a> {
    let Page { page, method, status } = page;
    match method.as_str() {
        "" if name == page => Answer::Short(status.to_string()),
        _ if name == page && !method.contains(' ') => Answer::Short(format!("{method} {status}")),
        _ => Answer::Full { page, method, status: *status },
    }
}
