//! Distinct and new values of a text attribute: `distinct_song_of_songs`, `new_song_of_songs`.

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;
use refrain_core::plain_words;

/// Distinct values of a text attribute of the selected events.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Distinct(pub(crate) String, pub(crate) Selection);

impl Measure for Distinct {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Distinct> {
        let Name::Composed(name) = name else { return None };
        let (attribute, of) = lexicon.text_of(name.strip_prefix("distinct_")?)?;
        Some(Distinct(attribute, of))
    }

    fn name(&self) -> String {
        format!("distinct_{}_of_{}", plain_words(&self.0), self.1.name)
    }

    fn words(&self) -> String {
        format!("Distinct values of `{}` of {}", self.0, self.1.words)
    }

    fn unit(&self) -> String {
        "values".to_owned()
    }

    fn family(&self) -> &'static str {
        "volume"
    }

    fn needs(&self) -> Vec<Need> {
        [vec![Need::text(&self.0)], self.1.needs()].concat()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let lane = inputs.values(&self.0, &self.1);
        Box::new(move |_, counts| f64::from(counts.distinct[lane]))
    }
}

/// Selected events with a value of a text attribute that no selected event before had.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct New(pub(crate) String, pub(crate) Selection);

impl Measure for New {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<New> {
        let Name::Composed(name) = name else { return None };
        let (attribute, of) = lexicon.text_of(name.strip_prefix("new_")?)?;
        Some(New(attribute, of))
    }

    fn name(&self) -> String {
        format!("new_{}_of_{}", plain_words(&self.0), self.1.name)
    }

    fn words(&self) -> String {
        format!("Number of {} with a value of `{}` that none before had,", self.1.words, self.0)
    }

    fn unit(&self) -> String {
        "events".to_owned()
    }

    fn family(&self) -> &'static str {
        "volume"
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        [vec![Need::text(&self.0)], self.1.needs()].concat()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let selected = inputs.new_values(&self.0, &self.1);
        Box::new(move |_, counts| counts.of(&selected) as f64)
    }
}
