"""Sends requests to the control API, with nothing but the standard library."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from datetime import timedelta
from typing import Any, Callable, Mapping, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from ._json import Duration, to_wire
from ._models import Problem
from ._version import __version__
from .errors import (
    ControlError,
    EmulatorConnectionError,
    JournalAssertionError,
    WaitTimeoutError,
)

T = TypeVar("T")

_ANSWER_SECS = 30.0
"""How long an answer may take, beyond the time that a request asks to wait."""

_UNIT_SECS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class HttpCall:
    """Sends requests to one emulator.

    Args:
        url: Address of the emulator, with or without `/v2` at the end.
        token: Bearer token, if the emulator was started with `--control-token`.

    Raises:
        ValueError: For a URL that is not one, and for a token that no header can carry.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.origin = _to_origin(url)
        self._token = _to_token(token)
        self._opener = _create_opener(self.origin)

    def __call__(
        self,
        read: Callable[[Any], T],
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
    ) -> T:
        """Send one request and read the JSON of the answer."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        search = urlencode({name: _to_query(value) for name, value in given.items()})
        target = f"{self.origin}{path}{'?' + search if search else ''}"
        headers = {"Accept": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = Request(target, data=data, headers=headers, method=method)
        timeout = _ANSWER_SECS + _to_secs(given.get("timeout", 0))
        return _read(self._send(request, timeout), read, f"{method} {self.origin}{path}")

    def _send(self, request: Request, timeout: float) -> bytes:
        try:
            with self._opener.open(request, timeout=timeout) as response:
                content: bytes = response.read()
                return content
        except HTTPError as error:
            with error:
                refusal = _to_control_error(error, request.full_url)
            raise refusal from None
        except (URLError, OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise EmulatorConnectionError(
                f"No emulator is running at {self.origin} ({_explain(reason)}). "
                "Start one with `telnyx-verify-emulator`, or check the URL."
            ) from error


def _explain(reason: object) -> str:
    """Return what an error says, without the number and the line of the system."""
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    if isinstance(reason, ssl.SSLError):
        return "it does not speak HTTPS"
    text = str(getattr(reason, "strerror", None) or reason)
    return text[:1].lower() + text[1:]


def _to_token(token: str | None) -> str | None:
    """The token is not repeated in the error."""
    if token and not re.fullmatch(r"[!-~](?:[ -~]*[!-~])?", str(token)):
        raise ValueError("token must consist of printable ASCII characters, without line breaks.")
    return token


def _to_origin(url: str) -> str:
    if not _is_url(url):
        raise ValueError(f"{url!r} is not a URL of an emulator, such as http://127.0.0.1:8374.")
    return re.sub(r"(/v2)?/*$", "", url.rstrip("/"))


def _is_url(url: object) -> bool:
    if not isinstance(url, str) or re.search(r"[\s\x00-\x1f]", url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is not a number up to 65535
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _create_opener(origin: str) -> OpenerDirector:
    """Keep requests to this machine out of a proxy, whatever NO_PROXY says."""
    host = urlsplit(origin).hostname or ""
    is_local = host in ("localhost", "::1") or host.startswith("127.")
    return build_opener(ProxyHandler({})) if is_local else build_opener()


def _to_query(value: Any) -> str:
    wire = to_wire(value)
    return str(wire).lower() if isinstance(wire, bool) else str(wire)


def _to_secs(duration: Duration) -> float:
    """The seconds of a duration; 0 for an invalid one, which the emulator refuses."""
    if isinstance(duration, timedelta):
        return duration.total_seconds()
    if isinstance(duration, str):
        parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", duration)
        return sum(float(number) * _UNIT_SECS[unit] for number, unit in parts)
    return duration / 1000


def _read(content: bytes, read: Callable[[Any], T], request: str) -> T:
    try:
        return read(json.loads(content))
    except ValueError:
        raise EmulatorConnectionError(
            f"{request} was answered with something that is not JSON. "
            "Check that the URL is that of an emulator."
        ) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise EmulatorConnectionError(
            f"{request} was answered with JSON that this client cannot read ({error!r}). "
            f"Use the emulator of the same version, {__version__}."
        ) from None


def _to_control_error(error: HTTPError, url: str) -> ControlError | EmulatorConnectionError:
    try:
        problem = Problem.from_json(json.loads(error.read()))
    except (ValueError, KeyError, TypeError):
        return EmulatorConnectionError(
            f"{url} answered {error.code} without saying why. "
            "Check that the URL is that of an emulator."
        )
    if error.code == 408:
        return WaitTimeoutError(problem.detail, error.code, problem)
    if problem.misses is not None:
        return JournalAssertionError(problem.detail, error.code, problem)
    return ControlError(problem.detail, error.code, problem)
