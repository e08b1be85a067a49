"""The clock of a sandbox."""

from __future__ import annotations

from datetime import datetime

from ._json import Duration
from ._models import Clock, ClockMoved, DueEvent
from ._operations import Operations


class ClockClient:
    """The clock of a sandbox, which decides expiries, deliveries and webhooks."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def now(self) -> Clock:
        """Read the clock.

        Example:
            >>> verify.clock.now().now
            '2026-01-31T09:30:00.000Z'
        """
        return self._operations.get_clock().clock

    def advance(self, by: Duration) -> ClockMoved:
        """Advance the clock, and return it with the events on the way.

        Args:
            by: A text like `"5m"`, milliseconds, or a `timedelta`.

        Raises:
            ControlError: 400 for an invalid duration.

        Example:
            >>> verify.clock.advance(timedelta(minutes=5))
        """
        return self._operations.advance_clock(by)

    def next(self) -> ClockMoved:
        """Advance the clock to the next event that is due; without one it does not move."""
        return self._operations.advance_clock_to_next()

    def due(self, *, limit: int | None = None) -> list[DueEvent]:
        """List the next due events, soonest first, 50 by default."""
        return self._operations.get_clock(limit=limit).due

    def set(self, to: datetime | str | float) -> ClockMoved:
        """Set the clock.

        Args:
            to: A `datetime` with a time zone, an ISO 8601 text with one, Unix milliseconds, or
                `"now"` to return to real time.

        Raises:
            ValueError: For a `datetime` without a time zone.
            ControlError: 400 for an invalid time.

        Example:
            >>> verify.clock.set("2026-01-31T09:30:00Z")
        """
        if isinstance(to, datetime):
            if to.tzinfo is None:
                raise ValueError(f"{to!r} has no time zone. Pass one, such as timezone.utc.")
            to = round(to.timestamp() * 1000)
        return self._operations.set_clock(to)

    def freeze(self) -> Clock:
        """Freeze the clock at its current time."""
        return self._operations.freeze_clock().clock

    def resume(self) -> Clock:
        """Resume a frozen clock from the time at which it stopped."""
        return self._operations.resume_clock().clock
