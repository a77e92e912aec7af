"""`make demo`: a contact centre for a minute. A real PBX, the daemon with the shipped example configuration, SIPp as
agents' phones and as callers who press keys or speak, and a second act in which the daemon is killed; told as it
happens, and in the end held against the store and the PBX."""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from acd.config.read import read
from acd.control.requests import SignIn
from acd.lab import second_act, sipp
from acd.lab.audit import Finding, books, pbx_is_empty
from acd.lab.example import agent_ids, example
from acd.lab.house import House
from acd.lab.layout import TRUNK_HOST, lay_out
from acd.lab.ledger import Ledger
from acd.lab.ports import free_udp
from acd.lab.progress import Progress
from acd.lab.scene import SERVICE_NUMBER, SPOKEN_NUMBER, Caller, Colleague, Scene, scene
from acd.lab.screen import Screen
from acd.lab.shop import Shop
from acd.lab.sip_log import legs
from acd.lab.sipp import SippRun
from acd.lab.speaking import spoken
from acd.lab.stage import perform
from acd.lab.summary import print_findings, print_summary
from acd.lab.trouble import LabError
from acd.lab.watched import Watched

SEED = 7
LONGEST_S = 100.0
SPEECH = '[speech.engine.en]\nengine = "whisper"\nworkers = 1\n'
# A minute has no time for the example's durations.
QUICK = {"ring_s": "5s", "wrap_s": "3s", "service_level_s": "5s"}
# The number of those who speak, and where the example sends who presses 0 on hold.
DIALPLAN = f"""
[acd-in](+)
exten => {SPOKEN_NUMBER},1,Set(ACD_FLOW=spoken)
 same => n,Goto(s,1)
exten => {SERVICE_NUMBER},1,Set(ACD_FLOW=service)
 same => n,Goto(s,1)
exten => {second_act.NUMBER},1,Set(ACD_FLOW={second_act.QUEUE})
 same => n,Goto(s,1)

[acd-destinations](+)
exten => operator,1,Playback(vm-goodbye)
 same => n,Hangup()
"""


@dataclass(slots=True)
class Cast:
    """SIPp's processes: by agent, one for each caller who has called, and one for all who are called back."""

    phones: Mapping[str, SippRun]
    outside: SippRun
    voices: Mapping[str, bytes]  # what those say who speak, by their number
    callers: list[SippRun] = field(default_factory=list)

    def callers_done(self) -> int:
        return sum(not caller.is_running for caller in self.callers)


def demo(path: Path, stack: ExitStack, seed: int, calls: int | None = None) -> int:
    """The exit code: 0 when all that is compared agrees. `calls`: only the first so many."""
    progress = Progress(sys.stdout)
    progress.step("starting the PBX, the daemon and the agents' phones")
    plan = example(quick=QUICK, shop=stack.enter_context(Shop()).url)
    play = scene(agent_ids(plan), seed)
    play = replace(play, callers=play.callers[:calls])
    plan = second_act.staged(plan)
    ports = dict(zip(agent_ids(plan), sorted({free_udp(sipp.STATION_HOST) for _ in range(60)}), strict=False))
    stations = {agent: f"sip:{agent}@{sipp.STATION_HOST}:{port}" for agent, port in ports.items()}
    layout = lay_out(path / "pbx", agents=0, stations=stations)
    voices = {caller.person.number: spoken(caller.says) for caller in play.callers if caller.says}
    plan = replace(plan, speech=SPEECH)
    house = stack.enter_context(House(path, plan, layout, dialplan=DIALPLAN, supervised=True))
    house.wait_for_speech()
    outside = sipp.stations(layout, layout.trunk_port, name="outside", host=TRUNK_HOST, ring_s=0.3, keeps_messages=True)
    cast = Cast(_phones(house, play, ports, stack), stack.enter_context(outside), voices)
    progress.done(f"Asterisk {house.switch.program.version}, {len(stations)} phones, seed {seed}")
    began = time.time()
    ledger = Ledger()
    with Screen(house.client) as screen:
        kept = _play(house, play, cast, ledger, screen, stack)
    progress.step("comparing with the store and the PBX")
    findings = [*_audit(house, cast, ledger, began), kept]
    progress.done()
    targets = _targets(house)
    print_summary(screen.console, ledger.queue_figures(targets), ledger.agent_figures(), _names(house))
    return print_findings(screen.console, findings)


def _phones(house: House, play: Scene, ports: Mapping[str, int], stack: ExitStack) -> dict[str, SippRun]:
    return {
        who.agent: stack.enter_context(
            sipp.stations(
                house.layout,
                ports[who.agent],
                name=f"agent-{who.agent}",
                ring_s=who.ring_s,
                talk_s=who.talk_s,
                keeps_messages=True,
            )
        )
        for who in (*play.colleagues, *second_act.COLLEAGUES)
    }


def _play(house: House, play: Scene, cast: Cast, ledger: Ledger, screen: Screen, stack: ExitStack) -> Finding:
    """From the agents' coming in until the last caller is gone and every agent is ready again. What the second act has
    to show."""
    began = time.monotonic()
    waiting = sorted((*play.callers, *second_act.CALLERS), key=lambda caller: caller.at_s)
    count = len(waiting)

    def go_on_until(is_over: Callable[[], bool], watched: Watched) -> None:
        while not is_over():
            for telling in watched.take(wait_s=0.1):
                ledger.take(telling.at, telling.what)
                screen.tell(telling)
            passed = time.monotonic() - began
            while waiting and waiting[0].at_s <= passed:
                cast.callers.append(stack.enter_context(_dial(house, waiting.pop(0), cast)))
            screen.draw(f"{len(cast.callers)} of {count} have called, {cast.callers_done()} are gone")
            if passed > LONGEST_S:
                raise LabError(f"the calls are not over after {LONGEST_S:.0f} s; run with --keep and see {house.log}")

    def is_second_act() -> bool:
        """All are gone but one who holds; the other who waits has hung up."""
        if waiting or cast.callers_done() < count - 1:
            return False
        return [each.queue for each in ledger.unsettled()] == [second_act.QUEUE] * len(second_act.CALLERS)

    watched = Watched(house.client)
    _sign_in(house, play.colleagues)
    go_on_until(is_second_act, watched)
    kept = second_act.replace_daemon(house, screen)
    watched = Watched(house.client)
    _sign_in(house, second_act.COLLEAGUES)
    go_on_until(lambda: cast.callers_done() == count and not ledger.unsettled(), watched)
    return kept


def _sign_in(house: House, colleagues: Sequence[Colleague]) -> None:
    for who in colleagues:
        house.client.ask(SignIn(who.agent), type(None))


def _dial(house: House, caller: Caller, cast: Cast) -> SippRun:
    return sipp.callers(
        house.layout,
        [caller.person],
        name=f"caller-{len(cast.callers) + 1}",
        number=caller.number,
        key_after_s=caller.key_after_s,
        stay_s=caller.stay_s,
        voice=cast.voices.get(caller.person.number),
        keeps_messages=True,
    )


def _audit(house: House, cast: Cast, ledger: Ledger, began: float) -> list[Finding]:
    empty = pbx_is_empty(house.switch)
    for run in (*cast.phones.values(), cast.outside):
        run.stop()
    ledger.callers = [leg for run in cast.callers for leg in legs(run.messages)]
    ledger.customers = legs(cast.outside.messages)
    ledger.phones = {agent: legs(run.messages) for agent, run in cast.phones.items()}
    house.stop_daemon()  # which writes what it has not yet written
    return [*books(ledger, house.store_url, began - 1, time.time() + 1, _targets(house)), empty]


def _targets(house: House) -> dict[str, float]:
    return {name: queue.service_level_s for name, queue in read(house.config).roster.queues.items()}


def _names(house: House) -> dict[str, str]:
    return {agent.id: agent.name for agent in read(house.config).roster.agents.values()}


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of calls")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="demo", description="A contact centre on a real Asterisk, for a minute.")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other callers and phones (%(default)s)")
    parser.add_argument("--calls", type=_count, metavar="N", help="only the first N calls (at least one)")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs, SIP messages and the store")
    options = parser.parse_args(argv)
    return perform(lambda path, stack: demo(path, stack, options.seed, options.calls), "acd-demo-", keep=options.keep)


if __name__ == "__main__":
    sys.exit(main())
