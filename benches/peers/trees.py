#!/usr/bin/env python3
"""refrain-trees beside LightGBM, XGBoost and scikit-learn, on the same rows in one run.

    benches/peers/trees.py PROGRAM [--rows 22000,500000] [--threads 1,2] [--repeat 3]
                           [--engines lightgbm,xgboost,sklearn] [--forest] [--seeds 10]
                           [--keep DIR]

PROGRAM is the example `compare` of refrain-trees:

    cargo build --release -p refrain-trees --example compare

It needs numpy, lightgbm, xgboost and scikit-learn. Engines take turns, and the best of the repeats
counts: wall time, and processor time beside it, since on a shared machine only the latter is
quiet. With --seeds the AUC of refrain and LightGBM is compared on as many data sets of 22,000
rows, without looking at times. Data with missing values in a third of the 60 columns.

Same trees, leaves, depth, rate, bins and threads for all; leaves hold at least a second derivative
of 1 where the engine can be told so (not scikit-learn).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLUMNS, TREES, LEAVES, DEPTH, RATE = 60, 100, 63, 64, 0.1
FOREST_DEPTH, FOREST_LEAVES = 12, 4096
EXPLAINED = 2000


def make(rows, seed, directory):
    """Writes training and test rows, row after row."""
    import numpy as np

    random = np.random.default_rng(seed)
    total = rows + max(10_000, rows // 5)
    x = random.normal(size=(total, COLUMNS))
    x[:, ::3] = np.exp(x[:, ::3])
    x[:, 1::5] = np.floor(x[:, 1::5] * 4)
    odds = -1.2 + 0.2 * x[:, 1] + np.sin(2 * x[:, 2]) + 0.7 * x[:, 4] * x[:, 5]
    odds += 0.5 * (x[:, 3] > 1.5) * x[:, 7] + 0.1 * x[:, 8:16].sum(axis=1)
    y = (random.random(total) < 1 / (1 + np.exp(-odds))).astype(float)
    missing = random.random((total, COLUMNS)) < 0.1
    missing[:, 20:] = False
    x[missing] = np.nan
    x[:rows].tofile(directory / "train_x.f64")
    y[:rows].tofile(directory / "train_y.f64")
    x[rows:].tofile(directory / "test_x.f64")
    y[rows:].tofile(directory / "test_y.f64")


def load(directory):
    """Reads what `make` wrote: training rows and labels, test rows and labels."""
    import numpy as np

    read = {name: np.fromfile(directory / f"{name}.f64") for name in ("train_y", "test_y")}
    table = {name: np.fromfile(directory / f"{name}.f64").reshape(-1, COLUMNS)
             for name in ("train_x", "test_x")}
    return table["train_x"], read["train_y"], table["test_x"], read["test_y"]


class Clock:
    """Wall and processor seconds of steps."""

    def __init__(self):
        self.steps = {}

    def run(self, step, work):
        wall, used = time.perf_counter(), time.process_time()
        result = work()
        self.steps[step] = time.perf_counter() - wall
        self.steps[step + "_cpu"] = time.process_time() - used
        return result


def lightgbm(data, threads, model, clock):
    import lightgbm as lgb

    x, y, test, _ = data
    fitted = lgb.LGBMClassifier(
        n_estimators=TREES, num_leaves=LEAVES, max_depth=DEPTH, learning_rate=RATE, max_bin=255,
        min_child_samples=1, min_child_weight=1.0, n_jobs=threads, verbose=-1)
    clock.run("fit", lambda: fitted.fit(x, y))
    proba = clock.run("predict", lambda: fitted.predict_proba(test)[:, 1])
    clock.run("explain", lambda: fitted.predict(test[:EXPLAINED], pred_contrib=True))
    return proba


def xgboost(data, threads, model, clock):
    import xgboost as xgb

    x, y, test, _ = data
    fitted = xgb.XGBClassifier(
        n_estimators=TREES, max_leaves=LEAVES, max_depth=DEPTH, learning_rate=RATE, max_bin=255,
        grow_policy="lossguide", tree_method="hist", min_child_weight=1.0, reg_lambda=0.0,
        n_jobs=threads)
    clock.run("fit", lambda: fitted.fit(x, y))
    return clock.run("predict", lambda: fitted.predict_proba(test)[:, 1])


def sklearn(data, threads, model, clock):
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from threadpoolctl import threadpool_limits

    x, y, test, _ = data
    if model == "forest":
        fitted = RandomForestClassifier(n_estimators=TREES, max_depth=FOREST_DEPTH, n_jobs=threads)
    else:
        fitted = HistGradientBoostingClassifier(
            max_iter=TREES, max_leaf_nodes=LEAVES, max_depth=DEPTH, learning_rate=RATE,
            max_bins=255, min_samples_leaf=1, early_stopping=False)
    with threadpool_limits(threads):
        clock.run("fit", lambda: fitted.fit(x, y))
        return clock.run("predict", lambda: fitted.predict_proba(test)[:, 1])


PEERS = {"boosting": {"lightgbm": lightgbm, "xgboost": xgboost, "sklearn": sklearn},
         "forest": {"sklearn": sklearn}}


def peer_process(arguments):
    """One engine in a process of its own, so that thread settings and memory are its own."""
    from sklearn.metrics import roc_auc_score

    engine, directory, threads, model = arguments
    data = load(Path(directory))
    clock = Clock()
    proba = PEERS[model][engine](data, int(threads), model, clock)
    print(json.dumps({**clock.steps, "auc": roc_auc_score(data[3], proba)}))


def run_peer(engine, directory, threads, model):
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, __file__, "--peer", engine, str(directory), str(threads), model]
    return last_line(command, environment)


def run_refrain(program, directory, threads, model):
    import numpy as np
    from sklearn.metrics import roc_auc_score

    leaves, depth = (FOREST_LEAVES, FOREST_DEPTH) if model == "forest" else (LEAVES, DEPTH)
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    command = [str(program), str(directory), model, *map(str, (COLUMNS, TREES, leaves, depth))]
    found = last_line(command, environment)
    proba = np.fromfile(directory / "refrain_test.f64")
    found["auc"] = roc_auc_score(np.fromfile(directory / "test_y.f64"), proba)
    return found


def last_line(command, environment):
    found = subprocess.run(command, env=environment, capture_output=True, text=True)
    if found.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{found.stderr}")
    return json.loads(found.stdout.splitlines()[-1])


def check_export(directory, model):
    """Loads the exported model in XGBoost and prints the greatest differences."""
    import numpy as np
    import xgboost as xgb

    booster = xgb.Booster()
    booster.load_model(directory / "refrain.json")
    test = np.fromfile(directory / "test_x.f64").reshape(-1, COLUMNS)[:10_000]
    named = dict(feature_names=[f"f{i}" for i in range(COLUMNS)], feature_types=["float"] * COLUMNS)
    margins = booster.predict(xgb.DMatrix(test, **named), output_margin=True)
    ours = np.fromfile(directory / "refrain_margins.f64")[: len(test)]
    shap = booster.predict(xgb.DMatrix(test[:EXPLAINED], **named), pred_contribs=True)[:, :-1]
    values = np.fromfile(directory / "refrain_shap.f64").reshape(-1, COLUMNS)
    print(f"  {model} exported to XGBoost, {len(test)} rows: margins differ by at most "
          f"{abs(margins - ours).max():.1e}, SHAP values by {abs(shap - values).max():.1e}")


def best(runs):
    """The least seconds of each step; the AUC is the same in every run."""
    return {key: min(run[key] for run in runs) for key in runs[0]}


def compare(program, rows, threads, model, engines, repeat, directory):
    make(rows, 1, directory)
    for n_threads in threads:
        runs = {}
        for _ in range(repeat):
            runs.setdefault("refrain", []).append(
                run_refrain(program, directory, n_threads, model))
            for engine in engines:
                runs.setdefault(engine, []).append(run_peer(engine, directory, n_threads, model))
        print(f"{model}, {rows:,} x {COLUMNS}, {n_threads} threads (wall / processor seconds)")
        ours = best(runs["refrain"])
        for engine, found in runs.items():
            print_engine(engine, best(found), ours)
    if "xgboost" in engines:
        check_export(directory, model)


def print_engine(engine, found, ours):
    steps = [step for step in ("fit", "predict", "explain") if step in found]
    said = [f"{step} {found[step]:.3f} / {found[step + '_cpu']:.3f}"
            f" (refrain {ours[step] / found[step]:.2f} / "
            f"{ours[step + '_cpu'] / max(found[step + '_cpu'], 1e-9):.2f} times)" for step in steps]
    print(f"  {engine:9} AUC {found['auc']:.5f}  " + "  ".join(said), flush=True)


def compare_auc(program, model, seeds, directory):
    peer = "sklearn" if model == "forest" else "lightgbm"
    differences = []
    for seed in range(1, seeds + 1):
        make(22_000, seed, directory)
        ours = run_refrain(program, directory, 2, model)["auc"]
        theirs = run_peer(peer, directory, 2, model)["auc"]
        differences.append(ours - theirs)
        print(f"  {model}, seed {seed}: refrain {ours:.5f}  {peer} {theirs:.5f}", flush=True)
    mean = sum(differences) / len(differences)
    print(f"{model}: AUC differs from {peer}'s by {mean:+.5f} on average over {seeds} seeds")


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer_process(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--rows", default="22000,500000")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--forest", action="store_true")
    parser.add_argument("--engines", default="lightgbm,xgboost,sklearn")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    options.program = options.program.resolve()
    model = "forest" if options.forest else "boosting"
    engines = [engine for engine in PEERS[model] if engine in options.engines.split(",")]
    threads = [int(number) for number in options.threads.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.keep or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        for rows in filter(None, options.rows.split(",")):
            compare(options.program, int(rows), threads, model, engines, options.repeat,
                    directory)
        if options.seeds:
            compare_auc(options.program, model, options.seeds, directory)


if __name__ == "__main__":
    main()
