"""scikit-learn: a pipeline that is fitted, judged and kept by joblib; other models late."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def work() -> dict[str, Any]:
    iris = load_iris()
    train, test, known, wanted = train_test_split(iris.data, iris.target, random_state=5)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    model.fit(train, known)
    path = Path(tempfile.mkdtemp(dir="."), "model.joblib")
    joblib.dump(model, path)
    copy = joblib.load(path)
    return {
        "version": sklearn.__version__,
        "score": round(model.score(test, wanted), 6),
        "cross": cross_val_score(model, iris.data, iris.target, cv=3, n_jobs=1).round(4).tolist(),
        "same": bool((copy.predict(test) == model.predict(test)).all()),
        "kind": type(copy) is type(model),
        "names": iris.target_names.tolist(),
        "text": repr(model),
    }


def late() -> dict[str, Any]:
    from sklearn.cluster import KMeans
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401 (for what it adds)
    from sklearn.impute import IterativeImputer
    from sklearn.metrics import classification_report
    from sklearn.model_selection import GridSearchCV

    iris = load_iris()
    forest = RandomForestClassifier(n_estimators=5, random_state=1, n_jobs=1)
    search = GridSearchCV(forest, {"max_depth": [1, 3]}, cv=3).fit(iris.data, iris.target)
    centres = KMeans(3, n_init=2, random_state=1).fit(iris.data).cluster_centers_
    filled = IterativeImputer(random_state=0).fit_transform([[1, 2], [3, 6], [4, 8], [np.nan, 3]])
    return {
        "best": search.best_params_,
        "report": classification_report(iris.target, search.predict(iris.data)),
        "centres": sorted(centres[:, 0].round(2).tolist()),
        "filled": filled.round(2).tolist(),
    }
