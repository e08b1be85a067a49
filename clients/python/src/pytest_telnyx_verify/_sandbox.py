"""One sandbox of an emulator: what the fixture `verify` is."""

from __future__ import annotations

from typing import Any, Mapping

from ._inbox import Inbox
from ._journal import JournalClient
from ._json import Duration
from ._models import Channel, RestoreResult, TestNumberList
from ._operations import Operations
from ._overrides import Faults, Outcomes
from ._time import ClockClient
from ._webhooks import Webhooks
from .errors import CodeNotSentError, UnexpectedCodeError, WaitTimeoutError

PATIENCE: Duration = "4s"
"""How long assertions wait for a code."""


class SandboxClient:
    """One sandbox: its own profiles, verifications, inbox and clock. Nothing here affects another.

    Example:
        >>> def test_login(verify, shop):
        ...     shop.login("+13035551234")
        ...     verify.assert_code_sent_to("+13035551234", channel="sms")
        ...     shop.enter(verify.inbox.wait_for_code("+13035551234"))
    """

    def __init__(self, origin: str, operations: Operations) -> None:
        info = operations.get_sandbox()
        self.operations = operations
        """Every operation of the control API, applied to this sandbox."""
        self.name = info.sandbox
        """Name of the sandbox."""
        self.base_url = origin + info.base_path
        """Base URL of the emulated API, for a client's `base_url`. It ends in `/v2`."""
        self.api_key = info.api_key
        """The API key that opens this sandbox."""
        self.profile_id = info.profile_id
        """The Verify profile that every new sandbox has."""
        self.public_key = info.public_key
        """The Ed25519 public key that verifies webhooks, in base64."""
        self.inbox = Inbox(operations)
        """Messages that the phones received."""
        self.clock = ClockClient(operations)
        """The clock, which decides when codes expire."""
        self.outcomes = Outcomes(operations)
        """Forced outcomes and errors."""
        self.faults = Faults(operations)
        """Transport faults: latency, error statuses, broken connections."""
        self.journal = JournalClient(operations)
        """Every request of the application, with its answer."""
        self.webhooks = Webhooks(operations)
        """Sent webhooks, and webhook faults."""

    @property
    def env(self) -> dict[str, str]:
        """Environment variables for an application in another process.

        Example:
            >>> subprocess.Popen(["python", "app.py"], env={**os.environ, **verify.env})
        """
        return {
            "TELNYX_BASE_URL": self.base_url,
            "TELNYX_API_KEY": self.api_key,
            "TELNYX_VERIFY_PROFILE_ID": self.profile_id,
            "TELNYX_PUBLIC_KEY": self.public_key,
        }

    def assert_code_sent_to(
        self,
        phone_number: str,
        *,
        channel: Channel | None = None,
        timeout: Duration = PATIENCE,
        since: str | None = None,
    ) -> None:
        """Assert that a code was sent to a number, waiting for it if necessary.

        Args:
            phone_number: Phone number in E.164.
            channel: Only codes by this channel.
            timeout: How long to wait, at most five minutes.
            since: Cursor of an earlier message: only codes after it.

        Raises:
            CodeNotSentError: If none was sent in time; the message says what was sent.

        Example:
            >>> verify.assert_code_sent_to("+13035551234", channel="sms")
        """
        try:
            self.inbox.wait(phone_number, channel=channel, timeout=timeout, since=since)
        except WaitTimeoutError as error:
            raise CodeNotSentError(str(error)) from None

    def assert_no_code_sent_to(
        self, phone_number: str, *, channel: Channel | None = None, since: str | None = None
    ) -> None:
        """Assert that no code has been sent to a number so far.

        Raises:
            UnexpectedCodeError: If one was sent.

        Example:
            >>> verify.assert_no_code_sent_to("+13035551234")
        """
        try:
            message = self.inbox.wait(phone_number, channel=channel, timeout=0, since=since)
        except WaitTimeoutError:
            return
        raise UnexpectedCodeError(
            f"Expected no code to {phone_number}, but one was sent by {message.channel}: "
            f'"{message.text}"'
        )

    def test_numbers(self) -> TestNumberList:
        """List the phone numbers that force an outcome or have a fixed code."""
        return self.operations.list_test_numbers()

    def add_records(self, file: Mapping[str, Any]) -> RestoreResult:
        """Add records in the format of fixtures. A record with an existing ID replaces the old one.

        Raises:
            ControlError: 422 for records that do not match the format; nothing has changed then.

        Example:
            >>> verify.add_records(
            ...     {"version": 1, "verified_numbers": [{"phone_number": "+13035551234"}]}
            ... )
        """
        return self.operations.add_records(file)

    def snapshot(self, *, journal: bool = False) -> dict[str, Any]:
        """Return the sandbox as one JSON document, for `restore`."""
        return self.operations.take_snapshot(journal=journal)

    def restore(self, file: Mapping[str, Any]) -> RestoreResult:
        """Restore the sandbox and its clock from a snapshot."""
        return self.operations.restore_snapshot(file)

    def reset(self) -> None:
        """Reset the sandbox to its fixtures: records, inbox, journal, clock, outcomes, faults."""
        self.operations.reset_sandbox()
