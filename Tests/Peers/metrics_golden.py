"""Golden values for ScoringTests and for the partitions of ClusteringTests, from scikit-learn, scipy and plain numpy.

    python metrics_golden.py ../ScoringTests/Golden/metrics.json ../ClusteringTests/Golden/partitions.json

Written with Python 3.11, scikit-learn 1.9, numpy 2. Each file has inputs and expected values; both use one stream of
random numbers. The weighted kappa needs `labels=range(5)`, because scikit-learn otherwise weights by position among the
labels that occur.
"""

import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score, adjusted_mutual_info_score, adjusted_rand_score, cohen_kappa_score, mutual_info_score,
    roc_auc_score, roc_curve, silhouette_samples, silhouette_score,
)
from sklearn.metrics.cluster import contingency_matrix
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

random = np.random.default_rng(7)


def kappa_cases():
    for count, choices in [(200, [0, 1, 2, 3, 4]), (50, [0, 2]), (30, [1, 4]), (7, [0, 1, 2, 3, 4]), (40, [3])]:
        truth = random.choice(choices, count)
        predicted = np.clip(truth + random.integers(-1, 2, count), 0, 4)
        weights = random.integers(0, 4, count).astype(float)
        yield {
            "truth": truth.tolist(), "predicted": predicted.tolist(), "weights": weights.tolist(),
            "kappa": cohen_kappa_score(truth, predicted, weights="quadratic", labels=range(5)),
            "weightedKappa": cohen_kappa_score(
                truth, predicted, weights="quadratic", labels=range(5), sample_weight=weights),
            "accuracy": accuracy_score(truth, predicted),
            "weightedAccuracy": accuracy_score(truth, predicted, sample_weight=weights),
        }


def sensitivity(positive, scores, specificity, weights=None):
    false, true, _ = roc_curve(positive, scores, drop_intermediate=False, sample_weight=weights)
    return true[false <= 1 - specificity + 1e-12].max()


def specificity(positive, scores, sensitivity, weights=None):
    false, true, _ = roc_curve(positive, scores, drop_intermediate=False, sample_weight=weights)
    return 1 - false[true >= sensitivity - 1e-12].min()


def curve(positive, scores, weights=None):
    """The corners, and the heights between them, where numpy takes the last of several corners above each other."""
    false, true, _ = roc_curve(positive, scores, drop_intermediate=False, sample_weight=weights)
    return {"falsePositiveFractions": false.tolist(), "sensitivities": true.tolist(),
            "heights": np.interp(np.linspace(0, 1, 101), false, true).tolist()}


def ranking_cases():
    for count, levels in [(300, None), (300, 7), (11, 3), (40, 2)]:
        positive = random.random(count) < 0.4
        positive[:2] = [True, False]
        scores = random.normal(size=count) + positive
        if levels:
            scores = np.round(np.clip(scores, -1, 2) * levels / 3)
        weights = random.integers(0, 4, count).astype(float) + (np.arange(count) < 2)
        yield {
            "positive": positive.tolist(), "scores": scores.tolist(), "weights": weights.tolist(),
            "area": roc_auc_score(positive, scores),
            "weightedArea": roc_auc_score(positive, scores, sample_weight=weights),
            "sensitivity90": sensitivity(positive, scores, 0.9), "sensitivity50": sensitivity(positive, scores, 0.5),
            "weightedSensitivity90": sensitivity(positive, scores, 0.9, weights),
            "specificity90": specificity(positive, scores, 0.9),
            "weightedSpecificity90": specificity(positive, scores, 0.9, weights),
            "curve": curve(positive, scores), "weightedCurve": curve(positive, scores, weights),
        }


def kernel(scores, positive):
    """DeLong's kernel by its definition: every positive against every negative."""
    difference = scores[positive][:, None] - scores[~positive][None, :]
    return (difference > 0) + 0.5 * (difference == 0)


def delong():
    positive = random.random(90) < 0.35
    first = np.round(random.normal(size=90) + positive, 1)
    second = np.round(first + random.normal(size=90), 1)
    kernels = [kernel(scores, positive) for scores in (first, second)]
    m, n = kernels[0].shape
    covariance = (
        np.cov(np.stack([k.mean(1) for k in kernels])) / m + np.cov(np.stack([k.mean(0) for k in kernels])) / n)
    from scipy.stats import norm

    difference = kernels[0].mean() - kernels[1].mean()
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    return {
        "positive": positive.tolist(), "first": first.tolist(), "second": second.tolist(),
        "areas": [k.mean() for k in kernels], "variances": np.diag(covariance).tolist(),
        "differenceVariance": variance, "pValue": 2 * norm.sf(abs(difference) / np.sqrt(variance)),
    }


def partition_cases():
    pairs = [(random.integers(0, a, n), random.integers(0, b, n)) for n, a, b in
             [(100, 8, 3), (500, 43, 11), (30, 30, 4), (20, 1, 5), (20, 5, 1), (12, 1, 1)]]
    kind = random.integers(0, 6, 400)
    pairs.append((kind * 3 + random.integers(0, 3, 400), np.where(random.random(400) < 0.8, kind, 9)))
    pairs.append((kind, 10 - kind))
    pairs.append((np.arange(9), np.arange(9)[::-1]))
    pairs.append((np.arange(9), np.zeros(9, int)))
    for clusters, classes in pairs:
        yield {
            "clusters": clusters.tolist(), "classes": classes.tolist(),
            "adjustedMutualInformation": adjusted_mutual_info_score(classes, clusters),
            "mutualInformation": mutual_info_score(classes, clusters),
            "adjustedRandIndex": adjusted_rand_score(classes, clusters),
            "purity": contingency_matrix(classes, clusters).max(0).sum() / len(classes),
        }


def logistic():
    labels = random.choice([0, 1, 2, 4], 80)
    rows = random.normal(size=(110, 6)) * [1, 10, 0.1, 1, 5, 1] + [0, 100, 3, 0, 0, 8]
    rows[:80, 1] += 4 * labels
    rows[:, 5] = 8
    train, test = rows[:80], rows[80:]
    answers = []
    for c in (0.01, 1.0, 30.0):
        scaler = StandardScaler().fit(train)
        model = LogisticRegression(C=c, tol=1e-12, max_iter=100_000).fit(scaler.transform(train), labels)
        probabilities = np.zeros((30, 5))
        probabilities[:, model.classes_] = model.predict_proba(scaler.transform(test))
        answers.append({"c": c, "probabilities": probabilities.ravel().tolist()})
    return {"train": train.ravel().tolist(), "test": test.ravel().tolist(), "labels": labels.tolist(), "columns": 6,
            "answers": answers}


def support_vectors():
    rows = random.dirichlet([1, 1, 1, 1, 1], 120)
    positive = rows[:, 3] + rows[:, 4] + random.normal(size=120) * 0.15 > 0.4
    folds = random.permutation(np.arange(120) % 5)
    answers = []
    for c, gamma in [(1.0, 0.2), (8.0, 2.0)]:
        def fit(mask):
            return SVC(C=c, gamma=gamma, tol=1e-9).fit(rows[mask], positive[mask])

        scores = np.zeros(120)
        for fold in range(5):
            scores[folds == fold] = fit(folds != fold).decision_function(rows[folds == fold])
        first = np.arange(120) < 70
        answers.append({
            "c": c, "gamma": gamma, "scores": scores.tolist(), "pooled": roc_auc_score(positive, scores),
            "perFold": [roc_auc_score(positive[folds == f], scores[folds == f]) for f in range(5)],
            "accuracy": np.mean((scores > 0) == positive), "sensitivity50": sensitivity(positive, scores, 0.5),
            "transferred": fit(first).decision_function(rows[~first]).tolist(),
        })
    return {"rows": rows.ravel().tolist(), "positive": positive.tolist(), "folds": folds.tolist(), "answers": answers}


def iom(a, b):
    w = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return w * h / smaller


def blind():
    """How often four windows placed evenly in a retina find some lesions, by a simulation of its own."""
    frame, side, suppression, radius = 492, 200, 200, 240
    lesions = [[240, 240, 246, 247], [60, 200, 63, 204], [300, 330, 380, 420], [20, 230, 220, 260], [236, 30, 256, 45]]
    draws = 20_000
    found = np.zeros(len(lesions))
    for _ in range(draws):
        centres = []
        while len(centres) < 4:
            for _ in range(200):
                angle, distance = 2 * np.pi * random.random(), radius * np.sqrt(random.random())
                x, y = 246 + distance * np.cos(angle), 246 + distance * np.sin(angle)
                if all(max(abs(x - a), abs(y - b)) > suppression / 2 for a, b in centres):
                    centres.append((x, y))
                    break
            else:
                break
        boxes = []
        for x, y in centres:
            left = max(0, min(x - side / 2, frame - side))
            top = max(0, min(y - side / 2, frame - side))
            boxes.append((left, top, left + side, top + side))
        found += [any(iom(box, lesion) > 0.3 for box in boxes) for lesion in lesions]
    return {"frame": frame, "side": side, "suppression": suppression, "radius": radius, "lesions": lesions,
            "found": (found / draws).tolist(), "draws": draws}


def quantiles():
    sample = random.normal(size=37)
    return {"sample": sample.tolist(), "low": np.quantile(sample, 0.025), "high": np.quantile(sample, 0.975)}


def silhouettes():
    """Clusters of 1 to 40 rows, apart and not, with rows that coincide.

    scikit-learn's own Euclidean distances lose half of their digits to x.x - 2 x.y + y.y: scipy's are handed in.
    """
    from scipy.spatial.distance import cdist

    for spread, sizes in [(0.3, [40, 25, 10, 1]), (3.0, [12, 12, 12]), (1.0, [2, 1, 1, 1, 30])]:
        centres = random.normal(size=(len(sizes), 4)) * 2
        labels = np.repeat(np.arange(len(sizes)), sizes)
        rows = centres[labels] + random.normal(size=(len(labels), 4)) * spread
        rows[1] = rows[0]
        yield {"rows": rows.ravel().tolist(), "columns": 4, "labels": labels.tolist(),
               "values": silhouette_samples(cdist(rows, rows), labels, metric="precomputed").tolist(),
               "mean": silhouette_score(cdist(rows, rows), labels, metric="precomputed")}


def false_discovery():
    from scipy.stats import false_discovery_control

    values = np.concatenate([random.random(30), random.random(10) ** 6, [0.01, 0.01, 1.0]])
    return {"pValues": values.tolist(), "qValues": false_discovery_control(values).tolist()}


def finite(value):
    """NaN, which JSON does not know, as null."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return value


golden = {
    "kappa": list(kappa_cases()), "ranking": list(ranking_cases()), "delong": delong(),
    "partitions": list(partition_cases()), "logistic": logistic(), "supportVectors": support_vectors(),
    "quantiles": quantiles(), "blind": blind(), "silhouettes": list(silhouettes()),
    "falseDiscovery": false_discovery(),
}
of_clustering = {name: golden.pop(name) for name in ("partitions", "silhouettes")}
for path, values in zip(sys.argv[1:], (golden, of_clustering), strict=True):
    with open(path, "w") as file:
        json.dump(finite(values), file)
        file.write("\n")
