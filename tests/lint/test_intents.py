from dataclasses import replace

from acd.lint.intents import confused
from ivr.intent.classifier import untaught

FLOW = """
start: help
nodes:
  help:
    understand: [how]
    on_failure: desk
    intents:
      order: {say: [o], examples: [%s], go: desk, key: 1}
      bill: {say: [b], examples: [my bill is wrong, I was charged twice, I need an invoice, the bill, VAT], go: desk}
  desk: {handoff: sales}
"""
ORDERS = "where is my order, my parcel has not come, when will it arrive, is my order late, the delivery"


def test_without_speech_there_must_be_keys(house, warned):
    house.write("flows/main.yaml", FLOW % ORDERS)
    assert warned() == []
    house.write("flows/main.yaml", (FLOW % ORDERS).replace(", key: 1", ""))
    assert warned() == [
        "flows/main.yaml:4: nodes.help.intents: nobody can answer: "
        "nothing hears callers (no [speech] in acd.toml), and no intent has a key"
    ]


def test_few_examples(house, warned):
    house.write("flows/main.yaml", FLOW % "where is my order")
    assert warned() == [
        "flows/main.yaml:4: nodes.help.intents: callers will often be asked back: "
        "fewer than 5 examples of order; ten make a difference",
    ]


def test_an_example_that_sounds_like_another_intent(house):
    """To one who has learned nothing everything sounds like the first."""
    house.write("flows/main.yaml", FLOW % ORDERS)
    settings = house.read()
    flow = settings.flows["main"]
    node = replace(flow.nodes["help"], classifier=untaught(("order", "bill")))
    flow = replace(flow, nodes={**flow.nodes, "help": node})
    found = list(confused(replace(settings, flows={"main": flow})))
    assert len(found) == 5
    assert str(found[0]) == (
        "flows/main.yaml:4: nodes.help.intents.bill: an intent is taught like another: "
        'its example "my bill is wrong" is taken for order'
    )


def test_skills_of_intents_are_skills_of_the_flow(house, warned):
    """They are asked for in the queue they lead to, and in those the flow hands them on to."""
    asking = (FLOW % ORDERS).replace("go: desk, key: 1", "queue: sales, skills: {fr: 1}, key: 1")
    house.write("flows/main.yaml", asking.replace("VAT], go: desk", "VAT], go: desk, skills: {de: 2}, key: 2"))
    told = "nobody can ever serve these callers of queue sales: no agent holds"
    assert warned() == [
        f"flows/main.yaml:4: nodes.help.skills: {told} fr at 1 or better",
        f"flows/main.yaml:10: nodes.desk.skills: {told} de at 2 or better",
    ]
