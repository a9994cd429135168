"""Keys taken out of any text: those of this environment by their value, others by their look."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

REMOVED = "[key removed]"
_SHORTEST = 8
"""Characters from which a value is a key: `none` and `EMPTY` are what local servers are given."""
_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL", re.IGNORECASE)
_LOOKS = re.compile(
    r"""
      \b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|glpat|r8|pplx|nvapi)[-_][\w-]{8,}   # by their prefix
    | \bAIza[\w-]{20,} | \b(?:AKIA|ASIA)[A-Z0-9]{12,}
    | \beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?                                # a JSON web token
    | (?<=://)[^\s/@:]*:[^\s/@]+(?=@)                                       # user:password@host
    | (?i:(?<=bearer\s)|(?<=basic\s))[\w.~+/=-]{8,}
    | (?i:(?<=[?&]key=)|(?<=api_key=)|(?<=api-key=)|(?<=token=))[^\s&"']{4,}
    """,
    re.VERBOSE,
)


def scrub(text: str, env: Mapping[str, str]) -> str:
    """Return `text` without the keys that stand in `env`, and without whatever looks like one."""
    return _LOOKS.sub(REMOVED, without(keys_in(env), text))


def keys_in(env: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of an environment, plain and as they stand in an address.

    The longest come first: one may be part of another.
    """
    values = {
        value for name, value in env.items() if _NAMES.search(name) and len(value) >= _SHORTEST
    }
    written = values | {quote(each, safe="") for each in values}
    return tuple(sorted(written, key=len, reverse=True))


def without(keys: Iterable[str], text: str) -> str:
    """Return `text` without these keys."""
    for each in keys:
        text = text.replace(each, REMOVED)
    return text


def may_begin(keys: Iterable[str], text: str) -> int:
    """Return how many characters at the end of `text` may be the beginning of one of the keys.

    What streams is shown up to there; the rest waits for what follows.
    """
    return max(
        (
            length
            for each in keys
            for length in range(1, min(len(each), len(text) + 1))
            if text.endswith(each[:length])
        ),
        default=0,
    )
