"""The runs of failed tests, as files for `tve replay`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

FOLDER_VARIABLE = "TVE_RUN_FILES"
"""The variable that makes failed tests leave run files: a folder, or a switch."""

_TEST_VARIABLE = "TVE_REPLAY_TEST"
_USUAL_FOLDER = "tve-runs"
_LONGEST = 80


def read_folder(setting: str, env: Mapping[str, str]) -> str | None:
    """Return the folder for runs, or None to save none. The setting wins over the variable.

    Both are a folder, or a switch: `1` and `true` mean the usual folder.
    """
    for value in (setting, env.get(FOLDER_VARIABLE, "")):
        if value in ("0", "false"):
            return None
        if value:
            return _USUAL_FOLDER if value in ("1", "true") else value
    return None


def name_file(node_id: str, attempt: str) -> str:
    """Name the run file of a test: the same in every run, and another one for each test.

    Args:
        node_id: The test, as pytest names it.
        attempt: Tells attempts at one test apart.
    """
    title = node_id.split("::", 1)[-1].lower()
    stem = re.sub(r"[^a-z0-9]+", "-", title)[:_LONGEST].strip("-") or "test"
    digest = hashlib.sha256(f"{node_id} {attempt}".encode(errors="surrogatepass")).hexdigest()
    return f"{stem}-{digest[:8]}.run.json"


def trim_run(run: Mapping[str, Any], elapsed_secs: float) -> dict[str, Any]:
    """Begin the run of a sandbox that several tests use with the reset before the test.

    Args:
        run: What happened in the sandbox since the emulator was started.
        elapsed_secs: Time since just before that reset.
    """
    if "steps" not in run:
        return dict(run)
    steps = run["steps"]
    # Rounded down, as the times of steps are.
    since = int(run["saved_at"] - elapsed_secs * 1000) - 1
    resets = [index for index, step in enumerate(steps) if _is_reset(step)]
    first = next((index for index in resets if steps[index]["at"] >= since), None)
    begin = first if first is not None else (resets[-1] if resets else 0)
    numbered, number = [], 0
    for step in steps[begin:]:
        if step["kind"] == "request" and "number" in step:
            number += 1
            step = {**step, "number": number}
        numbered.append(step)
    return {**run, "steps": numbered}


def _is_reset(step: Mapping[str, Any]) -> bool:
    return step["kind"] == "request" and str(step["path"]).split("?")[0] == "/_emulator/reset"


def write_file(folder: Path, name: str, run: Mapping[str, Any]) -> Path:
    """Write a run, one step a line, and return its path. A reader never sees a part of it.

    Raises:
        OSError: If the folder or the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rest = {name: value for name, value in run.items() if name != "steps"}
    text = json.dumps(rest, ensure_ascii=False, indent=1)
    if "steps" in run:
        steps = ",\n".join(
            json.dumps(step, ensure_ascii=False, separators=(",", ":")) for step in run["steps"]
        )
        text = f'{text[:-2]},\n "steps": [\n{steps}\n ]\n}}'
    path, draft = folder / name, folder / f".{name}.{os.getpid()}.tmp"
    try:
        draft.write_text(f"{text}\n", encoding="utf-8", errors="surrogatepass")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return path


def format_command(arguments: Sequence[str]) -> str:
    """Return a command as it is typed into a shell."""
    if os.name == "nt":
        return subprocess.list2cmdline(arguments)
    return " ".join(shlex.quote(argument) for argument in arguments)


@dataclass(frozen=True)
class Replay:
    """The `tve replay` that this process belongs to."""

    test: str
    url: str
    sandbox: str
    token: str | None


def find_replay(env: Mapping[str, str]) -> Replay | None:
    """Find the replay of a test; None outside of `tve replay`, and for a run of no test."""
    test, url, sandbox = (env.get(name) for name in (_TEST_VARIABLE, "TVE_URL", "TVE_SANDBOX"))
    if not (test and url and sandbox):
        return None
    return Replay(test, url, sandbox, env.get("TVE_CONTROL_TOKEN"))
