"""Makes naive_bayes_by_sklearn.json: cases solved by an oracle, for tests/it/naive_bayes.rs.

    pip install scikit-learn==1.9.1
    python naive_bayes_by_sklearn.py > naive_bayes_by_sklearn.json
"""

import json
import random

import numpy as np
from sklearn.naive_bayes import CategoricalNB, GaussianNB

LEVELS = [3, 4]


def numbers(generator):
    """Three numbers of very different size."""
    return [
        round(generator.expovariate(0.2), 3),
        round(generator.gauss(40_000, 9_000), 1),
        round(generator.random(), 4),
    ]


def codes(generator):
    """One code for each of two categories."""
    return [generator.randrange(n) for n in LEVELS]


def main():
    generator = random.Random(11)
    train = [numbers(generator) for _ in range(70)]
    levels = [codes(generator) for _ in range(70)]
    risk = [0.3 * n[0] + (l[0] == 1) - 2.5 for n, l in zip(train, levels)]
    churned = [bool(generator.random() < 1 / (1 + np.exp(-x))) for x in risk]
    weights = [round(generator.uniform(0.2, 3), 3) for _ in train]
    new = [numbers(generator) for _ in range(12)]
    new_levels = [codes(generator) for _ in range(12)]

    cases = []
    for weight in [None, weights]:
        model = GaussianNB(var_smoothing=0).fit(train, churned, weight)
        cases.append(
            {
                "what": "numbers",
                "weighted": weight is not None,
                "smoothing": 0.0,
                "probabilities": model.predict_proba(new)[:, 1].tolist(),
            }
        )
        for alpha in [0.5, 1.0]:
            model = CategoricalNB(alpha=alpha).fit(levels, churned, weight)
            cases.append(
                {
                    "what": "levels",
                    "weighted": weight is not None,
                    "smoothing": alpha,
                    "probabilities": model.predict_proba(new_levels)[:, 1].tolist(),
                }
            )
    # With one feature, and no weights, the largest variance is that feature's own.
    first = [[row[0]] for row in train]
    model = GaussianNB(var_smoothing=0.01).fit(first, churned)
    cases.append(
        {
            "what": "first number",
            "weighted": False,
            "smoothing": 0.01,
            "probabilities": model.predict_proba([[row[0]] for row in new])[:, 1].tolist(),
        }
    )
    made = {"train": train, "levels": levels, "churned": churned, "weights": weights}
    print(json.dumps({**made, "new": new, "new_levels": new_levels, "cases": cases}))


main()
