"""The PBX's clock against ours: how long a caller has waited is measured with both after a restart of the engine."""

from acd.doctor.sheet import Sheet

NOTED_S, TOO_MUCH_S = 1.0, 10.0


def judge(theirs: str, sent: float, heard: float, sheet: Sheet) -> None:
    """`theirs`: the time in the answer to a Ping; `sent`, `heard`: ours around it. All in seconds since the epoch."""
    try:
        there = float(theirs)
    except ValueError:
        sheet.warn("the PBX does not tell its time", "is this Asterisk?")
        return
    apart = max(sent - there, there - heard, 0.0)
    text = f"the clocks of PBX and engine are {apart:.1f} s apart"
    advice = "run a time service (chrony, systemd-timesyncd) on both machines"
    if apart >= TOO_MUCH_S:
        sheet.wrong(text, advice)
    elif apart >= NOTED_S:
        sheet.warn(text, advice)
    else:
        sheet.ok("the clocks of PBX and engine agree")
