from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Iterator

import pytest

from pytest_telnyx_verify import SandboxClient, WaitTimeoutError

from .conftest import PHONE, Shop


@pytest.fixture
def receiver() -> Iterator[str]:
    """The URL of a receiver that accepts every webhook."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/webhooks"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_awaited_and_redelivered(
    verify: SandboxClient, shop: Shop, receiver: str
) -> None:
    verify.webhooks.set_url(receiver)
    verify.webhooks.set_headers({"X-Forwarded-For": "192.0.2.1"})
    shop.send_code()
    webhook = verify.webhooks.wait(phone_number=PHONE)
    assert webhook.attempts[0].status == 200
    assert webhook.attempts[0].request.headers["X-Forwarded-For"] == "192.0.2.1"
    assert len(verify.webhooks.redeliver(webhook.id).attempts) == 2
    assert webhook.id in [delivery.id for delivery in verify.webhooks.deliveries(state="delivered")]


def test_an_event_is_triggered_with_a_fault(
    verify: SandboxClient, shop: Shop, receiver: str
) -> None:
    shop.send_code()
    deliveries = verify.webhooks.trigger("verify.delivered", url=receiver, fault="wrong-signature")
    assert [delivery.fault for delivery in deliveries] == ["wrong-signature"]


def test_webhook_faults_are_listed_and_removed(verify: SandboxClient) -> None:
    verify.webhooks.faults.add("delayed", delay="5s", phone_number=PHONE, times=1)
    [fault] = verify.webhooks.faults.active()
    assert (fault.fault, fault.delay_ms, fault.match.phone_number) == ("delayed", 5000, PHONE)
    verify.webhooks.faults.clear()
    assert verify.webhooks.faults.active() == []


def test_a_webhook_that_is_not_posted_times_out_with_the_reason(
    verify: SandboxClient, shop: Shop
) -> None:
    shop.send_code()
    with pytest.raises(WaitTimeoutError, match="no profile of this sandbox has a webhook_url"):
        verify.webhooks.wait(timeout="1ms")
