"""Forced outcomes and transport faults of a sandbox."""

from __future__ import annotations

from typing import Literal

from ._json import Duration
from ._models import Channel, Fault, FaultRule, Match, Scenario
from ._operations import Operations

FaultKind = Literal["latency", "status", "reset", "malformed", "truncated", "wrong-type", "hang"]


class Outcomes:
    """Forced outcomes of checks and deliveries, and forced errors of any operation."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def force(
        self,
        outcome: str,
        *,
        phone_number: str | None = None,
        channel: Channel | None = None,
        operation: str | None = None,
        profile_id: str | None = None,
        times: int | None = None,
        delay: Duration | None = None,
    ) -> Scenario:
        """Force the outcome of matching requests. The newest one is tried first.

        Args:
            outcome: Outcome of a check (`"expired"`) or a delivery (`"undelivered"`), or an error
                code of Telnyx (`"10009"`).
            phone_number: Only requests about this number.
            channel: Only requests by this channel.
            operation: Only requests of this operation, such as `"CreateVerificationSms"`.
            profile_id: Only requests with this Verify profile.
            times: Number of times it applies; without it, until it is removed.
            delay: Delivery time.

        Raises:
            ControlError: 422 for an unknown outcome; the message lists the known ones.

        Example:
            >>> verify.outcomes.force("expired", phone_number="+13035551234", times=1)
        """
        match = _match(operation, phone_number, channel, profile_id)
        answer = self._operations.create_scenario(outcome, match=match, times=times, delay=delay)
        return answer.scenario

    def active(self) -> list[Scenario]:
        """List the forced outcomes in the order in which they are tried."""
        return self._operations.list_scenarios().scenarios

    def remove(self, id: str) -> None:
        """Remove one by its ID.

        Raises:
            ControlError: 404 for an unknown ID.
        """
        self._operations.delete_scenario(id)

    def clear(self) -> None:
        """Remove all, including those of the configuration."""
        self._operations.clear_scenarios()


class Faults:
    """Transport faults between the application and the emulated API."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def add(
        self,
        kind: FaultKind,
        *,
        status: int | None = None,
        delay: Duration | tuple[Duration, Duration] | None = None,
        retry_after: Duration | None = None,
        at: Literal["before", "during", "after"] | None = None,
        phone_number: str | None = None,
        channel: Channel | None = None,
        operation: str | None = None,
        profile_id: str | None = None,
        times: int | None = None,
        probability: float | None = None,
    ) -> FaultRule:
        """Add a fault, tried after the existing ones.

        Args:
            kind: What goes wrong.
            status: Only for `"status"`: 408, 409, 429, 500, 502, 503 or 504.
            delay: Only for `"latency"`: a duration, or a range of two durations.
            retry_after: Only for `"status"`; one second by default for 429 and 503.
            at: Only for `"reset"`: before (the default), during or after the body.
            phone_number: Only requests about this number.
            channel: Only requests by this channel.
            operation: Only requests of this operation, such as `"CreateVerificationSms"`.
            profile_id: Only requests with this Verify profile.
            times: Number of times it applies; without it, until it is removed.
            probability: Probability for each matching request, decided by the seed.

        Raises:
            ControlError: 422 for an impossible fault.

        Example:
            >>> verify.faults.add("status", status=503, times=2)
            >>> verify.faults.add("latency", delay=("100ms", "2s"))
        """
        fault = Fault(
            kind=kind,
            status=status,  # type: ignore[arg-type]  # the emulator lists the known ones
            delay=list(delay) if isinstance(delay, tuple) else delay,
            retry_after=retry_after,
            at=at,
        )
        match = _match(operation, phone_number, channel, profile_id)
        answer = self._operations.create_fault(
            fault, match=match, times=times, probability=probability
        )
        return answer.fault

    def active(self) -> list[FaultRule]:
        """List the remaining faults in the order in which they are tried."""
        return self._operations.list_faults().faults

    def remove(self, id: str) -> None:
        """Remove one by its ID.

        Raises:
            ControlError: 404 for an unknown ID.
        """
        self._operations.delete_fault(id)

    def clear(self) -> None:
        """Remove all faults."""
        self._operations.replace_faults([])


def _match(
    operation: str | None,
    phone_number: str | None,
    channel: Channel | None,
    profile_id: str | None,
) -> Match | None:
    match = Match(
        operation=operation,
        phone_number=phone_number,
        channel=channel,
        verify_profile_id=profile_id,
    )
    return None if match == Match() else match
