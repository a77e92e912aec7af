"""What is on, over restarts, a damaged file and a full folder."""

from pathlib import Path

import pytest

from acd.messages.announcements import ALL, MOST_BYTES, STATE, Announcements, NotSwitchedError

NOW = 1000.0


class Clock:
    now = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told(tmp_path: Path, clock: Clock) -> Announcements:
    return Announcements(lambda: tmp_path / "told", lambda: clock.now)


def again(tmp_path: Path, clock: Clock) -> Announcements:
    """As the next daemon finds them."""
    found = Announcements(lambda: tmp_path / "told", lambda: clock.now)
    found.recall()
    return found


def test_one_for_each_scope_and_a_new_one_has_a_new_number(told: Announcements) -> None:
    [fire] = told.switch_on((ALL,), None, sound="fire")
    sales, help_ = told.switch_on(("sales", "help"), None, sound="snow")
    assert len({fire.number, sales.number, help_.number}) == 3
    assert [each.sound for each in told.for_queue("sales")] == ["fire", "snow"]
    assert [each.sound for each in told.for_queue("other")] == ["fire"]
    [smoke] = told.switch_on((ALL,), None, sound="smoke")
    assert smoke.number > help_.number
    assert told.for_all() == [smoke]
    assert told.is_on(ALL)
    assert told.is_on("sales")
    assert [each.scope for each in told.switch_off(("sales",))] == ["sales"]
    assert len(told.switch_off()) == 2
    assert told.active() == ()


def test_they_hold_over_a_restart_and_end_by_themselves(told: Announcements, tmp_path: Path, clock: Clock) -> None:
    told.switch_on((ALL,), NOW + 60, sound="fire")
    told.switch_on(("sales",), None, sound="snow")
    assert again(tmp_path, clock).active() == told.active()
    clock.now += 61
    assert [each.scope for each in again(tmp_path, clock).active()] == ["sales"]
    assert not told.is_on(ALL)
    with pytest.raises(NotSwitchedError, match="passed"):
        told.switch_on((ALL,), NOW, sound="fire")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"on": [{"scope": 1}]}', b"\xff\xfe"])
def test_a_damaged_file_is_said_and_does_no_harm(
    told: Announcements, tmp_path: Path, clock: Clock, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    told.switch_on((ALL,), None, sound="fire")
    (tmp_path / "told" / STATE).write_bytes(content)
    found = again(tmp_path, clock)
    assert found.active() == ()
    assert "switch them on again" in caplog.text
    found.switch_on((ALL,), None, sound="fire")
    assert again(tmp_path, clock).is_on(ALL)


def test_files_come_in_pieces_and_go_when_nobody_hears_them(told: Announcements, tmp_path: Path) -> None:
    told.add_piece("abcdefgh", b"one")
    told.add_piece("abcdefgh", b"two")
    [first] = told.switch_on((ALL,), None, upload="abcdefgh")
    path = tmp_path / "told" / f"{first.sound}.wav"
    assert path.read_bytes() == b"onetwo"
    told.add_piece("abcdefgh", b"three")
    [second] = told.switch_on((ALL,), None, upload="abcdefgh")
    assert not path.exists()
    assert (tmp_path / "told" / f"{second.sound}.wav").read_bytes() == b"three"
    with pytest.raises(NotSwitchedError):
        told.switch_on((ALL,), None, upload="nothing0")
    assert told.for_all() == [second]


@pytest.mark.parametrize("name", ["../../etc", "a", "x" * 40, "a b c d e", "ABCDEFGH", "abcdefg\n"])
def test_no_upload_leads_out_of_the_folder(told: Announcements, name: str) -> None:
    with pytest.raises(NotSwitchedError, match="not the name"):
        told.add_piece(name, b"x")


def test_a_file_without_end_is_refused(told: Announcements) -> None:
    with pytest.raises(NotSwitchedError, match="longer than"):
        told.add_piece("abcdefgh", bytes(MOST_BYTES + 1))


def test_what_cannot_be_written_changes_nothing(told: Announcements, tmp_path: Path) -> None:
    told.switch_on((ALL,), None, sound="fire")
    (tmp_path / "told" / f"{STATE}.new").mkdir()
    with pytest.raises(NotSwitchedError, match="nothing was changed"):
        told.switch_off()
    assert told.is_on(ALL)
