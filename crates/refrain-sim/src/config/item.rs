//! Reading values of a file, with the place of what is wrong.

use refrain_core::Time;

use crate::Error;
use crate::config::expected::expected;
use crate::config::node::{Content, Node};
use crate::config::place::Place;
use crate::config::problem::FileProblem;

/// A value of a file that knows the path of its key.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    text: &'a str,
    node: &'a Node,
    pub(crate) place: Place,
}

/// The entries of a table.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'a> {
    table: Item<'a>,
    entries: Vec<(&'a str, Item<'a>)>,
}

/// A value in a message is cut to as many characters.
const SHOWN: usize = 40;

impl<'a> Item<'a> {
    /// Starts from the whole file.
    pub(crate) fn root(text: &'a str, node: &'a Node) -> Item<'a> {
        Item { text, node, place: Place { at: node.span.start, key: String::new() } }
    }

    pub(crate) fn text(&self) -> Result<&'a str, Error> {
        match &self.node.content {
            Content::Text(text) => Ok(text),
            _ => Err(self.fault("a text in quotes")),
        }
    }

    /// Reads a date, in quotes or not, for its midnight, or a time.
    pub(crate) fn time(&self) -> Result<Time, Error> {
        let text = match &self.node.content {
            Content::Text(text) | Content::Date(text) => text.trim(),
            _ => "",
        };
        text.parse().map_err(|_| self.fault("a date, as 2018-10-01 or 2018-10-01T12:00:00"))
    }

    pub(crate) fn truth(&self) -> Result<bool, Error> {
        match self.node.content {
            Content::Truth(truth) => Ok(truth),
            _ => Err(self.fault("true or false")),
        }
    }

    pub(crate) fn number(&self) -> Result<f64, Error> {
        match self.node.content {
            Content::Number(number) => Ok(number),
            // TOML tells 1 from 1.0; nobody who writes a rate does.
            Content::Whole(number) => Ok(number as f64),
            _ => Err(self.fault("a number")),
        }
    }

    /// Reads a number that is finite and not negative.
    pub(crate) fn positive_or_zero(&self) -> Result<f64, Error> {
        match self.number()? {
            number if (0.0..f64::INFINITY).contains(&number) => Ok(number),
            _ => Err(self.fault("a number of 0 or more")),
        }
    }

    /// Reads a number that is finite and above 0.
    pub(crate) fn positive(&self) -> Result<f64, Error> {
        match self.number()? {
            number if number > 0.0 && number.is_finite() => Ok(number),
            _ => Err(self.fault("a number above 0")),
        }
    }

    /// Reads a whole number.
    pub(crate) fn whole<N: TryFrom<i128>>(&self, expected: &str) -> Result<N, Error> {
        let whole = match self.node.content {
            Content::Whole(number) => N::try_from(number).ok(),
            _ => None,
        };
        whole.ok_or_else(|| self.fault(expected))
    }

    /// Reads a number of which only the whole part counts.
    pub(crate) fn cut(&self, limit: f64) -> Result<f64, Error> {
        match self.number()? {
            number if (0.0..=limit).contains(&number) => Ok(number.trunc()),
            _ => Err(self.fault(format!("a number from 0 to {limit}"))),
        }
    }

    pub(crate) fn list(&self) -> Result<Vec<Item<'a>>, Error> {
        let Content::List(nodes) = &self.node.content else { return Err(self.fault("a list")) };
        let item = |(idx, node): (usize, &'a Node)| {
            let place = self.place.item(idx, node.span.start);
            Item { text: self.text, node, place }
        };
        Ok(nodes.iter().enumerate().map(item).collect())
    }

    /// Reads a list of tables, each of which begins with `[[header]]`.
    pub(crate) fn tables(&self, what: &str, header: &str) -> Result<Vec<Item<'a>>, Error> {
        if self.is_table() {
            return Err(self.fault(format!("a list of {what}: write `[[{header}]]`")));
        }
        self.list()
    }

    /// Returns `true` for a table.
    pub(crate) fn is_table(&self) -> bool {
        matches!(self.node.content, Content::Table(_))
    }

    /// Reads the entries of a table; a key given twice is a fault.
    pub(crate) fn fields(&self) -> Result<Fields<'a>, Error> {
        let Content::Table(table) = &self.node.content else { return Err(self.fault("a table")) };
        let mut entries: Vec<(&str, Item<'_>)> = Vec::with_capacity(table.len());
        for entry in table {
            let place = self.place.entry(&entry.key, entry.at);
            let item = Item { text: self.text, node: &entry.node, place };
            if entries.iter().any(|(key, _)| *key == entry.key) {
                return Err(item.fault_of("given twice", "one value"));
            }
            entries.push((&entry.key, item));
        }
        Ok(Fields { table: self.clone(), entries })
    }

    /// Says that the value is not what was expected.
    pub(crate) fn fault(&self, expected: impl Into<String>) -> Error {
        let found = match self.node.content {
            Content::List(_) => "a list".to_owned(),
            Content::Table(_) => "a table".to_owned(),
            _ => self.shown(),
        };
        self.fault_of(found, expected)
    }

    /// Says that something about the value is not as expected.
    pub(crate) fn fault_of(&self, found: impl Into<String>, expected: impl Into<String>) -> Error {
        let problem = FileProblem::Value {
            line: self.place.line(self.text),
            key: self.place.key.clone(),
            found: found.into(),
            expected: expected.into(),
        };
        problem.into()
    }

    /// Says that what was made of the value is at fault.
    pub(crate) fn fault_in(&self, fault: Error) -> Error {
        self.place.fault_in(self.text, fault)
    }

    /// Returns the value as it is written, on one line.
    fn shown(&self) -> String {
        let written = self.text.get(self.node.span.clone()).unwrap_or_default();
        let line = written.lines().next().unwrap_or_default();
        match line.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }
}

impl<'a> Fields<'a> {
    /// Iterates over keys and values in the order of the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &Item<'a>)> {
        self.entries.iter().map(|(key, item)| (*key, item))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Item<'a>> {
        self.iter().find(|(other, _)| *other == key).map(|(_, item)| item)
    }

    /// Returns the value of a key that has to be there.
    pub(crate) fn required(&self, key: &str, expected: &str) -> Result<&Item<'a>, Error> {
        self.get(key).ok_or_else(|| self.missing(key, expected))
    }

    /// Says that a key is not there.
    pub(crate) fn missing(&self, key: &str, expected: &str) -> Error {
        let Item { text, place, .. } = &self.table;
        let problem = FileProblem::MissingKey {
            line: place.line(text),
            key: place.entry(key, place.at).key,
            expected: expected.to_owned(),
        };
        problem.into()
    }

    /// Checks that there are no keys but these.
    pub(crate) fn check_known(&self, known: &[&str]) -> Result<(), Error> {
        match self.iter().find(|(key, _)| !known.contains(key)) {
            None => Ok(()),
            Some((key, item)) => Err(FileProblem::UnknownKey {
                line: item.place.line(item.text),
                key: item.place.key.clone(),
                expected: expected("one of the keys here", key, known.iter().copied()),
            }
            .into()),
        }
    }
}
