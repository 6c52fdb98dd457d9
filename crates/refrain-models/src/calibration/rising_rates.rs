//! Churn rates of ordered bins, made to rise.

/// With how many rows the base rate speaks in every bin.
///
/// Two, as in Laplace's rule of succession, but at the base rate instead of one half: churn is
/// rare, and a half would raise the rate of small bins.
const PRIOR_ROWS: f64 = 2.0;

/// The weight of the rows of one bin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BinWeights {
    pub(crate) weight: f64,
    pub(crate) churned_weight: f64,
}

impl BinWeights {
    fn weight_with_prior(self) -> f64 {
        self.weight + PRIOR_ROWS
    }

    /// Returns the share of churned rows, drawn towards the base rate.
    pub(crate) fn rate(self, base_rate: f64) -> f64 {
        (self.churned_weight + PRIOR_ROWS * base_rate) / self.weight_with_prior()
    }
}

/// Neighbouring bins with one rate.
struct Block {
    rate: f64,
    weight: f64,
    n_bins: usize,
}

/// Returns the rate of each bin, none below the one before it.
///
/// Pool adjacent violators (Ayer et al., "An empirical distribution function for sampling with
/// incomplete information", 1955): the closest rising rates in weighted least squares.
pub(crate) fn rising_rates(bins: &[BinWeights], base_rate: f64) -> Vec<f64> {
    let blocks = rising(bins.iter().map(|bin| Block {
        rate: bin.rate(base_rate),
        weight: bin.weight_with_prior(),
        n_bins: 1,
    }));
    blocks.iter().flat_map(|block| std::iter::repeat_n(block.rate, block.n_bins)).collect()
}

/// Returns how many neighbouring bins are pooled each time until shares of churned rows rise,
/// without a word from the base rate. Every bin must have a weight.
pub(crate) fn rising_pools(bins: &[BinWeights]) -> Vec<usize> {
    let blocks = rising(bins.iter().map(|bin| Block {
        rate: bin.churned_weight / bin.weight,
        weight: bin.weight,
        n_bins: 1,
    }));
    blocks.iter().map(|block| block.n_bins).collect()
}

fn rising(bins: impl Iterator<Item = Block>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for mut block in bins {
        // Equal rates are one block too: where they meet is not for rounding to say.
        while let Some(before) = blocks.pop_if(|before| before.rate >= block.rate) {
            block = pool(before, block);
        }
        blocks.push(block);
    }
    blocks
}

fn pool(a: Block, b: Block) -> Block {
    let weight = a.weight + b.weight;
    let rate = (a.rate * a.weight + b.rate * b.weight) / weight;
    Block { rate, weight, n_bins: a.n_bins + b.n_bins }
}
