//! Number of distinct values of a column, in bounded memory.

use twox_hash::XxHash3_64;

/// Bits of a hash that choose a register: 4,096 of these give a standard error of 1.6 %.
const INDEX_BITS: u32 = 12;

const N_REGISTERS: usize = 1 << INDEX_BITS;

/// Estimate of the number of distinct values, HyperLogLog.
///
/// Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog: the analysis of a near-optimal cardinality
/// estimation algorithm" (2007), with linear counting where registers are empty. Registers are
/// maxima, so that any order of merging gives the same.
#[derive(Debug, Clone)]
pub(super) struct Distinct {
    registers: Vec<u8>,
}

impl Default for Distinct {
    fn default() -> Distinct {
        Distinct { registers: vec![0; N_REGISTERS] }
    }
}

impl Distinct {
    pub(super) fn add(&mut self, value: &[u8]) {
        let hash = XxHash3_64::oneshot(value);
        let register = (hash >> (u64::BITS - INDEX_BITS)) as usize;
        // The rank of the first set bit among the others.
        let rank = (hash << INDEX_BITS).leading_zeros().min(u64::BITS - INDEX_BITS) as u8 + 1;
        self.registers[register] = self.registers[register].max(rank);
    }

    pub(super) fn merge(&mut self, other: &Distinct) {
        for (own, other) in self.registers.iter_mut().zip(&other.registers) {
            *own = (*own).max(*other);
        }
    }

    pub(super) fn estimate(&self) -> u64 {
        let m = N_REGISTERS as f64;
        let sum: f64 = self.registers.iter().map(|rank| 0.5_f64.powi(i32::from(*rank))).sum();
        let raw = 0.7213 / (1.0 + 1.079 / m) * m * m / sum;
        let n_empty = self.registers.iter().filter(|rank| **rank == 0).count();
        // Below two and a half values a register its own estimate is biased.
        match n_empty > 0 && raw <= 2.5 * m {
            true => (m * (m / n_empty as f64).ln()).round() as u64,
            false => raw.round() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_values_is_estimated_within_four_standard_errors() {
        for n_values in [0_u64, 1, 10, 1_000, 20_000, 300_000] {
            let mut distinct = Distinct::default();
            (0..n_values).for_each(|value| distinct.add(value.to_string().as_bytes()));
            (0..n_values / 2).for_each(|value| distinct.add(value.to_string().as_bytes()));
            let error = distinct.estimate() as f64 - n_values as f64;
            assert!(error.abs() <= 0.065 * n_values as f64, "{n_values}: {}", distinct.estimate());
        }
    }

    #[test]
    fn parts_merged_in_any_order_are_the_whole() {
        let of = |range: std::ops::Range<u64>| {
            let mut distinct = Distinct::default();
            range.for_each(|value| distinct.add(&value.to_le_bytes()));
            distinct
        };
        let (mut left, mut right) = (of(0..700), of(500..2_000));
        let other = left.clone();
        left.merge(&right);
        right.merge(&other);
        assert_eq!(left.registers, of(0..2_000).registers);
        assert_eq!(right.registers, left.registers);
    }
}
