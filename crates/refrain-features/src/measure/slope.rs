//! Slope of daily counts: `slope_of_songs_14d`.

use refrain_core::{Span, Time};

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::cutoff::Cutoff;
use crate::engine::inputs::Inputs;
use crate::engine::inputs::Resolved;
use crate::engine::window::Counts;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

const DAY: Span = Span::from_days(1);

/// Slope of the line fitted to the number of selected events per day by least squares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slope(pub(crate) Selection);

impl Measure for Slope {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Slope> {
        let Name::Composed(name) = name else { return None };
        lexicon.selection(name.strip_prefix("slope_of_")?).map(Slope)
    }

    fn name(&self) -> String {
        format!("slope_of_{}", self.0.name)
    }

    fn words(&self) -> String {
        format!(
            "Slope of the least-squares line through the daily numbers of {}, over days of 24 \
             hours back from the cutoff to the first event,",
            self.0.words
        )
    }

    fn unit(&self) -> String {
        "events per day, per day".to_owned()
    }

    fn family(&self) -> &'static str {
        "trend"
    }

    fn missing(&self) -> String {
        "first event less than a day before the cutoff".to_owned()
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn check(&self, lookbacks: &[Span]) -> Result<(), &'static str> {
        let is_whole = |span: &Span| span.millis() % DAY.millis() == 0 && *span > DAY;
        match !lookbacks.is_empty() && lookbacks.iter().all(is_whole) {
            true => Ok(()),
            false => Err("a slope needs a lookback of two or more whole days"),
        }
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let selected = inputs.selection(&self.0);
        Box::new(move |cutoff, counts| slope(cutoff, counts, &selected))
    }
}

/// Least squares over days of 24 hours, counted back from the end of the window to the first
/// event of the history.
fn slope(cutoff: &Cutoff<'_, '_>, counts: &Counts, selected: &Resolved) -> f64 {
    // An event at the end of a day of 24 hours, which the cutoff would begin, is of that day.
    let days_back = |time: Time| (counts.end.millis_since(time) - 1).max(0) / DAY.millis();
    let Some(first) = cutoff.first_known(counts) else { return f64::NAN };
    let n_days = days_back(first) + 1;
    if n_days < 2 {
        return f64::NAN;
    }
    let middle = (n_days - 1) as f64 / 2.0;
    // Days run backward, so their sign is turned.
    let terms = cutoff.times(counts, selected).map(|time| middle - days_back(time) as f64);
    let product: f64 = terms.sum();
    let n_days = n_days as f64;
    product / (n_days * (n_days * n_days - 1.0) / 12.0)
}
