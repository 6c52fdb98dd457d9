"""Makes logistic_by_sklearn.json: a small case solved by an oracle, for tests/it/sklearn.rs.

    pip install scikit-learn==1.9.1
    python logistic_by_sklearn.py > logistic_by_sklearn.json
"""

import json
import random

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler

LEVELS = ["family", "free", "paid"]


def customer(generator):
    """Two numbers, of which the second may be missing, and a level that may be missing."""
    recency = round(generator.expovariate(0.2), 3)
    songs = round(generator.gauss(40, 15), 2) if generator.random() > 0.2 else None
    level = generator.choice(LEVELS + [None])
    return [recency, songs, level]


def encoded(rows, imputer, encoder):
    """The columns in refrain's order: recency, songs, songs is missing, levels, level is missing."""
    numbers = np.array([[r[0], np.nan if r[1] is None else r[1]] for r in rows])
    levels = np.array([[r[2] or "missing"] for r in rows], dtype=object)
    return np.hstack([imputer.transform(numbers), encoder.transform(levels)])


def main():
    generator = random.Random(7)
    train = [customer(generator) for _ in range(80)]
    risk = [0.2 * r[0] - 0.03 * (r[1] or 40) + (r[2] == "free") for r in train]
    churned = [generator.random() < 1 / (1 + np.exp(-x)) for x in risk]
    new = [customer(generator) for _ in range(15)] + [[3.5, None, "student"], [0.1, 55.0, "trial"]]

    numbers = np.array([[r[0], np.nan if r[1] is None else r[1]] for r in train])
    imputer = SimpleImputer(strategy="median", add_indicator=True).fit(numbers)
    names = [LEVELS + ["missing"]]
    encoder = OneHotEncoder(categories=names, handle_unknown="ignore", sparse_output=False)
    encoder.fit(np.array([[r[2] or "missing"] for r in train], dtype=object))
    scaler = StandardScaler().fit(encoded(train, imputer, encoder))
    design = scaler.transform(encoded(train, imputer, encoder))
    scored = scaler.transform(encoded(new, imputer, encoder))

    fits = []
    for c, l1_ratio in [(0.01, 0), (1.0, 0), (100.0, 0), (0.1, 1), (1.0, 0.5), (10.0, 1)]:
        solver = "saga" if l1_ratio else "newton-cholesky"
        limits = {"tol": 1e-13, "max_iter": 1_000_000, "random_state": 0}
        model = LogisticRegression(C=c, l1_ratio=l1_ratio, solver=solver, **limits)
        model.fit(design, churned)
        fits.append(
            {
                "c": c,
                "l1_ratio": l1_ratio,
                "coefficients": model.coef_[0].tolist(),
                "intercept": model.intercept_[0],
                "probabilities": model.predict_proba(scored)[:, 1].tolist(),
            }
        )
    churned = [bool(label) for label in churned]
    print(json.dumps({"train": train, "churned": churned, "new": new, "fits": fits}))


main()
