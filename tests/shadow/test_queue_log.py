import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.shadow import facts as f
from acd.shadow.queue_log import read
from acd.shadow.shadow import Shadow, Shop

# What a real Asterisk 22 wrote, the callers' numbers changed, and one transfer added.
LOG = """\
1795317785|NONE|NONE|NONE|QUEUESTART|
1795317786|1795317786.0|support|NONE|ENTERQUEUE||493011223344|1
1795317786|1795317786.2|support|NONE|ENTERQUEUE||493055667788|2
1795317786|1795317786.2|support|Ben|CONNECT|0|1795317786.3|0
1795317787|1795317786.2|support|Ben|COMPLETEAGENT|0|1|2
1795317789|1795317786.0|support|Ann|RINGNOANSWER|3000
1795317790|1795317786.0|support|Ben|CONNECT|4|1795317790.4|0
1795317791|1795317791.5|support|NONE|ENTERQUEUE||493099887766|1
1795317792|1795317791.5|support|Ann|RINGCANCELED|999
1795317792|1795317791.5|support|NONE|ABANDON|1|1|1
1795317792|NONE|support|Ann|PAUSE|lunch
1795317793|1795317786.0|support|Ben|BLINDTRANSFER|200|acd-in|4|3|1
1795317800|1795317800.9|sales|NONE|ENTERQUEUE||493099887766|1
"""


def test_a_log_becomes_facts() -> None:
    told = read(LOG.splitlines(), {"support"})
    assert told[:3] == [
        f.CallerJoined(1795317786.0, "support", "1795317786.0", 1),
        f.CallerJoined(1795317786.0, "support", "1795317786.2", 2),
        f.AgentRung(1795317786.0, "support", "1795317786.2", "Ben"),
    ]
    assert f.RingMissed(1795317789.0, "support", "1795317786.0", "Ann", 3.0) in told
    assert told[-1] == f.TalkEnded(1795317793.0, "support", "1795317786.0", "Ben", 0.0)
    assert "4930" not in repr(told)


def test_a_log_is_reported_at_once() -> None:
    shadow = Shadow(Shop(), knows_seats=False)
    for fact in read(LOG.splitlines(), {"support"}):
        shadow.take(fact)
    shadow.close(shadow.day.now)
    report = shadow.report()
    assert (report.queues[0].answered, report.queues[0].abandoned) == (2, 1)
    assert report.waits.total_s == pytest.approx(5.0)
    assert (report.rings.missed, report.rings.missed_s) == (1, 3.0)
    assert report.reactions is None
    assert report.waits.idle_s == 0
    assert "tells neither who was free" in report.unknown[0]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), st.sampled_from(LOG.splitlines())), max_size=30))
def test_whatever_is_in_it_it_is_read(lines: list[str]) -> None:
    shadow = Shadow(Shop(), knows_seats=False)
    for fact in read(lines, {"support"}):
        shadow.take(fact)
    shadow.close(shadow.day.now)
    assert all(stay.waited_s >= 0 for stay in shadow.day.stays)


@pytest.mark.parametrize("at", ["nan", "inf", "-1", "", "1e400"])
def test_a_line_of_no_time_is_passed_over(at: str) -> None:
    assert read([f"{at}|1.0|support|NONE|ENTERQUEUE||1|1"], {"support"}) == []
