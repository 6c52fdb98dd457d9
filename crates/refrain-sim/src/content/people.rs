//! Names, places and user agents.

use std::sync::LazyLock;

use crate::random::Stream;
use crate::random::weighted::Weighted;

/// Attributes of a user in the log: name, place and browser.
///
/// The positions stand for texts of [`People`], which keeps a user small.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) first_name: u16,
    pub(crate) last_name: u16,
    pub(crate) location: u16,
    pub(crate) user_agent: u16,
}

/// The texts that people are drawn from.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) first_names: Weighted<FirstName>,
    pub(crate) last_names: Weighted<&'static str>,
    pub(crate) locations: Weighted<&'static str>,
    pub(crate) user_agents: Weighted<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct FirstName {
    pub(crate) name: &'static str,
    pub(crate) gender: &'static str,
}

static PEOPLE: LazyLock<People> = LazyLock::new(|| People {
    first_names: weighted(first_name_lines()),
    last_names: weighted(lines(LAST_NAMES)),
    locations: weighted(lines(include_str!("../data/places.txt"))),
    user_agents: weighted(lines(include_str!("../data/user_agents.txt"))),
});

const FIRST_NAMES: &str = include_str!("../data/first_names.txt");
const LAST_NAMES: &str = include_str!("../data/last_names.txt");
const WELL_FORMED: &str = "the crate's lists of people are well-formed";

impl People {
    /// Returns the people that come with the crate.
    pub(crate) fn built_in() -> &'static People {
        &PEOPLE
    }

    pub(crate) fn draw(&self, stream: &mut Stream) -> Person {
        Person {
            // The place comes before the family name, as in eventsim: the order of the draws is
            // part of every log.
            first_name: self.first_names.draw_position(stream) as u16,
            location: self.locations.draw_position(stream) as u16,
            last_name: self.last_names.draw_position(stream) as u16,
            user_agent: self.user_agents.draw_position(stream) as u16,
        }
    }

    pub(crate) fn first_name(&self, person: Person) -> FirstName {
        *self.first_names.get(person.first_name.into())
    }

    pub(crate) fn last_name(&self, person: Person) -> &'static str {
        self.last_names.get(person.last_name.into())
    }

    pub(crate) fn location(&self, person: Person) -> &'static str {
        self.locations.get(person.location.into())
    }

    pub(crate) fn user_agent(&self, person: Person) -> &'static str {
        self.user_agents.get(person.user_agent.into())
    }
}

/// Iterates over the given names that come with the crate.
pub(crate) fn first_names() -> impl Iterator<Item = &'static str> {
    first_name_lines().map(|(_, first)| first.name)
}

/// Iterates over the family names that come with the crate.
pub(crate) fn last_names() -> impl Iterator<Item = &'static str> {
    lines(LAST_NAMES).map(|(_, name)| name)
}

fn first_name_lines() -> impl Iterator<Item = (u32, FirstName)> {
    lines(FIRST_NAMES).map(|(weight, line)| {
        let (gender, name) = line.split_once(' ').expect(WELL_FORMED);
        (weight, FirstName { name, gender })
    })
}

/// Splits lines into the weight they begin with and the rest.
fn lines(text: &'static str) -> impl Iterator<Item = (u32, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (weight, rest) = line.split_once(' ').expect(WELL_FORMED);
        (weight.parse().expect(WELL_FORMED), rest)
    })
}

fn weighted<T>(lines: impl Iterator<Item = (u32, T)>) -> Weighted<T> {
    Weighted::new(lines).expect(WELL_FORMED)
}
