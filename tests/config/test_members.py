import pytest

from acd.config.members import Member, member_of

SOFT = "it weighs against idle time (see weights), it does not bar anyone"


@pytest.mark.parametrize(
    ("line", "member", "reason"),
    [
        ("PJSIP/1", Member("1", 10, "", None, False), ""),
        ("PJSIP/1,,,,,", Member("1", 10, "", None, False), ""),
        (" PJSIP/a.b , 0 , Ann , , no , 7 , yes ", Member("a.b", 10, "Ann", 7, True), ""),
        ("PJSIP/1,2", Member("1", 8, "", None, False), f"penalty 2 is level 8: {SOFT}"),
        ("PJSIP/1,12", Member("1", 1, "", None, False), f"penalty 12 is level 1: {SOFT}"),
        (
            "Local/1@x,1,a\u202e,PJSIP/2",
            Member("2", 9, "", None, False),
            f"rung at PJSIP/2 directly, not through Local/1@x; penalty 1 is level 9: {SOFT}; "
            "a name is one line of at most 100 characters: left out",
        ),
        (
            "PJSIP/1,-1",
            Member("1", 10, "", None, False),
            "unreadable penalty, level 10 taken: a level weighs against idle time (see weights), "
            "it does not bar anyone",
        ),
    ],
)
def test_a_member_who_can_be_an_agent(line, member, reason):
    assert member_of(line) == (member, reason)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "an agent is a PJSIP phone by its endpoint's name"),
        ("PJSIP/1@trunk", "an agent is a PJSIP phone by its endpoint's name"),
        ("PJSIP/1&PJSIP/2", "an agent is a PJSIP phone by its endpoint's name"),
        ("Agent/7", "an agent is a PJSIP phone by its endpoint's name"),
        ("SIP/7", "chan_sip is gone from Asterisk"),
        ("Local/7@x/n,0,Ann,hint:7@x", "an agent is a PJSIP phone, a Local channel may be anything"),
    ],
)
def test_a_member_who_cannot(line, reason):
    member, told = member_of(line)
    assert member is None
    assert told.startswith(reason)
