"""A house whose callers leave messages, and what they leave there."""

import wave
from pathlib import Path

from acd.core.left import MessageLeft
from acd.lab.house import House, Plan
from tests.pbx.eye import Message
from tests.pbx.scene import Caller, Scene, until

VOICEMAIL = """
start: {start}
operator: help
nodes:
  message:
    voicemail: {box}
    prompt: [vm-intro]
    next: thanks
    deleted: bye
    failed: sorry
    longest_s: {longest}
    silence_s: 1
    retries: 1
    timeout_s: 1.5
    on_failure: bye
    least_s: 1
    options: {options}
  thanks: {{hangup: [auth-thankyou]}}
  sorry: {{hangup: [sorry]}}
  bye: {{hangup: [vm-goodbye]}}
  help: {{handoff: help}}
"""


OPTIONS = "vm-message"  # one short word for all that can be done


def flow(box: str = "sales", longest: int = 30, options: str = f"[{OPTIONS}]") -> str:
    return VOICEMAIL.format(start="message", box=box, longest=longest, options=options)


PLAN = Plan(
    queues="""
[queue.sales]
needs = { any = 1 }
max_wait_s = 1
when_late = { flow = "main", node = "message" }
keys = { 5 = { flow = "main", node = "message" } }
[queue.keyed]
needs = { any = 1 }
keys = { 5 = { flow = "main", node = "message" } }
[queue.help]
""",
    agents="[agent.1001]\nskills = { any = 5 }\n[agent.1002]\n",  # 1002 hears what is his only
    flows={
        "main": flow(),
        "agent": flow('{agent: "1001"}'),
        "ben": flow('{agent: "1002"}'),
        "brief": flow(longest=3, options="[beep]"),
        "late": "start: s\nnodes:\n  s: {handoff: sales}\n",
        "keyed": "start: s\nnodes:\n  s: {handoff: keyed}\n",
    },
)


def root(house: House) -> Path:
    return house.layout.spool / "voicemail" / "acd"


def tapes(scene: Scene, caller: Caller) -> list[Path]:
    return sorted(root(scene.house).glob(f"{caller.contact}*.wav"))


def messages(scene: Scene, number: str) -> list[MessageLeft]:
    scene.flush()
    with scene.reader() as reader:
        return [row for _, row in reader.recorded(MessageLeft, 0.0, 1e12) if row.number == number]


async def message(scene: Scene, caller: Caller) -> MessageLeft:
    """The one message the caller left, and no other file of his is there."""
    [row] = await until(lambda: messages(scene, caller.number), f"a message of {caller.number}", within_s=8)
    wanted = [f"{row.message}.wav"]
    await until(lambda: [tape.name for tape in tapes(scene, caller)] == wanted, "only the message is there")
    return row


def sound(scene: Scene, row: MessageLeft) -> bytes:
    with wave.open(str(root(scene.house) / f"{row.message}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return file.readframes(file.getnframes())


async def begins(scene: Scene, caller: Caller, since: int = 0) -> int:
    """The PBX begins to record the caller."""

    def is_record(event: Message) -> bool:
        is_his = event["Event"] == "AGIExecStart" and event.get("Channel") == caller.channel
        return is_his and event.get("Command", "").startswith("RECORD FILE")

    return await scene.eye.sees(is_record, f"{caller.number} is recorded", since=since, within_s=12)


async def speaks(scene: Scene, caller: Caller, seconds: float, since: int = 0) -> int:
    """Comes to the point, and speaks until so much of it is on the disk."""
    await caller.is_told("vm-intro", since=since)
    await caller.press("#")
    began = await begins(scene, caller, since)

    def is_there() -> bool:
        found = tapes(scene, caller)
        return bool(found) and found[-1].stat().st_size > 16_000 * seconds

    await until(is_there, f"{seconds} s of {caller.number}", within_s=seconds + 8)
    return began
