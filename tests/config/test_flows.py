"""Flows and calendars as the directory has them."""


def test_a_fact_nobody_tells_is_a_slip(house):
    house.write(
        "flows/main.yaml",
        "start: a\nnodes:\n  a: {decide: [{when: {fact: caller.knwon, is: true}, go: b}, {else: b}]}\n"
        "  b: {handoff: sales}\n",
    )
    [mistake] = house.mistakes()
    assert mistake.startswith("flows/main.yaml:3: nodes.a.decide[1].when.fact: unknown fact")


def test_flows_that_would_be_overlooked(house):
    house.write("flows/more.yml", "")
    house.write("flows/Big.yaml", "start: a\nnodes:\n  a: {handoff: sales}\n")
    assert house.mistakes() == [
        'flows/Big.yaml: got "Big", allowed: a name of a-z, 0-9, _ and -, starting with a letter',
        "flows/more.yml: is not read: call it more.yaml",
    ]


def test_a_broken_calendar_does_not_blame_the_flows_that_use_it(house):
    house.write("calendars.toml", '[office]\nzone = "Nowhere/At_all"\nweek = {}\n')
    house.write(
        "flows/main.yaml",
        "start: a\nnodes:\n  a: {decide: [{when: {open: office}, go: b}, {else: b}]}\n  b: {handoff: sales}\n",
    )
    told = house.mistakes()
    assert told
    assert all(line.startswith("calendars.toml: ") for line in told)
