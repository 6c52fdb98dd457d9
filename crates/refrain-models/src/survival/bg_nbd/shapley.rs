//! What each of three values adds to a margin.

use super::customer::Customer;

/// Returns what count, time to the last and age of a customer add to the margin of another: the
/// mean over all orders in which one could be turned into the other (Shapley values), so that
/// they add up to the difference exactly.
pub(super) fn contributions(
    margin: impl Fn(Customer) -> f64,
    from: Customer,
    to: Customer,
) -> [f64; 3] {
    // Bit k says that the value k is the customer's own.
    let mixed = |own: usize| {
        let pick = |bit: usize, from: f64, to: f64| if own >> bit & 1 == 1 { to } else { from };
        margin(Customer {
            repeats: pick(0, from.repeats, to.repeats),
            last: pick(1, from.last, to.last),
            age: pick(2, from.age, to.age),
        })
    };
    let margins: [f64; 8] = std::array::from_fn(mixed);
    std::array::from_fn(|value| {
        let (own, one, other) = (1 << value, 1 << ((value + 1) % 3), 1 << ((value + 2) % 3));
        let gain = |others: usize| margins[others | own] - margins[others];
        (2.0 * gain(0) + gain(one) + gain(other) + 2.0 * gain(one | other)) / 6.0
    })
}
