"""Whisper's decoder in numpy: what it would write next, for all phrases of a grammar in one pass.

CTranslate2's `align` takes 7 to 20 ms a phrase, since each one is carried through alone: the same sound is projected
to keys and values again, the same first words are read again. Here phrases are a tree (`Tree`): what they share is
computed once, a phrase costs its own tokens only, and what was asked can be continued, as strings of digits need it.

The model is OpenAI's (whisper/model.py): pre-norm blocks of self-attention, attention to the sound, and a feed-forward
net with GELU; the embedding is the projection, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from ivr.speech.engines.logmel import Floats
from ivr.speech.engines.model_file import Weights

Memory = tuple[tuple[Floats, Floats], ...]  # of each block: the sound's keys (heads, width, time) and values
_UNSEEN = np.float32(-1e9)
_COMMON = 16_000
_ROOT_2 = np.float32(np.sqrt(2.0))


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Floats  # (in, out)
    bias: Floats

    def __call__(self, given: Floats) -> Floats:
        return np.asarray(given @ self.weight + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class _Norm:
    gain: Floats
    bias: Floats

    def __call__(self, given: Floats) -> Floats:
        off = given - given.mean(-1, keepdims=True)
        spread = np.sqrt((off**2).mean(-1, keepdims=True) + np.float32(1e-5))
        return np.asarray(off / spread * self.gain + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class _Block:
    own_norm: _Norm
    own_in: _Linear
    own_out: _Linear
    sound_norm: _Norm
    sound_query: _Linear
    sound_memory: _Linear
    sound_out: _Linear
    net_norm: _Norm
    net_in: _Linear
    net_out: _Linear


@dataclass(frozen=True, slots=True)
class Tree:
    """Tokens that follow one another: `parents[i]` < i is what token i comes after, -1 the beginning.

    `asked`: the places whose continuation is wanted.
    """

    tokens: tuple[int, ...]
    parents: tuple[int, ...]
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Foretold:
    """What comes after each place asked for: looked up for single tokens, without the other fifty thousand."""

    hidden: Floats
    projection: Floats
    normaliser: Floats
    likeliest_first: float  # log-probability of the likeliest token at the first place

    def of(self, row: int, tokens: Sequence[int]) -> Floats:
        """Log-probabilities of `tokens` at one place."""
        return np.asarray(self.hidden[row] @ self.projection[:, list(tokens)] - self.normaliser[row], np.float32)


class Decoder:
    def __init__(self, weights: Weights, end: int) -> None:
        """`end`: the token a text ends with."""
        self._heads = weights.number("num_heads")
        self._embedding = weights.get("embeddings/weight")
        self._projection = self._embedding.T
        if weights.has("projection/weight"):
            projection = weights.get("projection/weight")
            if not np.array_equal(projection, self._embedding):
                self._projection = projection.T
        self._common = np.ascontiguousarray(self._projection[:, [*range(_COMMON), end]])
        self._positions = weights.get("position_encodings/encodings")
        self._norm = _norm(weights, "")
        blocks = (f"layer_{number}/" for number in count())
        self._blocks: list[_Block] = []
        for name in blocks:
            if not weights.has(f"{name}ffn/linear_0/weight"):
                break
            self._blocks.append(_block(weights, name))

    def memory(self, heard: Floats) -> Memory:
        """What the encoder gave (time, width), as every block will look at it."""
        found = []
        for block in self._blocks:
            keys, values = np.split(block.sound_memory(heard), 2, axis=1)
            found.append((self._split(keys).transpose(0, 2, 1).copy(), self._split(values).copy()))
        return tuple(found)

    def next_log_probabilities(self, memory: Memory, tree: Tree) -> Floats:
        """(asked, vocabulary): natural logarithms of what comes after each place asked for."""
        given = self._run(memory, tree)[list(tree.asked)] @ self._projection
        return np.asarray(given - _log_sum(given)[:, None], np.float32)

    def foretell(self, memory: Memory, tree: Tree) -> Foretold:
        """As `next_log_probabilities`, where few tokens are asked for at many places, in a third of the time.

        The first place, where everything else might begin, is summed over the whole vocabulary. Within a phrase the sum
        is of the end and the common tokens alone (the vocabulary is sorted by frequency): off by a tenth where it
        matters.
        """
        hidden = self._run(memory, tree)[list(tree.asked)]
        first = hidden[0] @ self._projection
        normaliser = _log_sum(hidden @ self._common)
        normaliser[0] = _log_sum(first[None])[0]
        return Foretold(hidden, self._projection, normaliser, float(first.max() - normaliser[0]))

    def _run(self, memory: Memory, tree: Tree) -> Floats:
        depth, unseen = _shape(tree.parents)
        given = self._embedding[list(tree.tokens)] + self._positions[depth]
        for block, (keys, values) in zip(self._blocks, memory, strict=True):
            query, own_keys, own_values = np.split(block.own_in(block.own_norm(given)), 3, axis=1)
            own = self._split(own_keys).transpose(0, 2, 1)
            given = given + block.own_out(self._attend(query, own, self._split(own_values), unseen))
            query = block.sound_query(block.sound_norm(given))
            given = given + block.sound_out(self._attend(query, keys, values, None))
            given = given + block.net_out(_gelu(block.net_in(block.net_norm(given))))
        return self._norm(given)

    def _attend(self, query: Floats, keys: Floats, values: Floats, unseen: Floats | None) -> Floats:
        match_ = self._split(query) @ keys
        match_ /= np.float32(np.sqrt(keys.shape[1]))
        if unseen is not None:
            match_ += unseen
        weight = np.exp(match_ - match_.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        return np.asarray((weight @ values).transpose(1, 0, 2).reshape(len(query), -1), np.float32)

    def _split(self, rows: Floats) -> Floats:
        """(rows, width) -> (heads, rows, width of a head)."""
        return rows.reshape(len(rows), self._heads, -1).transpose(1, 0, 2)


def _shape(parents: Sequence[int]) -> tuple[NDArray[np.int64], Floats]:
    """How deep each token is, and -1e9 wherever a token must not look: anywhere but at what it comes after."""
    depth = np.zeros(len(parents), np.int64)
    sees = np.eye(len(parents), dtype=np.bool_)
    for place, parent in enumerate(parents):
        if parent >= 0:
            depth[place] = depth[parent] + 1
            sees[place] |= sees[parent]
    return depth, np.where(sees, np.float32(0.0), _UNSEEN)


def _log_sum(given: Floats) -> Floats:
    """Of each row, the logarithm of the sum of exponentials."""
    most = given.max(-1, keepdims=True)
    return np.asarray(most[:, 0] + np.log(np.exp(given - most).sum(-1)), np.float32)


def _gelu(given: Floats) -> Floats:
    return np.asarray(given * np.float32(0.5) * (np.float32(1.0) + erf(given / _ROOT_2)), np.float32)


def _block(weights: Weights, name: str) -> _Block:
    return _Block(
        own_norm=_norm(weights, f"{name}self_attention/"),
        own_in=_linear(weights, f"{name}self_attention/linear_0"),
        own_out=_linear(weights, f"{name}self_attention/linear_1"),
        sound_norm=_norm(weights, f"{name}attention/"),
        sound_query=_linear(weights, f"{name}attention/linear_0"),
        sound_memory=_linear(weights, f"{name}attention/linear_1"),
        sound_out=_linear(weights, f"{name}attention/linear_2"),
        net_norm=_norm(weights, f"{name}ffn/"),
        net_in=_linear(weights, f"{name}ffn/linear_0"),
        net_out=_linear(weights, f"{name}ffn/linear_1"),
    )


def _linear(weights: Weights, name: str) -> _Linear:
    return _Linear(np.ascontiguousarray(weights.get(f"{name}/weight").T), weights.get(f"{name}/bias"))


def _norm(weights: Weights, name: str) -> _Norm:
    return _Norm(weights.get(f"{name}layer_norm/gamma"), weights.get(f"{name}layer_norm/beta"))
