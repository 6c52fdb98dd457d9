//! Settings near what was good so far: the tree-structured Parzen estimator.

use super::parzen::Parzen;
use super::random::Stream;
use crate::search::space::Axis;
use crate::search::{ParameterValue, Range, SearchSpace, Setting, TpeOptions, Trial};

/// More good trials than this say nothing new.
const MOST_GOOD: usize = 25;

/// Earlier trials, the good apart from the others.
struct Ranked<'a> {
    good: Vec<&'a Setting>,
    others: Vec<&'a Setting>,
}

/// Chooses a setting: each parameter by itself, the candidate for which good trials are most
/// likely against the others.
///
/// With `l` the density of the good and `g` that of the others, expected improvement grows with
/// `l / g`, and candidates are drawn from `l` (Bergstra et al., 2011, section 4.1).
pub(super) fn setting(
    space: &SearchSpace,
    options: &TpeOptions,
    earlier: &[Trial],
    random: &mut Stream,
) -> Setting {
    let ranked = Ranked::new(earlier, options.good_share);
    let parameters: Vec<ParameterValue> = space
        .names()
        .zip(space.ranges())
        .map(|(name, range)| match (range, Axis::of(range)) {
            (Range::Choice(values), _) => choice(name, values, &ranked, options, random),
            (_, axis) => {
                number(name, axis.expect("only a choice has no axis"), &ranked, options, random)
            }
        })
        .collect();
    space.setting(parameters)
}

impl<'a> Ranked<'a> {
    /// Failed trials are worse than any other; of equals the earlier is better.
    fn new(earlier: &'a [Trial], good_share: f64) -> Ranked<'a> {
        let score = |trial: &Trial| trial.score().unwrap_or(f64::INFINITY);
        let mut ranked: Vec<&Trial> = earlier.iter().collect();
        ranked.sort_by(|a, b| score(a).total_cmp(&score(b)));
        // Rounded up, so that there is one from the first trial on.
        let n_good = (good_share * ranked.len() as f64).ceil() as usize;
        let others = ranked.split_off(n_good.min(MOST_GOOD));
        let settings = |trials: Vec<&'a Trial>| trials.iter().map(|trial| &trial.setting).collect();
        Ranked { good: settings(ranked), others: settings(others) }
    }
}

fn number(
    name: &str,
    axis: Axis,
    ranked: &Ranked<'_>,
    options: &TpeOptions,
    random: &mut Stream,
) -> ParameterValue {
    let density = |settings: &[&Setting]| {
        let place = |setting: &&Setting| setting.number(name).ok().map(|found| axis.place(found));
        Parzen::new(axis, settings.iter().filter_map(place))
    };
    let (good, others) = (density(&ranked.good), density(&ranked.others));
    let gain = |place: f64| good.log_density(place) - others.log_density(place);
    let drawn = (0..options.candidates).map(|_| good.draw(random));
    axis.value(best(drawn, gain).expect("there is at least one candidate"))
}

fn choice(
    name: &str,
    values: &[ParameterValue],
    ranked: &Ranked<'_>,
    options: &TpeOptions,
    random: &mut Stream,
) -> ParameterValue {
    let (good, others) = (counts(name, values, &ranked.good), counts(name, values, &ranked.others));
    // Both sums of counts are the same for every value and change no order.
    let gain = |position: usize| good[position] / others[position];
    let drawn = (0..options.candidates).map(|_| draw(&good, random));
    values[best(drawn, gain).expect("there is at least one candidate")].clone()
}

/// The number of times each value was tried, and one more: the prior (Bergstra et al., 2011,
/// section 4.2).
fn counts(name: &str, values: &[ParameterValue], settings: &[&Setting]) -> Vec<f64> {
    let tried = |value: &ParameterValue| {
        settings.iter().filter(|setting| setting.value(name).is_ok_and(|own| own == value)).count()
    };
    values.iter().map(|value| 1.0 + tried(value) as f64).collect()
}

/// Draws a position in proportion to its count; counts are whole, so the sums are exact.
fn draw(counts: &[f64], random: &mut Stream) -> usize {
    let mut rest = random.share() * counts.iter().sum::<f64>();
    for (position, count) in counts.iter().enumerate() {
        if rest < *count {
            return position;
        }
        rest -= count;
    }
    counts.len() - 1
}

/// The candidate that gains most, the first of equals.
fn best<T: Copy>(candidates: impl Iterator<Item = T>, gain: impl Fn(T) -> f64) -> Option<T> {
    let mut best: Option<(T, f64)> = None;
    for candidate in candidates {
        let gain = gain(candidate);
        if best.is_none_or(|(_, most)| gain > most) {
            best = Some((candidate, gain));
        }
    }
    best.map(|(candidate, _)| candidate)
}
