"""YAML files of the bank, read so that every fault names its file and line."""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from practice.errors import BankError
from practice.value import Value

SIZE_LIMIT = 1_000_000
"""Bytes of one file; a question takes about 30,000."""

DEPTH_LIMIT = 40
"""Levels of one file; a question has six, and a parser given thousands ends the process."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader, which also refuses a key that stands twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Return the mapping. Raises: ConstructorError for a key that stands twice."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                told = f"“{key.value}” stands twice"
                raise yaml.constructor.ConstructorError(None, None, told, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&\w")
"""What an alias needs somewhere; where it is absent, the slow look is saved."""
_BRACKET = re.compile(r"[][{}]")
_NESTED_LIST = re.compile(r"(?:[-?:][ \t]+){40}")
Model = TypeVar("Model", bound=Value)


def read_text(path: Path) -> str:
    """Return a file's text. Raises: BankError where it is no UTF-8, too large, or nested too deeply."""
    try:
        raw = path.read_bytes()
        if len(raw) > SIZE_LIMIT:
            raise BankError(f"{path}: larger than {SIZE_LIMIT:,} bytes; is this the right file?")
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BankError(
            f"{path}: cannot be read as UTF-8 text ({error})",
            zh=f"{path}：不是能读的 UTF-8 文本（{error}）",
        ) from error
    if _too_deep(text):
        raise BankError(f"{path}: nested too deeply; is this the right file?")
    return text


def _too_deep(text: str) -> bool:
    """Return whether brackets or list marks pile up beyond what any file of ours has."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        deepest = max(deepest, depth)
    return deepest > DEPTH_LIMIT or _NESTED_LIST.search(text) is not None


def mapping(data: Any, path: Path, at: tuple[str | int, ...] = ()) -> dict[Any, Any]:
    """Return `data`, which must be a mapping. Raises: BankError naming file and line."""
    if isinstance(data, dict):
        return data
    keys = ".".join(str(key) for key in at) or "file"
    raise BankError(f"{path}:{line_of(path, at)}: {keys}: expected names with values")


def read_yaml(path: Path) -> Any:
    """Return the plain data of a YAML file; aliases are refused, they can grow without bound.

    Raises: BankError naming file and line.
    """
    text = read_text(path)
    try:
        if _ANCHOR.search(text) and any(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)
        ):
            raise BankError(f"{path}: YAML aliases (*name) are not allowed; write the value out")
        return yaml.load(text, Loader=_Loader)
    except RecursionError as error:
        raise BankError(f"{path}: nested too deeply; is this the right file?") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise BankError(f"{path}{line}: {problem}; mend the file") from error
    except ValueError as error:  # PyYAML makes numbers and days without a look at them
        raise BankError(f"{path}: a number or a day in it is none; mend the file") from error


def validated(model: type[Model], data: Any, path: Path, at: tuple[str | int, ...] = ()) -> Model:
    """Return `data` as a `model`; `at` is where in the file it stands.

    Raises: BankError with one line for each fault, naming file, line and key.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = []
        for each in error.errors():
            where = (*at, *each["loc"])
            keys = ".".join(str(key) for key in where) or "file"
            faults.append(f"{path}:{line_of(path, where)}: {keys}: {each['msg']}")
        raise BankError("\n".join(faults)) from error


def line_of(path: Path, keys: tuple[str | int, ...]) -> int:
    """Return the line, from 1, on which the value under `keys` stands, or its nearest parent."""
    node = yaml.compose(read_text(path), Loader=_Loader)
    line = node.start_mark.line if node else 0
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pairs = {name.value: (name, value) for name, value in node.value}
            if str(key) not in pairs:
                break
            name, node = pairs[str(key)]
            line = name.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line
        else:
            break
    return line + 1
