"""Makes delong.json: DeLong's test of two ROC AUCs by its definition, pair by pair.

    pip install numpy scipy scikit-learn
    python delong.py > delong.json

The file at hand was made with numpy 2.4.6 and scipy. Placements are means over the matrix of all
pairs, as DeLong, DeLong and Clarke-Pearson (1988) define them; variances over entities are summed as
Obuchowski (1997) writes them, equations 3 to 6. No rank is used, so that it shares no step with the
crate. Scores have at most 6 digits.
"""

import json

import numpy as np
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

generator = np.random.default_rng(20261122)


def placements(labels, scores):
    churned, retained = scores[labels], scores[~labels]
    kernel = (churned[:, None] > retained[None, :]) + 0.5 * (churned[:, None] == retained[None, :])
    assert abs(kernel.mean() - roc_auc_score(labels, scores)) < 1e-12
    return kernel.mean(axis=1), kernel.mean(axis=0), kernel.mean()


def sums(values, groups_of_class, groups):
    return {g: values[groups_of_class == g].sum() for g in np.unique(groups)}


def covariance(labels, a, b, groups):
    (a10, a01, auc_a), (b10, b01, auc_b) = placements(labels, a), placements(labels, b)
    of_churned, of_retained = groups[labels], groups[~labels]
    m, n = labels.sum(), (~labels).sum()
    i10, i01 = len(np.unique(of_churned)), len(np.unique(of_retained))
    i = len(np.unique(groups))
    s10 = s01 = s11 = s11_back = 0.0
    for g in np.unique(groups):
        x_a, x_b = [(v[of_churned == g] - c).sum() for v, c in ((a10, auc_a), (b10, auc_b))]
        y_a, y_b = [(v[of_retained == g] - c).sum() for v, c in ((a01, auc_a), (b01, auc_b))]
        s10 += x_a * x_b
        s01 += y_a * y_b
        s11 += x_a * y_b
        s11_back += y_a * x_b
    s10 *= i10 / ((i10 - 1) * m)
    s01 *= i01 / ((i01 - 1) * n)
    s11, s11_back = s11 * i / (i - 1), s11_back * i / (i - 1)
    return s10 / m + s01 / n + (s11 + s11_back) / (m * n)


def case(name, n_entities, rows, digits, share):
    groups = np.repeat(np.arange(n_entities), generator.integers(1, rows + 1, n_entities))
    effect = generator.normal(size=n_entities)[groups]
    labels = generator.random(len(groups)) < share
    labels[:4] = [True, False, True, False]
    draw = lambda signal: np.round(
        signal * labels + effect + generator.normal(size=len(groups)), digits
    )
    a, b = draw(1.2), draw(0.6)
    if rows == 1:
        check = [np.cov(placements(labels, s)[0]) / labels.sum() for s in (a,)]
        assert check[0] > 0
    variance = [covariance(labels, s, s, groups) for s in (a, b)]
    standard_error = float(np.sqrt(sum(variance) - 2 * covariance(labels, a, b, groups)))
    auc = [float(roc_auc_score(labels, s)) for s in (a, b)]
    z = (auc[0] - auc[1]) / standard_error
    return {
        "name": name, "labels": labels.tolist(), "groups": groups.tolist(),
        "a": a.tolist(), "b": b.tolist(), "auc_a": auc[0], "auc_b": auc[1],
        "error_a": float(np.sqrt(variance[0])), "standard_error": standard_error,
        "z": float(z), "p_value": float(2 * norm.sf(abs(z))),
    }


print(json.dumps([
    case("one row an entity", 120, 1, 4, 0.3),
    case("one row an entity, many ties", 120, 1, 0, 0.3),
    case("several rows an entity", 60, 6, 4, 0.2),
    case("several rows an entity, many ties", 60, 6, 0, 0.2),
    case("few churners", 50, 3, 3, 0.05),
]))
