"""`make run`: the demo's system left up. Softphones register at it as agents and as a caller; Ctrl-C ends it all."""

import argparse
import dataclasses
import secrets
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from acd.control.requests import SignIn
from acd.lab.demo import DIALPLAN, SPEECH
from acd.lab.ending import Ended
from acd.lab.example import agent_ids, example
from acd.lab.helpers import Helpers
from acd.lab.house import House
from acd.lab.layout import Layout, lay_out
from acd.lab.ports import free_udp
from acd.lab.progress import Progress
from acd.lab.scene import NUMBER, SERVICE_NUMBER, SPOKEN_NUMBER
from acd.lab.screen import Screen
from acd.lab.shop import PIN, Shop, orders
from acd.lab.stage import perform
from acd.lab.trouble import LabError
from acd.lab.watched import Watched

_SIP_PORT = 5060
_CODES = {"*11": "sign in (then the PIN and #)", "*12": "sign out", "*13": "pause", "*14": "ready again"}


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """`helpers`: simulated agents who answer; `sip_port` 0: the usual one where it is free."""

    host: str
    sip_port: int
    helpers: int


def run(path: Path, stack: ExitStack, options: Options) -> int:
    """Until a signal ends it."""
    progress = Progress(sys.stdout)
    progress.step("starting the PBX and the daemon")
    agents = agent_ids(example())
    if options.helpers > len(agents):
        raise LabError(f"--agents-answer {options.helpers}: there are {len(agents)} agents")
    pins = {agent: f"{secrets.randbelow(10**6):06}" for agent in agents}
    layout = lay_out(path / "pbx", agents=len(agents), host=options.host)
    layout = dataclasses.replace(layout, sip_port=_sip_port(options))
    shop = stack.enter_context(Shop())
    plan = dataclasses.replace(example(pins=pins, shop=shop.url), speech=SPEECH)
    house = stack.enter_context(House(path, plan, layout, dialplan=DIALPLAN))
    house.wait_for_speech()
    progress.done(f"Asterisk {house.switch.program.version}")
    helping = agents[len(agents) - options.helpers :]  # the last can do most
    watched = Watched(house.client)
    if helping:
        stack.enter_context(Helpers(layout, helping))
        for agent in helping:
            house.client.ask(SignIn(agent), type(None))
    print(leaflet(house, pins, helping), flush=True)
    _show(house, watched)
    return 0


def _show(house: House, watched: Watched) -> None:
    with Screen(house.client) as screen:
        while house.is_running:
            for telling in watched.take(wait_s=0.2):
                screen.tell(telling)
            screen.draw("Ctrl-C ends it")
    raise LabError(f"the daemon or the PBX has ended; the daemon's last words: {house.last_words()}")


def leaflet(house: House, pins: Mapping[str, str], helping: Sequence[str]) -> str:
    """What a person at a softphone needs to know."""
    layout = house.layout
    lines = [
        "",
        f"Softphones: server {_server(layout)}, port {layout.sip_port}, UDP, codec G.711 (ulaw or alaw)",
        "",
        "  user    password      PIN",
        *(
            f"  {agent:7} {layout.phones[agent]:13} {pin}{'     (simulated: answers by itself)' * (agent in helping)}"
            for agent, pin in pins.items()
        ),
        f"  {'caller':7} {layout.phones['caller']}",
        "",
        f"As `caller`, dial {NUMBER}: the menu of config/flows/main.yaml answers.",
        f"{SPOKEN_NUMBER}: say what you want (config/flows/spoken.yaml): sales, customer service, billing ...",
        f"{SERVICE_NUMBER}: order status ({', '.join(orders())}) and balance (account 1001, PIN {PIN}).",
        "As an agent, dial:",
        *(f"  {code}  {meaning}" for code, meaning in _CODES.items()),
        "",
        "The command line, from another terminal:",
        f"  export ACD_SOCKET={house.socket}",
        f"  {Path(sys.executable).with_name('acd')} status",
        f"Edit the configuration in {house.config}",
        "and apply it with `acd reload`.",
        "",
    ]
    return "\n".join(lines)


def _server(layout: Layout) -> str:
    return "this machine's address" if layout.host == "0.0.0.0" else layout.host


def _sip_port(options: Options) -> int:
    if options.sip_port:
        return options.sip_port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.bind((options.host, _SIP_PORT))
        except OSError:
            return free_udp(options.host)
    return _SIP_PORT


def _address(text: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            socket.inet_aton(text)
            trial.bind((text, 0))
        except OSError:
            raise argparse.ArgumentTypeError(f"{text!r} is no IPv4 address of this machine") from None
    return text


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of agents")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="run", description="A contact centre on a real Asterisk, for your softphones."
    )
    parser.add_argument(
        "--host", type=_address, default="127.0.0.1", help="where the PBX takes SIP and sound (%(default)s)"
    )
    parser.add_argument("--sip-port", type=_port, default=0, help=f"its SIP port ({_SIP_PORT} where it is free)")
    parser.add_argument(
        "--agents-answer", type=_count, default=0, metavar="N", help="so many simulated agents answer (%(default)s)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs, configuration and the store")
    given = parser.parse_args(argv)
    options = Options(given.host, given.sip_port, given.agents_answer)
    code = perform(lambda path, stack: run(path, stack, options), "acd-run-", keep=given.keep)
    return 0 if code in Ended.ASKED else code


if __name__ == "__main__":
    sys.exit(main())
