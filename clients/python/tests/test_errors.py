from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from pytest_telnyx_verify import Emulator, EmulatorConnectionError, EmulatorStartError
from pytest_telnyx_verify._launcher import EmulatorProcess, find_command


def test_a_url_without_an_emulator_is_reported(free_url: Callable[[], str]) -> None:
    url = free_url()
    with pytest.raises(EmulatorConnectionError, match=f"No emulator is running at {url}"):
        Emulator(url).health()


def test_the_reason_is_told_without_the_number_of_the_system(free_url: Callable[[], str]) -> None:
    with pytest.raises(EmulatorConnectionError, match=r"\(connection refused\)"):
        Emulator(free_url()).health()


@pytest.mark.parametrize(
    "url",
    [
        *("", "127.0.0.1:8374", "ftp://127.0.0.1", "http://", "http://a b", "http://a:x"),
        *("http://127.0.0.1:99999", None, 5),
    ],
)
def test_an_invalid_url_is_reported(url: Any) -> None:
    with pytest.raises(ValueError, match="is not a URL of an emulator"):
        Emulator(url)


@pytest.mark.parametrize("token", ["secret\n", "\u043a\u043b\u044e\u0447", "secret\x1b"])
def test_a_token_that_no_header_can_carry_is_reported_and_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="^token must consist of printable ASCII") as raised:
        Emulator("http://127.0.0.1:8374", token=token)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("value", ["", ".", "..", None, 5])
def test_a_value_that_is_no_part_of_a_path_is_reported(value: Any) -> None:
    operations = Emulator("http://127.0.0.1:8374").operations
    phone_sentence = r"^phone_number must be a text that is neither empty nor dots"
    with pytest.raises(ValueError, match=phone_sentence):
        operations.answer_call(value)
    with pytest.raises(ValueError, match=r"^id must be a text that is neither empty nor dots"):
        operations.delete_scenario(value)


@pytest.mark.parametrize("end", ["", "/", "/v2", "/v2/"])
def test_the_url_may_end_in_the_path_of_the_api(end: str) -> None:
    assert Emulator("http://127.0.0.1:8374" + end).url == "http://127.0.0.1:8374"


@pytest.fixture(params=[(200, b"<html>"), (200, b"{}"), (200, b"[]"), (404, b"Not found")])
def something_else(request: pytest.FixtureRequest) -> Iterator[str]:
    status, body = request.param

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_is_something_else_is_reported(something_else: str) -> None:
    with pytest.raises(EmulatorConnectionError, match="Check that the URL|of the same version"):
        Emulator(something_else).health()


def test_a_missing_command_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EmulatorStartError, match="npm install --save-dev telnyx-verify-emulator"):
        find_command(tmp_path, {"PATH": str(tmp_path)})
    with pytest.raises(EmulatorStartError, match="tve-missing cannot be run: No such file"):
        EmulatorProcess(["tve-missing"])


def test_missing_node_is_reported(tmp_path: Path) -> None:
    command = tmp_path / "node_modules" / ".bin" / "tve"
    command.parent.mkdir(parents=True)
    command.touch()
    below = tmp_path / "backend" / "tests"
    below.mkdir(parents=True)
    with pytest.raises(EmulatorStartError, match=r"Node\.js is not on the PATH"):
        find_command(below, {"PATH": str(tmp_path)})
    node = tmp_path / "node"
    node.touch(mode=0o755)
    assert find_command(below, {"PATH": str(tmp_path)}) == [str(command)]


def test_a_command_that_ends_is_reported_with_what_it_printed() -> None:
    printed = "Unknown option --sed. Did you mean --seed?"
    script = f"import sys; sys.exit({printed!r})"
    with pytest.raises(EmulatorStartError) as caught:
        EmulatorProcess([sys.executable, "-c", script], args=["--sed", "1"])
    assert f"ended with exit code 1. It printed:\n{printed}" in str(caught.value)


def test_a_command_that_hangs_is_stopped(tmp_path: Path) -> None:
    script = "import sys; sys.stdin.read()"
    with pytest.raises(EmulatorStartError, match=r"not ready after 0\.1 s\. It printed nothing"):
        EmulatorProcess([sys.executable, "-c", script], timeout=0.1)
