"""An emulator that is running, and the way to its sandboxes."""

from __future__ import annotations

from ._http import HttpCall
from ._models import Coverage, Health
from ._operations import Operations
from ._sandbox import SandboxClient

DEFAULT_URL = "http://127.0.0.1:8374"


class Emulator:
    """A client of a running emulator. It needs no pytest.

    Args:
        url: Address of the emulator, with or without `/v2` at the end.
        token: Bearer token, if the emulator was started with `--control-token`.

    Raises:
        ValueError: For a URL that is not one, and for a token that no header can carry.

    Example:
        >>> emulator = Emulator("http://127.0.0.1:8374")
        >>> shop = emulator.sandbox("shop")
        >>> shop.inbox.wait_for_code("+13035551234")
        '48213'
    """

    def __init__(self, url: str = DEFAULT_URL, *, token: str | None = None) -> None:
        self._call = HttpCall(url, token)
        self.url = self._call.origin
        """Address of the emulator, without a path."""
        self.token = token
        """The control token, if there is one."""
        self.operations = Operations(self._call, "default")
        """Every operation of the control API, applied to the sandbox `default`."""

    def sandbox(self, name: str = "default") -> SandboxClient:
        """Return a client of a sandbox, which is created now if it does not exist.

        Args:
            name: 1 to 100 letters, digits, dots, dashes and underscores.

        Raises:
            ControlError: For a name with other characters.
            EmulatorConnectionError: If no emulator is running at the URL.
        """
        return SandboxClient(self.url, Operations(self._call, name))

    def health(self) -> Health:
        """Return the version, the uptime and the number of sandboxes.

        Raises:
            EmulatorConnectionError: If no emulator is running at the URL.
        """
        return self.operations.get_health()

    def coverage(self) -> Coverage:
        """Return the outcomes, errors and operations that were reached in all sandboxes.

        Example:
            >>> emulator.coverage().outcomes["expired"]
            3
        """
        return self.operations.get_coverage()

    def delete_sandbox(self, name: str) -> None:
        """Delete a sandbox and its stored state. It starts fresh the next time it is used.

        Raises:
            ControlError: 404 for a sandbox that does not exist.
        """
        self.operations.delete_sandbox(name)
