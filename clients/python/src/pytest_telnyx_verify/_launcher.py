"""Starts the emulator's command and stops it, leaving no process behind."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Mapping, Sequence

from .errors import EmulatorStartError

COMMAND_NAMES = ("tve", "telnyx-verify-emulator")
_STOP_SECS = 5.0

# The child of `exec`: it prints what it is given, and ends when we do, because then its stdin is
# closed. `exec` ends with its child, so that no emulator outlives a killed test run.
_WITNESS = (
    "import json, os, sys; "
    "names = 'TVE_URL', 'TVE_CONTROL_TOKEN'; "
    "print(json.dumps({name: os.environ.get(name) for name in names}), flush=True); "
    "sys.stdin.read()"
)


def find_command(folder: Path, env: Mapping[str, str]) -> list[str]:
    """Find the emulator's command: in `node_modules` upward from a folder, then on the PATH.

    Raises:
        EmulatorStartError: If it or Node.js is missing; the message says how to install or name
            one.
    """
    windows = os.name == "nt"
    for place in (folder, *folder.parents):
        for name in COMMAND_NAMES:
            path = place / "node_modules" / ".bin" / (f"{name}.cmd" if windows else name)
            if path.exists():
                _require_node(env)
                return [str(path)]
    for name in COMMAND_NAMES:
        found = shutil.which(name, path=env.get("PATH"))
        if found is not None:
            _require_node(env)
            return [found]
    raise EmulatorStartError(
        f"The command `tve` is neither in node_modules at or above {folder} nor on the PATH. "
        "Install it with `npm install --save-dev telnyx-verify-emulator`, name it in TVE_COMMAND, "
        "or set TELNYX_VERIFY_EMULATOR_URL to the URL of a running emulator."
    )


class EmulatorProcess:
    """An emulator on a free port, in a process of its own.

    Args:
        command: The command and its first arguments, such as `["npx", "tve"]`.
        args: Options of `tve start`, such as `["--seed", "1"]`.
        folder: Where the command looks for its config file.
        env: Environment variables of the command.
        timeout: How long the start may take, in seconds.

    Raises:
        EmulatorStartError: If it cannot be started; the message has what it printed.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        args: Sequence[str] = (),
        folder: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 30.0,
    ) -> None:
        witness = [sys.executable, "-c", _WITNESS]
        self._line = [*command, "exec", *args, "--", *witness]
        self._shown = " ".join([*command, "exec", *args])
        self._errors = tempfile.TemporaryFile()
        environment = dict(os.environ if env is None else env)
        try:
            self._process = subprocess.Popen(
                self._line,
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                # Ctrl-C reaches pytest, which then stops us in its own order.
                start_new_session=os.name != "nt",
            )
        except OSError as error:
            self._errors.close()
            raise EmulatorStartError(
                f"{command[0]} cannot be run: {error.strerror or error}. Check TVE_COMMAND."
            ) from None
        try:
            ready = self._read_ready(timeout)
        except BaseException:
            self.stop()
            raise
        self.url: str = ready["TVE_URL"]
        """Address of the emulator."""
        self.token: str | None = ready["TVE_CONTROL_TOKEN"]
        """The control token, if there is one."""

    def _read_ready(self, timeout: float) -> dict[str, str]:
        lines: list[bytes] = []
        output = self._process.stdout
        assert output is not None
        reader = threading.Thread(target=_read_line, args=(output, lines), daemon=True)
        reader.start()
        reader.join(timeout)
        if reader.is_alive():
            raise EmulatorStartError(
                f"`{self._shown}` was not ready after {timeout:g} s.{self._printed()} "
                "Allow more with the option telnyx_verify_start_timeout."
            )
        try:
            ready: dict[str, str] = json.loads(lines[0])
        except ValueError:
            code = self._end()
            first = lines[0].decode(errors="replace").strip()
            raise EmulatorStartError(
                f"`{self._shown}` ended with exit code {code}.{self._printed(first)}"
            ) from None
        return ready

    def _printed(self, more: str = "") -> str:
        self._errors.seek(0)
        text = "\n".join([more, self._errors.read().decode(errors="replace").strip()]).strip()
        return f" It printed:\n{text}\n" if text else " It printed nothing."

    def _end(self) -> int:
        process = self._process
        if process.stdin is not None:
            process.stdin.close()
        # A forked process of ours may still hold the other end of the pipe.
        for insist in (process.terminate, process.kill):
            try:
                return process.wait(_STOP_SECS)
            except subprocess.TimeoutExpired:
                insist()
        return process.wait()

    def stop(self) -> None:
        """Stop the emulator and everything that it has started. Further calls do nothing."""
        self._end()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()


def _read_line(output: IO[bytes], lines: list[bytes]) -> None:
    lines.append(output.readline())


def _require_node(env: Mapping[str, str]) -> None:
    if shutil.which("node", path=env.get("PATH")) is None:
        raise EmulatorStartError(
            "Node.js is not on the PATH, and the emulator needs version 20.19 or newer. "
            "Install it, or set TELNYX_VERIFY_EMULATOR_URL to the URL of an emulator elsewhere, "
            "for example in a container."
        )


def split_command(text: str) -> list[str]:
    """Split a command line as a shell does."""
    return shlex.split(text, posix=os.name != "nt")
