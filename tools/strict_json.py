"""JSON read strictly: what a lenient reader would mend silently is no reply."""

import json
import math
from collections.abc import Sequence
from typing import NoReturn


def read_json(text: str) -> object:
    """Return what `text` says.

    Raises: ValueError for anything beside one JSON value: text around it, a key given twice, NaN,
    infinity, numbers that no float holds, and nesting that no reply needs.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} is given twice")
        found[key] = value
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _whole(text: str) -> int:
    _finite(text)
    return int(text)
