"""What pytest shows of the errors of the package."""

from __future__ import annotations

import pytest


def test_a_helper_is_not_part_of_the_traceback(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
def test_fails(verify):
    verify.assert_code_sent_to("+13035551234", timeout=0)
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*CodeNotSentError: *+13035551234*"])
    result.stdout.no_fnmatch_line("*_sandbox.py*")


def test_an_error_of_the_package_is_shown_without_the_frames_of_the_package(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
def test_wait(handset):
    handset.code("+13035551234", timeout="100ms")
def test_assert(verify):
    verify.assert_code_sent_to("+13035551234", timeout=0)
def test_journal(verify):
    verify.journal.assert_received("CreateVerificationSms")
def test_clock(verify):
    verify.clock.advance("5x")
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=4)
    for error in ("WaitTimeoutError", "CodeNotSentError", "JournalAssertionError", "ControlError"):
        result.stdout.fnmatch_lines([f"E *{error}: *"])
    result.stdout.no_fnmatch_line("*pytest_telnyx_verify/*.py:*")
    full = pytester.runpytest_subprocess("--full-trace")
    full.stdout.fnmatch_lines(["*pytest_telnyx_verify/_http.py:*"])


def test_a_missing_command_is_reported_without_the_frames_of_the_package(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVE_COMMAND", "tve-missing")
    pytester.makepyfile("def test_it(verify): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["E *EmulatorStartError: tve-missing cannot be run*"])
    result.stdout.no_fnmatch_line("*pytest_telnyx_verify/*.py:*")


def test_a_bug_of_the_package_is_shown_with_its_frames(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(verify): verify.clock.advance(object())")
    result = pytester.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*pytest_telnyx_verify/_*.py:*"])
