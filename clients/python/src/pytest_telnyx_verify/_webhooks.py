"""The webhooks of a sandbox."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, Mapping

from ._json import Duration
from ._models import (
    Channel,
    WebhookDelivery,
    WebhookFault,
    WebhookFaultRequestMatch,
    WebhookFaultRule,
)
from ._operations import Operations


@dataclass(frozen=True)
class PostedWebhook(WebhookDelivery):
    """A webhook, and the cursor to wait for the one after it."""

    cursor: str = ""
    """Pass it as `since` to wait for the webhook after this one."""


class Webhooks:
    """The webhooks of a sandbox."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self.faults = WebhookFaults(operations)
        """Webhook faults."""

    def wait(
        self,
        event_type: str | None = None,
        *,
        phone_number: str | None = None,
        timeout: Duration | None = None,
        since: str | None = None,
    ) -> PostedWebhook:
        """Return the webhook that was posted last, or wait for the first.

        Args:
            event_type: Only webhooks of this event, such as `"verify.delivered"`.
            phone_number: Only webhooks about this number.
            timeout: How long to wait, ten seconds by default, at most five minutes.
            since: Cursor of an earlier webhook: only those after it.

        Raises:
            WaitTimeoutError: If none was posted in time; the message gives the reason.

        Example:
            >>> verify.webhooks.wait("verify.delivered").attempts[0].status
            200
        """
        answer = self._operations.next_webhook(
            event_type=event_type, phone_number=phone_number, timeout=timeout, since=since
        )
        members = {
            field.name: getattr(answer.webhook, field.name) for field in fields(answer.webhook)
        }
        return PostedWebhook(**members, cursor=answer.cursor)

    def deliveries(
        self,
        *,
        event_type: str | None = None,
        phone_number: str | None = None,
        state: Literal["pending", "delivered", "failed", "dropped"] | None = None,
        limit: int | None = None,
    ) -> list[WebhookDelivery]:
        """List webhooks with all their attempts, newest first."""
        answer = self._operations.list_webhooks(
            event_type=event_type, phone_number=phone_number, state=state, limit=limit
        )
        return answer.webhooks

    def redeliver(self, id: str) -> WebhookDelivery:
        """Post a webhook again and return it with the new attempt.

        Raises:
            ControlError: 404 for an unknown ID.
        """
        return self._operations.redeliver_webhook(id)

    def trigger(
        self,
        event_type: str,
        *,
        verification_id: str | None = None,
        url: str | None = None,
        fault: WebhookFault | None = None,
    ) -> list[WebhookDelivery]:
        """Send an event of an existing verification now, by default the newest one.

        Example:
            >>> verify.webhooks.trigger("verify.delivered", url="http://127.0.0.1:8000/webhooks")
        """
        answer = self._operations.trigger_webhook(
            event_type, verification_id=verification_id, url=url, fault=fault
        )
        return answer.webhooks

    def set_url(self, url: str | None) -> None:
        """Set the webhook URL for profiles without one; None restores the emulator's default."""
        self._operations.set_webhook_url(url)

    def set_headers(self, headers: Mapping[str, str] | None) -> None:
        """Set additional headers, outside the signature; None restores the emulator's (W13)."""
        self._operations.set_webhook_headers(None if headers is None else dict(headers))


class WebhookFaults:
    """What is done to webhooks on their way."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def add(
        self,
        fault: WebhookFault,
        *,
        event_type: str | None = None,
        phone_number: str | None = None,
        channel: Channel | None = None,
        profile_id: str | None = None,
        delay: Duration | None = None,
        times: int | None = None,
    ) -> WebhookFaultRule:
        """Add a webhook fault, tried after the existing ones.

        Example:
            >>> verify.webhooks.faults.add("duplicate", times=1)
        """
        match = WebhookFaultRequestMatch(
            event_type=event_type,
            phone_number=phone_number,
            channel=channel,
            verify_profile_id=profile_id,
        )
        answer = self._operations.create_webhook_fault(
            fault,
            match=None if match == WebhookFaultRequestMatch() else match,
            delay=delay,
            times=times,
        )
        return answer.webhook_fault

    def active(self) -> list[WebhookFaultRule]:
        """List the remaining webhook faults in the order in which they are tried."""
        return self._operations.list_webhook_faults().webhook_faults

    def clear(self) -> None:
        """Remove all webhook faults."""
        self._operations.replace_webhook_faults([])
