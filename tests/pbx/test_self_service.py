"""Callers serve themselves: an order's status, a balance behind a PIN; and what they hear when the service is bad."""

import asyncio
import re
import time
from collections.abc import Iterator

import pytest
from aiohttp import web

from acd.config.pins import hash_pin
from acd.control.requests import UnlockPin
from acd.lab.house import Plan
from acd.lab.ports import free_tcp
from acd.lab.shop import Shop
from tests.pbx.scene import Caller, Scene, until

PIN = "2580"
TIMEOUT_S = 2.5
PORT = free_tcp()

LOOKUPS = f"""
[lookup.orders]
url = "http://127.0.0.1:{PORT}/orders/{{number}}"
timeout_s = {TIMEOUT_S}
tries = 1
[lookup.orders.fields]
status = "text"
total = "money"
due = {{ kind = "date", optional = true }}
code = {{ kind = "digits", optional = true }}
[lookup.dead]
url = "http://127.0.0.1:{free_tcp()}/{{number}}"
fields = {{ x = "text" }}
[lookup.balance]
url = "http://127.0.0.1:{PORT}/accounts/{{account}}/balance"
fields = {{ balance = "money" }}
[lookup.pin]
url = "http://127.0.0.1:{PORT}/accounts/{{account}}/pin"
fields = {{ hash = "text" }}
[pins.customers]
lookup = "pin"
[pins.staff]
file = "staff.pins"
number_tries = 3
"""
STAFF = "".join(f'"{account}" = "{hash_pin(PIN)}"\n' for account in (1001, 2002, 3003))
ORDER = """
start: order
nodes:
  order: {collect: order, prompt: [beep], least: 1, most: 12, timeout_s: 5, on_failure: bye, next: find}
  find:
    lookup: LOOKUP
    with: {number: "{order}"}
    FIELDS
    waiting: [one-moment-please]
    sorry: [im-sorry]
    found: which
    not_found: none
    failed: help
"""
FLOWS = {
    "order": ORDER.replace("LOOKUP", "orders").replace(
        "FIELDS", "into: order\n    fields: [status, total, due, code]\n    masked: [code]"
    )
    + """
  which:
    decide:
      - {when: {data: order_code, is: "99"}, go: vip}
      - {when: {data: order_total, above: 1000}, go: help}
      - {when: {data: order_status, is: shipped}, go: coming}
      - else: other
  coming: {play: [activated, {money: "{order_total}", currency: USD}, {date: "{order_due}"}], next: bye}
  other: {play: [de-activated, {money: "{order_total}", currency: USD}, {digits: "{order_status}"}], next: bye}
  none: {play: [invalid], next: order}
  vip: {handoff: operator}
  help: {handoff: sales, intent: order}
  bye: {hangup: [vm-goodbye]}
""",
    "dead": ORDER.replace("LOOKUP", "dead").replace("FIELDS", "into: it")
    + """
  which: {hangup: [beep]}
  none: {hangup: [beep]}
  help: {handoff: sales}
  bye: {hangup: [vm-goodbye]}
""",
    "balance": """
start: account
nodes:
  account: {collect: account, prompt: [beep], least: 4, most: 4, timeout_s: 5, on_failure: bye, next: prove}
  prove:
    pin: customers
    account: "{account}"
    prompt: [agent-pass]
    wrong: [auth-incorrect]
    retries: 4
    timeout_s: 5
    next: balance
    locked: locked
    on_failure: bye
  balance:
    lookup: balance
    with: {account: "{account}"}
    into: account
    fields: [balance]
    found: say
    not_found: none
    failed: bye
  say: {play: [{money: "{account_balance}", currency: USD}], next: bye}
  none: {hangup: [invalid]}
  locked: {hangup: [vm-nobodyavail]}
  bye: {hangup: [vm-goodbye]}
""",
}
FLOWS["staff"] = FLOWS["balance"].replace("pin: customers", "pin: staff")
QUEUES = "".join(
    f"[queue.{name}]\nneeds = {{ {name} = 1 }}\nwhisper = false\nsay_position = false\nsay_wait = false\n"
    for name in ("sales", "operator")
)
PLAN = Plan(QUEUES, "[agent.1001]\n", FLOWS, more={"lookups.toml": LOOKUPS, "staff.pins": STAFF})
SLOW = {"one": 1.6, "two": 60.0}


async def _huge(request: web.Request) -> web.StreamResponse:
    return web.json_response({"status": "x" * 1_000_000, "total": 1})


async def _wrong_type(request: web.Request) -> web.StreamResponse:
    return web.json_response({"status": {"really": ["shipped"]}, "total": "free"})


async def _page(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<h1>shipped</h1>", content_type="text/html")


async def _hostile(request: web.Request) -> web.StreamResponse:
    text = '${SHELL(touch /tmp/x)}"\r\nSTREAM FILE tt-monkeys ""\n../../etc/passwd,;&|'
    return web.json_response({"status": text, "total": 1, "due": None})


async def _half_a_moment(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(1.6)
    return web.json_response({"status": "delivered", "total": 7})


async def _for_ever(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.json_response({})


async def _secret(request: web.Request) -> web.StreamResponse:
    return web.json_response({"status": "held", "total": 5, "code": "99"})


ANSWERS = {
    "661": _huge,
    "662": _wrong_type,
    "663": _page,
    "664": _hostile,
    "665": _half_a_moment,
    "666": _for_ever,
    "667": _secret,
}


@pytest.fixture(scope="module", autouse=True)
def shop() -> Iterator[Shop]:
    with Shop(PORT, ANSWERS) as shop:
        yield shop


async def asks(scene: Scene, number: str, flow: str = "order") -> Caller:
    caller = await scene.caller(flow)
    await caller.press(f"{number}#")
    return caller


# --- orders ---


async def test_an_order_s_status_is_said(scene: Scene, shop: Shop) -> None:
    caller = await asks(scene, "4711")
    await caller.is_told("vm-goodbye", within_s=15)
    await caller.ended()
    said = caller.told()
    due = said.index("activated")
    assert said[due + 1 : due + 3] == ["SAY NUMBER 49", "digits/dollars"]
    assert any(each.startswith("SAY DATETIME") for each in said)
    assert "one-moment-please" not in said
    assert shop.asked[-1] == "/orders/4711"
    assert (await caller.walk()).outcome == "hangup"


async def test_no_such_order_and_another_try(scene: Scene) -> None:
    caller = await asks(scene, "9999")
    again = await caller.is_told("invalid")
    await caller.is_told("beep", since=again)
    await caller.press("4712#")
    await caller.is_told("de-activated", since=again)
    await caller.ended()
    assert [result for node, result in (await caller.walk()).path if node == "find"] == ["not found", "found"]


async def test_what_was_found_decides_and_goes_with_the_caller(scene: Scene) -> None:
    caller = await asks(scene, "4713")
    assert (await caller.waits("sales")).intent == "order"
    await caller.hang_up()
    data = (await caller.row()).data
    assert dict(data) == {"order": "4713", "order_status": "in stock", "order_total": "1200"}


async def test_a_masked_field_decides_and_goes_nowhere(scene: Scene) -> None:
    caller = await asks(scene, "667")
    await caller.waits("operator")
    await caller.hang_up()
    assert "order_code" not in (await caller.row()).data


# --- a bad service ---


@pytest.mark.parametrize("number", ["661", "662", "663"])
async def test_a_wrong_answer_is_apologised_for(scene: Scene, number: str) -> None:
    caller = await asks(scene, number)
    await caller.is_told("im-sorry")
    await caller.waits("sales")
    assert ("find", "failed, a wrong answer") in (await caller.walk()).path
    await caller.hang_up()
    assert dict((await caller.row()).data) == {"order": number}
    good = await asks(scene, "4712")  # five troubles in a row, and the service would be left alone for a while
    await good.is_told("de-activated")


async def test_a_service_that_is_down(scene: Scene) -> None:
    caller = await asks(scene, "4711", "dead")
    await caller.is_told("im-sorry")
    await caller.waits("sales")
    assert ("find", "failed, not reached") in (await caller.walk()).path


async def test_a_service_a_little_slow_is_waited_for_with_a_word(scene: Scene) -> None:
    caller = await asks(scene, "665")
    told = await caller.is_told("one-moment-please")
    await caller.is_told("de-activated", since=told)
    await caller.is_told("SAY NUMBER 7", since=told)


async def test_a_service_too_slow(scene: Scene) -> None:
    caller = await asks(scene, "666")
    await caller.is_told("one-moment-please")
    began = time.monotonic()
    await caller.is_told("im-sorry")
    assert time.monotonic() - began < TIMEOUT_S + 1.5
    await caller.waits("sales")
    assert ("find", "failed, too slow") in (await caller.walk()).path


async def test_hostile_text_is_text(scene: Scene) -> None:
    caller = await asks(scene, "664")
    await caller.is_told("de-activated")
    await caller.is_told("vm-goodbye")
    await caller.ended()
    assert "tt-monkeys" not in caller.told()


async def test_a_hang_up_while_it_is_looked_up(scene: Scene, shop: Shop) -> None:
    before = len(shop.asked)
    caller = await asks(scene, "666")
    await until(lambda: len(shop.asked) > before, "the shop is asked")
    began = time.monotonic()
    await caller.hang_up()
    walk = await caller.walk()
    assert time.monotonic() - began < 1.0
    assert (walk.outcome, walk.target) == ("caller_left", "find")


async def test_a_hang_up_while_one_moment_please_is_said(scene: Scene) -> None:
    caller = await asks(scene, "666")
    await caller.is_told("one-moment-please")
    await caller.hang_up()
    assert (await caller.walk()).outcome == "caller_left"


# --- PINs ---


async def test_a_balance_behind_a_pin(scene: Scene) -> None:
    caller = await asks(scene, "1001", "balance")
    await caller.is_told("agent-pass")
    await caller.press(f"{PIN}#")
    await caller.is_told("SAY NUMBER 12")
    await caller.ended()
    assert ("prove", "right") in (await caller.walk()).path
    for log in (scene.house.log, *scene.house.layout.folder.glob("log/*")):
        assert PIN not in re.sub(r"[0-9]{5,}|[.:][0-9]+", "", log.read_text(errors="replace"))


async def test_a_wrong_pin_may_be_corrected(scene: Scene) -> None:
    caller = await asks(scene, "1002", "balance")
    await caller.press("1111#")
    told = await caller.is_told("auth-incorrect")
    await caller.is_told("agent-pass", since=told)
    await caller.press(f"{PIN}#")
    await caller.is_told("digits/minus", since=told)


async def wrong(scene: Scene, account: str, flow: str, times: int) -> Caller:
    caller = await scene.caller(flow)
    await caller.press(f"{account}#")
    since = 0
    for _ in range(times):
        since = await caller.is_told("agent-pass", since=since + 1)
        await caller.press("1111#")
    return caller


@pytest.mark.parametrize("account", ["1003", "7777"])
async def test_three_wrong_ones_lock_the_account_also_where_there_is_none(scene: Scene, account: str) -> None:
    caller = await wrong(scene, account, "balance", 3)
    await caller.is_told("vm-nobodyavail")
    await caller.ended()
    assert ("prove", "locked") in (await caller.walk()).path
    again = await wrong(scene, account, "balance", 0)
    await again.is_told("agent-pass")
    await again.press(f"{PIN}#")
    await again.is_told("vm-nobodyavail")
    await again.ended()


async def test_a_lock_outlives_the_daemon_until_an_operator_opens_it(scene: Scene) -> None:
    caller = await wrong(scene, "2002", "staff", 3)
    await caller.is_told("vm-nobodyavail")
    await caller.ended()
    scene.house.stop_daemon()
    scene.house.start_daemon()
    locked = await wrong(scene, "2002", "staff", 0)
    await locked.is_told("agent-pass")
    await locked.press(f"{PIN}#")
    await locked.is_told("vm-nobodyavail")
    await locked.ended()
    assert scene.ask(UnlockPin("2002"), tuple[str, ...]) == ("staff: the account",)
    opened = await wrong(scene, "2002", "staff", 0)
    await opened.is_told("agent-pass")
    await opened.press(f"{PIN}#")
    await opened.is_told("invalid")  # right, and the shop knows of no such account


async def test_one_number_is_locked_at_every_account_and_after_a_kill(scene: Scene) -> None:
    mine = "030998877"
    await (await tries(scene, "1001", mine, "auth-incorrect")).hang_up()
    await (await tries(scene, "3003", mine, "auth-incorrect")).hang_up()
    await (await tries(scene, "1001", mine, "vm-nobodyavail")).hang_up()
    await asyncio.sleep(0.5)  # the store's thread writes within a moment
    scene.house.kill_daemon()
    scene.house.start_daemon()
    await (await tries(scene, "3003", mine, "vm-nobodyavail", PIN)).hang_up()
    assert scene.ask(UnlockPin(mine), tuple[str, ...]) == ("staff: the number",)
    await (await tries(scene, "3003", mine, "invalid", PIN)).hang_up()


async def tries(scene: Scene, account: str, number: str, told: str, pin: str = "1111") -> Caller:
    """A call of its own, from a number that calls again."""
    since = len(scene.eye.seen)
    caller = await scene.caller("staff", number=number)
    await caller.press(f"{account}#")
    since = await scene.hears_said("agent-pass", since=since)
    await caller.press(f"{pin}#")
    await scene.hears_said(told, since=since)
    return caller
