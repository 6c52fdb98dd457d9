"""Makes sklearn_weighted.json: metrics with and without weights as scikit-learn computes them.

    pip install scikit-learn statsmodels
    python sklearn_weighted.py > sklearn_weighted.json

The file at hand was made with scikit-learn 1.9.1, statsmodels 0.15.0 and numpy 2.4.6. A metric that
scikit-learn leaves undefined (it warns and returns a number) is null. What scikit-learn lacks is
computed here from its definition: calibration bins with weights, the errors over them, the parts of
the Brier score, and log-odds regressions by statsmodels, polished in long doubles.
"""

import json
import warnings

import numpy as np
import sklearn
import statsmodels.api as sm
from sklearn import calibration, metrics

warnings.simplefilter("ignore")
generator = np.random.default_rng(20261122)


def drawn(n_rows, share_churned, digits):
    """Labels, and probabilities that know something of them."""
    labels = (generator.random(n_rows) < share_churned).astype(int)
    labels[:4] = [0, 1, 1, 0]
    logits = np.log(share_churned / (1 - share_churned)) + 1.2 * (labels - 0.5)
    scores = 1 / (1 + np.exp(-logits - generator.normal(size=n_rows)))
    # So that the classes overlap.
    scores[:4] = [0.9, 0.1, 0.8, 0.2]
    return labels, np.clip(np.round(scores, digits), 0.01, 0.99)


def cases():
    labels, scores = drawn(50, 0.3, 6)
    yield "continuous", labels, scores, None
    yield "weights", labels, scores, np.round(generator.gamma(1.0, 1.0, 50), 4)
    labels, scores = drawn(60, 0.4, 1)
    yield "ties", labels, scores, None
    yield "ties and whole weights", labels, scores, generator.integers(0, 5, 60).astype(float)
    weights = np.round(generator.gamma(0.5, 2.0, 60), 3)
    weights[::3] = 0.0
    yield "ties and zero weights", labels, scores, weights
    weights = np.round(10.0 ** generator.uniform(-6, 12, 60), 6)
    yield "large and small weights", labels, scores, weights
    labels, scores = drawn(40, 0.5, 2)
    scores[4:10], scores[10:16] = 0.0, 1.0
    scores[16], scores[17] = -0.0, 0.5
    yield "zeros and ones", labels, scores, np.round(generator.random(40), 3)
    tiny = [1e-310, 5e-324, 1e-300, 0.999999999999, 1e-16, 2e-16, 0.0, 1.0]
    yield "subnormal", np.array([1, 0, 1, 0, 1, 1, 0, 1]), np.array(tiny), None
    yield "constant", np.array([0, 1, 0, 0, 1]), np.full(5, 0.3), np.array([1, 2, 3, 0.5, 0.1])
    yield "two rows", np.array([0, 1]), np.array([0.4, 0.6]), np.array([3.0, 0.25])
    edges = np.array([0.1, 0.2, 0.3, 0.3, 0.7, 0.7, 0.6, 0.5, 0.9, 0.4])
    yield "on the edges of bins", np.array([0, 1, 1, 0, 1, 0, 1, 0, 1, 0]), edges, None
    yield "one class weighs nothing", np.array([1, 0, 1]), np.array([0.2, 0.6, 0.7]), np.array(
        [1.0, 0.0, 2.0]
    )


def at_threshold(labels, scores, weights, threshold):
    predicted = (scores >= threshold).astype(int)
    options = {"sample_weight": weights}
    counts = metrics.confusion_matrix(labels, predicted, labels=[0, 1], **options)
    (rejections, alarms), (misses, hits) = counts.tolist()
    both = hits + misses > 0 and alarms + rejections > 0
    varied = hits + alarms > 0 and misses + rejections > 0

    def of_class(score, pos_label, defined, **more):
        defined = defined > 0
        return score(labels, predicted, pos_label=pos_label, **more, **options) if defined else None

    weighted = [
        metrics.fbeta_score(
            labels, predicted, beta=beta, labels=[0, 1], average="weighted", zero_division=0, **options
        )
        for beta in (0.5, 1.0, 2.0)
    ]
    sizes = {1: (hits + misses, hits + alarms), 0: (alarms + rejections, misses + rejections)}
    return {
        "threshold": threshold,
        "counts": [hits, misses, alarms, rejections],
        "accuracy": metrics.accuracy_score(labels, predicted, **options),
        "balanced_accuracy": (
            metrics.balanced_accuracy_score(labels, predicted, **options) if both else None
        ),
        "mcc": metrics.matthews_corrcoef(labels, predicted, **options) if both and varied else None,
        "precision": [of_class(metrics.precision_score, c, sizes[c][1]) for c in (1, 0)],
        "recall": [of_class(metrics.recall_score, c, sizes[c][0]) for c in (1, 0)],
        "f_beta": [
            [of_class(metrics.fbeta_score, c, sizes[c][0], beta=beta) for beta in (0.5, 1.0, 2.0)]
            for c in (1, 0)
        ],
        "weighted_f_beta": weighted,
    }


def bin_figures(labels, scores, weights, index):
    """Bins, errors over them, and the five parts of the Brier score (Stephenson et al. 2008)."""
    total, overall = weights.sum(), np.average(labels, weights=weights)
    bins, parts = [], np.zeros(5)
    parts[2] = overall * (1 - overall)
    for one in np.unique(index[weights > 0]):
        w, f, o = (values[index == one] for values in (weights, scores, labels))
        mean, share = np.average(f, weights=w), np.average(o, weights=w)
        bins.append([w.sum(), mean, share])
        terms = [(mean - share) ** 2, (share - overall) ** 2, 0.0]
        terms += [np.average((f - mean) ** 2, weights=w)]
        terms += [2 * np.average((f - mean) * (o - share), weights=w)]
        parts += w.sum() / total * np.array(terms)
    errors = [abs(mean - share) for _, mean, share in bins]
    masses = [mass for mass, _, _ in bins]
    return {
        "bins": bins,
        "parts": parts.tolist(),
        "ece": float(np.average(errors, weights=masses)),
        "mce": max(errors),
    }


def bins_of(labels, scores, weights):
    inner = np.array([i / 10 for i in range(1, 10)])
    uniform = np.searchsorted(inner, scores)
    figures = {"uniform": bin_figures(labels, scores, weights, uniform)}
    figures["distinct"] = bin_figures(labels, scores, weights, np.unique(scores, return_inverse=True)[1])
    del figures["distinct"]["bins"]
    if (weights == 1).all():
        shares, means = calibration.calibration_curve(labels, scores, n_bins=10)
        bins = np.array(figures["uniform"]["bins"])
        # 0.3 and 0.7 lie on edges of ours; numpy's are a rounding higher for 0.3, 0.6 and 0.7.
        assert np.allclose(bins[:, 1:], np.transpose([means, shares]), atol=1e-15)
        if len(scores) % 10 == 0 and len(np.unique(scores)) == len(scores):
            pairs = calibration.calibration_curve(labels, scores, n_bins=10, strategy="quantile")
            figures["quantile"] = np.transpose(pairs[::-1]).tolist()
    return figures


def polish(design, offset, labels, weights, start):
    """Newton's method in long doubles."""
    design, beta = design.astype(np.longdouble), np.array(start, dtype=np.longdouble)
    for _ in range(20):
        p = 1 / (1 + np.exp(-(design @ beta + offset)))
        gradient = design.T @ (weights * (labels - p))
        hessian = (design.T * (weights * p * (1 - p))) @ design
        # Solved in doubles: only the gradient must be exact.
        beta += np.linalg.solve(hessian.astype(float), gradient.astype(float))
    return beta.astype(float).tolist()


def regressions(labels, scores, weights):
    kept = weights > 0
    labels, scores, weights = labels[kept], scores[kept], weights[kept]
    logits = np.log(scores / (1 - scores))
    ones, offset = np.ones((len(labels), 1)), np.zeros(len(labels))
    design = np.column_stack([ones, logits])
    family, scaled = sm.families.Binomial(), weights / weights.sum()
    joint = sm.GLM(labels, design, family=family, freq_weights=scaled).fit().params
    large = sm.GLM(labels, ones, family=family, offset=logits, freq_weights=scaled).fit().params
    return {
        "recalibration": polish(design, offset, labels, scaled, joint),
        "in_the_large": polish(ones, logits, labels, scaled, large)[0],
    }


def figures(name, labels, scores, weights):
    unit = np.ones(len(labels)) if weights is None else weights
    options = {"sample_weight": weights}
    classes = set(labels[unit > 0].tolist())
    both = len(classes) == 2
    precision, recall, thresholds = metrics.precision_recall_curve(labels, scores, **options)
    corners = metrics.precision_recall_curve(labels, scores, drop_intermediate=True, **options)
    flat = precision.copy()
    flat[-1] = flat[-2]
    out = {
        "name": name,
        "labels": labels.tolist(),
        "scores": scores.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "roc_auc": metrics.roc_auc_score(labels, scores, **options) if both else None,
        "average_precision": metrics.average_precision_score(labels, scores, **options),
        "log_loss": metrics.log_loss(labels, scores, labels=[0, 1], **options),
        "brier": metrics.brier_score_loss(labels, scores, **options),
        "brier_skill": metrics.d2_brier_score(labels, scores, **options) if both else None,
        "pr_auc": metrics.auc(recall, flat),
        "pr_curve": np.transpose([thresholds, precision[:-1], recall[:-1]])[::-1].tolist(),
        "pr_corners": corners[2][::-1].tolist(),
        "thresholds": [at_threshold(labels, scores, weights, t) for t in (0.5, 0.3, 1.0, 0.0)],
        "bins": bins_of(labels, scores, unit),
    }
    if both:
        curve = metrics.roc_curve(labels, scores, drop_intermediate=False, **options)
        out["roc_curve"] = np.transpose(curve)[1:].tolist()
    overlap = name not in ("zeros and ones", "subnormal", "constant", "two rows")
    if both and overlap:
        out |= regressions(labels, scores, unit)
    return out


def short(value):
    """Values to 16 digits: more than the comparison asks for."""
    if isinstance(value, float):
        return float(f"{value:.16g}") if abs(value) > 1e-300 else value
    if isinstance(value, dict):
        return {key: short(inner) for key, inner in value.items()}
    return [short(inner) for inner in value] if isinstance(value, list) else value


lines = ",\n".join(json.dumps(short(figures(*case)), separators=(",", ":")) for case in cases())
print('{"scikit_learn": "%s", "cases": [\n%s\n]}' % (sklearn.__version__, lines))
