"""Every fault of a YAML file names the file, the line and what to mend."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from practice.errors import BankError
from practice.question import Skill
from tests.conftest import ROOT
from tools.yaml_file import SIZE_LIMIT, line_of, read_yaml, validated


def write(folder: Path, text: str | bytes) -> Path:
    """Write a YAML file and return its path."""
    path = folder / "some.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(path: Path) -> str:
    """Return what reading `path` complains of."""
    with pytest.raises(BankError) as caught:
        read_yaml(path)
    return str(caught.value)


def test_plain_data_is_read(tmp_path: Path) -> None:
    text = '# 注释\na: [1, 2.5, true, null]\nb: {zh: 水, en: "a: b"}\n'
    assert read_yaml(write(tmp_path, text)) == {
        "a": [1, 2.5, True, None],
        "b": {"zh": "水", "en": "a: b"},
    }


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    assert read_yaml(write(tmp_path, "")) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1\nb: 2", 2),
        ("a: 1\nb:\n\t- c", 3),
        ("a: 'open", 1),
        ("a: 1\nb: c: d", 2),
        ("--- 1\n--- 2\n", 2),
        ("a: 1\nb: !!python/object/apply:os.system [echo]", 2),
        ("a: 1\nb: !strange c", 2),
    ],
)
def test_broken_yaml_names_file_and_line_and_says_to_mend(
    tmp_path: Path, text: str, line: int
) -> None:
    path = write(tmp_path, text)
    told = fault(path)
    assert told.startswith(f"{path}:{line}: ")
    assert told.endswith("; mend the file")
    assert "\n" not in told


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x",
        "a: &x [1]\nb: [*x, *x]",
        "[&x 1,*x]",
        "? &x 1\n: *x",
        "a: !!str &x 1\nb: *x",
        "- &x a\n- *x",
        "&x a: *x",
    ],
)
def test_an_alias_is_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    assert fault(path) == f"{path}: YAML aliases (*name) are not allowed; write the value out"


def test_an_ampersand_and_a_star_in_words_are_no_alias(tmp_path: Path) -> None:
    text = 'a: "water & boiling"\nb: "resum* &x"\nc: Q&A *now*\n'
    assert read_yaml(write(tmp_path, text)) == {
        "a": "water & boiling",
        "b": "resum* &x",
        "c": "Q&A *now*",
    }


def test_a_file_over_the_size_limit_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, "x" * SIZE_LIMIT)
    assert read_yaml(path) == "x" * SIZE_LIMIT
    path = write(tmp_path, "x" * (SIZE_LIMIT + 1))
    assert fault(path) == f"{path}: larger than 1,000,000 bytes; is this the right file?"


@pytest.mark.parametrize("raw", [b"\xff\xfea", "茶".encode("gb18030"), "茶".encode("utf-16")])
def test_text_in_another_encoding_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = write(tmp_path, raw)
    assert fault(path).startswith(f"{path}: cannot be read as UTF-8 text (")


def test_what_is_not_there_or_is_no_file_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path / "none.yaml").startswith(f"{tmp_path / 'none.yaml'}: cannot be read")
    assert fault(tmp_path).startswith(f"{tmp_path}: cannot be read")


READ_APART = """
import sys, pathlib
from practice.errors import BankError
from tools.yaml_file import read_yaml
try:
    read_yaml(pathlib.Path(sys.argv[1]))
except BankError as error:
    print(error)
"""


def test_nesting_without_end_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    path = write(tmp_path, "[" * 50_000 + "]" * 50_000)
    command = [sys.executable, "-c", READ_APART, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{path}")


SKILLS = """\
heating: {topic: kitchen, zh: 加热, en: heating}
timing:
  topic: kitchen
  zh: 时间
  en: timing
  needs:
    - heating
    - Not An Id
  colour: red
"""


def test_each_fault_of_a_value_is_one_line_with_file_line_and_key(tmp_path: Path) -> None:
    path = write(tmp_path, SKILLS)
    body = {"id": "timing", **read_yaml(path)["timing"]}
    with pytest.raises(BankError) as caught:
        validated(Skill, body, path, at=("timing",))
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{path}:8: timing.needs.1: String should match pattern")
    assert second == f"{path}:9: timing.colour: Extra inputs are not permitted"


def test_a_key_that_is_missing_is_placed_at_its_nearest_parent(tmp_path: Path) -> None:
    path = write(tmp_path, "a: 1\ntiming:\n  topic: kitchen\n  zh: 时间\n")
    body = {"id": "timing", **read_yaml(path)["timing"]}
    with pytest.raises(BankError, match=re.escape(f"{path}:2: timing.en: Field required")):
        validated(Skill, body, path, at=("timing",))


@pytest.mark.parametrize("data", [None, [], "words", 7])
def test_a_file_that_is_no_mapping_is_a_fault_of_the_file(tmp_path: Path, data: object) -> None:
    path = write(tmp_path, "")
    with pytest.raises(BankError, match=re.escape(f"{path}:1: file: ")):
        validated(Skill, data, path)


def test_a_sound_value_is_returned(tmp_path: Path) -> None:
    path = write(tmp_path, SKILLS)
    body = {"id": "heating", **read_yaml(path)["heating"]}
    assert validated(Skill, body, path, at=("heating",)) == Skill(
        id="heating", topic="kitchen", zh="加热", en="heating"
    )


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), 1),
        (("heating",), 1),
        (("timing",), 2),
        (("timing", "zh"), 4),
        (("timing", "needs", 1), 8),
        (("timing", "needs", 9), 6),
        (("timing", "nothing"), 2),
        (("timing", "zh", "deeper"), 4),
        (("nothing",), 1),
    ],
)
def test_a_value_is_found_by_its_keys(
    tmp_path: Path, keys: tuple[str | int, ...], line: int
) -> None:
    assert line_of(write(tmp_path, SKILLS), keys) == line
