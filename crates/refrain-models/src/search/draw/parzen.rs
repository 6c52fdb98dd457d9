//! Densities estimated from the places where trials were.

use super::random::Stream;
use crate::search::space::Axis;

/// A mixture of normal distributions cut off at the ends of an axis: one around each place that
/// was tried, and one over the whole axis, so that no place is impossible.
#[derive(Debug)]
pub(super) struct Parzen {
    axis: Axis,
    kernels: Vec<Kernel>,
}

#[derive(Debug)]
struct Kernel {
    centre: f64,
    deviation: f64,
    /// Mass of the uncut distribution between the ends of the axis.
    mass: f64,
}

impl Parzen {
    /// Estimates the density from places on the axis.
    ///
    /// A kernel is as wide as the farther of its two neighbours is away, the prior's centre counted
    /// among them, within limits (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
    /// hyper-parameter optimization", 2011, section 4.2; the limits are those of Watanabe,
    /// "Tree-structured Parzen estimator", 2023, section 3.3).
    pub(super) fn new(axis: Axis, places: impl IntoIterator<Item = f64>) -> Parzen {
        let middle = f64::midpoint(axis.low, axis.high);
        let mut centres: Vec<f64> = places.into_iter().collect();
        centres.push(middle);
        centres.sort_by(f64::total_cmp);
        let narrowest = axis.width() / (1.0 + centres.len() as f64).min(100.0);
        let mut kernels: Vec<Kernel> = (0..centres.len())
            .map(|index| {
                let deviation = gap(&centres, index).clamp(narrowest, axis.width());
                Kernel::new(&axis, centres[index], deviation)
            })
            .collect();
        let prior = centres.iter().position(|centre| *centre == middle).expect("it was added");
        kernels[prior] = Kernel::new(&axis, middle, axis.width());
        Parzen { axis, kernels }
    }

    /// Draws a place.
    pub(super) fn draw(&self, random: &mut Stream) -> f64 {
        let kernel = &self.kernels[random.below(self.kernels.len())];
        // Centres lie on the axis and no kernel is wider than it: at least a third of the draws do.
        loop {
            let place = kernel.centre + kernel.deviation * random.normal();
            if (self.axis.low..=self.axis.high).contains(&place) {
                return place;
            }
        }
    }

    /// Returns the logarithm of the density at a place, or of the mass of the whole number there.
    pub(super) fn log_density(&self, place: f64) -> f64 {
        let of = |kernel: &Kernel| match self.axis.cell(place) {
            Some((from, to)) => kernel.between(from, to) / kernel.mass,
            None => kernel.density(place) / kernel.mass,
        };
        let sum: f64 = self.kernels.iter().map(of).sum();
        libm::log(sum / self.kernels.len() as f64)
    }
}

/// The greater distance of a sorted centre to its neighbours; zero if it has none.
fn gap(centres: &[f64], index: usize) -> f64 {
    let before = index.checked_sub(1).map_or(0.0, |before| centres[index] - centres[before]);
    let after = centres.get(index + 1).map_or(0.0, |after| after - centres[index]);
    before.max(after)
}

impl Kernel {
    fn new(axis: &Axis, centre: f64, deviation: f64) -> Kernel {
        let uncut = Kernel { centre, deviation, mass: 1.0 };
        Kernel { mass: uncut.between(axis.low, axis.high), ..uncut }
    }

    fn density(&self, place: f64) -> f64 {
        let distance = (place - self.centre) / self.deviation;
        libm::exp(-0.5 * distance * distance) / self.deviation
    }

    fn between(&self, from: f64, to: f64) -> f64 {
        let until = |place: f64| {
            libm::erf((place - self.centre) / self.deviation * std::f64::consts::FRAC_1_SQRT_2)
        };
        // Times the square root of a full turn, which `density` leaves out as well.
        0.5 * (until(to) - until(from)) * std::f64::consts::TAU.sqrt()
    }
}
