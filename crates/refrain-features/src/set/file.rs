//! Sets of features as TOML.

use serde::Deserialize;

use crate::definition::taken_names::check_kind_names;
use crate::selection::named::weekday;
use crate::selection::{NumberCondition, TextCondition};
use crate::{Condition, Error, ErrorKind, FeatureSet, Selection, Vocabulary};
use refrain_core::Problem;

/// The content of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFile {
    name: String,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    selections: Vec<SelectionSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SelectionSpec {
    name: String,
    singular: Option<String>,
    words: Option<String>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    texts: Vec<TextSpec>,
    #[serde(default)]
    numbers: Vec<NumberSpec>,
    hours: Option<(u8, u8)>,
    #[serde(default)]
    weekdays: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextSpec {
    attribute: String,
    #[serde(default)]
    is: Vec<String>,
    #[serde(default)]
    is_not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberSpec {
    attribute: String,
    above: Option<f64>,
    below: Option<f64>,
}

/// A file that is no set.
#[derive(Debug, thiserror::Error)]
enum FileProblem {
    #[error("the feature set cannot be read: {0}")]
    Content(String),
    /// A name in it that stands for nothing, and the like.
    #[error(transparent)]
    Name(Error),
}

impl Problem for FileProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}

impl FileProblem {
    fn selection(name: &str, reason: &str) -> FileProblem {
        FileProblem::Content(format!("selection `{name}`: {reason}"))
    }
}

pub(crate) fn read(text: &str, vocabulary: &Vocabulary) -> Result<FeatureSet, Error> {
    let file: SetFile =
        toml::from_str(text).map_err(|error| FileProblem::Content(place(text, &error)))?;
    let mut set = FeatureSet::new(&file.name);
    for spec in file.selections {
        set = set.with_selection(selection(spec)?, vocabulary).map_err(FileProblem::Name)?;
    }
    let set = filled(set, &file.include, &file.columns, vocabulary);
    // A name that stands for nothing is an argument of the set, but here it stands in a file.
    Ok(set.map_err(FileProblem::Name)?)
}

fn filled(
    mut set: FeatureSet,
    include: &[String],
    columns: &[String],
    vocabulary: &Vocabulary,
) -> Result<FeatureSet, Error> {
    for name in include {
        set = set.with_set(FeatureSet::named(name, vocabulary)?);
    }
    if !columns.is_empty() {
        check_kind_names(vocabulary)?;
        set = set.with_named(columns, vocabulary)?;
    }
    set.check_columns()?;
    Ok(set)
}

fn selection(spec: SelectionSpec) -> Result<Selection, Error> {
    let name = spec.name;
    let weekdays = spec.weekdays.iter().map(|day| {
        weekday(day).ok_or_else(|| {
            FileProblem::selection(&name, &format!("`{day}` is no day of the week, as `monday`"))
        })
    });
    let condition = Condition {
        weekdays: weekdays.collect::<Result<_, FileProblem>>()?,
        kinds: spec.kinds,
        texts: spec.texts.into_iter().flat_map(text_conditions).collect(),
        numbers: spec
            .numbers
            .into_iter()
            .map(|number| NumberCondition {
                attribute: number.attribute,
                above: number.above,
                below: number.below,
            })
            .collect(),
        hours: spec.hours,
    };
    // English plurals of one's own need no singular in the file.
    let one = || name.strip_suffix('s').unwrap_or(&name).to_owned();
    let singular = spec.singular.unwrap_or_else(one);
    let words = spec.words.unwrap_or_else(|| name.replace('_', " "));
    Ok(Selection::new(name, singular, words, condition))
}

fn text_conditions(text: TextSpec) -> Vec<TextCondition> {
    let TextSpec { attribute, is, is_not } = text;
    let of = |values: Vec<String>, negated| TextCondition {
        attribute: attribute.clone(),
        values,
        negated,
    };
    // Neither of the two asks for any value at all.
    let mut conditions = Vec::new();
    if !is.is_empty() {
        conditions.push(of(is, false));
    }
    if !is_not.is_empty() || conditions.is_empty() {
        conditions.push(of(is_not, true));
    }
    conditions
}

/// The message of an error with the line it is about.
fn place(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().trim_end();
    match error.span() {
        Some(span) => {
            let line = text[..span.start.min(text.len())].matches('\n').count() + 1;
            format!("line {line}: {message}")
        }
        None => message.to_owned(),
    }
}
