//! Statistics of several numbers: sum, mean, standard deviation, maximum, last.

/// One figure for several numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Statistic {
    /// Sum, zero of none.
    Sum,
    /// Mean.
    Mean,
    /// Standard deviation of a population (divided by the number of values).
    Std,
    /// Maximum.
    Max,
    /// Last in time.
    Last,
}

impl Statistic {
    pub(crate) const ALL: [Statistic; 5] =
        [Statistic::Sum, Statistic::Mean, Statistic::Std, Statistic::Max, Statistic::Last];

    /// Name in names of features.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Statistic::Sum => "sum",
            Statistic::Mean => "mean",
            Statistic::Std => "std",
            Statistic::Max => "max",
            Statistic::Last => "last",
        }
    }

    /// Words before those for the numbers.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Statistic::Sum => "Sum of the",
            Statistic::Mean => "Mean",
            Statistic::Std => "Standard deviation (of a population) of the",
            Statistic::Max => "Greatest",
            Statistic::Last => "Last",
        }
    }

    /// The meaning of a missing value, which the sum does not have.
    pub(crate) fn missing(self, meaning: impl Into<String>) -> String {
        match self {
            Statistic::Sum => String::new(),
            _ => meaning.into(),
        }
    }

    /// Splits a name into a statistic and the rest, and reads the rest.
    pub(super) fn read<T>(
        name: &str,
        read_rest: impl Fn(Statistic, &str) -> Option<T>,
    ) -> Option<T> {
        Statistic::ALL.into_iter().find_map(|statistic| {
            let rest = name.strip_prefix(statistic.name())?.strip_prefix('_')?;
            read_rest(statistic, rest)
        })
    }

    /// The statistic of numbers; NaN of none, but for the sum.
    pub(crate) fn of(self, numbers: impl Iterator<Item = f64> + Clone) -> f64 {
        let mean = || {
            let (n, sum) = numbers.clone().fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
            (n, sum / n)
        };
        match self {
            // Not `Iterator::sum`, which is -0.0 of none.
            Statistic::Sum => numbers.fold(0.0, |sum, number| sum + number),
            Statistic::Mean => mean().1,
            Statistic::Std => {
                let (n, mean) = mean();
                let squares = numbers.fold(0.0, |sum, number| sum + (number - mean).powi(2));
                (squares / n).sqrt()
            }
            Statistic::Max => numbers.fold(f64::NAN, f64::max),
            Statistic::Last => numbers.last().unwrap_or(f64::NAN),
        }
    }
}

/// Iterates over what lies between each item and the next.
pub(super) fn differences<T: Copy>(
    items: impl Iterator<Item = T> + Clone,
    between: impl Fn(T, T) -> f64 + Clone,
) -> impl Iterator<Item = f64> + Clone {
    items.clone().zip(items.skip(1)).map(move |(from, to)| between(from, to))
}
