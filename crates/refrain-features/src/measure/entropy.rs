//! Entropy of events over hours, weekdays, kinds or values: `entropy_of_hours`.

use refrain_core::CodeMap;

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::cutoff::Cutoff;
use crate::engine::inputs::Inputs;
use crate::engine::window::Counts;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;
use refrain_core::plain_words;

/// Entropy, in nats, of how events are spread.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entropy {
    /// Over hours of the day, UTC.
    Hours,
    /// Over days of the week, UTC.
    Weekdays,
    /// Over kinds of event.
    Kinds,
    /// Over values of a text attribute of the selected events.
    Values(String, Selection),
}

impl Measure for Entropy {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Entropy> {
        match name {
            Name::Reserved("entropy_of_hours") => Some(Entropy::Hours),
            Name::Reserved("entropy_of_weekdays") => Some(Entropy::Weekdays),
            Name::Reserved("entropy_of_kinds") => Some(Entropy::Kinds),
            Name::Composed(name) => {
                let (attribute, of) = lexicon.text_of(name.strip_prefix("entropy_of_")?)?;
                Some(Entropy::Values(attribute, of))
            }
            Name::Reserved(_) | Name::Per(_) => None,
        }
    }

    fn name(&self) -> String {
        match self {
            Entropy::Hours => "entropy_of_hours".to_owned(),
            Entropy::Weekdays => "entropy_of_weekdays".to_owned(),
            Entropy::Kinds => "entropy_of_kinds".to_owned(),
            Entropy::Values(attribute, of) => {
                format!("entropy_of_{}_of_{}", plain_words(attribute), of.name)
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Entropy::Hours => "Entropy of the events' hours of the day (UTC)".to_owned(),
            Entropy::Weekdays => "Entropy of the events' days of the week (UTC)".to_owned(),
            Entropy::Kinds => "Entropy of the events' kinds".to_owned(),
            Entropy::Values(attribute, of) => {
                format!("Entropy of the values of `{attribute}` of {}", of.words)
            }
        }
    }

    fn unit(&self) -> String {
        "nats".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn missing(&self) -> String {
        match self {
            Entropy::Hours | Entropy::Weekdays | Entropy::Kinds => {
                "no event in the lookback".to_owned()
            }
            Entropy::Values(attribute, of) => {
                format!("no {} with a `{attribute}` in the lookback", of.words)
            }
        }
    }

    fn needs(&self) -> Vec<Need> {
        match self {
            Entropy::Hours | Entropy::Weekdays | Entropy::Kinds => Vec::new(),
            Entropy::Values(attribute, of) => [vec![Need::text(attribute)], of.needs()].concat(),
        }
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        match self {
            Entropy::Hours => {
                inputs.hours();
                Box::new(|_, counts| {
                    let of_hour = |hour| counts.hours.iter().skip(hour).step_by(24).copied();
                    entropy((0..24).map(|hour| of_hour(hour).sum::<u32>()))
                })
            }
            Entropy::Weekdays => {
                inputs.hours();
                Box::new(|_, counts| entropy(counts.hours.chunks(24).map(|day| day.iter().sum())))
            }
            Entropy::Kinds => Box::new(kind_entropy),
            Entropy::Values(attribute, of) => {
                let lane = inputs.values(attribute, of);
                Box::new(move |cutoff, counts| {
                    entropy(cutoff.value_counts(counts, lane).into_iter())
                })
            }
        }
    }
}

/// Over all kinds of the log, whether or not the vocabulary has a name for them.
fn kind_entropy(cutoff: &Cutoff<'_, '_>, counts: &Counts) -> f64 {
    let Some(events) = cutoff.events() else { return f64::NAN };
    let mut places: CodeMap<u32> = CodeMap::new();
    let mut found: Vec<u32> = Vec::new();
    for code in &events.kind_codes()[counts.rows.clone()] {
        // Kept plus one, so that zero is a kind that was not met.
        let place = places.entry(*code);
        if *place == 0 {
            found.push(0);
            *place = found.len() as u32;
        }
        found[*place as usize - 1] += 1;
    }
    entropy(found.into_iter())
}

/// Entropy of counts in nats (Shannon 1948); NaN if all are zero.
fn entropy(counts: impl Iterator<Item = u32> + Clone) -> f64 {
    let total: u32 = counts.clone().sum();
    let share = |count: u32| f64::from(count) / f64::from(total);
    let terms = counts.filter(|count| *count > 0).map(|count| -share(count) * share(count).ln());
    match total {
        0 => f64::NAN,
        // The entropy of one value is the sum -0, and `max` may give either zero; a sum with 0 is 0.
        _ => terms.sum::<f64>() + 0.0,
    }
}
