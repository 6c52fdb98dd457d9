"""Makes bg_nbd_by_scipy.json: BG/NBD fitted by scipy, for tests/it/survival.

    pip install scipy==1.17.1
    python bg_nbd_by_scipy.py > bg_nbd_by_scipy.json

Customers are drawn from the model itself, in whole days, by a generator with a seed, and fitted by the
likelihood of Fader, Hardie and Lee (Marketing Science 24, 2005) written with scipy's own gamma
functions, with the same weak belief as the estimator's (and without it, which moves the parameters
little). The case without dropouts is one where the plain likelihood has no summit.
"""

import json
import random

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

HORIZON = 60.0
STARTS = ([0, 3, -3, 0], [0, 4, -1, 1], [-0.5, 4, -4, 2], [0, 4, 0, 3], [0, 3, -6, -2], [0, 3, -5, 5])


def customer(generator, drops_out):
    age = generator.randrange(5, 300)
    rate = generator.gammavariate(0.8, 1 / 20)
    dropout = generator.betavariate(0.5, 2.0) if drops_out else 0.0
    days, at = {0}, 0.0
    while True:
        at += generator.expovariate(rate)
        if at >= age:
            break
        days.add(int(at))
        if generator.random() < dropout:
            break
    return [len(days) - 1, max(days), age]


def log_likelihood(theta, rows):
    r, alpha, a, b = np.exp(theta)
    x, last, age = rows.T
    count = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    stayed = -(r + x) * np.log(alpha + age)
    dropped = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + last)
    dropped = np.where(x > 0, dropped, -np.inf)
    return (count + np.logaddexp(stayed, dropped)).sum()


def alive(parameters, rows):
    r, alpha, a, b = parameters
    x, last, age = rows.T
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    return 1 / (1 + np.where(x > 0, odds, 0.0))


def silent(parameters, rows):
    r, alpha, _, _ = parameters
    x, _, age = rows.T
    nothing = ((alpha + age) / (alpha + age + HORIZON)) ** (r + x)
    return 1 - alive(parameters, rows) * (1 - nothing)


def label_likelihood(theta, rows, labels):
    churn = np.clip(silent(np.exp(theta), rows), 1e-12, 1 - 1e-12)
    return np.where(labels, np.log(churn), np.log1p(-churn)).sum()


def belief(theta):
    return 0.5 * (1e-3 * theta**2 + (theta / 7.0) ** 8).sum()


def fit(loss):
    best = None
    for start in STARTS:
        at = np.array(start, dtype=float)
        for _ in range(3):
            at = minimize(loss, at, method="L-BFGS-B", options=dict(maxiter=5000, ftol=1e-15, gtol=1e-9)).x
            at = minimize(loss, at, method="Nelder-Mead", options=dict(maxiter=20000, maxfev=20000, xatol=1e-10, fatol=1e-12)).x
        if best is None or loss(at) < loss(best):
            best = at
    return [float(value) for value in np.exp(best)], float(loss(best))


def case(seed, n, drops_out):
    generator = random.Random(seed)
    rows = [customer(generator, drops_out) for _ in range(n)]
    numbers = np.array(rows, dtype=float)
    risk = silent((0.8, 20.0, 0.5, 2.0), numbers)
    labels = [bool(generator.random() < share) for share in risk]
    believed, loss = fit(lambda theta: -log_likelihood(theta, numbers) + belief(theta))
    marks = np.array(labels)
    by_labels, label_loss = fit(lambda theta: -label_likelihood(theta, numbers, marks) + belief(theta))
    made = {
        "customers": rows,
        "labels": labels,
        "parameters": believed,
        "loss": loss,
        "alive": [float(value) for value in alive(believed, numbers)],
        "silent": [float(value) for value in silent(believed, numbers)],
        "label_parameters": by_labels,
        "label_loss": label_loss,
    }
    if drops_out:
        made["plain_parameters"] = fit(lambda theta: -log_likelihood(theta, numbers))[0]
    return made


print(json.dumps({"dropouts": case(1, 400, True), "no_dropouts": case(2, 200, False)}))
