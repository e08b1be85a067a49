"""What pytest shows of an error of this package."""

from __future__ import annotations

import sys

import pytest

from .errors import VerifyEmulatorError


def hide_own_frames() -> None:
    """Let pytest leave the frames of this package out of the traceback of one of its own errors.

    The message says what is wrong and what to do, and 80 lines of this package would bury it.
    `--full-trace` shows them. Call it once all modules are imported.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{__package__}."):
            vars(module)["__tracebackhide__"] = _is_own_error


def _is_own_error(error: pytest.ExceptionInfo[BaseException]) -> bool:
    return isinstance(error.value, VerifyEmulatorError)
