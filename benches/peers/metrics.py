#!/usr/bin/env python3
"""The metrics of refrain-eval beside scikit-learn's, on the same scores in one run.

    benches/peers/metrics.py PROGRAM [--rows 10000000] [--seed 7] [--kinds distinct,ties,weights]
                             [--repeat 3] [--no-regression] [--alone]

PROGRAM is the example `time_metrics` of refrain-eval:

    cargo build --release -p refrain-eval --example time_metrics

It needs numpy and scikit-learn. Scores are probabilities that know something of the labels:
`distinct` as drawn, `ties` rounded to 3 digits, `weights` as `distinct` with weights between 0.5
and 1.5. scikit-learn's functions are called one after the other, as its users do, each sorting or
counting for itself; refrain sorts once. refrain's time is of everything it has, which includes a
dozen figures that scikit-learn lacks; scikit-learn's is of what it has. Files are read before the
clocks start. The best of the repeats counts, in which the two take turns: wall time, and processor
time beside it, since on a shared machine only the latter is quiet (of refrain it is that of the
whole process, reading included). Every value that both have must agree to 1e-9.

The slope and intercept of calibration are a regression, which scikit-learn does as a model of one
column (LogisticRegression without penalty); it is timed apart, and with --no-regression left out.
With --alone, refrain's scalars are timed one by one as well, to see where the time goes.

Exit codes: 0 done, 1 a value differs, 2 the command line is wrong.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

THRESHOLD = 0.5


def make(kind, rows, seed, directory):
    """Writes scores, labels and perhaps weights; returns them and their files."""
    import numpy as np

    random = np.random.default_rng(seed)
    labels = random.random(rows) < 0.2
    logits = -1.4 + 1.2 * (labels - 0.2) + random.normal(size=rows)
    scores = 1 / (1 + np.exp(-logits))
    if kind == "ties":
        scores = np.clip(np.round(scores, 3), 0.001, 0.999)
    weights = 0.5 + random.random(rows) if kind == "weights" else None
    files = [directory / "scores.f64", directory / "labels.u8"]
    scores.tofile(files[0])
    labels.astype("u1").tofile(files[1])
    if weights is not None:
        files.append(directory / "weights.f64")
        weights.tofile(files[2])
    return scores, labels.astype(int), weights, files


def work(scores, labels, weights):
    """What scikit-learn has: name here, call, and how its value is to be read."""
    from sklearn import calibration, metrics

    predicted = (scores >= THRESHOLD).astype(int)
    options = {} if weights is None else {"sample_weight": weights}

    def at(function, **more):
        return lambda: function(labels, predicted, **more, **options)

    def of(function, **more):
        return lambda: function(labels, scores, **more, **options)

    def pr_curve():
        precision, recall, _ = metrics.precision_recall_curve(labels, scores, **options)
        # refrain's curve has no point that no threshold reaches, of recall 0 and precision 1.
        return float(precision[:-1].sum() + recall[:-1].sum())

    def pr_auc():
        precision, recall, _ = metrics.precision_recall_curve(labels, scores, **options)
        precision[-1] = precision[-2]
        return metrics.auc(recall, precision)

    def roc_curve():
        alarms, recall, _ = metrics.roc_curve(labels, scores, drop_intermediate=False, **options)
        return float(alarms.sum() + recall.sum())

    def bins(strategy):
        share, mean = calibration.calibration_curve(labels, scores, n_bins=10, strategy=strategy)
        return float(share.sum() + mean.sum())

    yield "roc_auc", of(metrics.roc_auc_score)
    yield "average_precision", of(metrics.average_precision_score)
    yield "log_loss", of(metrics.log_loss)
    yield "brier", of(metrics.brier_score_loss)
    yield "brier_skill", of(metrics.d2_brier_score)
    yield "pr_auc", pr_auc
    yield "roc_curve", roc_curve
    yield "precision_recall_curve", pr_curve
    yield "balanced_accuracy_at_0.5", at(metrics.balanced_accuracy_score)
    yield "f1_at_0.5", at(metrics.f1_score)
    yield "weighted_f1_at_0.5", at(metrics.f1_score, average="weighted")
    yield "accuracy_at_0.5", at(metrics.accuracy_score)
    yield "precision_at_0.5", at(metrics.precision_score)
    yield "precision_of_retained_at_0.5", at(metrics.precision_score, pos_label=0)
    yield "recall_at_0.5", at(metrics.recall_score)
    yield "recall_of_retained_at_0.5", at(metrics.recall_score, pos_label=0)
    yield "f1_of_retained_at_0.5", at(metrics.f1_score, pos_label=0)
    yield "f2_at_0.5", at(metrics.fbeta_score, beta=2)
    yield "weighted_f2_at_0.5", at(metrics.fbeta_score, beta=2, average="weighted")
    yield "mcc_at_0.5", at(metrics.matthews_corrcoef)
    if weights is None:
        yield "calibration_curve_equal_width", lambda: bins("uniform")
        # Quantiles of other edges where scores tie.
        yield "calibration_curve_equal_mass", lambda: bins("quantile")


def regression(scores, labels, weights):
    """Slope and intercept of the log-odds, as scikit-learn can be made to find them."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    logits = np.log(scores / (1 - scores)).reshape(-1, 1)
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-9)
    model.fit(logits, labels, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def timed(call):
    wall, cpu = time.perf_counter(), time.process_time()
    value = call()
    return value, time.perf_counter() - wall, time.process_time() - cpu


def run_refrain(program, files, alone):
    """One run of refrain: its document, the seconds of its work, and of its processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [program, *map(str, files)] + (["--alone"] if alone else [])
    document = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return document, sum(document["seconds"].values()), cpu


def compare(kind, arguments, directory):
    """Runs both, prints times and ratios; returns how many values differ."""
    scores, labels, weights, files = make(kind, arguments.rows, arguments.seed, directory)
    own, own_cpu, theirs, values = [], [], {}, {}
    for _ in range(arguments.repeat):
        document, wall, cpu = run_refrain(arguments.program, files, alone=False)
        own.append(wall)
        own_cpu.append(cpu)
        for name, call in work(scores, labels, weights):
            values[name], wall, cpu = timed(call)
            theirs.setdefault(name, []).append((wall, cpu))
    if arguments.regression:
        (slope, intercept), *times = timed(lambda: regression(scores, labels, weights))
    print(f"\n{kind}: {arguments.rows:,} rows; seconds, wall and processor")
    n_differing = 0
    for name, pairs in theirs.items():
        own_value, value = document["values"][name], values[name]
        differs = abs(own_value - value) > 1e-9 * max(1.0, abs(value))
        if differs and kind == "ties" and name == "calibration_curve_equal_mass":
            note = "  (another definition with ties)"
        else:
            note = f"  DIFFERS: refrain {own_value!r}, scikit-learn {value!r}" if differs else ""
            n_differing += differs
        wall, cpu = (min(column) for column in zip(*pairs))
        print(f"  scikit-learn {name:<34} {wall:8.3f} {cpu:8.3f}{note}")
    wall = sum(min(pair[0] for pair in pairs) for pairs in theirs.values())
    cpu = sum(min(pair[1] for pair in pairs) for pairs in theirs.values())
    print(f"  scikit-learn {'all of these':<34} {wall:8.3f} {cpu:8.3f}")
    if arguments.regression:
        print(f"  scikit-learn {'regression on log-odds':<34} {times[0]:8.3f} {times[1]:8.3f}")
        for name, value in (("calibration_slope", slope), ("calibration_intercept", intercept)):
            if abs(document["values"][name] - value) > 1e-6:
                n_differing += 1
                print(f"  DIFFERS: {name}, refrain {document['values'][name]!r}, {value!r}")
    for name, seconds in document["seconds"].items():
        print(f"  refrain      {name:<34} {seconds:8.3f}")
    print(f"  refrain      {'everything':<34} {min(own):8.3f} {min(own_cpu):8.3f}")
    print(f"  ratio without scikit-learn's regression: wall {wall / min(own):.1f}", end=", ")
    print(f"processor {cpu / min(own_cpu):.1f}")
    if arguments.regression:
        print(f"  ratio with it: wall {(wall + times[0]) / min(own):.1f}", end=", ")
        print(f"processor {(cpu + times[1]) / min(own_cpu):.1f}")
    if arguments.alone:
        document, _, _ = run_refrain(arguments.program, files, alone=True)
        for name, seconds in document["alone"].items():
            print(f"  refrain, alone {name:<32} {seconds:8.3f}")
    return n_differing


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kinds", default="distinct,ties,weights")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-regression", dest="regression", action="store_false")
    parser.add_argument("--alone", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    n_differing = 0
    for kind in arguments.kinds.split(","):
        with tempfile.TemporaryDirectory() as directory:
            n_differing += compare(kind, arguments, Path(directory))
    sys.exit(1 if n_differing else 0)


if __name__ == "__main__":
    main()
