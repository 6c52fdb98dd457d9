//! Names put together from lists of words.

use std::collections::BTreeMap;

use rand::Rng;

use crate::content::people;
use crate::random::Stream;
use crate::random::weighted::Weighted;

const WORDS: &str = include_str!("../data/words.txt");
const WELL_FORMED: &str = "data/words.txt is well-formed";

/// Patterns of names of artists and titles of songs, over lists of words.
pub(crate) struct Grammar {
    lists: Vec<Vec<&'static str>>,
    artists: Weighted<Pattern>,
    titles: Weighted<Pattern>,
}

type Pattern = Vec<Part>;

/// A piece of a pattern.
enum Part {
    Literal(&'static str),
    /// A word of the list at this position.
    Word(usize),
}

impl Grammar {
    /// Reads the crate's own words.
    pub(crate) fn built_in() -> Grammar {
        let mut names = BTreeMap::new();
        let mut lists: Vec<Vec<&'static str>> = Vec::new();
        let mut add = |name, words| {
            names.insert(name, lists.len());
            lists.push(words);
        };
        add("first", people::first_names().collect());
        add("last", people::last_names().collect());
        let lines = || WORDS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (name, words) in lines().filter_map(|line| line.split_once(": ")) {
            add(name, words.split(' ').collect());
        }
        let patterns = |kind: &str| {
            let rules = lines().filter_map(|line| line.strip_prefix(kind)?.split_once(' '));
            let parse = |(weight, pattern): (&str, &'static str)| {
                (weight.parse().expect(WELL_FORMED), parse_pattern(pattern, &names))
            };
            Weighted::new(rules.map(parse)).expect(WELL_FORMED)
        };
        let (artists, titles) = (patterns("artist "), patterns("title "));
        Grammar { lists, artists, titles }
    }

    /// Appends the name of an artist.
    pub(crate) fn artist(&self, stream: &mut Stream, out: &mut String) {
        let pattern = self.artists.draw(stream);
        self.expand(pattern, stream, out);
    }

    /// Appends the title of a song.
    pub(crate) fn title(&self, stream: &mut Stream, out: &mut String) {
        let pattern = self.titles.draw(stream);
        self.expand(pattern, stream, out);
    }

    fn expand(&self, pattern: &Pattern, stream: &mut Stream, out: &mut String) {
        for part in pattern {
            out.push_str(match part {
                Part::Literal(text) => text,
                Part::Word(list) => {
                    let words = &self.lists[*list];
                    // A `u32`, since a `usize` would take other numbers from the stream on 32
                    // bits.
                    words[stream.gen_range(0..words.len() as u32) as usize]
                }
            });
        }
    }
}

/// Splits `The {mood} {noun}s` into its parts.
fn parse_pattern(pattern: &'static str, names: &BTreeMap<&str, usize>) -> Pattern {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect(WELL_FORMED);
        parts.push(Part::Literal(literal));
        parts.push(Part::Word(*names.get(name).expect(WELL_FORMED)));
        rest = after;
    }
    parts.push(Part::Literal(rest));
    parts
}
