"""privacy.toml: how long what is kept of callers is kept."""

import pytest

from acd.config.diff import changes
from acd.config.privacy_settings import Keep, Privacy

CALLBACK = '[callback]\ntrunk = "provider"\nnumber = "+49301234567"\ncountries = ["DE", "PL"]\n'


def test_nothing_said_keeps_all_but_an_old_journal(house):
    assert house.read().privacy == Privacy(None, 90, Keep(None, None), {})


def test_a_queue_takes_what_it_does_not_say_from_the_whole(house):
    house.write(
        "privacy.toml",
        '[numbers]\ncountry = "DE"\n[retention]\nrecordings_days = 30\nnumbers_days = 365\njournal_days = "none"\n'
        '[retention.queue.sales]\nrecordings_days = "none"\n',
    )
    privacy = house.read().privacy
    assert privacy == Privacy("DE", None, Keep(30, 365), {"sales": Keep(None, 365)})
    assert privacy.of("support") == Keep(30, 365)
    assert privacy.journal_kept_days() == 365, "it holds numbers"


def test_home_is_the_first_country_of_call_backs(house):
    house.add("acd.toml", 'trunks = ["provider"]\n')
    house.add("queues.toml", CALLBACK)
    assert house.read().privacy.country == "DE"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[retention]\njournal_days = 0\n", "retention.journal_days"),
        ("[retention]\njournal_days = 1.5\n", "retention.journal_days"),
        ("[retention]\nmessages_days = 3\n", "retention.messages_days"),
        ("[retention.queue.nosuch]\n", "retention.queue.nosuch: no such queue, did you mean"),
        ('[numbers]\ncountry = "Germany"\n', "numbers.country"),
        ("[secrets]\n", "secrets: unknown table"),
    ],
)
def test_mistakes(house, said, told):
    house.write("privacy.toml", said)
    (mistake,) = house.mistakes()
    assert told.split(": ")[0] in mistake


def test_a_reload_brings_it_into_force(house):
    before = house.read()
    house.write("privacy.toml", "[retention]\nnumbers_days = 30\n")
    assert changes(before, house.read()) == ["privacy changed"]
