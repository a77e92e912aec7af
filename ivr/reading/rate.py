"""`rate: friendliness`: one key, or with `speech: true` one digit said, kept as an answer to a survey."""

from ivr.nodes.rate import Rate
from ivr.reading.keys import Keys
from ivr.reading.prompts import prompt
from ivr.reading.shared import asking


def read_rate(keys: Keys) -> Rate:
    question = keys.word("rate", "the question's name in reports")
    least, most = keys.whole("least", 1, 0, 9), keys.whole("most", 5, 0, 9)
    if least >= most:
        keys.wrong("least", f"got {least}, allowed: less than most ({most})")
    say = prompt(keys, "prompt", "the question")
    following = keys.target("next", "the node that comes next")
    return Rate(question, say, following, least, most, asking(keys), keys.flag("speech", False))
