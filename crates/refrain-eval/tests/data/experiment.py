"""Makes experiment.json: sizes, powers and comparisons of two proportions as statsmodels has them.

    pip install statsmodels
    python experiment.py > experiment.json

The file at hand was made with statsmodels 0.15.0. Its power counts one tail (alternative "larger"
at half the significance), as Fleiss does.
"""

import json

from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    power_proportions_2indep,
    proportions_ztest,
    samplesize_proportions_2indep_onetail,
)


def plan(base, treated, alpha, power, ratio):
    # Its first group is the larger rate, and the ratio is of the second group to the first.
    size = samplesize_proportions_2indep_onetail(
        base - treated, treated, power, ratio=ratio, alpha=alpha / 2, alternative="larger"
    )
    found = power_proportions_2indep(
        base - treated, treated, 500, ratio=ratio, alpha=alpha / 2, alternative="larger"
    )
    return {
        "base": base, "treated": treated, "alpha": alpha, "power": power, "ratio": ratio,
        "size": float(size), "power_of_500": float(found.power),
    }


def comparison(churned, n_untreated, treated_churned, n_treated, level):
    low, high = confint_proportions_2indep(
        churned, n_untreated, treated_churned, n_treated, method="newcomb", compare="diff",
        alpha=1 - level,
    )
    _, p_value = proportions_ztest([churned, treated_churned], [n_untreated, n_treated])
    return {
        "untreated": [churned, n_untreated], "treated": [treated_churned, n_treated],
        "level": level, "low": float(low), "high": float(high), "p_value": float(p_value),
    }


plans = [
    plan(0.05, 0.04, 0.05, 0.8, 1), plan(0.25, 0.2, 0.01, 0.95, 1), plan(0.1, 0.05, 0.05, 0.8, 2),
    plan(0.5, 0.2, 0.1, 0.9, 0.5), plan(0.022, 0.018, 0.05, 0.8, 4),
]
comparisons = [
    comparison(56, 70, 48, 80, 0.95), comparison(9, 10, 3, 10, 0.95), comparison(5, 56, 0, 29, 0.95),
    comparison(10, 10, 1, 20, 0.9), comparison(240, 5000, 190, 5000, 0.99), comparison(3, 90, 9, 80, 0.95),
]
print(json.dumps({"plans": plans, "comparisons": comparisons}, indent=0))
