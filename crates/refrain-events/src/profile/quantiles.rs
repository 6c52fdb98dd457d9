//! Quantiles of numbers, in bounded memory and whatever the order.

use std::collections::BTreeMap;

/// Bits of the fraction that are kept: bins are 1/128 of their power of two wide, so that a
/// quantile is off by at most 0.4 %.
const FRACTION_BITS: u32 = 7;

/// Histogram of numbers with bins of constant relative width, as DDSketch has it (Masson, Rim and
/// Lee, 2019) with the bins of HdrHistogram: the first bits of the number itself, which needs no
/// logarithm and is exact on every machine.
#[derive(Debug, Clone, Default)]
pub(super) struct Quantiles {
    bins: BTreeMap<i64, u64>,
    n: u64,
}

impl Quantiles {
    pub(super) fn add(&mut self, number: f64) {
        *self.bins.entry(bin(number)).or_default() += 1;
        self.n += 1;
    }

    pub(super) fn merge(&mut self, other: &Quantiles) {
        for (bin, n) in &other.bins {
            *self.bins.entry(*bin).or_default() += n;
        }
        self.n += other.n;
    }

    /// The number that a share of the others is not above; `None` without numbers.
    pub(super) fn quantile(&self, share: f64) -> Option<f64> {
        let rank = (share * self.n.saturating_sub(1) as f64).round() as u64;
        let mut n_below = 0;
        self.bins.iter().find_map(|(bin, n)| {
            n_below += n;
            (n_below > rank).then(|| middle(*bin))
        })
    }
}

/// The bin of a number; bins ascend as numbers do, and zero has one of its own.
fn bin(number: f64) -> i64 {
    let size = (number.abs().to_bits() >> (52 - FRACTION_BITS)) as i64;
    if number < 0.0 { -size } else { size }
}

fn middle(bin: i64) -> f64 {
    let bits = |bin: u64| f64::from_bits(bin << (52 - FRACTION_BITS));
    let size = bin.unsigned_abs();
    let middle = match size {
        0 => 0.0,
        _ => bits(size).midpoint(bits(size + 1)),
    };
    // Whole numbers are mostly counts; below a hundred their bins hold one of them.
    let exact = bits(size);
    let middle = if size > 0 && exact < 128.0 && exact.fract() == 0.0 { exact } else { middle };
    if bin < 0 { -middle } else { middle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_numbers_within_their_bins() {
        let numbers: Vec<f64> =
            (0..5_000).map(|i| f64::from(i * 7_919 % 5_000) * 3.7 - 900.0).collect();
        let mut quantiles = Quantiles::default();
        numbers.iter().for_each(|number| quantiles.add(*number));
        let mut sorted = numbers;
        sorted.sort_by(f64::total_cmp);
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let exact = sorted[(share * 4_999.0_f64).round() as usize];
            let found = quantiles.quantile(share).expect("there are numbers");
            assert!((found - exact).abs() <= 0.004 * exact.abs(), "{share}: {found} for {exact}");
        }
    }

    #[test]
    fn small_counts_are_exact_and_zero_is_itself() {
        let mut quantiles = Quantiles::default();
        [0.0, 0.0, 1.0, 7.0, 99.0].iter().for_each(|number| quantiles.add(*number));
        assert_eq!(
            [0.0, 0.5, 0.75, 1.0].map(|q| quantiles.quantile(q)),
            [0.0, 1.0, 7.0, 99.0].map(Some)
        );
        assert_eq!(Quantiles::default().quantile(0.5), None);
    }
}
