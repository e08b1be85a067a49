from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pytest_telnyx_verify import Emulator, EmulatorConnectionError
from pytest_telnyx_verify._names import SandboxNames

SEND = """
import json, urllib.request

def send(verify, phone="+13035551234"):
    headers = {"Authorization": f"Bearer {verify.api_key}", "Content-Type": "application/json"}
    body = {"phone_number": phone, "verify_profile_id": verify.profile_id}
    url = verify.base_url + "/verifications/sms"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)):
        pass
"""


@pytest.fixture(autouse=True)
def _without_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELNYX_VERIFY_EMULATOR_URL", "TVE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_failing_test_reports_its_journal_and_a_passing_one_does_not(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        SEND
        + """
import pytest

def test_fails(verify):
    send(verify, "+13035550001")
    assert verify.inbox.messages() == []

def test_passes(verify):
    send(verify, "+13035550002")

@pytest.mark.xfail
def test_expected_to_fail(verify):
    send(verify, "+13035550003")
    assert False
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1, passed=1, xfailed=1)
    result.stdout.fnmatch_lines(
        [
            '*Last events in sandbox "test-fails"*',
            "*message.arrived +13035550001 (sms): Your verification code is *",
            "*POST /v2/verifications/sms*200",
        ]
    )
    result.stdout.no_fnmatch_line("*+13035550002*")
    result.stdout.no_fnmatch_line("*+13035550003*")


FAILING = (
    SEND
    + """
import os

def test_fails(verify, handset):
    send(verify, os.environ.get("PHONE", "+13035550001"))
    verify.clock.advance("1m")
    code = handset.code(os.environ.get("PHONE", "+13035550001"))
    print("seen", code, verify.inbox.messages()[0].id, verify.clock.now())
    assert code == "never"

def test_passes(verify):
    send(verify)
"""
)


def test_the_run_of_a_failed_test_is_saved_and_replayed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVE_RUN_FILES", "runs")
    pytester.makepyfile(FAILING)
    first = pytester.runpytest_subprocess()
    first.assert_outcomes(failed=1, passed=1)
    [path] = (pytester.path / "runs").iterdir()
    [shown] = [line for line in first.outlines if line.startswith("npx tve replay ")]
    # The shown command finds the pytest of this environment.
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)
    # The command of the package stands for `npx tve`, which would look for an installed one.
    words = shlex.split(shown)
    assert words[2:5] == ["replay", f"runs/{path.name}", "--"]
    command = [*shlex.split(os.environ["TVE_COMMAND"]), *words[2:]]
    again = pytester.run(*command)
    assert again.ret == 1
    [seen] = [line for line in first.outlines if line.startswith("seen ")]
    assert seen in again.outlines
    monkeypatch.setenv("PHONE", "+13035550002")
    changed = pytester.run(*command)
    assert changed.ret != 0
    changed.stderr.fnmatch_lines(["First divergence: request 1: *+13035550001*+13035550002*"])


def test_a_run_that_cannot_be_saved_hides_no_failure(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVE_RUN_FILES", "test_it.py/runs")
    pytester.makepyfile(test_it=FAILING)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["The run could not be saved: *"])


def test_each_worker_has_an_emulator_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        SEND
        + """
import pytest

@pytest.mark.parametrize("number", range(8))
def test_sandboxes_never_meet(verify, number):
    verify.assert_no_code_sent_to("+13035551234")
    send(verify)
    assert len(verify.inbox.messages()) == 1
"""
    )
    pytester.runpytest_subprocess("-n", "2", "--dist", "load").assert_outcomes(passed=8)


def test_workers_share_a_named_emulator_and_leave_nothing_there(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    telnyx_verify_emulator: Emulator,
) -> None:
    monkeypatch.setenv("TELNYX_VERIFY_EMULATOR_URL", telnyx_verify_emulator.url)
    monkeypatch.setenv("TVE_COMMAND", "not-a-command")
    pytester.makepyfile(
        SEND
        + """
import pytest

@pytest.mark.parametrize("same", ["x"] * 6)
def test_sandboxes_never_meet(verify, same):
    verify.assert_no_code_sent_to("+13035551234")
    send(verify)
    assert len(verify.inbox.messages()) == 1
"""
    )
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=6)
    names = [
        entry.sandbox for entry in telnyx_verify_emulator.operations.list_sandboxes().sandboxes
    ]
    assert not [name for name in names if "never-meet" in name]


def test_a_sandbox_of_an_application_is_kept_and_reset(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
import pytest

@pytest.fixture
def telnyx_verify_sandbox():
    return "shop"
"""
    )
    pytester.makepyfile(
        SEND
        + """
def test_first(verify):
    assert verify.api_key == "sandbox_shop"
    send(verify)

def test_second(verify, telnyx_verify_emulator):
    assert verify.inbox.messages() == []
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_conftest_may_provide_the_emulator(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    telnyx_verify_emulator: Emulator,
) -> None:
    monkeypatch.setenv("TVE_COMMAND", "not-a-command")
    pytester.makeconftest(
        f"""
import pytest
from pytest_telnyx_verify import Emulator

@pytest.fixture(scope="session")
def telnyx_verify_emulator():
    return Emulator("{telnyx_verify_emulator.url}")
"""
    )
    pytester.makepyfile("def test_it(verify): verify.assert_no_code_sent_to('+13035551234')")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_settings_are_passed_to_the_emulator(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ntelnyx_verify_args = --seed 7 --dialect spec")
    pytester.makepyfile(
        """
def test_settings(verify):
    info = verify.operations.get_sandbox()
    assert info.dialect == "spec"
    assert info.seed.startswith("7")
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_an_invalid_setting_is_reported_with_the_words_of_the_command(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeini("[pytest]\ntelnyx_verify_args = --dialect welsh")
    pytester.makepyfile("def test_it(verify): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*EmulatorStartError: *ended with exit code 2*", "*welsh*"])


def test_a_url_without_an_emulator_is_reported(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ntelnyx_verify_url = http://127.0.0.1:1")
    pytester.makepyfile("def test_it(verify): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*EmulatorConnectionError: No emulator is running at http://127.0.0.1:1*"]
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_test_run_leaves_no_emulator_behind(tmp_path: Path) -> None:
    (tmp_path / "test_killed.py").write_text(
        """
import pathlib, time

def test_waits(verify):
    pathlib.Path("url").write_text(verify.base_url + chr(10))
    time.sleep(600)
"""
    )
    run = subprocess.Popen([sys.executable, "-m", "pytest", "-q"], cwd=tmp_path)
    try:
        url = _until(lambda: _read_line(tmp_path / "url"))
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    _until(lambda: _is_gone(Emulator(url)))


def _read_line(path: Path) -> str:
    text = path.read_text() if path.exists() else ""
    return text.strip() if text.endswith("\n") else ""


def _is_gone(emulator: Emulator) -> bool:
    try:
        emulator.health()
    except EmulatorConnectionError:
        return True
    return False


def _until(look: object) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert callable(look)
        found = look()
        if found:
            return str(found)
        time.sleep(0.02)
    raise AssertionError("It did not happen within a minute.")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("test_code_expires", "test-code-expires"),
        ("test_login[+1303-de]", "test-login-1303-de"),
        ("test_é", "test"),
        ("___", "test"),
        ("x" * 90, "x" * 60),
    ],
)
def test_sandboxes_are_named_after_tests(title: str, name: str) -> None:
    names = SandboxNames()
    assert [names.next(title), names.next(title)] == [name, f"{name}-2"]
    assert SandboxNames("1f").next(title) == f"{name}-1f"
