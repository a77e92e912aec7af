"""From a flow's examples to a classifier: multinomial logistic regression, calibrated by cross-validation.

- A row is an example, a word given in the flow (of weight `WORD`), or something said that is none of these. Rows are
  weighted so that every intent, and none of these, counts the same: what is frequent is told apart by ``known``.
- Regression with a quadratic penalty does not change when the columns are rotated; so it is fitted on the principal
  axes of the rows (as many as there are rows at most), and the weights are turned back. This is what makes it fast.
- A model fitted to few examples is too sure or not sure enough. Each example is judged by a model that has not seen it
  (`FOLDS` folds), and one temperature for all and one offset for "none of these" are chosen that make those judgements
  most likely (Guo et al., "On Calibration of Modern Neural Networks", 2017).

scikit-learn comes with this module, and this module with the first flow that has intents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ivr.intent.classifier import MEANING_SCALE, NONE, Classifier
from ivr.intent.grams import Vocabulary
from ivr.intent.meaning import Meaning, meaning_for
from ivr.intent.teaching import Teaching

WORD = 0.8
STRENGTH = 3.0  # inverse of the penalty: chosen on the development set
FOLDS = 5
TOO_CLOSE = 0.55  # cosine: what sounds so much like an example is not taught as none of these
KEPT = 16  # trained classifiers kept for the next reading of the same flow

_ELSEWHERE = Path(__file__).with_name("elsewhere.txt")
_TEMPERATURES = np.geomspace(0.25, 4.0, 41)
_OFFSETS = np.linspace(-3.0, 3.0, 25)

Floats = NDArray[np.float64]
Sparse = Any  # a csr_array of float64, for which scipy's stubs have too many names
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    intent: str
    weight: float = 1.0


@lru_cache(maxsize=KEPT)
def trained(teaching: Teaching) -> Classifier:
    """The classifier for what a flow teaches; the same teaching is learned once. Takes up to a second: never called
    where callers wait. Two intents at least, each with an example."""
    return train(teaching, meaning_for(teaching.language))


def train(teaching: Teaching, meaning: Meaning | None) -> Classifier:
    """One core is quicker than several that others use too."""
    with threadpool_limits(1):
        return _train(teaching, meaning)


def _train(teaching: Teaching, meaning: Meaning | None) -> Classifier:
    rows = list(_rows(teaching, has_meaning=meaning is not None))
    intents = (*(taught.intent for taught in teaching.intents), NONE)
    vocabulary = Vocabulary.of(row.text for row in rows)
    columns = _columns(rows, vocabulary, meaning)
    labels = np.array([intents.index(row.intent) for row in rows])
    likeness = (columns @ columns.T).toarray()
    kept = _apart(rows, likeness)
    rows, columns, labels = [rows[each] for each in kept], columns[kept], labels[kept]
    axes, back = _axes(likeness[np.ix_(kept, kept)])
    weight = np.array([row.weight for row in rows])
    told = _unseen(axes, labels, weight, len(intents))
    temperature, offset = _calibration(told, labels, weight)
    coefficients, bias = _fit(axes, labels, weight, len(intents))
    weights = (columns.T @ (back @ coefficients) / temperature).astype(np.float32)
    bias = bias / temperature
    bias[-1] += offset
    words = len(vocabulary.places)
    return Classifier(intents, vocabulary, weights[:words], weights[words:], bias.astype(np.float32), meaning)


def _rows(teaching: Teaching, *, has_meaning: bool) -> Iterator[_Row]:
    """The house's own list of things said elsewhere is English: it serves other languages by its meaning only."""
    for taught in teaching.intents:
        yield from (_Row(text, taught.intent) for text in taught.examples)
        yield from (_Row(text, taught.intent, WORD) for text in taught.words)
    yield from (_Row(text, NONE) for text in teaching.none)
    if has_meaning or teaching.language.lower().startswith("en"):
        lines = _ELSEWHERE.read_text(encoding="utf-8").splitlines()
        yield from (_Row(line, NONE) for line in lines if line and not line.startswith("#"))


def _columns(rows: list[_Row], vocabulary: Vocabulary, meaning: Meaning | None) -> Sparse:
    found = [vocabulary.row(row.text) for row in rows]
    values = [value for row in found for value in row.values()]
    places = [column for row in found for column in row]
    ends = np.cumsum([0, *map(len, found)])
    columns: Sparse = csr_array((values, places, ends), shape=(len(rows), len(vocabulary.places)))
    if meaning is None:
        return columns
    meant = MEANING_SCALE * np.asarray(meaning.vectors([row.text for row in rows]), np.float64)
    return hstack([columns, csr_array(meant)], format="csr")


def _apart(rows: list[_Row], likeness: Floats) -> Places:
    """The places of the rows to be taught: none of these, but for what sounds like an intent's own example."""
    length = np.sqrt(np.maximum(np.diag(likeness), 1e-12))
    of_intent = np.array([row.intent != NONE for row in rows])
    nearest = (likeness / np.outer(length, length))[:, of_intent].max(axis=1)
    return np.flatnonzero(of_intent | (nearest < TOO_CLOSE))


def _axes(likeness: Floats) -> tuple[Floats, Floats]:
    """The rows in the directions in which they differ, and the way from those directions back to the rows."""
    values, vectors = np.linalg.eigh(likeness)
    real = values > 1e-8 * values.max()
    root = np.sqrt(values[real])
    return vectors[:, real] * root, vectors[:, real] / root


def _fit(axes: Floats, labels: Places, weight: Floats, classes: int) -> tuple[Floats, Floats]:
    """Coefficients, shape (axes, classes), and biases. A class that has no row is never chosen."""
    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3)
    model.fit(axes, labels, _balanced(labels, weight))
    coefficients, bias = np.zeros((axes.shape[1], classes)), np.full(classes, -50.0)
    if len(model.classes_) == 2:  # scikit-learn keeps one row then, for the second class
        coefficients[:, model.classes_[1]], bias[model.classes_] = model.coef_[0], (0.0, model.intercept_[0])
    else:
        coefficients[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return coefficients, bias


def _balanced(labels: Places, weight: Floats) -> Floats:
    """Every class of the same weight together, one a row on average."""
    sums = np.bincount(labels, weight)
    return weight * len(labels) / (np.count_nonzero(sums) * sums[labels])


def _unseen(axes: Floats, labels: Places, weight: Floats, classes: int) -> Floats:
    """What each row is taken for (log odds) by a model that has not seen it; words are always seen, and nan."""
    told = np.full((len(labels), classes), np.nan)
    fold = _folds(labels, weight)
    for each in range(FOLDS):
        out = fold == each
        if out.any():
            coefficients, bias = _fit(axes[~out], labels[~out], weight[~out], classes)
            told[out] = axes[out] @ coefficients + bias
    return told


def _folds(labels: Places, weight: Floats) -> Places:
    """Which fold a row is left out in, -1 for none: a word, or the only example of its intent."""
    fold = np.full(len(labels), -1)
    for label in np.unique(labels):
        own = np.flatnonzero((labels == label) & (weight == 1.0))
        if len(own) > 1:
            fold[own] = np.arange(len(own)) % FOLDS
    return fold


def _calibration(told: Floats, labels: Places, weight: Floats) -> tuple[float, float]:
    """Temperature and the offset of NONE."""
    seen = ~np.isnan(told[:, 0])
    if not seen.any():
        return 1.0, 0.0
    told, labels = told[seen], labels[seen]
    share = _balanced(labels, weight[seen])
    has_none = bool((labels == told.shape[1] - 1).any())
    best = (np.inf, 1.0, 0.0)
    for temperature in _TEMPERATURES:
        for offset in _OFFSETS if has_none else (0.0,):
            best = min(best, (_surprise(told / temperature, offset, labels, share), float(temperature), float(offset)))
    return best[1:]


def _surprise(told: Floats, offset: float, labels: Places, share: Floats) -> float:
    told = told.copy()
    told[:, -1] += offset
    top = told.max(axis=1)
    total = top + np.log(np.exp(told - top[:, None]).sum(axis=1))
    return float((share * (total - told[np.arange(len(labels)), labels])).sum())
