"""The pytest plugin: fixtures, settings, and what a failed test leaves behind."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Generator, Iterator

import pytest

from ._emulator import Emulator
from ._inbox import Handset
from ._launcher import EmulatorProcess, find_command, split_command
from ._names import SandboxNames
from ._runs import find_replay, format_command, name_file, read_folder, trim_run, write_file
from ._sandbox import SandboxClient
from ._traceback import hide_own_frames
from .errors import ControlError, VerifyEmulatorError

_SANDBOX = pytest.StashKey[SandboxClient]()
_NAMES = pytest.StashKey[SandboxNames]()
_RESET_AT = pytest.StashKey[float]()

hide_own_frames()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the settings."""
    parser.addini(
        "telnyx_verify_url",
        "URL of a running emulator; without it, each worker starts one "
        "(environment: TELNYX_VERIFY_EMULATOR_URL or TVE_URL)",
        default="",
    )
    parser.addini(
        "telnyx_verify_command",
        "command that starts the emulator, such as `npx tve` (environment: TVE_COMMAND)",
        default="",
    )
    parser.addini(
        "telnyx_verify_args",
        "options of `tve start` for the emulator, such as `--seed 1 --dialect spec`",
        type="args",
        default=[],
    )
    parser.addini(
        "telnyx_verify_start_timeout",
        "how long the emulator may take to start, in seconds",
        default="30",
    )
    parser.addini(
        "telnyx_verify_run_files",
        "folder for the runs of failed tests, which `tve replay` repeats; `true` means tve-runs, "
        "`false` none (environment: TVE_RUN_FILES)",
        default="",
    )


@pytest.fixture(scope="session")
def telnyx_verify_emulator(pytestconfig: pytest.Config) -> Iterator[Emulator]:
    """The emulator of this test run.

    Started once a session, or once a worker of pytest-xdist, unless a running one is named by
    TELNYX_VERIFY_EMULATOR_URL, the setting `telnyx_verify_url`, or TVE_URL, which `tve exec` sets.

    Example:
        >>> @pytest.fixture(scope="session")
        ... def shop(telnyx_verify_emulator):
        ...     with start_shop(telnyx_verify_emulator.sandbox("shop").env) as shop:
        ...         yield shop
    """
    env = os.environ
    replay = find_replay(env)
    if replay is not None:
        yield Emulator(replay.url, token=replay.token)
        return
    named = (
        env.get("TELNYX_VERIFY_EMULATOR_URL")
        or pytestconfig.getini("telnyx_verify_url")
        or env.get("TVE_URL")
    )
    if named:
        emulator = Emulator(named, token=env.get("TVE_CONTROL_TOKEN"))
        emulator.health()
        yield emulator
        return
    command = env.get("TVE_COMMAND") or pytestconfig.getini("telnyx_verify_command")
    records = [] if _run_folder(pytestconfig) is None else ["--record-runs"]
    process = EmulatorProcess(
        split_command(command) if command else find_command(pytestconfig.rootpath, env),
        args=[*pytestconfig.getini("telnyx_verify_args"), *records],
        folder=pytestconfig.rootpath,
        timeout=float(pytestconfig.getini("telnyx_verify_start_timeout")),
    )
    try:
        pytestconfig.stash[_NAMES] = SandboxNames()
        yield Emulator(process.url, token=process.token)
    finally:
        process.stop()


@pytest.fixture
def telnyx_verify_sandbox() -> str | None:
    """The sandbox of the fixture `verify`: None for one of its own for each test.

    Override it if your application is started once and keeps its API key. That sandbox is reset
    before each test.

    Example:
        >>> @pytest.fixture
        ... def telnyx_verify_sandbox():
        ...     return "shop"
    """
    return None


@pytest.fixture
def verify(
    request: pytest.FixtureRequest,
    telnyx_verify_emulator: Emulator,
    telnyx_verify_sandbox: str | None,
) -> Iterator[SandboxClient]:
    """Telnyx Verify for this test: a sandbox of its own, deleted after the test.

    If the test fails, the last entries of its journal are reported, and its run is saved if that is
    on. In `tve replay` of this test it is the sandbox of the run.

    Example:
        >>> def test_code_expires(verify):
        ...     client = Telnyx(api_key=verify.api_key, base_url=verify.base_url)
        ...     sent = client.verifications.trigger_sms(
        ...         phone_number="+13035551234", verify_profile_id=verify.profile_id
        ...     )
        ...     code = verify.inbox.wait_for_code("+13035551234")
        ...     verify.clock.advance("5m")
        ...     checked = client.verifications.actions.verify(sent.data.id, code=code)
        ...     assert checked.data.response_code == "expired"
    """
    replay = find_replay(os.environ)
    if (
        replay is not None
        and replay.test == request.node.nodeid
        and telnyx_verify_sandbox in (None, replay.sandbox)
    ):
        sandbox = telnyx_verify_emulator.sandbox(replay.sandbox)
        request.node.stash[_SANDBOX] = sandbox
        if telnyx_verify_sandbox is not None:
            sandbox.reset()
        yield sandbox
        return
    # Another plugin or a conftest may provide an emulator that is shared.
    names = request.config.stash.setdefault(_NAMES, SandboxNames(secrets.token_hex(4)))
    name = telnyx_verify_sandbox or names.next(request.node.name)
    sandbox = telnyx_verify_emulator.sandbox(name)
    if telnyx_verify_sandbox is not None:
        request.node.stash[_RESET_AT] = time.monotonic()
        sandbox.reset()
    request.node.stash[_SANDBOX] = sandbox
    yield sandbox
    if telnyx_verify_sandbox is None:
        try:
            telnyx_verify_emulator.delete_sandbox(name)
        except ControlError as error:
            # Someone else deleted or dropped it.
            if error.status not in (404, 410):
                raise


@pytest.fixture
def handset(verify: SandboxClient) -> Handset:
    """The phones in this test: `handset.code("+13035551234")` returns each code once."""
    return Handset(verify.inbox)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the journal of its sandbox to the report of a failed test."""
    report = yield
    sandbox = item.stash.get(_SANDBOX, None)
    if report.failed and call.when == "call" and sandbox is not None:
        text = _read_journal(sandbox)
        if text:
            report.sections.append((f'Last events in sandbox "{sandbox.name}"', text))
            folder = _run_folder(item.config)
            if folder is not None:
                report.sections.append(("Replay", _save_run(item, sandbox, folder)))
    return report


def _read_journal(sandbox: SandboxClient) -> str:
    try:
        return sandbox.journal.text()
    except VerifyEmulatorError as error:
        return f"The journal could not be read: {error}"


def _run_folder(config: pytest.Config) -> Path | None:
    """The folder of runs: relative to the root directory if the setting names it."""
    setting = str(config.getini("telnyx_verify_run_files"))
    named = read_folder(setting, os.environ)
    if named is None or find_replay(os.environ) is not None:
        return None
    return (config.rootpath if setting else config.invocation_params.dir) / named


def _save_run(item: pytest.Item, sandbox: SandboxClient, folder: Path) -> str:
    """Save the run of a failed test, and say how to replay it."""
    attempt = str(getattr(item, "execution_count", 1))
    here = item.config.invocation_params.dir
    test = ["pytest", "::".join([_relative(item.path, here), *item.nodeid.split("::")[1:]])]
    try:
        run = sandbox.operations.take_run()
        reset_at = item.stash.get(_RESET_AT, None)
        if reset_at is not None:
            run = trim_run(run, time.monotonic() - reset_at)
        named = {**run, "test": item.nodeid, "test_command": format_command(test)}
        path = write_file(folder, name_file(item.nodeid, attempt), named)
    except (VerifyEmulatorError, OSError) as error:
        return f"The run could not be saved: {error}"
    if "steps" not in run:
        return f"{path} has no steps to replay: start the emulator with --record-runs."
    return format_command(["npx", "tve", "replay", _relative(path, here), "--", *test])


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_posix()
