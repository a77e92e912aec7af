"""SIPp's message log read back: answered, refused, cancelled and open calls, and who hung up."""

from datetime import datetime

from acd.lab.sip_log import legs


def block(second: float, way: str, *lines: str) -> str:
    stamp = datetime.fromtimestamp(second).isoformat(sep=" ", timespec="microseconds")
    return f"{'-' * 47} {stamp}\nUDP message {way}:\n\n" + "\n".join(lines) + "\n\n"


def message(second, way, first, call="a", method="INVITE", number="5550001"):
    way = "sent (9 bytes)" if way == "sent" else "received [9] bytes "
    return block(
        second, way, first, f'From: "Ann" <sip:{number}@127.0.0.1>;tag=1', f"Call-ID: {call}", f"CSeq: 1 {method}"
    )


INVITE, OK, ACK = "INVITE sip:1001@h SIP/2.0", "SIP/2.0 200 OK", "ACK sip:1001@h SIP/2.0"


def read(tmp_path, *messages):
    log = tmp_path / "log"
    log.write_text("".join(messages))
    return legs(log)


def test_an_answered_call_and_who_hung_up(tmp_path):
    (leg,) = read(
        tmp_path,
        message(100, "received", INVITE),
        message(102, "sent", OK),
        message(102.5, "received", ACK, method="ACK"),
        message(110, "sent", "BYE sip:1001@h SIP/2.0", method="BYE"),
        message(110.1, "received", OK, method="BYE"),
    )
    assert (leg.number, leg.invited, leg.answered, leg.ended, leg.we_hung_up) == ("5550001", 100, 102.5, 110, True)
    assert leg.talked_s == 7.5


def test_a_cancelled_and_a_refused_call_were_never_answered(tmp_path):
    cancelled, refused = read(
        tmp_path,
        message(100, "received", INVITE),
        message(101, "received", INVITE, call="b", number="5550002"),
        message(103, "received", "CANCEL sip:1001@h SIP/2.0", method="CANCEL"),
        message(103.1, "sent", "SIP/2.0 487 Request Terminated"),
        message(103.2, "received", ACK, method="ACK"),
        message(104, "sent", "SIP/2.0 486 Busy Here", call="b"),
        message(104.1, "received", ACK, call="b", method="ACK"),
    )
    assert (cancelled.answered, cancelled.ended) == (None, 103)
    assert (refused.number, refused.answered, refused.ended) == ("5550002", None, 104)


def test_a_repeated_invite_is_the_same_call_and_noise_is_none(tmp_path):
    found = read(
        tmp_path, message(100, "received", INVITE), message(100.5, "received", INVITE), block(101, "sent", "rubbish")
    )
    assert [leg.ended for leg in found] == [None]
    assert legs(tmp_path / "missing") == []
