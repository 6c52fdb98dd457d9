//! Columns of the standard set for a shop: recency, frequency and monetary value.

use refrain_core::{Span, Vocabulary};

use super::{MONTH, over, whole, whole_per};
use crate::definition::Definition;
use crate::definition::day_span::{FirstToLastDay, SinceFirstDay};
use crate::definition::overdue::Overdue;
use crate::definition::since::SinceLast;
use crate::definition::trend::Trend;
use crate::measure::day_with_gap::DayWithGap;
use crate::measure::days_with::DaysWith;
use crate::measure::known_days::KnownDays;
use crate::measure::number::Number;
use crate::measure::share::Share;
use crate::measure::statistic::Statistic;
use crate::selection::Selection;

/// Purchases are farther apart than visits.
const QUARTER: Span = Span::from_days(90);

/// Of a product that states revenue or quantities.
pub(super) fn shop(vocabulary: &Vocabulary) -> Vec<Definition> {
    if vocabulary.revenue.is_none() && vocabulary.quantity.is_none() {
        return Vec::new();
    }
    let purchases = purchases(vocabulary);
    let mut all = purchase_days(vocabulary);
    all.push(over(DaysWith(purchases.clone()), QUARTER));
    all.push(whole(DayWithGap(Statistic::Mean, purchases.clone())));
    all.push(Overdue(purchases.clone()).into());
    if !purchases.is_all() {
        all.push(SinceLast(purchases.clone()).into());
    }
    for attribute in vocabulary.revenue.iter().chain(&vocabulary.quantity) {
        all.extend(amounts(attribute, &purchases));
    }
    let returns = Selection::named("negative_revenue_events", vocabulary);
    all.extend(returns.map(|returns| whole(Share(returns))));
    all
}

/// The number of days with a purchase, from the first to the last, and since the first.
pub(crate) fn purchase_days(vocabulary: &Vocabulary) -> Vec<Definition> {
    let purchases = purchases(vocabulary);
    vec![
        whole(DaysWith(purchases.clone())),
        FirstToLastDay(purchases.clone()).into(),
        SinceFirstDay(purchases).into(),
    ]
}

fn purchases(vocabulary: &Vocabulary) -> Selection {
    vocabulary.main_kind().map_or_else(Selection::all, Selection::kind)
}

/// Over all events, so that what was given back counts against what was bought.
fn amounts(attribute: &str, purchases: &Selection) -> Vec<Definition> {
    let number =
        |statistic| Number { statistic, attribute: attribute.to_owned(), of: Selection::all() };
    let sum = || number(Statistic::Sum);
    vec![
        over(sum(), MONTH),
        over(sum(), QUARTER),
        Trend { measure: sum().into(), short: MONTH, long: QUARTER }.into(),
        over(number(Statistic::Mean), QUARTER),
        whole(sum()),
        whole_per(sum(), DaysWith(purchases.clone())),
        whole_per(sum(), KnownDays),
    ]
}
