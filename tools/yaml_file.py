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

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&\w")
"""What an alias needs somewhere; where it is absent, the slow look is saved."""
Model = TypeVar("Model", bound=Value)


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > SIZE_LIMIT:
            raise BankError(f"{path}: larger than {SIZE_LIMIT:,} bytes; is this the right file?")
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BankError(f"{path}: cannot be read as UTF-8 text ({error})") from error


def read_yaml(path: Path) -> Any:
    """Return the plain data of a YAML file; aliases are refused, they can grow without bound.

    Raises: BankError naming file and line.
    """
    text = _text_of(path)
    try:
        if _ANCHOR.search(text) and any(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)
        ):
            raise BankError(f"{path}: YAML aliases (*name) are not allowed; write the value out")
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise BankError(f"{path}{line}: {problem}; mend the file") from error


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
    node = yaml.compose(_text_of(path), Loader=_Loader)
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
