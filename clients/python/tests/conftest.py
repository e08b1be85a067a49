from __future__ import annotations

import json
import urllib.request
from typing import Any, Callable
from urllib.error import HTTPError

import pytest

from pytest_telnyx_verify import SandboxClient

PHONE = "+13035551234"


class Shop:
    """An application that logs its users in with codes, with plain HTTP."""

    def __init__(self, verify: SandboxClient) -> None:
        self._verify = verify

    def call(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Send one request to the emulated API and return the status and the JSON of its answer."""
        headers = {
            "Authorization": f"Bearer {self._verify.api_key}",
            "Content-Type": "application/json",
        }
        request = urllib.request.Request(
            self._verify.base_url + path, json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def send_code(self, phone_number: str = PHONE, channel: str = "sms", **more: Any) -> str:
        """Send a code and return the ID of its verification."""
        body = {"phone_number": phone_number, "verify_profile_id": self._verify.profile_id, **more}
        status, answer = self.call(f"/verifications/{channel}", body)
        assert status == 200, answer
        id: str = answer["data"]["id"]
        return id

    def check(self, id: str, code: str) -> str:
        """Check a code and return the outcome."""
        status, answer = self.call(f"/verifications/{id}/actions/verify", {"code": code})
        assert status == 200, answer
        outcome: str = answer["data"]["response_code"]
        return outcome


@pytest.fixture
def shop(verify: SandboxClient) -> Shop:
    return Shop(verify)


@pytest.fixture
def free_url() -> Callable[[], str]:
    """Returns a URL at which nothing listens."""

    def find() -> str:
        import socket

        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

    return find
