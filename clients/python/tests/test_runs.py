from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_telnyx_verify._runs import (
    find_replay,
    name_file,
    read_folder,
    trim_run,
    write_file,
)


@pytest.mark.parametrize(
    ("setting", "variable", "folder"),
    [
        ("", None, None),
        ("", "", None),
        ("", "out/runs", "out/runs"),
        ("", "1", "tve-runs"),
        ("", "true", "tve-runs"),
        ("", "0", None),
        ("", "false", None),
        ("mine", "out/runs", "mine"),
        ("true", None, "tve-runs"),
        ("false", "out/runs", None),
    ],
)
def test_the_setting_wins_over_the_variable(
    setting: str, variable: str | None, folder: str | None
) -> None:
    env = {} if variable is None else {"TVE_RUN_FILES": variable}
    assert read_folder(setting, env) == folder


@pytest.mark.parametrize(
    "title", ["a[../../x]", "CON", "ü", "日本語", "x" * 300, "a\\b:c*", "\ud800"]
)
def test_a_name_has_only_safe_characters(title: str) -> None:
    name = name_file(f"test_a.py::{title}", "1")
    stem, _, rest = name.rpartition("-")
    assert stem.isascii() and 1 <= len(stem) <= 80 and stem.replace("-", "").isalnum()
    assert len(rest) == len("01234567.run.json")


def test_a_name_is_the_same_in_every_run_and_another_one_for_each_test() -> None:
    ids = ["a.py::test_x[a b]", "a.py::test_x[a+b]", "b.py::test_x[a b]"]
    names = [name_file(node_id, "1") for node_id in ids]
    assert names == [name_file(node_id, "1") for node_id in ids]
    assert len({*names, name_file(ids[0], "2")}) == 4
    assert names[0].startswith("test-x-a-b-")


def test_a_file_has_one_step_a_line_and_replaces_an_older_one(tmp_path: Path) -> None:
    run = {"format": "telnyx-verify-run", "seed": "ü", "steps": [{"kind": "due"}, {"kind": "due"}]}
    for _ in range(2):
        path = write_file(tmp_path / "new" / "folder", "x.run.json", run)
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == run
    assert text.count('\n{"kind":"due"}') == 2
    assert [one.name for one in path.parent.iterdir()] == ["x.run.json"]


def test_a_run_of_no_test_is_not_replayed_by_the_plugin() -> None:
    env = {"TVE_URL": "http://127.0.0.1:1", "TVE_SANDBOX": "default"}
    assert find_replay(env) is None
    replay = find_replay({**env, "TVE_REPLAY_TEST": "a.py::test_x"})
    assert replay is not None and (replay.test, replay.sandbox) == ("a.py::test_x", "default")


def _request(at: int, path: str, number: int | None = None) -> dict[str, object]:
    step: dict[str, object] = {"kind": "request", "at": at, "path": path}
    return step if number is None else {**step, "number": number}


def test_the_run_of_a_shared_sandbox_begins_with_the_reset_before_the_test() -> None:
    reset = "/_emulator/reset?sandbox=shop"
    steps = [
        _request(100, reset, 1),
        _request(300, reset, 2),
        {"kind": "due", "at": 350},
        _request(400, "/v2/verifications/sms", 3),
        _request(450, "/_emulator/inbox"),
        _request(500, reset, 4),
    ]
    run = {"saved_at": 1000, "steps": steps}
    assert [one.get("number") for one in trim_run(run, 0.72)["steps"]] == [1, None, 2, None, 3]
    assert [one["at"] for one in trim_run(run, 0.72)["steps"]] == [300, 350, 400, 450, 500]
    # The clocks of two machines may go differently: then the last reset counts.
    assert [one["at"] for one in trim_run(run, 0.01)["steps"]] == [500]
    assert trim_run({"saved_at": 1, "steps": steps[3:5]}, 0)["steps"][0]["number"] == 1
    assert trim_run({"saved_at": 1}, 0) == {"saved_at": 1}
