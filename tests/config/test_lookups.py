"""lookups.toml: read whole, or every mistake in it."""

from acd.config.diff import changes
from acd.config.lookup_settings import AnswerField, OverHttp, OverSql
from acd.config.pins import hash_pin
from acd.config.secret import Secret
from tests.config.conftest import House

GOOD = """
[database.shop]
url = "postgresql://acd_read@127.0.0.1/shop"
secret_file = "shop.secret"
at_once = 2

[lookup.orders]
url = "https://shop.example/orders/{number}?by={caller}"
headers = { Authorization = { secret_file = "shop.secret" }, X-Shop = "main" }
timeout_s = "2s"
at_once = 5
fields = { status = "text", due = { kind = "date", at = "dates.due", optional = true } }

[lookup.find]
url = "http://127.0.0.1:8085/find"
post = true
body = ["number"]
fields = { status = "text" }

[lookup.hash]
database = "shop"
query = "SELECT hash FROM pins WHERE account = CAST(:account AS text);"
fields = { hash = "text" }

[pins.staff]
file = "staff.pins.toml"
[pins.customers]
lookup = "hash"
lock_s = "1h"
tries = 5
"""
FLOW = """
start: find
nodes:
  find:
    lookup: orders
    with: {number: "{caller.number}", caller: "x"}
    into: order
    fields: [status, due]
    found: prove
    not_found: main
    failed: main
  prove:
    pin: staff
    account: "{order_status}"
    prompt: [hello]
    next: main
    on_failure: main
  main: {handoff: sales}
"""


def whole(house: House) -> House:
    house.secret("shop.secret", "hush\n")
    house.secret("staff.pins.toml", f'"4711" = "{hash_pin("2580")}"\n')
    house.write("lookups.toml", GOOD)
    return house


def test_everything_that_can_be_said(house: House) -> None:
    settings = whole(house).read()
    orders, find, kept = (settings.lookups[name] for name in ("orders", "find", "hash"))
    assert orders.takes == {"number", "caller"}
    assert (orders.timeout_s, orders.at_once) == (2.0, 5)
    assert orders.fields == (
        AnswerField("status", "text", ("status",)),
        AnswerField("due", "date", ("dates", "due"), True),
    )
    assert isinstance(orders.source, OverHttp)
    assert orders.source.headers == {"Authorization": Secret("hush"), "X-Shop": "main"}
    assert orders.source.tries == 2
    assert isinstance(find.source, OverHttp)
    assert (find.takes, find.source.tries) == ({"number"}, 1)
    assert isinstance(kept.source, OverSql)
    assert kept.takes == {"account"}
    assert kept.source.database.url == "postgresql://acd_read:%68%75%73%68@127.0.0.1/shop"
    books = settings.pin_books
    assert books["staff"].pins is not None
    assert list(books["staff"].pins) == ["4711"]
    assert (books["customers"].lookup, books["customers"].tries, books["customers"].lock_s) == ("hash", 5, 3600.0)
    assert "hush" not in repr(settings)
    assert "68" not in repr(settings.lookups)
    assert "scrypt" not in repr(settings)


def test_no_file_is_no_lookup(house: House) -> None:
    assert house.read().lookups == {}


def test_a_flow_that_fits(house: House) -> None:
    whole(house).write("flows/main.yaml", FLOW)
    house.read()


def test_what_a_flow_wants_is_held_against_what_there_is(house: House) -> None:
    whole(house).write("flows/main.yaml", FLOW.replace("pin: staff", "pin: nobody").replace("due]", "date]"))
    house.write("flows/other.yaml", FLOW.replace("lookup: orders", "lookup: order").replace(', caller: "x"', ""))
    house.write("flows/third.yaml", FLOW.replace(', caller: "x"', ""))
    assert house.mistakes() == [
        'flows/main.yaml:5: nodes.find.lookup: "date" is no field of orders, allowed: due, status',
        'flows/main.yaml:13: nodes.prove.pin: unknown book of PINs "nobody", allowed: customers, staff',
        'flows/other.yaml:5: nodes.find.lookup: unknown lookup "order", allowed: find, hash, orders',
        "flows/third.yaml:5: nodes.find.lookup: got with: number; orders takes: caller, number",
    ]


def test_every_mistake_at_once(house: House) -> None:
    whole(house).write(
        "lookups.toml",
        """
[databases.x]
[database.shop]
url = "postgresql://acd:pass@127.0.0.1/shop"
[lookup.a]
url = "ftp://host/{number}"
fields = { x = "text" }
[lookup.b]
url = "http://{host}/x"
headers = { X-Api-Key = "abc" }
fields = {}
[lookup.c]
url = "http://host/{Number}"
timeout_s = 60
fields = { status = "word" }
[lookup.d]
database = "shop"
query = "DELETE FROM x"
[lookup.e]
database = "shops"
query = "SELECT 1; SELECT 2"
fields = { x = { kind = "text", at = "a..b" } }
[lookup.d2]
database = "shop"
query = "SELECT a FROM x WHERE b = :account::text"
fields = { a = "text" }
[lookup.f]
fields = { x = "text" }
[lookup.g]
url = "http://host/x"
body = ["a"]
tries = 2
query = "SELECT 1"
fields = { x = "text" }
[lookup.h]
url = "http://host/x"
post = true
tries = 2
headers = { X-A = { secret_file = "nowhere.secret" } }
fields = { x = "text" }
[lookup.i]
database = "shop"
post = true
fields = { x = "text" }
[pins.a]
[pins.b]
lookup = "nothing"
[pins.c]
lookup = "h"
[pins.d]
file = "open.pins.toml"
[pins.e]
file = "bad.pins.toml"
tries = 0
[pins.f]
file = "bad.pins.toml"
""",
    )
    house.secret("open.pins.toml", "", mode=0o644)
    house.secret("bad.pins.toml", '"4711" = "2580"\n"4712" = 2580\n')
    told = house.mistakes()
    assert "2580" not in "".join(told)
    assert "pass" not in "".join(told).replace("password", "")
    keys = [": ".join(each.split(": ")[:2]) for each in told]
    assert keys == [
        "bad.pins.toml: entry 1",
        "bad.pins.toml: entry 2",
        "lookups.toml: databases",
        "lookups.toml: database.shop.url",
        "lookups.toml: lookup.a.url",
        "lookups.toml: lookup.b.url",
        "lookups.toml: lookup.b.headers",
        "lookups.toml: lookup.b.fields",
        "lookups.toml: lookup.c.url",
        "lookups.toml: lookup.c.fields",
        "lookups.toml: lookup.c.timeout_s",
        "lookups.toml: lookup.d.query",
        "lookups.toml: lookup.d.fields",
        "lookups.toml: lookup.e.query",
        "lookups.toml: lookup.e.fields",
        "lookups.toml: lookup.d2.query",
        "lookups.toml: lookup.f",
        "lookups.toml: lookup.g.query",
        "lookups.toml: lookup.g.body",
        "lookups.toml: lookup.h.tries",
        "lookups.toml: lookup.h.headers.X-A.secret_file",
        "lookups.toml: lookup.i.post",
        "lookups.toml: lookup.i.query",
        "lookups.toml: pins.a",
        "lookups.toml: pins.b.lookup",
        "lookups.toml: pins.c.lookup",
        "lookups.toml: pins.d.file",
        "lookups.toml: pins.e.tries",
    ]


def test_a_reload_takes_it_and_tells_no_secret(house: House) -> None:
    old = whole(house).read()
    house.secret("staff.pins.toml", f'"4711" = "{hash_pin("2581")}"\n')
    house.write("lookups.toml", GOOD.replace('"2s"', '"3s"').replace("find]", "seek]"))
    assert changes(old, house.read()) == [
        "lookup find removed",
        "lookup seek added",
        "lookup orders changed",
        "book of PINs staff changed",
    ]
