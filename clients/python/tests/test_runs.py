from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_telnyx_verify._runs import find_replay, name_file, read_folder, write_file


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
