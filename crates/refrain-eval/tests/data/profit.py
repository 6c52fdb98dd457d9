"""Makes profit.json: maximum and expected maximum profit, by brute force and by another package.

    pip install numpy scipy empulse sympy
    python profit.py > profit.json

Independent of the formula in the crate: for each acceptance the profit of every cut between
distinct scores is computed and the greatest taken. The acceptances at which another cut becomes
best are among the crossings of all pairs of lines; between two of them the greatest profit is
linear, and with whole numbers alpha and beta the integrand is a polynomial of degree alpha + beta -
1, which Gauss-Legendre quadrature of that many nodes integrates exactly. The settings are the
defaults of R's package EMP (alpha 6, beta 14, value 200, offer 10, contact 1), those of the second
example in its manual (value 100, offer 30, contact 5), and others. `empulse` is what the package
empulse 0.13.1 returns for the same (its convex hull is scipy's).
"""

import json
import math

import numpy as np
from empulse.metrics import empc_score, mpc_score

generator = np.random.default_rng(20261122)


def lines(labels, scores, value, offer, contact):
    """Profit per row of each cut: slope and intercept in the acceptance, and share contacted."""
    n_rows = len(labels)
    cuts = [(0.0, 0.0, 0.0)]
    for threshold in sorted(set(scores.tolist()), reverse=True):
        chosen = scores >= threshold
        churned, retained = int(labels[chosen].sum()), int((1 - labels[chosen]).sum())
        slope = churned * (value - offer) / n_rows
        cost = (churned * contact + retained * (offer + contact)) / n_rows
        cuts.append((slope, -cost, (churned + retained) / n_rows))
    return np.array(cuts)


def expected_maximum(cuts, alpha, beta):
    slopes, intercepts = cuts[:, 0], cuts[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = (intercepts[:, None] - intercepts[None, :]) / (slopes[None, :] - slopes[:, None])
    crossings = crossings[(crossings > 0) & (crossings < 1)]
    breaks = np.concatenate([[0.0], np.unique(crossings), [1.0]])
    nodes, weights = np.polynomial.legendre.leggauss(alpha + beta)
    log_norm = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    profits, shares = [], []
    for low, high in zip(breaks, breaks[1:]):
        if high - low < 1e-15:
            continue
        middle = (low + high) / 2
        best = int(np.argmax(slopes * middle + intercepts))
        gamma = low + (high - low) * (nodes + 1) / 2
        density = np.exp(log_norm) * gamma ** (alpha - 1) * (1 - gamma) ** (beta - 1)
        mass = weights * density * (high - low) / 2
        profits.append(math.fsum(mass * (slopes[best] * gamma + intercepts[best])))
        shares.append(math.fsum(mass) * cuts[best, 2])
    return math.fsum(profits), math.fsum(shares)


def drawn(n_rows, share, signal, digits):
    labels = (generator.random(n_rows) < share).astype(int)
    labels[:2] = [0, 1]
    logits = np.log(share / (1 - share)) + signal * (labels - 0.5)
    return labels, np.round(1 / (1 + np.exp(-logits - generator.normal(size=n_rows))), digits)


def data():
    scores = np.round(generator.random(120), 6)
    yield "as in the manual of EMP", (generator.random(120) < scores).astype(int), scores
    yield "ties", *drawn(120, 0.3, 1.0, 1)
    yield "imbalanced", *drawn(150, 0.05, 2.0, 4)
    yield "no better than chance", *drawn(80, 0.2, 0.0, 3)
    yield "perfect", np.array([0, 1, 0, 1, 1]), np.array([0.0, 1.0, 0.1, 0.9, 0.8])
    yield "perfectly wrong", np.array([0, 1, 0, 1]), np.array([0.9, 0.2, 0.8, 0.1])
    yield "constant", np.array([0, 1, 0, 0, 1]), np.full(5, 0.3)
    yield "two rows", np.array([0, 1]), np.array([0.4, 0.6])


SETTINGS = [(6, 14, 200, 10, 1), (6, 14, 100, 30, 5), (1, 1, 50, 0, 1), (2, 40, 500, 25, 0), (3, 2, 20, 15, 4)]


def figures(labels, scores, alpha, beta, value, offer, contact):
    cuts = lines(labels, scores, value, offer, contact)
    expected, expected_share = expected_maximum(cuts, alpha, beta)
    mean = alpha / (alpha + beta)
    profits = cuts[:, 0] * mean + cuts[:, 1]
    best = int(np.argmax(profits > profits.max() - 1e-12))
    given = {"clv": value, "incentive_cost": offer, "contact_cost": contact}
    try:
        theirs = [
            float(empc_score(labels, scores, alpha=alpha, beta=beta, **given)),
            float(mpc_score(labels, scores, accept_rate=mean, **given)),
        ]
    except Exception:
        theirs = None
    return {
        "alpha": alpha, "beta": beta, "value": value, "offer": offer, "contact": contact,
        "maximum": float(profits[best]), "share": float(cuts[best, 2]),
        "expected": expected, "expected_share": expected_share, "empulse": theirs,
    }


cases = []
for name, labels, scores in data():
    settings = [figures(labels, scores, *setting) for setting in SETTINGS]
    case = {"name": name, "labels": labels.tolist(), "scores": scores.tolist(), "settings": settings}
    cases.append(json.dumps(case))
print('{"cases": [\n%s\n]}' % ",\n".join(cases))
