#!/usr/bin/env python3
"""An interval of ROC AUC and Brier score by bootstrap over customers, with scikit-learn's metrics.

    benches/peers/bootstrap.py [--rows 100000] [--resamples 50]

scikit-learn has no intervals; this is the loop that its users write: draw whole customers, gather
their rows, call `roc_auc_score` and `brier_score_loss`. The rows, scores and labels are those of
`cargo bench -p refrain-benches --bench scores`, which prints refrain's time for 1,000 resamples of
them; both print the estimates, which must agree. It prints the wall time a resample. Resampling rows
instead of customers, which is quicker to write, is done as well, to show how much too narrow it is.
It needs numpy and scikit-learn.
"""

import argparse
import time

ROWS_EACH = 5


def scramble(n):
    """The finalizer of SplitMix64, as numbers between 0 and 1."""
    import numpy as np

    n = (n.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    n = (n ^ (n >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    n = (n ^ (n >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((n ^ (n >> np.uint64(31))) >> np.uint64(11)) / float(1 << 53)


def main():
    import numpy as np
    from sklearn.metrics import brier_score_loss, roc_auc_score

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--resamples", type=int, default=50)
    arguments = parser.parse_args()

    rows = np.arange(arguments.rows)
    customer = rows // ROWS_EACH
    risk = scramble(customer)
    scores = 0.2 + 0.6 * (0.6 * risk + 0.4 * scramble(rows + 10_000_019))
    labels = scramble(customer + 77_777_777) < 0.3 * risk
    print(f"roc_auc {roc_auc_score(labels, scores):.6f}")
    print(f"brier {brier_score_loss(labels, scores):.6f}")

    random = np.random.default_rng(7)
    n_customers = customer[-1] + 1
    starts = np.arange(n_customers) * ROWS_EACH
    offsets = np.arange(ROWS_EACH)

    def by_customer():
        drawn = random.integers(0, n_customers, n_customers)
        return (starts[drawn][:, None] + offsets).ravel()

    def by_row():
        return random.integers(0, arguments.rows, arguments.rows)

    for name, draw in [("customers", by_customer), ("rows", by_row)]:
        begin = time.perf_counter()
        areas = []
        for _ in range(arguments.resamples):
            drawn = draw()
            areas.append(roc_auc_score(labels[drawn], scores[drawn]))
            brier_score_loss(labels[drawn], scores[drawn])
        seconds = (time.perf_counter() - begin) / arguments.resamples
        print(f"by {name}: {1000 * seconds:.1f} ms a resample, deviation {np.std(areas):.5f}")


if __name__ == "__main__":
    main()
