"""Makes calibration_by_sklearn.json: calibrations by oracles, for tests/it/calibration.rs.

    pip install scikit-learn==1.9.1 scipy==1.17.1
    python calibration_by_sklearn.py > calibration_by_sklearn.json

Platt's and the beta curve are minimised by scipy over Platt's targets, the slopes bounded below by
0; the isotonic curve is scikit-learn's, its pools drawn to the base rate and made to rise anew.
"""

import json

import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

N_ROWS = 150
PRIOR_ROWS = 2.0


def curve(columns, churned, weights):
    """Slopes of zero or more and an intercept that make Platt's targets likeliest."""
    n_churned, n_stayed = weights[churned].sum(), weights[~churned].sum()
    targets = np.where(churned, (n_churned + 1) / (n_churned + 2), 1 / (n_stayed + 2))
    rows = np.column_stack(columns + [np.ones(len(churned))])

    def loss(parameters):
        margins = rows @ parameters
        value = np.sum(weights * (np.logaddexp(0, margins) - targets * margins))
        return value, rows.T @ (weights * (1 / (1 + np.exp(-margins)) - targets))

    bounds = [(0, None)] * len(columns) + [(None, None)]
    start = np.zeros(rows.shape[1])
    options = {"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10_000, "maxfun": 100_000}
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options=options)
    return found.x


def isotonic(said, churned, weights, new):
    counting = weights > 0
    said, churned, weights = said[counting], churned[counting], weights[counting]
    pooled = IsotonicRegression().fit(said, churned, weights).predict(said)
    base_rate = np.average(churned, weights=weights)
    ends, rates, sums = [], [], []
    for rate in np.unique(pooled):
        pool = pooled == rate
        total = weights[pool].sum()
        ends.append((said[pool].min(), said[pool].max()))
        rates.append((rate * total + PRIOR_ROWS * base_rate) / (total + PRIOR_ROWS))
        sums.append(total + PRIOR_ROWS)
    order = np.arange(len(rates))
    rising = IsotonicRegression().fit(order, rates, sums).predict(order)
    knots = [(end, rate) for pair, rate in zip(ends, rising) for end in pair]
    return np.interp(new, [knot[0] for knot in knots], [knot[1] for knot in knots])


def sigmoid(margins):
    return 1 / (1 + np.exp(-margins))


def main():
    random = np.random.default_rng(5)
    # To two digits, so that there are ties.
    said = np.round(random.beta(1, 3, N_ROWS), 2).clip(0.01, 0.99)
    weights = np.round(random.exponential(size=N_ROWS), 3)
    weights[[4, 90]] = 0.0
    new = np.array([0.001, 0.05, 0.123, 0.3, 0.5, 0.77, 0.999])
    log_odds = lambda p: np.log(p / (1 - p))
    cases = []
    for name, true in [("too sure", 0.6 * log_odds(said) + 0.3), ("one slope", 3 * said - 2)]:
        churned = random.random(N_ROWS) < sigmoid(true)
        for own in [np.ones(N_ROWS), weights]:
            slope, intercept = curve([log_odds(said)], churned, own)
            both = curve([np.log(said), -np.log(1 - said)], churned, own)
            cases.append(
                {
                    "name": name,
                    "churned": churned.tolist(),
                    "weights": own.tolist(),
                    "platt": sigmoid(slope * log_odds(new) + intercept).tolist(),
                    "beta": sigmoid(
                        both[0] * np.log(new) - both[1] * np.log(1 - new) + both[2]
                    ).tolist(),
                    "beta_slopes": both[:2].tolist(),
                    "isotonic": isotonic(said, churned, own, new).tolist(),
                }
            )
    print(json.dumps({"said": said.tolist(), "new": new.tolist(), "cases": cases}))


main()
