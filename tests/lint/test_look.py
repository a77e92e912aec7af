import shutil
from pathlib import Path

from acd.lint.look import look

EXAMPLE = Path(__file__).parents[2] / "asterisk-conf" / "acd"


def test_nothing_to_warn_of(warned):
    assert warned() == []


def test_the_shipped_example_is_valid_without_a_warning(house):
    shutil.rmtree(house.path)
    shutil.copytree(EXAMPLE, house.path)
    house.secret("agi.secret")
    house.secret("pbx-main.secret")
    settings = house.read()
    assert look(settings) == []
    assert "main" in settings.flows
    assert settings.roster.queues["support"].when_late == settings.roster.queues["sales"].when_late


def test_an_empty_house(house, warned):
    house.write("agents.toml", "")
    (house.path / "flows" / "main.yaml").unlink()
    assert warned() == [
        "agents.toml: nobody takes calls: no agent is configured",
        "flows/main.yaml: callers are not answered: no flow is configured",
    ]


def test_the_file_is_the_one_it_stands_in(house, warned):
    house.write("queues.d/more.toml", "[queue.fr]\nneeds = { fr = 1 }\nmax_wait_s = 5\n")
    house.write("agents.d/more.toml", "[agent.c]\nskills = { de = 1 }\n")
    assert warned() == [
        "agents.d/more.toml: agent.c.skills.de: skill de brings no calls: no queue or flow needs it; held by c",
        "queues.d/more.toml: queue.fr.needs: nobody can ever serve its callers: no agent holds fr at 1 or better",
    ]
