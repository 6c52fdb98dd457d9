//! Columns of the standard set that a kept attribute gives by itself.

use refrain_core::{AttributeType, CountedKind, KeptAttribute, Vocabulary};

use super::{FORTNIGHT, MONTH, WEEK, over};
use crate::definition::Definition;
use crate::definition::last_text::LastText;
use crate::definition::trend::Trend;
use crate::measure::changes::Changes;
use crate::measure::commonest::CommonestShare;
use crate::measure::distinct_values::Distinct;
use crate::measure::number::Number;
use crate::measure::statistic::Statistic;
use crate::selection::Selection;

/// More kinds than these are not few: the numbers are taken over all events together.
const FEW_KINDS: usize = 3;

pub(super) fn kept(vocabulary: &Vocabulary) -> Vec<Definition> {
    let of = |kept: &KeptAttribute| match kept.kind {
        AttributeType::Text => text(&kept.name),
        AttributeType::Number => numbers(kept, vocabulary),
    };
    vocabulary.kept.iter().flat_map(of).collect()
}

fn text(attribute: &str) -> Vec<Definition> {
    let name = || attribute.to_owned();
    vec![
        LastText(name()).into(),
        over(Changes(name()), MONTH),
        over(Distinct(name(), Selection::all()), MONTH),
        over(CommonestShare(name()), MONTH),
    ]
}

/// By kind, where it is on few of them: the price of a plan and that of a seat are not one thing.
fn numbers(kept: &KeptAttribute, vocabulary: &Vocabulary) -> Vec<Definition> {
    match kept.kinds.len() {
        1..=FEW_KINDS => {
            // A kind that is counted has its name from there.
            let is_kept =
                |named: &&CountedKind| kept.kinds.iter().any(|kind| kind.kind == named.kind);
            let named = vocabulary.named_kinds().into_iter().filter(is_kept);
            named.flat_map(|kind| number(&kept.name, &Selection::kind(kind))).collect()
        }
        _ => number(&kept.name, &Selection::all()),
    }
}

fn number(attribute: &str, of: &Selection) -> Vec<Definition> {
    let number = |statistic| Number { statistic, attribute: attribute.to_owned(), of: of.clone() };
    let sum = || number(Statistic::Sum);
    let mut all = vec![over(number(Statistic::Last), MONTH), over(number(Statistic::Mean), MONTH)];
    all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(sum(), span)));
    all.push(Trend { measure: sum().into(), short: WEEK, long: MONTH }.into());
    all
}
