//! Gauss-Legendre quadrature on the unit interval.

/// Returns nodes and weights of the rule that is exact for polynomials of degree `2 n - 1`.
pub(crate) fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    (0..n).map(|i| node(n, i)).collect()
}

/// Newton's method from Tricomi's guess; five steps more than double precision needs.
fn node(n: usize, i: usize) -> (f64, f64) {
    let guess = (i as f64 + 0.75) / (n as f64 + 0.5);
    let mut x = (std::f64::consts::PI * guess).cos();
    for _ in 0..10 {
        let (value, slope) = legendre(n, x);
        x -= value / slope;
    }
    let (_, slope) = legendre(n, x);
    (f64::midpoint(1.0, x), 1.0 / ((1.0 - x * x) * slope * slope))
}

/// The Legendre polynomial of degree `n` and its derivative, by Bonnet's recursion.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for degree in 1..n {
        let degree = degree as f64;
        let next = ((2.0 * degree + 1.0) * x * value - degree * before) / (degree + 1.0);
        (before, value) = (value, next);
    }
    let n = n as f64;
    (value, n * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::gauss_legendre;

    #[test]
    fn powers_are_integrated_exactly_up_to_twice_the_order() {
        for n in 1..=32 {
            let rule = gauss_legendre(n);
            for degree in 0..2 * n as i32 {
                let sum: f64 = rule.iter().map(|(x, weight)| weight * x.powi(degree)).sum();
                assert!((sum - 1.0 / f64::from(degree + 1)).abs() < 1e-13, "{n} {degree} {sum}");
            }
        }
    }
}
