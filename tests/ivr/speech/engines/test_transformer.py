"""The decoder in numpy foretells what CTranslate2's own does, and a tree of texts what each text alone would."""

import numpy as np
import pytest

from ivr.speech.engines.model import Model
from ivr.speech.engines.texts import texts
from ivr.speech.engines.transformer import Tree
from ivr.speech.engines.weights import bundled

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(bundled())


@pytest.fixture(scope="module")
def heard(model: Model) -> np.ndarray:
    lot = np.random.default_rng(2)
    hum = np.sin(np.arange(12000) / 8000 * 2 * np.pi * 300) * (lot.random(12000) < 0.7)
    return model.encode((hum * 0.2).astype(np.float32))


def test_the_window_is_six_seconds_and_grows_with_the_sound(model: Model, heard: np.ndarray) -> None:
    assert heard.shape == (300, 384)
    assert model.encode(np.zeros(8000 * 7, np.float32)).shape == (400, 384)


def test_it_foretells_what_ctranslate2_does(model: Model, heard: np.ndarray) -> None:
    import ctranslate2

    said = [model.tokens(text) for text in (" Yes.", " Technical support.", " 7")]
    view = ctranslate2.StorageView.from_array(np.repeat(heard[None], 3, axis=0))
    whole = ctranslate2.models.Whisper(str(bundled()), compute_type="float32", intra_threads=1)
    theirs = whole.align(view, list(model.start("en")[:1]), [list(each) for each in said], [300] * 3)
    asked = texts(model.start("en"), said)
    told = model.decoder.next_log_probabilities(model.decoder.memory(heard), asked.tree)
    ours = [np.array([told[row, token] for row, token in text]) for text in asked.steps]
    off = [mine - np.log(their.text_token_probs) for mine, their in zip(ours, theirs, strict=True)]
    assert np.abs(np.concatenate(off)).max() < 0.4  # CTranslate2 rounds otherwise; a wrong net is off by whole numbers
    assert np.median(np.abs(np.concatenate(off))) < 0.1


def test_a_text_in_a_tree_scores_as_it_does_alone(model: Model, heard: np.ndarray) -> None:
    said = [model.tokens(text) for text in (" Track my order.", " Track my parcel.", " Sales.")]
    memory = model.decoder.memory(heard)
    together = texts(model.start("en"), said)
    scores = together.scores(model.decoder.foretell(memory, together.tree))
    for text, score in zip(said, scores, strict=True):
        alone = texts(model.start("en"), [text])
        (only,) = alone.scores(model.decoder.foretell(memory, alone.tree))
        assert np.abs(only - score).max() < 1e-3


def test_what_it_foretells_is_a_distribution(model: Model, heard: np.ndarray) -> None:
    tree = Tree(model.start("en"), (-1, 0), (0, 1))
    told = model.decoder.next_log_probabilities(model.decoder.memory(heard), tree)
    assert np.exp(told).sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-4)


def test_the_quick_sum_counts_the_end_in(model: Model, heard: np.ndarray) -> None:
    asked = texts(model.start("en"), [(*model.tokens(" Sales."), model.end)])
    memory = model.decoder.memory(heard)
    row = asked.steps[0][-1][0]
    quick = float(model.decoder.foretell(memory, asked.tree).of(row, [model.end])[0])
    whole = float(model.decoder.next_log_probabilities(memory, asked.tree)[row, model.end])
    assert whole - 1e-3 < quick < 0.0  # it is most likely here: left out, it was likelier than all together


def test_the_quick_sum_over_the_vocabulary_is_close_to_the_whole(model: Model, heard: np.ndarray) -> None:
    tree = texts(model.start("en"), [model.tokens(text) for text in (" Track my order.", " Sales.", " 7")]).tree
    memory = model.decoder.memory(heard)
    whole, quick = model.decoder.next_log_probabilities(memory, tree), model.decoder.foretell(memory, tree)
    for row in range(len(tree.asked)):
        tokens = [int(token) for token in np.argsort(-whole[row])[:20]]
        off = np.abs(quick.of(row, tokens) - whole[row][tokens]).max()
        assert off < (1e-4 if row == 0 else 1.0)  # of a hum it believes the oddest words
    assert quick.likeliest_first == pytest.approx(float(whole[0].max()), abs=1e-4)
