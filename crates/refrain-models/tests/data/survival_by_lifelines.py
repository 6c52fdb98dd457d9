"""Makes survival_by_lifelines.json: small cases solved by oracles, for tests/it/survival.

    pip install lifelines==0.30.3 statsmodels==0.15.0
    python survival_by_lifelines.py > survival_by_lifelines.json

Days are whole, so that many tie; a third of the customers enters late, never on a day on which others leave:
on that the tools disagree. Coefficients are those of columns standardised by their population
deviation. lifelines takes ties in Efron's way only; Breslow's come from statsmodels.
"""

import json
import random
import warnings

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from statsmodels.duration.hazard_regression import PHReg

warnings.filterwarnings("ignore")


def lifetimes(generator, n):
    rows = []
    while len(rows) < n:
        songs, adverts = generator.gauss(40, 15), float(generator.randrange(0, 9))
        days = generator.expovariate(0.03 * np.exp(0.25 * adverts - 0.03 * songs))
        exit_days = float(max(1, round(min(days, 60))))
        entry = generator.randrange(0, 30) + 0.5 if generator.random() < 0.35 else 0.0
        churned = bool(days <= 60) and generator.random() < 0.8
        if entry < exit_days:
            weight = float(generator.choice([1, 1, 2, 3]))
            rows.append([entry, exit_days, churned, weight, round(songs, 3), adverts])
    return rows


def curve(rows):
    table = np.array(rows, dtype=float)
    fitter = KaplanMeierFitter().fit(
        table[:, 1], table[:, 2], entry=table[:, 0], weights=table[:, 3]
    )
    events = fitter.event_table
    days = events.index[events["observed"] > 0]
    bounds = fitter.confidence_interval_.loc[days].to_numpy()
    survival = fitter.survival_function_.loc[days].to_numpy()[:, 0]
    return {
        "days": days.tolist(),
        "survival": survival.tolist(),
        "bounds": [None if np.isnan(pair).any() else pair.tolist() for pair in bounds],
        "at_risk": events.loc[days, "at_risk"].tolist(),
    }


def cox(rows):
    table = pd.DataFrame(rows, columns=["entry", "exit", "churned", "weight", "songs", "adverts"])
    for name in ["songs", "adverts"]:
        table[name] = (table[name] - table[name].mean()) / table[name].std(ddof=0)
    fit = dict(duration_col="exit", event_col="churned", entry_col="entry", weights_col="weight")
    model = CoxPHFitter()
    model.fit(table, **fit, fit_options={"precision": 1e-12})
    robust = CoxPHFitter().fit(table, **fit, robust=True, fit_options={"precision": 1e-12})
    return {
        "coefficients": model.params_.tolist(),
        "standard_errors": model.standard_errors_.tolist(),
        "robust_standard_errors": robust.standard_errors_.tolist(),
        "log_likelihood": model.log_likelihood_,
    }


def breslow(rows):
    table = np.array(rows, dtype=float)
    design = (table[:, 4:] - table[:, 4:].mean(0)) / table[:, 4:].std(0)
    fits = {}
    for ties in ["breslow", "efron"]:
        model = PHReg(table[:, 1], design, status=table[:, 2], entry=table[:, 0], ties=ties)
        result = model.fit(disp=0, method="newton", maxiter=100, tol=1e-13)
        fits[ties] = {"coefficients": result.params.tolist(), "standard_errors": result.bse.tolist()}
    return fits


def main():
    generator = random.Random(11)
    rows = lifetimes(generator, 120)
    case = {"rows": rows, "curve": curve(rows)}
    case["cox"] = cox(rows)
    case["unweighted"] = breslow(rows)
    print(json.dumps(case))


main()
