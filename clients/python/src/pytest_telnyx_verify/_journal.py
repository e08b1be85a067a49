"""The journal of a sandbox: every request with its answer, and every event."""

from __future__ import annotations

from typing import Any, Literal, Mapping

from ._models import AssertRequestMatch, AssertResult, DecidedMatch, EntryKind, JournalEntry
from ._operations import Operations


class JournalClient:
    """The journal of a sandbox."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        operation: str | None = None,
        phone_number: str | None = None,
        status: int | None = None,
        since: str | None = None,
        limit: int | None = None,
        codes: Literal["masked", "shown"] | None = None,
    ) -> list[JournalEntry]:
        """List entries, newest first.

        Args:
            kind: Only entries of this kind.
            operation: Only requests of this operation, such as `"CreateVerificationSms"`.
            phone_number: Only entries about this number.
            status: Only requests with this response status.
            since: Cursor of an earlier answer: only entries after it.
            limit: The largest number of entries, 100 by default.
            codes: Whether one-time codes are shown; by default they are masked.

        Example:
            >>> verify.journal.entries(operation="CreateVerificationSms", status=400)
        """
        answer = self._operations.list_journal(
            kind=kind,
            operation=operation,
            phone_number=phone_number,
            status=status,
            since=since,
            limit=limit,
            codes=codes,
        )
        return answer.entries

    def assert_received(
        self,
        operation: str | None = None,
        *,
        times: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        since: str | None = None,
        phone_number: str | None = None,
        status: int | None = None,
        request: Mapping[str, Any] | None = None,
        answer: Mapping[str, Any] | None = None,
        decided: DecidedMatch | None = None,
    ) -> AssertResult:
        """Assert on the requests so far; without a number at least one must match.

        Args:
            operation: Operation of the requests, such as `"CreateVerificationSms"`.
            times: Exact number of matching requests.
            at_least: Least number of matching requests.
            at_most: Largest number of matching requests.
            since: Only requests after this cursor.
            phone_number: Only requests about this number.
            status: Only requests with this response status.
            request: Expected part of the request's JSON body.
            answer: Expected part of the response's JSON body.
            decided: Expected reason for the response.

        Raises:
            JournalAssertionError: For too few or too many; the message shows the nearest requests.

        Example:
            >>> verify.journal.assert_received(
            ...     "CreateVerificationSms", times=1, request={"timeout_secs": 300}
            ... )
        """
        match = AssertRequestMatch(
            phone_number=phone_number,
            status=status,
            request=None if request is None else dict(request),
            answer=None if answer is None else dict(answer),
            decided=decided,
        )
        return self._operations.assert_journal(
            operation=operation,
            match=None if match == AssertRequestMatch() else match,
            times=times,
            at_least=at_least,
            at_most=at_most,
            since=since,
        )

    def clear(self) -> None:
        """Delete all entries."""
        self._operations.clear_journal()

    def text(self, *, limit: int = 10) -> str:
        """Return the last entries as lines, oldest first, with their hints; codes are shown."""
        return format_entries(self.entries(limit=limit, codes="shown"))


def format_entries(entries: list[JournalEntry]) -> str:
    """One line for each entry, given newest first, with the time of the sandbox's clock."""
    lines = []
    for entry in reversed(entries):
        lines.append(f"  {entry.at[11:23]}  {entry.text}")
        if entry.hint:
            lines.append(f"{' ' * 16}hint: {entry.hint}")
    return "\n".join(lines)
