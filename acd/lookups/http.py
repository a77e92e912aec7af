"""One question over HTTP. Whatever the answer does (slow, in drops, huge, of another type, elsewhere, nested without
end), it costs at most the time given and `most_bytes` of memory.

Values are percent-encoded into the path and the query; host and scheme are the definition's. No redirect is followed,
no cookie kept, nothing unpacked. Only GET is asked again, a moment later, when the service was not reached, was too
slow or said that it is in trouble (502, 503, 504).
"""

import asyncio
import random
from collections.abc import Mapping
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from acd.config.lookup_settings import OverHttp
from acd.config.secret import Secret
from acd.lookups.resolver import OwnResolver
from acd.lookups.trouble import LookupTroubleError
from ivr.fill import NAME
from ivr.services import Trouble

ABSENT = frozenset({204, 404, 410})
TRY_AGAIN = frozenset({502, 503, 504})
PAUSE_S = 0.1
IDLE_S = 15.0  # a connection is kept for the next question
CHUNK = 16_384


class _PassingError(LookupTroubleError):
    """The next try may do better."""


class HttpAsker:
    """Asks for all lookups over HTTP. Made and closed in the event loop."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=IDLE_S, resolver=OwnResolver(), force_close=False
            ),  # the gates count
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
        )

    async def close(self) -> None:
        await self._session.close()

    async def ask(self, source: OverHttp, values: Mapping[str, str], timeout_s: float) -> object:
        """The JSON of the answer, None where there is nothing of the kind. Raises LookupTroubleError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        for left in range(source.tries, 0, -1):
            try:
                return await self._try(source, values, (deadline - loop.time()) / left)
            except _PassingError as error:
                pause_s = PAUSE_S * random.uniform(0.5, 1.5)  # noqa: S311 - many callers must not come back as one
                if left == 1 or loop.time() + 2 * pause_s > deadline:
                    raise LookupTroubleError(error.why) from None
                await asyncio.sleep(pause_s)
        raise AssertionError("a definition has at least one try")

    async def _try(self, source: OverHttp, values: Mapping[str, str], timeout_s: float) -> object:
        try:
            async with asyncio.timeout(timeout_s):
                return await self._exchange(source, values)
        except TimeoutError:
            raise _PassingError(Trouble.SLOW) from None
        except (aiohttp.ClientConnectionError, OSError):
            raise _PassingError(Trouble.AWAY) from None
        except (aiohttp.ClientError, ValueError):  # a broken dialogue; its text may quote what was sent
            raise LookupTroubleError(Trouble.WRONG) from None

    async def _exchange(self, source: OverHttp, values: Mapping[str, str]) -> object:
        url = URL(filled(source.url, values), encoded=True)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", **_plain(source.headers)}
        body = {name: values[name] for name in source.body} if source.is_post else None
        method = "POST" if source.is_post else "GET"
        async with self._session.request(method, url, headers=headers, json=body, allow_redirects=False) as answer:
            if answer.status in ABSENT:
                return None
            if answer.status != 200:
                error = _PassingError if answer.status in TRY_AGAIN else LookupTroubleError
                raise error(Trouble.REFUSED)
            if not _is_json(answer):
                raise LookupTroubleError(Trouble.WRONG)
            return decoded(await _read(answer, source.most_bytes))


def filled(url: str, values: Mapping[str, str]) -> str:
    """The template with each value percent-encoded, so that none of its characters can mean anything to a URL."""
    return NAME.sub(lambda match: quote(values[match[1]], safe="", errors="replace"), url)


def _plain(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    return {name: each.value if isinstance(each, Secret) else each for name, each in headers.items()}


def _is_json(answer: aiohttp.ClientResponse) -> bool:
    kind = answer.content_type.lower()
    is_packed = answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", "")
    return (kind == "application/json" or kind.endswith("+json")) and not is_packed


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    if (answer.content_length or 0) > most:
        raise LookupTroubleError(Trouble.WRONG)
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > most:
            raise LookupTroubleError(Trouble.WRONG)
    return bytes(content)


def decoded(content: bytes) -> object:
    """JSON as RFC 8259 has it (no NaN, no half surrogates). Raises LookupTroubleError(WRONG)."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise LookupTroubleError(Trouble.WRONG) from None
