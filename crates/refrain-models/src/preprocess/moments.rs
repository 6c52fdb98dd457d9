//! Moments and quantiles of weighted numbers.

/// Mean, deviation and skewness of a population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
    /// The third moment of the standardised values; 0 if they are constant.
    pub(crate) skewness: f64,
}

impl Moments {
    /// Computes them in three passes, which is exact where one would cancel.
    pub(crate) fn of(values: &[f64], weights: &[f64]) -> Moments {
        let total: f64 = weights.iter().sum();
        let mean = |term: &dyn Fn(f64) -> f64| {
            let terms = values.iter().zip(weights).map(|(value, weight)| weight * term(*value));
            terms.sum::<f64>() / total
        };
        let centre = mean(&|value| value);
        let deviation = mean(&|value| (value - centre).powi(2)).sqrt();
        let skewness = mean(&|value| ((value - centre) / deviation).powi(3));
        let skewness = if deviation > 0.0 { skewness } else { 0.0 };
        Moments { mean: centre, deviation, skewness }
    }
}

/// Numbers in order, each with the weight of itself and all below it.
pub(crate) struct Ordered {
    values: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Ordered {
    /// Puts the numbers that count in order: neither missing nor without weight.
    pub(crate) fn new(values: &[f64], weights: &[f64]) -> Ordered {
        let pairs = values.iter().copied().zip(weights.iter().copied());
        let mut counting: Vec<(f64, f64)> =
            pairs.filter(|(value, weight)| !value.is_nan() && *weight > 0.0).collect();
        // By weight as well: cumulative sums must not depend on the order in which rows were given.
        counting.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (values, weights): (Vec<f64>, Vec<f64>) = counting.into_iter().unzip();
        let sum = |sum: &mut f64, weight: f64| {
            *sum += weight;
            Some(*sum)
        };
        Ordered { values, cumulative: weights.into_iter().scan(0.0, sum).collect() }
    }

    /// Returns the median: half the weight below, half above; `None` of nothing.
    pub(crate) fn median(&self) -> Option<f64> {
        let half = self.cumulative.last()? / 2.0;
        let lower = self.cumulative.partition_point(|sum| *sum < half);
        let upper = self.cumulative.partition_point(|sum| *sum <= half);
        Some(f64::midpoint(self.values[lower], self.values[upper.min(self.values.len() - 1)]))
    }

    /// Returns the least number with at least this share of the weight up to it; `None` of nothing.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        let wanted = self.cumulative.last()? * share;
        let position = self.cumulative.partition_point(|sum| *sum < wanted);
        Some(self.values[position.min(self.values.len() - 1)])
    }
}
