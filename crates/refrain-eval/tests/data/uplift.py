"""Makes uplift.json: uplift curves, areas and coefficients as scikit-uplift computes them.

    pip install scikit-uplift
    python uplift.py > uplift.json

The file at hand was made with scikit-uplift 0.5.1. Its target is kept (1) or churned (0). The raw
area is that of its uplift curve by scikit-learn's trapezoids, over the square of the rows.
"""

import json

import numpy as np
from sklearn.metrics import auc
from sklift.metrics import qini_auc_score, qini_curve, uplift_auc_score, uplift_curve

generator = np.random.default_rng(20261122)


def drawn(n_rows, share_treated, effect, digits):
    treated = (generator.random(n_rows) < share_treated).astype(int)
    uplift = effect * generator.random(n_rows)
    churned = (generator.random(n_rows) < 0.4 - treated * uplift).astype(int)
    scores = np.round(uplift + 0.1 * generator.normal(size=n_rows), digits)
    return treated, churned, scores


def case(name, treated, churned, scores):
    kept = 1 - churned
    x_uplift, y_uplift = uplift_curve(kept, scores, treated)
    x_qini, y_qini = qini_curve(kept, scores, treated)
    return {
        "name": name, "treated": treated.tolist(), "churned": churned.tolist(),
        "scores": scores.tolist(),
        "uplift_curve": [[int(x), float(y)] for x, y in zip(x_uplift, y_uplift)],
        "qini_curve": [[int(x), float(y)] for x, y in zip(x_qini, y_qini)],
        "auuc": float(auc(x_uplift, y_uplift)) / len(scores) ** 2,
        "normalized_auuc": float(uplift_auc_score(kept, scores, treated)),
        "qini": float(qini_auc_score(kept, scores, treated)),
    }


cases = [
    case("continuous", *drawn(120, 0.5, 0.4, 6)),
    case("ties", *drawn(150, 0.5, 0.4, 1)),
    case("few treated", *drawn(150, 0.15, 0.4, 3)),
    case("harmful", *drawn(120, 0.6, -0.4, 4)),
    case("constant", np.array([1, 0, 1, 0, 1]), np.array([0, 1, 0, 0, 1]), np.full(5, 0.3)),
    case("small", np.array([1, 0, 1, 0]), np.array([0, 1, 1, 0]), np.array([0.7, 0.2, 0.3, 0.4])),
]
print('{"cases": [\n%s\n]}' % ",\n".join(json.dumps(each) for each in cases))
