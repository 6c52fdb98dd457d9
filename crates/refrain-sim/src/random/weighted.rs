//! Choice with integer weights.

use rand::Rng;

use crate::random::{Stream, uniform};

/// Items with integer weights, drawn in time logarithmic in their number.
#[derive(Debug, Clone)]
pub(crate) struct Weighted<T> {
    items: Vec<T>,
    /// Sum of the weights up to and with each item.
    cumulative: Vec<u64>,
}

impl<T> Weighted<T> {
    /// Collects the items, `None` if no weight is positive.
    pub(crate) fn new(items: impl IntoIterator<Item = (u32, T)>) -> Option<Weighted<T>> {
        let mut sum = 0;
        let (cumulative, items) = items
            .into_iter()
            .map(|(weight, item)| {
                sum += u64::from(weight);
                (sum, item)
            })
            .unzip();
        (sum > 0).then_some(Weighted { items, cumulative })
    }

    /// Draws the position of an item.
    pub(crate) fn draw_position(&self, stream: &mut Stream) -> usize {
        let sum = *self.cumulative.last().expect("a positive weight belongs to an item");
        // A `u64`, since a `usize` would take other numbers from the stream on 32 bits.
        let drawn = stream.gen_range(0..sum);
        // Items of weight zero share their sum with the one before them, so they are never found.
        self.cumulative.partition_point(|upto| *upto <= drawn)
    }

    /// Draws an item.
    pub(crate) fn draw(&self, stream: &mut Stream) -> &T {
        &self.items[self.draw_position(stream)]
    }

    /// Iterates over the items with their probabilities.
    pub(crate) fn probabilities(&self) -> impl Iterator<Item = (f64, &T)> {
        let sum = *self.cumulative.last().expect("a positive weight belongs to an item") as f64;
        let before = std::iter::once(0).chain(self.cumulative.iter().copied());
        let weights = self.cumulative.iter().zip(before).map(|(upto, before)| upto - before);
        weights.zip(&self.items).map(move |(weight, item)| (weight as f64 / sum, item))
    }

    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    pub(crate) fn get(&self, position: usize) -> &T {
        &self.items[position]
    }
}

/// Draws one of a few items by real weights with this positive sum.
pub(crate) fn draw_by_weight<T: Copy>(items: &[(T, f64)], sum: f64, stream: &mut Stream) -> T {
    let mut drawn = uniform(stream) * sum;
    for (item, weight) in items {
        drawn -= weight;
        if drawn < 0.0 {
            return *item;
        }
    }
    // Rounding may leave a little of the draw.
    items.iter().rfind(|(_, weight)| *weight > 0.0).expect("the sum is positive").0
}
