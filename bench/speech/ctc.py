"""A net of two layers is taught to write what it hears: connectionist temporal classification (Graves et al. 2006), in
numpy. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.speech.engines.letters import ALPHABET, Spelt, laid_out, likely, log_softmax, neighbours
from ivr.speech.engines.logmel import Floats

_BATCH = 48
_RATE = 2e-3
_WARM_UP = 100  # steps
_DROPPED = 0.15
_DECAY = 1e-4
_STEEPEST = 5.0
_MOMENTUM, _SQUARES = 0.9, 0.99
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Example:
    heard: Floats  # (time, width)
    words: Spelt


@dataclass(slots=True)
class Net:
    mean: Floats
    spread: Floats
    layers: list[Floats]  # weights and biases, as the ear has them

    def given(self, heard: Floats) -> Floats:
        return neighbours((heard.astype(np.float32) - self.mean) / self.spread)

    def letters(self, heard: Floats) -> Floats:
        first, first_bias, last, last_bias = self.layers
        return log_softmax(np.maximum(self.given(heard) @ first + first_bias, 0) @ last + last_bias)


def taught(examples: Sequence[Example], width: int, epochs: int, lot: np.random.Generator) -> Net:
    """By Adam, in batches of like length, ever more slowly."""
    net = _new(examples, width, lot)
    batches = _batches(examples)
    first, second = ([np.zeros_like(each) for each in net.layers] for _ in range(2))
    steps = epochs * len(batches)
    for step in range(1, steps + 1):
        if (step - 1) % len(batches) == 0:
            lot.shuffle(batches)
        slopes = _slopes(net, [examples[each] for each in batches[(step - 1) % len(batches)]], lot)
        rate = _RATE * min(1.0, step / _WARM_UP) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        for number, slope in enumerate(slopes):
            first[number] += (1 - _MOMENTUM) * (slope - first[number])
            second[number] += (1 - _SQUARES) * (slope**2 - second[number])
            way = first[number] / (1 - _MOMENTUM**step) / (np.sqrt(second[number] / (1 - _SQUARES**step)) + 1e-8)
            decay = _DECAY * net.layers[number] if slope.ndim == 2 else 0
            net.layers[number] = (net.layers[number] - rate * (way + decay)).astype(np.float32)
    return net


def nats_a_letter(net: Net, examples: Sequence[Example]) -> float:
    """How surprised the net is by what was really said."""
    told = [-float(likely(net.letters(each.heard), [each.words])[0]) for each in examples]
    return sum(told) / sum(len(each.words) for each in examples)


def _new(examples: Sequence[Example], width: int, lot: np.random.Generator) -> Net:
    frames = np.concatenate([each.heard[::5] for each in examples]).astype(np.float32)
    given, told = 3 * frames.shape[1], len(ALPHABET) + 1
    layers = [
        lot.standard_normal((given, width)) / np.sqrt(given),
        np.zeros(width),
        lot.standard_normal((width, told)) / np.sqrt(width) / 10,
        np.zeros(told),
    ]
    return Net(frames.mean(0), frames.std(0) + np.float32(0.1), [each.astype(np.float32) for each in layers])


def _batches(examples: Sequence[Example]) -> list[NDArray[np.int64]]:
    order = np.argsort([len(each.heard) for each in examples], kind="stable")
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]


def _slopes(net: Net, batch: Sequence[Example], lot: np.random.Generator) -> list[Floats]:
    """Of the surprise, by each weight; with some of what is given, and of what is made of it, left out by lot."""
    lengths = np.array([len(each.heard) for each in batch])
    given = np.zeros((len(batch), lengths.max(), len(net.layers[0])), np.float32)
    for row, each in enumerate(batch):
        given[row, : len(each.heard)] = net.given(each.heard)
    flat = given.reshape(-1, given.shape[2]) * (lot.random((1, given.shape[2])) > _DROPPED / 2)
    first, first_bias, last, last_bias = net.layers
    raw = flat @ first + first_bias
    kept = ((lot.random(raw.shape) > _DROPPED) / (1 - _DROPPED) * (raw > 0)).astype(np.float32)
    hidden = raw * kept
    letters = log_softmax(hidden @ last + last_bias).reshape(*given.shape[:2], -1)
    wrong = too_much(letters, lengths, [each.words for each in batch]).reshape(len(flat), -1) / np.float32(len(batch))
    back = (wrong @ last.T) * kept
    slopes = [flat.T @ back, back.sum(0), hidden.T @ wrong, wrong.sum(0)]
    steep = float(np.sqrt(sum((each**2).sum() for each in slopes)))
    return [np.asarray(each * min(1.0, _STEEPEST / steep), np.float32) for each in slopes]


def too_much(letters: Floats, lengths: NDArray[np.int64], words: Sequence[Spelt]) -> Floats:
    """By how much each letter was believed too much at each moment, (batch, time, letters)."""
    places, skips, ends = laid_out(words)
    told = np.take_along_axis(letters, np.broadcast_to(places[:, None], (*letters.shape[:2], places.shape[1])), 2)
    before, after = _before(told, skips), _after(told, skips, lengths, ends)
    row = np.arange(len(words))
    last = before[row, lengths - 1]
    whole = np.logaddexp(last[row, ends - 1], last[row, ends - 2])
    share = np.exp(np.minimum(before + after - whole[:, None, None], 0))
    due = np.zeros_like(letters)
    np.add.at(due, (row[:, None, None], np.arange(letters.shape[1])[None, :, None], places[:, None]), share)
    counts = (np.arange(letters.shape[1]) < lengths[:, None]) & (whole > _NEVER / 10)[:, None]
    return np.asarray((np.exp(letters) - due) * counts[..., None], np.float32)


def _before(told: Floats, skips: Floats) -> Floats:
    """Of all ways to each place at each moment, the sum."""
    sums = np.full_like(told, _NEVER)
    sums[:, 0, :2] = told[:, 0, :2]
    for now in range(1, told.shape[1]):
        sums[:, now] = _onward(sums[:, now - 1], skips) + told[:, now]
    return sums


def _after(told: Floats, skips: Floats, lengths: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
    """Of all ways from each place on, the sum, without the place itself."""
    sums = np.full_like(told, _NEVER)
    close = np.full_like(told[:, 0], _NEVER)
    row = np.arange(len(ends))
    close[row, ends - 1] = close[row, ends - 2] = 0
    skips = np.concatenate([skips[:, 2:], np.full_like(skips[:, :2], _NEVER)], axis=1)
    for now in range(told.shape[1] - 1, -1, -1):
        if now + 1 < told.shape[1]:
            ahead = sums[:, now + 1] + told[:, now + 1]
            sums[:, now] = _onward(ahead[:, ::-1], skips[:, ::-1])[:, ::-1]
        sums[:, now] = np.where((lengths - 1 == now)[:, None], close, sums[:, now])
    return sums


def _onward(sums: Floats, skips: Floats) -> Floats:
    """From each place, the one before it and, where `skips` allows, the one before that."""
    never = np.full_like(sums[:, :2], _NEVER)
    near = np.concatenate([never[:, :1], sums[:, :-1]], axis=1)
    far = np.concatenate([never, sums[:, :-2]], axis=1) + skips
    most = np.maximum(np.maximum(sums, near), far)
    return np.asarray(most + np.log(np.exp(sums - most) + np.exp(near - most) + np.exp(far - most)), np.float32)
