"""Makes sklearn_metrics.json: the metrics of labels and scores as scikit-learn computes them.

    pip install scikit-learn
    python sklearn_metrics.py > sklearn_metrics.json

The file at hand was made with scikit-learn 1.9.1 and numpy 2.4.6. Scores have at most 15
significant digits, which any JSON parser reads exactly (save 1e-300, which log_loss clips). A metric
that scikit-learn leaves undefined (it warns and returns a number, or NaN) is null.
"""

import json

import numpy as np
import sklearn
from sklearn import metrics

generator = np.random.default_rng(20261121)


def drawn(n_rows, share_churned, signal, digits):
    """Labels, and probabilities that know something of them."""
    labels = (generator.random(n_rows) < share_churned).astype(int)
    labels[:2] = [0, 1]
    logits = np.log(share_churned / (1 - share_churned)) + signal * (labels - 0.5)
    scores = 1 / (1 + np.exp(-logits - generator.normal(size=n_rows)))
    return labels, np.round(scores, digits)


def cases():
    yield "continuous", *drawn(150, 0.3, 1.0, 6), [0.5, 0.25]
    yield "ties", *drawn(150, 0.4, 1.0, 1), [0.5, 0.3]
    yield "imbalanced", *drawn(300, 0.02, 2.0, 4), [0.5, 0.05]
    labels, scores = drawn(60, 0.5, 3.0, 2)
    scores[5:15], scores[20:30] = 0.0, 1.0
    yield "zeros and ones, right and wrong", labels, scores, [0.5, 1.0, 0.0]
    tiny = [1e-12, 1e-17, 1e-300, 0.999999999999, 0.999999999999999, 2e-16, 3e-16]
    yield "nearly certain", np.array([1, 0, 1, 0, 1, 1, 0]), np.array(tiny), [0.5, 1e-15]
    yield "perfect", np.array([0, 1, 0, 1, 1]), np.array([0.0, 1.0, 0.0, 1.0, 1.0]), [0.5]
    yield "perfectly wrong", np.array([0, 1, 0, 1]), np.array([0.9, 0.2, 0.8, 0.1]), [0.5]
    yield "constant", np.array([0, 1, 0, 0, 1]), np.full(5, 0.3), [0.5, 0.3]
    yield "two rows", np.array([0, 1]), np.array([0.4, 0.6]), [0.5]
    yield "three rows, one tie", np.array([1, 0, 1]), np.array([0.5, 0.5, 0.25]), [0.5]
    yield "all churned", np.array([1, 1, 1]), np.array([0.2, 0.7, 0.7]), [0.5]
    yield "none churned", np.array([0, 0, 0]), np.array([0.2, 0.7, 0.1]), [0.5, 0.9]


def of_threshold(labels, scores, threshold, classes):
    predicted = (scores >= threshold).astype(int)
    weighted = metrics.f1_score(
        labels, predicted, labels=[0, 1], average="weighted", zero_division=0
    )
    balanced = metrics.balanced_accuracy_score(labels, predicted) if len(classes) == 2 else None
    return {
        "threshold": threshold,
        "balanced_accuracy": balanced,
        "f1": metrics.f1_score(labels, predicted, zero_division=0) if 1 in classes else None,
        "weighted_f1": weighted,
    }


def figures(name, labels, scores, thresholds):
    classes = set(labels.tolist())
    return {
        "name": name,
        "labels": labels.tolist(),
        "scores": scores.tolist(),
        "roc_auc": metrics.roc_auc_score(labels, scores) if len(classes) == 2 else None,
        "average_precision": (
            metrics.average_precision_score(labels, scores) if 1 in classes else None
        ),
        "log_loss": metrics.log_loss(labels, scores, labels=[0, 1]),
        "brier": metrics.brier_score_loss(labels, scores, labels=[0, 1], pos_label=1),
        "thresholds": [of_threshold(labels, scores, t, classes) for t in thresholds],
    }


lines = ",\n".join(json.dumps(figures(*case)) for case in cases())
print('{"scikit_learn": "%s", "cases": [\n%s\n]}' % (sklearn.__version__, lines))
