//! The logarithm of the gamma function and its derivatives.

/// From here on the asymptotic series below are exact to a double's last digits.
const FAR: f64 = 12.0;

/// Returns `ln Γ(x)` of a positive number.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Returns the first derivative of `ln Γ` at a positive number.
///
/// Abramowitz and Stegun, *Handbook of Mathematical Functions* (1964), 6.3.5 and 6.3.18.
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut x, mut nearer) = (x, 0.0);
    while x < FAR {
        nearer -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = 1.0 / 252.0 - square * (1.0 / 240.0 - square / 132.0);
    nearer + x.ln() - 0.5 / x - square * (1.0 / 12.0 - square * (1.0 / 120.0 - square * series))
}

/// Returns the second derivative of `ln Γ` at a positive number.
///
/// Abramowitz and Stegun (1964), 6.4.6 and 6.4.12.
pub(crate) fn trigamma(x: f64) -> f64 {
    let (mut x, mut nearer) = (x, 0.0);
    while x < FAR {
        nearer += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = 1.0 / 42.0 - square * (1.0 / 30.0 - square * 5.0 / 66.0);
    let tail = square / x * (1.0 / 6.0 - square * (1.0 / 30.0 - square * series));
    nearer + 1.0 / x + 0.5 * square + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_the_gamma_function_are_the_known_ones() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let pi_squared = std::f64::consts::PI.powi(2);
        assert!((digamma(1.0) + EULER).abs() < 1e-13);
        assert!((digamma(0.5) + EULER + 2.0 * 2.0_f64.ln()).abs() < 1e-13);
        assert!((trigamma(1.0) - pi_squared / 6.0).abs() < 1e-13);
        assert!((trigamma(0.5) - pi_squared / 2.0).abs() < 1e-12);
    }
}
