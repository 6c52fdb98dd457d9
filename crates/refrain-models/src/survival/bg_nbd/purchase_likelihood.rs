//! The likelihood of what customers bought.

use super::super::newton::{Derivatives, Objective};
use super::belief;
use super::customer::Customer;
use super::parameters::BgNbdParameters;

/// The negative logarithm of the likelihood of purchases, in the logarithms of the parameters.
///
/// Fader, Hardie and Lee (2005), equation 6:
/// `Γ(r + x) / Γ(r) · α^r · B(a, b + x) / B(a, b) · ((α + T)^-(r + x) + D)`, where
/// `D = a / (b + x - 1) · (α + t_x)^-(r + x)` of those who bought again, and 0 of the others.
pub(super) struct PurchaseLikelihood {
    /// Each customer that differs from the others, and how many there are of it.
    customers: Vec<(Customer, f64)>,
    most_repeats: usize,
}

impl PurchaseLikelihood {
    /// Takes customers of weight 1 in any order: equal ones are counted.
    pub(super) fn new(mut customers: Vec<Customer>) -> PurchaseLikelihood {
        let order = |a: &Customer, b: &Customer| {
            let by_last = || a.last.total_cmp(&b.last).then_with(|| a.age.total_cmp(&b.age));
            a.repeats.total_cmp(&b.repeats).then_with(by_last)
        };
        customers.sort_unstable_by(order);
        let most_repeats = customers.last().map_or(0, |customer| customer.repeats as usize);
        let equal = customers.chunk_by(|a, b| a == b);
        let customers = equal.map(|equal| (equal[0], equal.len() as f64)).collect();
        PurchaseLikelihood { customers, most_repeats }
    }
}

impl Objective for PurchaseLikelihood {
    fn value(&self, at: &[f64]) -> f64 {
        let parameters = BgNbdParameters::of_logarithms(at);
        let counts = Counts::up_to(&parameters, self.most_repeats, |counts| counts.value());
        let loss = |(customer, weight): &(Customer, f64)| {
            let counted = counts[customer.repeats as usize];
            -weight * (counted + ln_times(&parameters, *customer))
        };
        self.customers.iter().map(loss).sum::<f64>() + belief::value(at)
    }

    fn derivatives(&self, at: &[f64]) -> Derivatives {
        let parameters = BgNbdParameters::of_logarithms(at);
        let counts = Counts::up_to(&parameters, self.most_repeats, |counts| *counts);
        let mut sum = Derivatives::zero(4);
        for (customer, weight) in &self.customers {
            counts[customer.repeats as usize].add_to(&mut sum, -weight);
            add_times(&parameters, *customer, -weight, &mut sum);
        }
        in_logarithms(&mut sum, &parameters);
        belief::add_to(&mut sum, at);
        sum
    }
}

/// The part of the likelihood that depends on the number of purchases alone, with its derivatives.
///
/// The gamma functions' differences are sums over whole numbers: as differences of their logarithms
/// they lose all digits where `b` is large.
#[derive(Clone, Copy, Default)]
struct Counts {
    ln_rate: f64,
    ln_stay: f64,
    by_r: f64,
    by_r_twice: f64,
    by_a: f64,
    by_b: f64,
    by_a_twice: f64,
    by_b_twice: f64,
}

impl Counts {
    /// Returns what is asked of each number of purchases up to the greatest.
    fn up_to<T>(
        parameters: &BgNbdParameters,
        most_repeats: usize,
        of: impl Fn(&Counts) -> T,
    ) -> Vec<T> {
        let mut counts = Counts::default();
        let mut all = Vec::with_capacity(most_repeats + 1);
        all.push(of(&counts));
        for repeat in 0..most_repeats {
            counts.add(parameters, repeat as f64);
            all.push(of(&counts));
        }
        all
    }

    fn add(&mut self, parameters: &BgNbdParameters, repeat: f64) {
        let BgNbdParameters { r, a, b, .. } = *parameters;
        let (rate, stay, either) = (r + repeat, b + repeat, a + b + repeat);
        self.ln_rate += rate.ln();
        self.ln_stay -= (a / stay).ln_1p();
        self.by_r += 1.0 / rate;
        self.by_r_twice -= 1.0 / (rate * rate);
        self.by_a -= 1.0 / either;
        self.by_b += a / (stay * either);
        self.by_a_twice += 1.0 / (either * either);
        self.by_b_twice += 1.0 / (either * either) - 1.0 / (stay * stay);
    }

    fn value(&self) -> f64 {
        self.ln_rate + self.ln_stay
    }

    fn add_to(&self, sum: &mut Derivatives, weight: f64) {
        sum.gradient[0] += weight * self.by_r;
        sum.gradient[2] += weight * self.by_a;
        sum.gradient[3] += weight * self.by_b;
        sum.curvature[0] += weight * self.by_r_twice;
        sum.curvature[2 * 4 + 2] += weight * self.by_a_twice;
        sum.curvature[3 * 4 + 2] += weight * self.by_a_twice;
        sum.curvature[3 * 4 + 3] += weight * self.by_b_twice;
    }
}

/// The part of the likelihood that depends on the times, `α^r` among it.
fn ln_times(parameters: &BgNbdParameters, customer: Customer) -> f64 {
    let BgNbdParameters { r, alpha, .. } = *parameters;
    let Customer { repeats, age, .. } = customer;
    let odds = parameters.ln_odds_of_dropout(customer);
    // The logarithm of 1 + e^odds, which overflows by itself.
    let either = odds.max(0.0) + (-odds.abs()).exp().ln_1p();
    r * alpha.ln() - (r + repeats) * (alpha + age).ln() + either
}

/// Adds the derivatives of [`ln_times`] by the parameters themselves.
fn add_times(parameters: &BgNbdParameters, customer: Customer, weight: f64, sum: &mut Derivatives) {
    let BgNbdParameters { r, alpha, .. } = *parameters;
    let (repeats, until) = (customer.repeats, alpha + customer.age);
    sum.gradient[0] += weight * (alpha / until).ln();
    sum.gradient[1] += weight * (r / alpha - (r + repeats) / until);
    sum.curvature[4] += weight * (1.0 / alpha - 1.0 / until);
    sum.curvature[5] += weight * ((r + repeats) / (until * until) - r / (alpha * alpha));
    if repeats == 0.0 {
        return;
    }
    let dropped = 1.0 / (1.0 + (-parameters.ln_odds_of_dropout(customer)).exp());
    let odds = odds_of_dropout(parameters, customer);
    for (gradient, by) in sum.gradient.iter_mut().zip(odds.gradient.iter()) {
        *gradient += weight * dropped * by;
    }
    for (curvature, by) in sum.curvature.iter_mut().zip(odds.curvature.iter()) {
        *curvature += weight * dropped * by;
    }
    sum.add_square(&odds.gradient, weight * dropped * (1.0 - dropped));
}

/// The derivatives of the logarithm of the odds of having dropped out, of who bought again.
pub(super) fn odds_of_dropout(parameters: &BgNbdParameters, customer: Customer) -> Derivatives {
    let BgNbdParameters { r, alpha, a, b } = *parameters;
    let Customer { repeats, last, age } = customer;
    let (until, since, more) = (alpha + age, alpha + last, b + repeats - 1.0);
    let mut odds = Derivatives::zero(4);
    odds.gradient[0] = (until / since).ln();
    odds.gradient[1] = (r + repeats) * (1.0 / until - 1.0 / since);
    odds.gradient[2] = 1.0 / a;
    odds.gradient[3] = -1.0 / more;
    odds.curvature[4] = 1.0 / until - 1.0 / since;
    odds.curvature[5] = (r + repeats) * (1.0 / (since * since) - 1.0 / (until * until));
    odds.curvature[2 * 4 + 2] = -1.0 / (a * a);
    odds.curvature[3 * 4 + 3] = 1.0 / (more * more);
    odds
}

/// Turns derivatives by the parameters into those by their logarithms: the chain rule.
fn in_logarithms(sum: &mut Derivatives, parameters: &BgNbdParameters) {
    let BgNbdParameters { r, alpha, a, b } = *parameters;
    let by = [r, alpha, a, b];
    for row in 0..4 {
        sum.gradient[row] *= by[row];
        for column in 0..=row {
            sum.curvature[row * 4 + column] *= by[row] * by[column];
            sum.curvature[column * 4 + row] = sum.curvature[row * 4 + column];
        }
        sum.curvature[row * 5] += sum.gradient[row];
    }
}

#[cfg(test)]
mod tests {
    use super::super::label_likelihood::LabelLikelihood;
    use super::*;

    fn customers() -> Vec<Customer> {
        let customer = |(repeats, last, age)| Customer { repeats, last, age };
        [(0.0, 0.0, 30.0), (1.0, 20.0, 31.0), (4.0, 80.0, 200.0), (12.0, 150.0, 151.0)]
            .map(customer)
            .to_vec()
    }

    /// Compares each slope with the difference quotient of values, and each curvature with that of
    /// slopes.
    fn check(objective: &impl Objective, at: [f64; 4], is_curvature_exact: bool) {
        let step = 1e-5;
        let derivatives = objective.derivatives(&at);
        for parameter in 0..4 {
            let moved = |by: f64| {
                let mut moved = at;
                moved[parameter] += by;
                moved
            };
            let (low, high) = (moved(-step), moved(step));
            let slope = (objective.value(&high) - objective.value(&low)) / (2.0 * step);
            let found = derivatives.gradient[parameter];
            assert!((slope - found).abs() < 1e-6 * (1.0 + slope.abs()), "{parameter}: {found}");
            if !is_curvature_exact {
                continue;
            }
            let (low, high) = (objective.derivatives(&low), objective.derivatives(&high));
            for other in 0..4 {
                let curve = (high.gradient[other] - low.gradient[other]) / (2.0 * step);
                let found = derivatives.curvature[parameter.max(other) * 4 + parameter.min(other)];
                assert!((curve - found).abs() < 1e-6 * (1.0 + curve.abs()), "{parameter}, {other}");
            }
        }
    }

    #[test]
    fn derivatives_are_those_of_the_values() {
        let purchases = PurchaseLikelihood::new(customers());
        for at in [[0.0, 3.0, -3.0, 0.0], [-0.5, 4.0, 1.0, 6.5], [0.3, -2.0, 8.0, -1.0]] {
            check(&purchases, at, true);
            let rows = customers().into_iter().zip([false, true, true, false]);
            let rows = rows.map(|(customer, silent)| (customer, silent, 2.0, 30.0)).collect();
            check(&LabelLikelihood::new(rows), at, false);
        }
    }
}
