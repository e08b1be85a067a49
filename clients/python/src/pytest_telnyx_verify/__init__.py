"""pytest fixtures and a typed client for telnyx-verify-emulator.

The fixtures `verify` and `handset` are there once the package is installed:

    def test_login(verify, handset):
        shop.request_code("+13035551234")
        verify.assert_code_sent_to("+13035551234")
        assert shop.log_in(handset.code("+13035551234"))

`Emulator` is the client without pytest.
"""

from ._emulator import Emulator
from ._inbox import Handset, Inbox, ReceivedMessage
from ._json import UNSET, Duration
from ._models import (
    Channel,
    ClockMoved,
    Coverage,
    DecidedMatch,
    JournalEntry,
    Message,
    WebhookDelivery,
)
from ._sandbox import SandboxClient
from ._version import __version__
from ._webhooks import PostedWebhook
from .errors import (
    CodeNotSentError,
    ControlError,
    EmulatorConnectionError,
    EmulatorStartError,
    JournalAssertionError,
    UnexpectedCodeError,
    VerifyEmulatorError,
    WaitTimeoutError,
)

__all__ = [
    "UNSET",
    "Channel",
    "ClockMoved",
    "CodeNotSentError",
    "ControlError",
    "Coverage",
    "DecidedMatch",
    "Duration",
    "Emulator",
    "EmulatorConnectionError",
    "EmulatorStartError",
    "Handset",
    "Inbox",
    "JournalAssertionError",
    "JournalEntry",
    "Message",
    "PostedWebhook",
    "ReceivedMessage",
    "SandboxClient",
    "UnexpectedCodeError",
    "VerifyEmulatorError",
    "WaitTimeoutError",
    "WebhookDelivery",
    "__version__",
]
