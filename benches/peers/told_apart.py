#!/usr/bin/env python3
"""LOG [--refrain PROGRAM] [--seeds 5]: can a classifier tell a log of eventsim from one of ours?

Both logs become the 39 reference features, a row for each user, without user id and dates. Boosted trees
and a random forest then tell the two apart, on as many users of each, in five folds. An ROC AUC of 0.5
means that they cannot. What tells most by itself is printed beside it.

It needs Python 3.11 with pandas and scikit-learn.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

# Who a user is and when the log was made.
LEFT_OUT = ["userId", "cutoff", "registration", "first_ts", "last_ts"]
MODELS = {
    "boosted trees": HistGradientBoostingClassifier(max_iter=100, learning_rate=0.05, max_depth=3),
    "random forest": RandomForestClassifier(500, min_samples_leaf=3, random_state=0),
}


def features(program, log, folder):
    out = Path(folder) / "features.csv"
    command = [program, "features", str(log), "--set", "reference", "--cutoff", "end", "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    table = pd.read_csv(out).drop(columns=LEFT_OUT)
    texts = table.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]]
    for name in texts:
        table[name] = table[name].astype("category").cat.codes
    return table.astype(float)


def auc(model, rows, labels):
    folds = [StratifiedKFold(5, shuffle=True, random_state=seed) for seed in range(3)]
    scores = [cross_val_predict(model, rows, labels, cv=fold, method="predict_proba")[:, 1] for fold in folds]
    return np.mean([roc_auc_score(labels, score) for score in scores])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--refrain", default="target/release/refrain")
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        theirs = features(args.refrain, args.log, folder)
        for seed in range(args.seeds):
            log = Path(folder) / "ours.json"
            simulate = [args.refrain, "simulate", "--users", "225", "--seed", str(seed), "-o", str(log)]
            subprocess.run(simulate, check=True, capture_output=True)
            ours = features(args.refrain, log, folder)
            n = min(len(theirs), len(ours))
            samples = [table.sample(n, random_state=0) for table in (theirs, ours)]
            rows = pd.concat(samples, ignore_index=True)
            labels = np.repeat([0, 1], n)
            found = ", ".join(f"{name} {auc(model, rows, labels):.3f}" for name, model in MODELS.items())
            alone = {name: roc_auc_score(labels, rows[name].fillna(-1)) for name in rows}
            most = sorted(alone, key=lambda name: -abs(alone[name] - 0.5))[:4]
            told = ", ".join(f"{name} {alone[name]:.2f}" for name in most)
            print(f"seed {seed}, {n} users each: {found}; by itself: {told}", flush=True)


if __name__ == "__main__":
    main()
