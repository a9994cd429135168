"""Keys taken out of any text: those of this environment by their value, others by their look."""

import re
from collections.abc import Mapping
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
    return _LOOKS.sub(REMOVED, without_known(text, env))


def without_known(text: str, env: Mapping[str, str]) -> str:
    """Return `text` without the keys that stand in `env`, plain or as they stand in an address."""
    for value in _values(env):
        text = text.replace(value, REMOVED).replace(quote(value, safe=""), REMOVED)
    return text


def may_begin_key(text: str, env: Mapping[str, str]) -> int:
    """Return how many characters at the end of `text` may be the beginning of a key of `env`.

    What streams is shown up to there; the rest waits for what follows.
    """
    return max(
        (
            length
            for value in _values(env)
            for length in range(1, min(len(value), len(text) + 1))
            if text.endswith(value[:length])
        ),
        default=0,
    )


def _values(env: Mapping[str, str]) -> list[str]:
    """Return the keys of an environment, the longest first: one may be part of another."""
    found = {
        value for name, value in env.items() if _NAMES.search(name) and len(value) >= _SHORTEST
    }
    return sorted(found, key=len, reverse=True)
