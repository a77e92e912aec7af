"""A small shop's service, for flows to look things up at: the status of an order, an account's balance, the hash of a
customer's PIN. `python -m acd.lab.shop --port 8085` serves it until it is stopped.
"""

import argparse
import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from acd.config.pins import hash_pin
from acd.lab.trouble import LabError

PORT = 8085
UP_S = 5.0
PIN: Final = "2580"  # of every account that has one
BALANCES: Final = {"1001": "12", "1002": "-3", "1003": "0"}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def orders() -> dict[str, dict[str, Any]]:
    """By number; those on their way come the day after tomorrow."""
    due = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    return {
        "4711": {"status": "shipped", "total": 49, "due": due},
        "4712": {"status": "delivered", "total": 12},
        "4713": {"status": "in stock", "total": 1200},
    }


class Shop:
    """A context manager: it serves from a thread of its own. `answers`, by the last piece of the path, come before what
    the shop would say; `asked` are the paths that were asked for."""

    def __init__(self, port: int = 0, answers: Mapping[str, Answer] | None = None) -> None:
        self.port = port
        self.asked: list[str] = []
        self._answers = dict(answers or {})
        self._orders = orders()
        self._hash = hash_pin(PIN)
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="shop", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._is_up.wait(UP_S):
            raise LabError(f"the shop's service cannot listen on port {self.port}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(UP_S)

    def _serve(self) -> None:
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        try:
            self._loop.run_until_complete(self._open(runner))
            self._is_up.set()
            self._loop.run_forever()
        except OSError:
            return  # told by whoever waits for us
        finally:
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()

    async def _open(self, runner: web.AppRunner) -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._note])
        app.router.add_get("/orders/{number}", self._order)
        app.router.add_get("/accounts/{account}/balance", self._balance)
        app.router.add_get("/accounts/{account}/pin", self._pin)
        return app

    @web.middleware
    async def _note(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        self.asked.append(request.path)
        special = next((self._answers[each] for each in request.match_info.values() if each in self._answers), None)
        return await (special or handler)(request)

    async def _order(self, request: web.Request) -> web.Response:
        return _found(self._orders.get(request.match_info["number"]))

    async def _balance(self, request: web.Request) -> web.Response:
        balance = BALANCES.get(request.match_info["account"])
        return _found(None if balance is None else {"balance": balance})

    async def _pin(self, request: web.Request) -> web.Response:
        return _found({"hash": self._hash} if request.match_info["account"] in BALANCES else None)


def _found(what: object) -> web.Response:
    return web.json_response({"error": "no such thing"}, status=404) if what is None else web.json_response(what)


def main() -> None:
    parser = argparse.ArgumentParser(prog="shop", description="A small shop's service, for flows to look things up at.")
    parser.add_argument("--port", type=int, default=PORT)
    with Shop(parser.parse_args().port) as shop:
        print(f"{shop.url}/orders/4711", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
