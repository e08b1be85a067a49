"""The names of the sandboxes of tests."""

from __future__ import annotations

import re


class SandboxNames:
    """Names sandboxes after tests, each once: `test-code-expires`, then `test-code-expires-2`.

    Args:
        run: Part of the names that no other process has, for an emulator that others use too.
    """

    def __init__(self, run: str = "") -> None:
        self._run = run
        self._taken: dict[str, int] = {}

    def next(self, title: str) -> str:
        """Return a name that was not returned before."""
        stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "test"
        count = self._taken.get(stem, 0) + 1
        self._taken[stem] = count
        return "-".join(part for part in (stem, str(count) if count > 1 else "", self._run) if part)
