//! The best split of a node by one column.

use crate::binning::binned::BINS;
use crate::binning::edges::{FIRST, MISSING};
use crate::growth::fixed_point::Sums;
use crate::growth::objective::Pairs;
use crate::model::tree::Side;

/// Bins that go left; missing values apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BinRule {
    /// Bins of values up to this one.
    UpTo(u8),
    /// All but these.
    NotIn(Vec<u8>),
}

/// A split in terms of bins.
#[derive(Debug, Clone)]
pub(crate) struct BinSplit {
    pub(crate) score: f64,
    pub(crate) column: usize,
    pub(crate) rule: BinRule,
    pub(crate) missing: Side,
    pub(crate) left: Sums,
    pub(crate) right: Sums,
}

impl BinSplit {
    /// Tells for each bin whether it goes left.
    pub(crate) fn table(&self) -> [bool; BINS] {
        let mut table = [true; BINS];
        match &self.rule {
            BinRule::UpTo(last) => table[*last as usize + 1..].fill(false),
            BinRule::NotIn(bins) => bins.iter().for_each(|bin| table[*bin as usize] = false),
        }
        // Last, since bin 0 is also below every threshold.
        table[MISSING as usize] = self.missing == Side::Left;
        table
    }
}

/// A node's sums by bin of one column, and what a split of it must do.
pub(crate) struct Scan<'a> {
    /// Bin 0 and the bins of values.
    pub(crate) cells: &'a [Sums],
    pub(crate) total: Sums,
    pub(crate) pairs: Pairs,
    pub(crate) least_weight: i64,
    /// The score to exceed.
    pub(crate) bar: f64,
}

/// A candidate: its score, how many bins of the order are on its first side, and their sums.
type Best = Option<(f64, usize, Sums)>;

impl Scan<'_> {
    /// Finds the threshold of most gain, with missing values on the better side.
    pub(crate) fn number(&self, column: usize) -> Option<BinSplit> {
        let missing = self.cells[MISSING as usize];
        let values = &self.cells[FIRST..];
        let mut side = Side::Right;
        let mut best = self.thresholds(values, Sums::default(), self.bar);
        if missing.weight > 0 {
            let bar = best.map_or(self.bar, |(score, ..)| score);
            // Starting the sum with the missing rows is the same scan with them on the left.
            if let Some(better) = self.thresholds(values, missing, bar) {
                (best, side) = (Some(better), Side::Left);
            }
        }
        let (score, last, left) = best?;
        let rule = BinRule::UpTo((FIRST + last) as u8);
        Some(self.split(score, column, rule, side, left))
    }

    #[inline]
    fn thresholds(&self, values: &[Sums], start: Sums, bar: f64) -> Best {
        match self.pairs {
            // Known here, the comparison costs no branch in the loop.
            Pairs::Free { l2 } => self.scan(values, start, bar, Pairs::Free { l2 }),
            bounded => self.scan(values, start, bar, bounded),
        }
    }

    #[inline(always)]
    fn scan(&self, values: &[Sums], start: Sums, bar: f64, pairs: Pairs) -> Best {
        let (mut left, mut bar, mut best) = (start, bar, None);
        for (position, cell) in values.iter().enumerate() {
            if cell.weight == 0 {
                continue;
            }
            left += *cell;
            let right = self.total - left;
            if left.weight < self.least_weight {
                continue;
            }
            // Weights are never negative: what is right only shrinks from here.
            if right.weight < self.least_weight {
                break;
            }
            let score = pairs.score(left, right);
            if score > bar {
                (bar, best) = (score, Some((score, position, left)));
            }
        }
        best
    }

    /// Finds the set of categories of most gain: a prefix of them in order of their gradients,
    /// which is the best of all sets for a convex loss (Fisher 1958).
    pub(crate) fn category(&self, column: usize, l2: f64) -> Option<BinSplit> {
        let missing = self.cells[MISSING as usize];
        let ratio = |bin: &u8| {
            let cell = self.cells[*bin as usize];
            cell.gradient as f64 / (cell.weight as f64 + l2)
        };
        let bins = FIRST as u8 + 1..=(self.cells.len() - 1) as u8;
        let mut order: Vec<u8> = bins.filter(|bin| self.cells[*bin as usize].weight > 0).collect();
        // Ties go by bin, since equal ratios are common among rare categories.
        order.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)).then_with(|| a.cmp(b)));
        let mut best: Option<BinSplit> = None;
        // From either end: what goes right may not outweigh the rest, and so may be either half.
        for _ in [true, false] {
            for (side, start) in [(Side::Left, Sums::default()), (Side::Right, missing)] {
                if side == Side::Right && missing.weight == 0 {
                    continue;
                }
                let bar = best.as_ref().map_or(self.bar, |best| best.score);
                if let Some((score, last, right)) = self.sets(&order, start, bar) {
                    let rule = BinRule::NotIn(order[..=last].to_vec());
                    best = Some(self.split(score, column, rule, side, self.total - right));
                }
            }
            order.reverse();
        }
        best
    }

    /// Sets that go right, none heavier than the rest: unknown codes go with the many.
    fn sets(&self, order: &[u8], start: Sums, bar: f64) -> Best {
        let (mut right, mut bar, mut best) = (start, bar, None);
        for (position, bin) in order.iter().enumerate() {
            right += self.cells[*bin as usize];
            let left = self.total - right;
            if left.weight < right.weight.max(self.least_weight) {
                break;
            }
            if right.weight < self.least_weight {
                continue;
            }
            let score = self.pairs.score(left, right);
            if score > bar {
                (bar, best) = (score, Some((score, position, right)));
            }
        }
        best
    }

    fn split(&self, score: f64, column: usize, rule: BinRule, side: Side, left: Sums) -> BinSplit {
        let right = self.total - left;
        let heavier = if left.weight >= right.weight { Side::Left } else { Side::Right };
        let is_missing_known = self.cells[MISSING as usize].weight > 0;
        let missing = if is_missing_known { side } else { heavier };
        BinSplit { score, column, rule, missing, left, right }
    }
}
