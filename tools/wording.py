"""The program's own words, in both languages, from `wording.yaml`."""

import functools
from pathlib import Path

from practice.value import Bilingual, Lang
from tools.yaml_file import read_yaml

_PATH = Path(__file__).with_name("wording.yaml")


@functools.cache
def wordings() -> dict[str, Bilingual]:
    """Return every wording by `section.name`."""
    return {
        f"{section}.{name}": Bilingual.model_validate(text)
        for section, entries in read_yaml(_PATH).items()
        for name, text in entries.items()
    }


def say(key: str, lang: Lang, **values: object) -> str:
    """Return the wording of `key` with its names filled in.

    Raises: KeyError for an unknown key or a name without a value.
    """
    return wordings()[key].of(lang).format(**values)
