"""The errors of the client. All of them extend `VerifyEmulatorError`."""

from __future__ import annotations

from ._models import NearMiss, Problem

__all__ = [
    "CodeNotSentError",
    "ControlError",
    "EmulatorConnectionError",
    "EmulatorStartError",
    "JournalAssertionError",
    "UnexpectedCodeError",
    "VerifyEmulatorError",
    "WaitTimeoutError",
]


class VerifyEmulatorError(Exception):
    """The base of all errors of this package."""


class ControlError(VerifyEmulatorError):
    """The emulator refused a request to its control API; the message says what to do.

    Example:
        >>> try:
        ...     verify.outcomes.remove("scenario_9")
        ... except ControlError as error:
        ...     assert error.status == 404
    """

    def __init__(self, message: str, status: int, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.status = status
        """HTTP status of the answer."""
        self.problem = problem
        """The answer's body (RFC 9457); None if it was something else."""


class WaitTimeoutError(ControlError):
    """No message or webhook arrived in time. The message lists what did arrive."""

    @property
    def cursor(self) -> str | None:
        """Pass it as `since` to continue waiting."""
        return None if self.problem is None else self.problem.cursor


class JournalAssertionError(ControlError, AssertionError):
    """Too few or too many requests match; the message shows the nearest and how they differ."""

    @property
    def misses(self) -> list[NearMiss]:
        """The nearest requests, each with its differences."""
        return [] if self.problem is None else self.problem.misses or []


class CodeNotSentError(VerifyEmulatorError, AssertionError):
    """No code was sent to a number in time, although a test asserts it."""


class UnexpectedCodeError(VerifyEmulatorError, AssertionError):
    """A code was sent to a number, although a test asserts the opposite."""


class EmulatorConnectionError(VerifyEmulatorError):
    """No emulator is running at the URL, or something else is."""


class EmulatorStartError(VerifyEmulatorError):
    """The emulator could not be started: its command or Node.js is missing, or it ended."""
