from acd.core.roster import AgentProfile, Roster
from acd.phones import Phones


def roster(**phones: str) -> Roster:
    agents = {f"a{agent}": AgentProfile(f"a{agent}", "", pbx, "PJSIP/1001", {}) for agent, pbx in phones.items()}
    return Roster({}, agents)


def test_a_phone_is_known_by_its_pbx_and_name() -> None:
    phones = Phones(lambda: roster(one="main", two="east"))
    assert [phones.agent_at(pbx, "PJSIP/1001") for pbx in ("main", "east", "west")] == ["aone", "atwo", None]
    assert phones.agent_at("main", "PJSIP/1002") is None


def test_a_new_roster_is_noticed() -> None:
    in_force = [roster(one="main")]
    phones = Phones(lambda: in_force[-1])
    assert phones.agent_at("main", "PJSIP/1001") == "aone"
    in_force.append(roster(two="main"))
    assert phones.agent_at("main", "PJSIP/1001") == "atwo"
