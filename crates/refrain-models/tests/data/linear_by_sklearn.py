"""Makes linear_by_sklearn.json: fits on one design matrix by oracles, for src/linear/tests.rs.

    pip install scikit-learn==1.9.1 statsmodels==0.15.0
    python linear_by_sklearn.py > linear_by_sklearn.json

Penalties are on coefficients alone, the intercept is free, weights are per row. Standard errors
are by the formula in numpy, which is held against statsmodels where that knows the case.
"""

import json

import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

N_ROWS, N_COLUMNS, N_CLUSTERS = 120, 6, 40


def logistic(design, churned, weights, l1, l2):
    """scikit-learn's C is the inverse of both penalties together."""
    model = LogisticRegression(
        C=1 / (l1 + l2) if l1 + l2 > 0 else np.inf,
        l1_ratio=l1 / (l1 + l2) if l1 + l2 > 0 else 0.0,
        solver="saga" if l1 > 0 else "newton-cholesky",
        tol=1e-13,
        max_iter=1_000_000,
        random_state=0,
    )
    model.fit(design, churned, sample_weight=weights)
    return model.coef_[0], model.intercept_[0]


def machine(design, churned, weights, l2):
    """liblinear penalises the intercept, by next to nothing if it is scaled up."""
    model = LinearSVC(C=1 / l2, dual=False, intercept_scaling=1e3, tol=1e-13, max_iter=1_000_000)
    model.fit(design, churned, sample_weight=weights)
    return model.coef_[0], model.intercept_[0]


def sandwich(design, churned, weights, groups, l2, coefficients, intercept):
    """H^-1 (sum of s s') H^-1 over clusters, with the penalty in H; zeros are left out."""
    active = np.flatnonzero(coefficients)
    rows = np.column_stack([np.ones(len(design)), design[:, active]])
    probability = 1 / (1 + np.exp(-(intercept + design @ coefficients)))
    penalty = np.diag([0.0] + [l2] * len(active))
    curvature = weights * probability * (1 - probability)
    inverse = np.linalg.inv(rows.T @ (curvature[:, None] * rows) + penalty)
    scores = (weights * (probability - churned))[:, None] * rows
    sums = np.array([scores[groups == group].sum(axis=0) for group in np.unique(groups)])
    errors = np.sqrt(np.diag(inverse @ (sums.T @ sums) @ inverse))[1:]
    whole = [None] * len(coefficients)
    for column, error in zip(active, errors):
        whole[column] = error
    return whole


def main():
    random = np.random.default_rng(11)
    common = random.normal(size=N_ROWS)
    design = 0.6 * common[:, None] + 0.8 * random.normal(size=(N_ROWS, N_COLUMNS))
    design = np.round((design - design.mean(axis=0)) / design.std(axis=0), 6)
    groups = np.sort(random.integers(0, N_CLUSTERS, N_ROWS))
    truth = np.array([1.0, -0.8, 0.3, 0.0, 0.0, 0.1])
    by_group = random.normal(size=N_CLUSTERS)[groups]
    churned = random.random(N_ROWS) < 1 / (1 + np.exp(1 - design @ truth - by_group))
    weights = np.round(random.exponential(size=N_ROWS), 3)
    weights[[3, 50]] = 0.0

    fits = []
    penalties = [(0, 0), (0, 1), (0, 50), (1, 0), (8, 0), (4, 6), (1, 20)]
    for l1, l2 in penalties:
        for weighted in [False, True]:
            own = weights if weighted else np.ones(N_ROWS)
            coefficients, intercept = logistic(design, churned, own, l1, l2)
            errors = sandwich(design, churned, own, groups, l2, coefficients, intercept)
            fits.append(
                {
                    "l1": l1,
                    "l2": l2,
                    "weighted": weighted,
                    "coefficients": coefficients.tolist(),
                    "intercept": intercept,
                    "standard_errors": errors,
                }
            )
    model = sm.Logit(churned.astype(float), sm.add_constant(design))
    known = model.fit(
        disp=0,
        tol=1e-13,
        cov_type="cluster",
        cov_kwds={"groups": groups, "use_correction": False},
    )
    assert np.allclose(known.bse[1:], fits[0]["standard_errors"], rtol=1e-6)

    machines = []
    for l2 in [1, 50]:
        for weighted in [False, True]:
            own = weights if weighted else np.ones(N_ROWS)
            coefficients, intercept = machine(design, churned, own, l2)
            machines.append(
                {
                    "l2": l2,
                    "weighted": weighted,
                    "coefficients": coefficients.tolist(),
                    "intercept": intercept,
                }
            )
    print(
        json.dumps(
            {
                "columns": design.T.tolist(),
                "churned": churned.tolist(),
                "weights": weights.tolist(),
                "groups": groups.tolist(),
                "fits": fits,
                "machines": machines,
            }
        )
    )


main()
