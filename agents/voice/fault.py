"""Why a request to a model brought nothing: one kind for each cause, told in both languages.

Whatever LiteLLM raises is read by the causes behind it: its own classes do not tell a page of HTML
from a broken server, nor the status of one provider from that of another.
"""

import math
import os
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Literal

from practice.errors import VoiceError
from tools.scrub import scrub
from tools.text import clean
from tools.wording import say

Kind = Literal[
    "request", "key", "credit", "forbidden", "unknown", "long", "busy", "server", "unreachable",
    "untrusted", "late", "cut", "unreadable", "no_chat", "huge", "declined", "empty", "broke_off", "failed",
    "calls", "budget",
]  # fmt: skip

_AGAIN: frozenset[Kind] = frozenset(
    {"busy", "server", "unreachable", "late", "cut", "unreadable", "no_chat", "empty"}
)
"""What another try may mend."""
_LASTING: frozenset[Kind] = frozenset({"key", "credit", "forbidden", "unknown", "untrusted"})
"""What stays so until the user does something."""
_BY_STATUS: dict[int, Kind] = {
    401: "key",
    402: "credit",
    403: "forbidden",
    404: "unknown",
    408: "server",
    409: "server",
    413: "long",
    429: "busy",
}
PLAUSIBLE_WAIT = 3600.0
"""Seconds of a Retry-After that are believed; what asks for more is mistaken."""
_SAID_LIMIT = 160
_PREFIX = re.compile(r"^(?:(?:litellm\.)?\w+(?:Error|Exception)(?: -|:) )+")
"""What LiteLLM puts before the server's own words."""
_NO_CREDIT = "insufficient_quota"
"""OpenAI says so with status 429, which no waiting mends."""

_NO_KEY = "api_key"
"""Without any key LiteLLM sends nothing, and speaks of an error of the server."""


class WireError(Exception):
    """What the connection itself refused to carry on; `kind` says why."""

    def __init__(self, kind: Kind, said: str = "") -> None:
        super().__init__(kind, said)
        self.kind: Kind = kind
        self.said = said


class ModelError(VoiceError):
    """One request that brought nothing; `again` where a repeat may mend it, `wait` as it was asked."""

    def __init__(
        self,
        kind: Kind,
        model: str,
        said: str = "",
        *,
        again: bool | None = None,
        wait: float | None = None,
    ) -> None:
        said = clean(scrub(said, os.environ)).strip().partition("\n")[0][:_SAID_LIMIT]
        asked = wait if kind == "busy" and wait and 0 < wait <= PLAUSIBLE_WAIT else 0
        key = "fault.busy_for" if asked else f"fault.{kind}"
        told = {"model": model, "said": said, "wait": f"{math.ceil(asked)}"}
        super().__init__(say(key, "en", **told), zh=say(key, "zh", **told))
        self.kind: Kind = kind
        self.model = model
        self.again = kind in _AGAIN if again is None else again
        self.wait = wait

    @property
    def lasting(self) -> bool:
        """Whether every later request will fail the same way until the user does something."""
        return self.kind in _LASTING


def fault_of(error: BaseException, model: str, now: float) -> ModelError:
    """Return the fault that an exception of any client stands for; `now` in seconds since 1970."""
    chain = list(_chain(error))
    for each in chain:
        if isinstance(each, ModelError):
            return each
        if isinstance(each, WireError):
            return ModelError(each.kind, model, each.said)
    return _answered(chain, model, now) or _by_names(chain, model) or _otherwise(error, model)


def _answered(chain: list[BaseException], model: str, now: float) -> ModelError | None:
    """Return the fault that the server's own status stands for, or None where it gave none."""
    for each in chain:
        response = getattr(each, "response", None)
        if _is(each, "HTTPStatusError") and response is not None:
            wait = retry_after(response.headers.get("retry-after"), now)
            return _by_status(response.status_code, model, str(chain[0]), wait)
    return None


def _by_names(chain: list[BaseException], model: str) -> ModelError | None:
    """Return the fault that a cause of a known class stands for."""
    for each in chain:
        kind = _by_name(each)
        if kind is not None:
            return ModelError(kind, model, str(each))
    if any(_is(each, "APIConnectionError") for each in chain):
        return ModelError("unreachable", model)
    return None


def _otherwise(error: BaseException, model: str) -> ModelError:
    """Return the fault by what LiteLLM itself says, which without a server's status is a guess."""
    if _NO_KEY in str(error):
        return ModelError("key", model, "none is set")
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _by_status(status, model, str(error), None)
    return ModelError("failed", model, str(error) or type(error).__name__)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and what it came from, each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__


def _is(error: BaseException, *names: str) -> bool:
    """Return whether an exception is of a class of one of these names; no library is imported."""
    return any(each.__name__ in names for each in type(error).__mro__)


def _by_name(error: BaseException) -> Kind | None:
    if _is(error, "SSLCertVerificationError", "ClientConnectorCertificateError"):
        return "untrusted"
    if _is(error, "TimeoutError", "TimeoutException"):
        return "late"
    if _is(error, "ConnectError", "ConnectionRefusedError", "InvalidURL", "NonHttpUrlClientError"):
        return "unreachable"
    if _is(error, "UnicodeError") and "idna" in str(error):
        return "unreachable"  # a name that no host can have
    if _is(error, "NetworkError", "RemoteProtocolError", "ConnectionError"):
        return "cut"
    if _is(error, "JSONDecodeError", "UnicodeError", "DecodingError", "ValidationError"):
        return "unreadable"
    return None


def _by_status(status: int, model: str, said: str, wait: float | None) -> ModelError:
    kind = _BY_STATUS.get(status) or ("server" if status >= 500 else "request")
    if kind == "busy" and _NO_CREDIT in said:
        kind = "credit"
    detail = f"{status}: {_PREFIX.sub('', said)}"
    return ModelError(kind, model, detail, wait=wait)


def retry_after(header: str | None, now: float) -> float | None:
    """Return the seconds a Retry-After asks for, given as such or as a date; None for nonsense."""
    if header is None:
        return None
    try:
        return float(header)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(header).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return None
