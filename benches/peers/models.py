#!/usr/bin/env python3
"""The models of refrain-models beside scikit-learn and LightGBM, on the same rows and folds.

    benches/peers/models.py engines PROGRAM TABLE [--numbers] [--also COLUMN,...]
    benches/peers/models.py coefficients PROGRAM TABLE [--also COLUMN,...]
    benches/peers/models.py log PROGRAM LOG --refrain REFRAIN
                            each with [--threads 2] [--seed 1]

PROGRAM is the example `compare_models` of refrain-models:

    cargo build --release -p refrain-models --example compare_models

It needs numpy, pandas, lightgbm and scikit-learn. TABLE is the published feature table of the full
log, `../shared/data/tables/full_users_until_2018-11-20.csv.gz`; of its columns, those that tell how
long a customer was observed are left out, but for those named by --also.

`engines`: every model with its default parameters beside a peer with the same ones, five folds of
customers: AUC and average precision (means over the folds), and the seconds of one fit (wall and
processor, preprocessing included). Peers get categories as columns of 0 and 1, refrain gets them
as they are; --numbers leaves them out. `coefficients`: those of logistic regression beside
scikit-learn's. `log`: REFRAIN, the program, makes the dataset of weekly cutoffs and a horizon of
ten days of a Sparkify log, and each model is fitted on it five times.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from trees import Clock, last_line

FOLDS, REPEAT = 5, 5
CLOCKS = ["days_active", "days_since_registration", "events_per_day", "songs_per_day"]
NOT_FEATURES = ["userId", "churn", "cancel_page_visits"]
# Equal to `page_nextsong`, row by row: under a penalty on absolute values any division between the
# two is as good, and there is no coefficient to compare.
REPEATED = ["total_songs"]
# What refrain does by default: to columns of the linear models, and to levels.
CLIP, LEAST_LEVEL_SHARE = 10.0, 0.01
CLIPPED = ["logistic", "svm", "blend"]
PENALTIES = [(0, 100), (0, 1), (100, 0), (20, 0), (50, 50), (5, 5)]
CAVEAT = ("All labels of this table are \"ever churned before the date\": its figures say how "
          "engines compare, and not how well churn is foreseen.")
RECENCY = "recency     not fitted: it asks for recency_days, which this table does not have"


class Rows:
    """Features, labels, folds and weights: what both sides are given."""

    def __init__(self, frame, churned, entities, cutoffs, folds, weights):
        import numpy as np
        import pandas as pd

        is_number = {name: pd.api.types.is_numeric_dtype(frame[name]) for name in frame}
        levels = {name: None if is_number[name] else sorted(frame[name].dropna().unique())
                  for name in frame}
        self.columns = [dict(name=name, levels=levels[name]) for name in frame]
        codes = [coded(frame[name], levels[name]) for name in frame]
        self.values = np.column_stack(codes).astype(float)
        self.churned, self.folds, self.weights = churned, folds, weights
        self.entities, self.cutoffs = entities, cutoffs

    def write(self, directory):
        import numpy as np

        table = dict(columns=self.columns, entities=list(self.entities))
        (directory / "table.json").write_text(json.dumps(table))
        parts = dict(x=self.values.T, y=self.churned, weights=self.weights, cutoffs=self.cutoffs,
                     folds=self.folds)
        for name, part in parts.items():
            np.ascontiguousarray(part, dtype=float).tofile(directory / f"{name}.f64")

    @classmethod
    def read(cls, directory):
        import numpy as np

        rows = cls.__new__(cls)
        rows.columns = json.loads((directory / "table.json").read_text())["columns"]
        rows.churned, rows.weights, rows.folds = (
            np.fromfile(directory / f"{name}.f64") for name in ("y", "weights", "folds"))
        rows.values = np.fromfile(directory / "x.f64").reshape(len(rows.columns), -1).T
        return rows


def coded(column, levels):
    """Levels by their position, missing ones NaN; numbers as they are."""
    if levels is None:
        return column
    return column.map({level: code for code, level in enumerate(levels)})


class Encoder:
    """refrain's columns: levels that are frequent enough as 0 and 1, all standardised."""

    def __init__(self, columns, values, weights):
        import numpy as np

        self.parts, self.names = [], []
        for position, column in enumerate(columns):
            if column["levels"] is None:
                self.keep(position, None, column["name"])
                continue
            for code, level in enumerate(column["levels"]):
                share = weights[values[:, position] == code].sum() / weights.sum()
                if share >= LEAST_LEVEL_SHARE:
                    self.keep(position, code, f"{column['name']}={level}")
        raw = self.raw(values)
        self.mean = np.average(raw, axis=0, weights=weights)
        self.deviation = np.sqrt(np.average((raw - self.mean) ** 2, axis=0, weights=weights))

    def keep(self, position, code, name):
        self.parts.append((position, code))
        self.names.append(name)

    def raw(self, values):
        import numpy as np

        return np.column_stack([values[:, position] if code is None else values[:, position] == code
                                for position, code in self.parts])

    def transform(self, values, clip):
        return ((self.raw(values) - self.mean) / self.deviation).clip(-clip, clip)


def base_rate(threads):
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior")


def logistic(threads):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1 / 100, solver="lbfgs", max_iter=10_000)


def svm(threads):
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.svm import LinearSVC

    # A wide intercept column, since liblinear penalises it.
    machine = LinearSVC(C=1 / 800, dual=False, intercept_scaling=100.0)
    return CalibratedClassifierCV(machine, method="sigmoid", cv=5, ensemble=False)


def naive_bayes(threads):
    from sklearn.naive_bayes import GaussianNB

    return GaussianNB()


def tree(threads):
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(max_leaf_nodes=16, min_samples_leaf=50, random_state=0)


def forest(threads):
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(n_estimators=200, max_depth=12, min_samples_leaf=10,
                                  n_jobs=threads, random_state=0)


def boosting(threads):
    from lightgbm import LGBMClassifier

    return LGBMClassifier(
        n_estimators=200, num_leaves=8, learning_rate=0.03, max_bin=255, min_child_samples=1,
        min_child_weight=5.0, reg_lambda=10.0, colsample_bytree=0.5, subsample=0.7,
        subsample_freq=1, n_jobs=threads, verbose=-1, random_state=0)


def blend(threads):
    from sklearn.ensemble import VotingClassifier

    members = [("logistic", logistic(threads)), ("boosting", boosting(threads))]
    return VotingClassifier(members, voting="soft")


PEERS = {"base-rate": base_rate, "logistic": logistic, "svm": svm, "naive-bayes": naive_bayes,
         "tree": tree, "forest": forest, "boosting": boosting, "blend": blend}


def peer_process(arguments):
    """One peer in a process of its own, so that thread settings and memory are its own."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    kind, directory, threads = arguments[0], Path(arguments[1]), int(arguments[2])
    rows = Rows.read(directory)
    churn, model = np.full(len(rows.churned), np.nan), PEERS[kind](threads)
    clip = CLIP if kind in CLIPPED else np.inf
    with threadpool_limits(threads):
        used = [peer_fold(model, rows, rows.folds == fold, clip, churn) for fold in range(FOLDS)]
    churn.tofile(directory / "peer.f64")
    mean = {step: sum(fold[step] for fold in used) / FOLDS for step in ("fit", "fit_cpu")}
    print(json.dumps({**mean, "name": type(model).__name__}))


def peer_fold(model, rows, held_out, clip, churn):
    """Fits on the rows that are not held out, and predicts those that are."""
    clock, kept = Clock(), ~held_out

    def fit():
        encoder = Encoder(rows.columns, rows.values[kept], rows.weights[kept])
        model.fit(encoder.transform(rows.values[kept], clip), rows.churned[kept])
        return encoder

    encoder = clock.run("fit", fit)
    churn[held_out] = model.predict_proba(encoder.transform(rows.values[held_out], clip))[:, 1]
    return clock.steps


def run_peer(kind, directory, threads):
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, __file__, "--peer", kind, str(directory), str(threads)]
    return last_line(command, environment)


def run_refrain(program, directory, threads, *arguments):
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    command = [str(program), str(directory), *map(str, arguments)]
    return last_line(command, environment)


def read_table(path, also):
    """The published table without ids, constants and what tells how long a customer was seen."""
    import pandas as pd

    text = {name: str for name in ("userId", "gender", "state")}
    frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""])
    clocks = [name for name in CLOCKS if name not in also]
    return frame.drop(columns=NOT_FEATURES + clocks), frame["churn"].to_numpy(), frame["userId"]


def rows_of_table(options):
    import numpy as np

    frame, churned, users = read_table(options.input, options.also)
    if options.numbers:
        frame = frame.select_dtypes("number")
    folds = np.random.default_rng(options.seed).permutation(len(frame)) % FOLDS
    weights = np.ones(len(frame))
    return Rows(frame, churned, users, np.zeros(len(frame)), folds, weights)


def skills(rows, path):
    """AUC and average precision, means over the folds."""
    import numpy as np
    from sklearn.metrics import average_precision_score, roc_auc_score

    churn = np.fromfile(path)
    folds = [rows.folds == fold for fold in range(FOLDS)]
    return {name: np.mean([score(rows.churned[fold], churn[fold]) for fold in folds])
            for name, score in (("auc", roc_auc_score), ("ap", average_precision_score))}


def compare_engines(options, directory):
    rows = rows_of_table(options)
    rows.write(directory)
    print(f"{options.input.name}: {len(rows.churned):,} customers, {len(rows.columns)} columns, "
          f"{rows.churned.mean():.1%} churned, {options.threads} threads")
    print(CAVEAT)
    print(f"{'model':12}{'engine':24}{'AUC':>8}{'AP':>8}{'fit s':>9}{'CPU s':>9}")
    for kind in PEERS:
        ours = run_refrain(options.program, directory, options.threads, "folds", kind)
        print_engine(kind, "refrain", {**ours, **skills(rows, directory / "refrain.f64")})
        theirs = run_peer(kind, directory, options.threads)
        print_engine("", theirs["name"], {**theirs, **skills(rows, directory / "peer.f64")})
    print(RECENCY)


def print_engine(kind, engine, found):
    print(f"{kind:12}{engine:24}{found['auc']:8.4f}{found['ap']:8.4f}{found['fit']:9.3f}"
          f"{found['fit_cpu']:9.3f}", flush=True)


def compare_coefficients(options, directory):
    import numpy as np

    frame, churned, users = read_table(options.input, options.also)
    # Two columns of 0 and 1 that add up to 1 would leave it open which of them the penalty spares.
    frame = frame.drop(columns=REPEATED).assign(gender=(frame["gender"] == "M").astype(float))
    even = np.ones(len(frame))
    uneven = np.random.default_rng(options.seed).exponential(size=len(frame)).round(2)
    print("logistic regression beside LogisticRegression: greatest difference of a coefficient, "
          "and how far each is from the minimum (subgradient / weight)")
    greatest = 0.0
    for weighted, weights in (("even", even), ("uneven", uneven)):
        rows = Rows(frame, churned, users, np.zeros(len(frame)), even, weights)
        rows.write(directory)
        for l1, l2 in PENALTIES:
            found = compare_fit(options, directory, rows, l1, l2)
            greatest = max(greatest, found["difference"])
            print(f"  l1 {l1:3} l2 {l2:3} weights {weighted:6}: {found['difference']:.1e} of "
                  f"{found['largest']:.2f}, {found['zeros']} of {found['n']} zero "
                  f"(scikit-learn {found['their_zeros']}), refrain {found['ours']:.0e} in "
                  f"{found['seconds']:.2f} s, scikit-learn {found['theirs']:.0e} in "
                  f"{found['their_seconds']:.2f} s", flush=True)
    print(f"greatest difference: {greatest:.1e}")


def compare_fit(options, directory, rows, l1, l2):
    import numpy as np

    parameters = [f"l1={l1}", f"l2={l2}"]
    used = run_refrain(options.program, directory, options.threads, "whole", 1, "logistic",
                       *parameters)
    encoder = Encoder(rows.columns, rows.values, rows.weights)
    names = json.loads((directory / "encoded.json").read_text())
    if names != encoder.names:
        sys.exit(f"refrain's columns are {names}, and the script's {encoder.names}")
    design = encoder.transform(rows.values, CLIP)
    ours = np.fromfile(directory / "coefficients.f64")
    clock = Clock()
    theirs = clock.run("fit", lambda: sklearn_coefficients(design, rows, l1, l2))
    return {"difference": abs(ours - theirs).max(), "largest": abs(theirs).max(),
            "zeros": int((ours[:-1] == 0).sum()), "their_zeros": int((theirs[:-1] == 0).sum()),
            "n": len(ours) - 1, "ours": slope(design, rows, ours, l1, l2),
            "theirs": slope(design, rows, theirs, l1, l2), "seconds": used["fit"],
            "their_seconds": clock.steps["fit"]}


def sklearn_coefficients(design, rows, l1, l2):
    """Coefficients and, last, the intercept; `C` is the inverse of both penalties together."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=1 / (l1 + l2), l1_ratio=l1 / (l1 + l2), tol=1e-10, max_iter=20_000, random_state=0,
        solver="saga" if l1 > 0 else "newton-cholesky")
    model.fit(np.ascontiguousarray(design), rows.churned, sample_weight=rows.weights)
    return np.append(model.coef_[0], model.intercept_[0])


def slope(design, rows, coefficients, l1, l2):
    """The largest component of the least subgradient: zero at the minimum."""
    import numpy as np

    own, intercept = coefficients[:-1], coefficients[-1]
    churn = 1 / (1 + np.exp(-(design @ own + intercept)))
    residuals = rows.weights * (churn - rows.churned)
    smooth = design.T @ residuals + l2 * own
    at_zero = np.maximum(abs(smooth) - l1, 0.0)
    least = np.where(own == 0, at_zero, abs(smooth + l1 * np.sign(own)))
    return max(least.max(), abs(residuals.sum())) / rows.weights.sum()


def rows_of_log(options, directory):
    import numpy as np
    import pandas as pd

    path = directory / "dataset.csv"
    command = [options.refrain, "dataset", options.input, "--every", "7d", "--horizon", "10d",
               "-o", path]
    subprocess.run([str(part) for part in command], check=True, stderr=subprocess.DEVNULL)
    frame = pd.read_csv(path, dtype={"userId": str}, parse_dates=["cutoff"])
    cutoffs = (frame["cutoff"] - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(milliseconds=1)
    roles = ["userId", "cutoff", "window_end", "churned", "entry_days", "exit_days", "left_at_exit"]
    features = frame.drop(columns=roles, errors="ignore")
    features = features.loc[:, features.notna().any()]
    ones = np.ones(len(frame))
    return Rows(features, frame["churned"].astype(float), frame["userId"], cutoffs, ones, ones)


def time_log(options, directory):
    rows = rows_of_log(options, directory)
    rows.write(directory)
    print(f"{options.input.name}: {len(rows.churned):,} rows of {rows.entities.nunique()} "
          f"customers, {len(rows.columns)} columns, {int(rows.churned.sum())} churned, "
          f"{options.threads} threads; {REPEAT} fits of each model")
    print(f"{'model':12}{'best ms':>10}{'CPU ms':>10}")
    for kind in ["base-rate", "recency", *list(PEERS)[1:]]:
        used = run_refrain(options.program, directory, options.threads, "whole", REPEAT, kind)
        print(f"{kind:12}{1e3 * used['fit_best']:10.1f}{1e3 * used['fit_cpu']:10.1f}", flush=True)


WORK = {"engines": compare_engines, "coefficients": compare_coefficients, "log": time_log}


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer_process(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=WORK)
    parser.add_argument("program", type=Path)
    parser.add_argument("input", type=Path)
    parser.add_argument("--refrain", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--numbers", action="store_true")
    parser.add_argument("--also", type=lambda names: names.split(","), default=[])
    options = parser.parse_args()
    options.program = options.program.resolve()
    if options.what == "log" and not options.refrain:
        parser.error("log needs --refrain")
    print("load of the machine: " + " ".join(f"{load:.1f}" for load in os.getloadavg()))
    with tempfile.TemporaryDirectory() as directory:
        WORK[options.what](options, Path(directory))


if __name__ == "__main__":
    main()
