"""Makes by_xgboost.json: what XGBoost says of a model that refrain-trees exported, for tests/it/xgboost.rs.

    pip install xgboost==3.2.0 numpy
    REFRAIN_WRITE_XGBOOST=$PWD/asked.json cargo test -p refrain-trees says_of_the_export
    python by_xgboost.py asked.json > by_xgboost.json
"""

import json
import sys
import tempfile

import numpy as np
import xgboost as xgb


def main():
    asked = json.load(open(sys.argv[1]))
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(asked["model"])
        file.flush()
        booster = xgb.Booster(model_file=file.name)
    rows = np.array(asked["rows"], dtype=np.float32)
    rows = xgb.DMatrix(rows, feature_names=booster.feature_names, feature_types=booster.feature_types)
    margins = booster.predict(rows, output_margin=True)
    contributions = booster.predict(rows, pred_contribs=True)
    said = {
        "model": asked["model"],
        "margins": [float(margin) for margin in margins],
        "contributions": [[float(value) for value in row[:-1]] for row in contributions],
    }
    print(json.dumps(said, separators=(",", ":")))


if __name__ == "__main__":
    main()
