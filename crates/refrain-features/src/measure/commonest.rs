//! Share of the commonest value of a text attribute: `share_of_commonest_country_30d`.

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;
use refrain_core::plain_words;

/// Share of the commonest value among the events that state one; missing without such an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CommonestShare(pub(crate) String);

impl Measure for CommonestShare {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<CommonestShare> {
        let Name::Composed(name) = name else { return None };
        lexicon.text(name.strip_prefix("share_of_commonest_")?).map(CommonestShare)
    }

    fn name(&self) -> String {
        format!("share_of_commonest_{}", plain_words(&self.0))
    }

    fn words(&self) -> String {
        format!("Share of the commonest value of `{}` among the events that state one", self.0)
    }

    fn unit(&self) -> String {
        "share".to_owned()
    }

    fn family(&self) -> &'static str {
        "behaviour"
    }

    fn missing(&self) -> String {
        format!("no event with a `{}` in the lookback", self.0)
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.0)]
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let lane = inputs.values(&self.0, &Selection::all());
        Box::new(move |cutoff, counts| {
            let found = cutoff.value_counts(counts, lane);
            let commonest = found.iter().max().copied().unwrap_or(0);
            f64::from(commonest) / f64::from(found.iter().sum::<u32>())
        })
    }
}
