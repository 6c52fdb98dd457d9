"""Makes sksurv_metrics.json: survival metrics as scikit-survival computes them.

    pip install scikit-survival
    python sksurv_metrics.py > sksurv_metrics.json

The file at hand was made with scikit-survival 0.28.0 and numpy 2.4.6. Risks that differ differ by
more than 1e-8, below which scikit-survival takes them for equal.
"""

import json

import numpy as np
import sksurv
from sksurv import metrics
from sksurv.nonparametric import CensoringDistributionEstimator
from sksurv.util import Surv

generator = np.random.default_rng(20261122)


def drawn(n_rows, censoring, digits):
    """Times, churned or not, risks, and the scale of each row's exponential time."""
    risks = generator.normal(size=n_rows)
    scales = 20 * np.exp(-0.8 * risks)
    churn, end = generator.exponential(scales), generator.exponential(censoring, n_rows)
    times = np.round(np.minimum(churn, end), digits) + 1
    return times, churn <= end, risks + generator.normal(scale=0.5, size=n_rows), scales


def cases():
    yield "continuous", drawn(40, 40, 4), drawn(30, 40, 4), 3
    yield "tied times", drawn(50, 20, 0), drawn(40, 20, 0), 6
    yield "tied times and risks", drawn(50, 60, -1), drawn(40, 60, -1), 0
    times, churned, risks, scales = drawn(30, 1e9, 1)
    yield "none censored", (times, churned | True, risks, scales), drawn(25, 1e9, 1), 2


def figures(name, train, test, risk_digits):
    train_y = Surv.from_arrays(train[1], train[0])
    # Test rows end where training rows do, or nothing is known of censoring.
    end = train[0][train[1]].max()
    times = np.minimum(test[0], end - 0.5)
    churned = test[1] & (test[0] < end - 0.5)
    risks, y = np.round(test[2], risk_digits), Surv.from_arrays(churned, times)
    at = np.unique(np.quantile(times, [0.2, 0.4, 0.6, 0.8]).round(1))
    at = at[at < times.max()]
    # Curves that cross, so that the order of risks changes with time.
    shapes = generator.choice([0.6, 1.0, 1.8], size=(len(times), 1))
    staying = np.round(np.exp(-((at[None, :] / test[3][:, None]) ** shapes)), 6)
    areas, mean = metrics.cumulative_dynamic_auc(train_y, y, risks, at)
    areas_over_time, mean_over_time = metrics.cumulative_dynamic_auc(train_y, y, 1 - staying, at)
    before = float(np.quantile(times, 0.7).round(1))
    censoring = CensoringDistributionEstimator().fit(train_y)
    return {
        "name": name,
        "train_times": train[0].tolist(),
        "train_churned": train[1].astype(int).tolist(),
        "times": times.tolist(),
        "churned": churned.astype(int).tolist(),
        "risks": risks.tolist(),
        "at": at.tolist(),
        "staying": staying.T.tolist(),
        "before": before,
        "share_observed": censoring.predict_proba(at).tolist(),
        "harrell": metrics.concordance_index_censored(churned, times, risks)[0],
        "uno": metrics.concordance_index_ipcw(train_y, y, risks)[0],
        "uno_before": metrics.concordance_index_ipcw(train_y, y, risks, tau=before)[0],
        "areas": areas.tolist(),
        "mean_area": float(mean),
        "areas_over_time": areas_over_time.tolist(),
        "mean_area_over_time": float(mean_over_time),
        "brier": metrics.brier_score(train_y, y, staying, at)[1].tolist(),
        "integrated_brier": float(metrics.integrated_brier_score(train_y, y, staying, at)),
    }


lines = ",\n".join(json.dumps(figures(*case), separators=(",", ":")) for case in cases())
print('{"scikit_survival": "%s", "cases": [\n%s\n]}' % (sksurv.__version__, lines))
