import pytest

from acd.lint.look import look


def test_misspelt_skills_are_seen_from_both_sides(house, warned):
    house.write(
        "queues.toml",
        """
[defaults]
max_wait_s = 600
[queue.sales]
needs = { sales = 6 }
relax = [{ after_s = 9, skill = "slaes", level = 0 }]
[queue.both]
needs = { fr = 1, en = 1 }
""",
    )
    house.write(
        "agents.toml",
        "[agent.a]\nskills = { fr = 1, slaes = 6, sales = 5 }\n[agent.b]\nskills = { en = 1 }\n",
    )
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: sales, skills: {de: 1}}\n")
    assert warned() == [
        "agents.toml: agent.a.skills.slaes: skill slaes brings no calls: no queue or flow needs it; held by a",
        "flows/main.yaml:3: nodes.main.skills: nobody can ever serve these callers of queue sales: "
        "no agent holds de at 1 or sales at 6 or better",
        "queues.toml: queue.sales.needs: nobody can ever serve its callers: no agent holds sales at 6 or better",
        "queues.toml: queue.both.needs: nobody can ever serve its callers: no single agent holds en at 1 and fr at 1",
        "queues.toml: queue.sales.relax: the step after 9 s (slaes 0) changes nothing: "
        "neither the queue nor a flow asks for slaes",
    ]


def test_nobody_before_a_step_lets_somebody_in(house, warned):
    house.write(
        "queues.toml",
        "[queue.sales]\nneeds = { sales = 9 }\nmax_wait_s = 600\n"
        "relax = [{ after_s = 60, skill = 'sales', level = 7 }, { after_s = 90, skill = 'sales', level = 1 }]\n",
    )
    assert warned() == [
        "queues.toml: queue.sales.needs: nobody can serve its callers before they have waited 1 min: "
        "no agent holds sales at 9 or better"
    ]


@pytest.mark.parametrize("own", [True, False])
def test_what_a_flow_asks_goes_along_to_the_next_queue(house, warned, own):
    house.write(
        "queues.toml",
        "[defaults]\nmax_wait_s = 600\n[queue.sales]\nwhen_late = { queue = 'help' }\n"
        "[queue.help]\nneeds = { sales = 6 }\n"
        "relax = [{ after_s = 700, skill = 'sales', level = 5 }]\n",
    )
    node = "{handoff: sales, skills: {sales: 8}}" if own else "{set: {skills: {sales: 8}}, next: hand}"
    house.write("flows/main.yaml", f"start: main\nnodes:\n  main: {node}\n  hand: {{handoff: sales}}\n")
    if own:
        house.write("flows/main.yaml", f"start: main\nnodes:\n  main: {node}\n")
    told = [line for line in warned() if "these callers" in line]
    where = "flows/main.yaml:3: nodes.main" if own else "flows/main.yaml:4: nodes.hand"
    assert told == [
        f"{where}.skills: nobody can ever serve these callers of queue sales: no agent holds sales at 8 or better",
        f"{where}.skills: nobody can serve these callers of queue help before they have waited 700 s: "
        "no agent holds sales at 8 or better",
    ]


def test_a_queue_that_hangs_on_one_agent(house, warned):
    house.write("queues.toml", "[queue.sales]\nneeds = { sales = 6 }\nmax_wait_s = 600\n")
    assert warned() == ["queues.toml: queue.sales.needs: queue sales hangs on agent b: only he holds sales at 6"]
    house.add("queues.toml", "relax = [{ after_s = 30, skill = 'sales', level = 2 }]\n")
    assert warned() == [
        "queues.toml: queue.sales.needs: queue sales hangs on agent b: only he holds sales at 6; "
        "others may serve after 30 s of waiting"
    ]


def test_callers_of_a_flow_who_hang_on_one_agent_are_told_where_it_asks(house, warned):
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: sales, skills: {sales: 6}}\n")
    assert warned() == [
        "flows/main.yaml:3: nodes.main.skills: these callers of queue sales hang on agent b: only he holds sales at 6"
    ]


def test_what_hangs_on_one_agent_anyway_is_not_told_again_of_a_flow(house, warned):
    house.write("queues.toml", "[queue.sales]\nneeds = { sales = 6 }\nmax_wait_s = 600\n")
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: sales, skills: {sales: 7}}\n")
    assert len(warned()) == 1


def test_a_house_of_one_agent_is_told_once(house, warned):
    house.write("agents.toml", "[agent.a]\nskills = { sales = 5 }\n")
    house.add("queues.toml", "[queue.more]\nmax_wait_s = 60\n")
    assert warned() == [
        "agents.toml: agent.a: all calls of PBX main hang on agent a: "
        "no other agent is there; while he talks or is away nobody answers"
    ]


def test_agents_of_another_pbx_are_no_help(house):
    house.add("acd.toml", '[pbx.b]\nport = 5039\nsecret_file = "pbx.secret"\n')
    house.write(
        "agents.toml",
        "".join(
            f"[agent.{agent}]\npbx = '{pbx}'\nskills = {{ {skill} = 5 }}\n"
            for agent, pbx, skill in (
                ("1", "main", "sales"),
                ("2", "main", "sales"),
                ("3", "b", "sales"),
                ("4", "b", "x"),
            )
        ),
    )
    told = [finding for finding in look(house.read()) if "hang" in finding.what]
    assert [(each.key, each.what) for each in told] == [("queue.sales.needs", "queue sales hangs on agent 3 on PBX b")]
