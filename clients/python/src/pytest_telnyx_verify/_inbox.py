"""The messages that the phones of a sandbox received."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ._json import Duration
from ._models import Channel, Message
from ._operations import Operations


@dataclass(frozen=True)
class ReceivedMessage(Message):
    """A message, and the cursor to wait for the one after it."""

    cursor: str = ""
    """Pass it as `since` to wait for the message after this one."""


class Inbox:
    """The inbox of a sandbox."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def wait_for_code(
        self,
        phone_number: str,
        *,
        channel: Channel | None = None,
        timeout: Duration | None = None,
        since: str | None = None,
    ) -> str:
        """Return the newest code that a number received, or wait for the first.

        Args:
            phone_number: Phone number in E.164.
            channel: Only codes by this channel.
            timeout: How long to wait, ten seconds by default, at most five minutes.
            since: Cursor of an earlier message: only codes after it.

        Raises:
            WaitTimeoutError: If none arrived in time; the message lists what did.

        Example:
            >>> verify.inbox.wait_for_code("+13035551234", timeout="5s")
            '48213'
        """
        return self.wait(phone_number, channel=channel, timeout=timeout, since=since).code

    def wait(
        self,
        phone_number: str,
        *,
        channel: Channel | None = None,
        timeout: Duration | None = None,
        since: str | None = None,
    ) -> ReceivedMessage:
        """Return the newest message that a number received, or wait for the first.

        With `since`, return the oldest message after that cursor, or wait for it. The arguments and
        errors are those of `wait_for_code`.

        Example:
            >>> first = verify.inbox.wait("+13035551234")
            >>> second = verify.inbox.wait("+13035551234", since=first.cursor)
        """
        answer = self._operations.next_message(
            phone_number, channel=channel, timeout=timeout, since=since
        )
        members = {
            field.name: getattr(answer.message, field.name) for field in fields(answer.message)
        }
        return ReceivedMessage(**members, cursor=answer.cursor)

    def messages(
        self,
        phone_number: str | None = None,
        *,
        channel: Channel | None = None,
        limit: int | None = None,
    ) -> list[Message]:
        """List messages, newest first.

        Args:
            phone_number: Only messages to this number.
            channel: Only messages by this channel.
            limit: The largest number of messages, 100 by default.
        """
        answer = self._operations.list_messages(
            phone_number=phone_number, channel=channel, limit=limit
        )
        return answer.messages

    def answer(self, phone_number: str) -> Message:
        """Answer the newest call to a number; its `text` is what the caller says.

        Raises:
            ControlError: 404 if no call has arrived at the number.
        """
        return self._operations.answer_call(phone_number).message

    def decline(self, phone_number: str) -> Message:
        """Decline the newest call to a number, which ends its verification in the status `error`.

        Raises:
            ControlError: 404 if no call has arrived at the number.
        """
        return self._operations.decline_call(phone_number).message


class Handset:
    """The phones of the people in a test: what the fixture `handset` is."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._cursors: dict[tuple[str, Channel | None], str] = {}

    def code(
        self,
        phone_number: str,
        *,
        channel: Channel | None = None,
        timeout: Duration | None = None,
    ) -> str:
        """Return the newest code that a number received, or wait for the first.

        Each further call returns the next code, so a test that requests a second code never reads
        the first one twice.

        Args:
            phone_number: Phone number in E.164.
            channel: Only codes by this channel.
            timeout: How long to wait, ten seconds by default, at most five minutes.

        Raises:
            WaitTimeoutError: If none arrived in time; the message lists what did.

        Example:
            >>> page.get_by_label("Code").fill(handset.code("+13035551234"))
        """
        key = (phone_number, channel)
        message = self._inbox.wait(
            phone_number, channel=channel, timeout=timeout, since=self._cursors.get(key)
        )
        self._cursors[key] = message.cursor
        return message.code

    def messages(self, phone_number: str | None = None) -> list[Message]:
        """List the messages of all phones, or of one, newest first."""
        return self._inbox.messages(phone_number)
