//! Sets of features as TOML.

use serde::Deserialize;

use crate::nearest::nearest;
use crate::selection::{NumberCondition, TextCondition, weekday};
use crate::vocabulary::plain;
use crate::{Condition, Error, FeatureSet, Selection, Vocabulary};

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

pub(crate) fn read(text: &str, vocabulary: &Vocabulary) -> Result<FeatureSet, Error> {
    let file: SetFile =
        toml::from_str(text).map_err(|error| Error::SetFile { reason: place(text, &error) })?;
    let mut words = vocabulary.clone();
    for spec in file.selections {
        let selection = selection(spec, vocabulary)?;
        if words.selection(&selection.name).is_some() {
            let reason = format!("there is a selection `{}` already", selection.name);
            return Err(Error::SetFile { reason });
        }
        words.selections.push(selection);
    }
    let mut set = FeatureSet::new(file.name);
    for name in file.include {
        set = set.with_set(FeatureSet::named(&name, &words)?);
    }
    match file.columns.is_empty() {
        true => Ok(set),
        false => set.with_named(&file.columns, &words),
    }
}

fn selection(spec: SelectionSpec, vocabulary: &Vocabulary) -> Result<Selection, Error> {
    let name = spec.name;
    let malformed =
        |reason: String| Error::SetFile { reason: format!("selection `{name}`: {reason}") };
    if plain(&name) != name {
        return Err(malformed(format!(
            "names are lower case words joined by _, as `{}`",
            plain(&name)
        )));
    }
    for kind in &spec.kinds {
        check_kind(&name, kind, vocabulary)?;
    }
    if let Some((from, until)) = spec.hours
        && (from > 23 || until > 24 || from == until)
    {
        return Err(malformed(format!("hours run from 0 to 24, not from {from} to {until}")));
    }
    let weekdays = spec.weekdays.iter().map(|day| {
        weekday(day).ok_or_else(|| malformed(format!("`{day}` is no day of the week, as `monday`")))
    });
    let condition = Condition {
        weekdays: weekdays.collect::<Result<_, Error>>()?,
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
    let singular = spec.singular.unwrap_or_else(|| name.trim_end_matches('s').to_owned());
    let words = spec.words.unwrap_or_else(|| name.replace('_', " "));
    Ok(Selection::new(name, singular, words, condition))
}

/// A kind that no word of the product names is believed, unless it is nearly one that is named.
fn check_kind(selection: &str, kind: &str, vocabulary: &Vocabulary) -> Result<(), Error> {
    let known = vocabulary.kinds();
    if known.contains(&kind) {
        return Ok(());
    }
    match nearest(kind, &known) {
        None => Ok(()),
        Some(near) => Err(Error::UnknownKind {
            selection: selection.to_owned(),
            kind: kind.to_owned(),
            nearest: Some(near.to_owned()),
        }),
    }
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
