"""What the models are told: prompts from files, and fences around text that nobody vouches for."""

import functools
import hashlib
import secrets
from pathlib import Path
from string import Template

from tools.text import clean

PROMPTS = Path(__file__).parent.parent / "prompts"


@functools.cache
def _template(name: str) -> Template:
    return Template((PROMPTS / f"{name}.md").read_text(encoding="utf-8"))


def prompt(name: str, **values: str) -> str:
    """Return the prompt of that name with its variables filled in. Raises: KeyError for a missing one."""
    return _template(name).substitute(values)


def prompt_id(name: str) -> str:
    """Return the prompt's name with a hash of its text, as kept with each critique."""
    digest = hashlib.sha256(_template(name).template.encode()).hexdigest()[:12]
    return f"{name}@{digest}"


def new_mark() -> str:
    """Return a mark for fences that nobody can guess."""
    return secrets.token_hex(8)


def fenced(text: str, mark: str | None = None) -> str:
    """Return untrusted `text` between marks that cannot be written from inside: they are random.

    A `mark` that is given keeps prompts alike, so that caches find them; where the text has it, a
    new one is taken, for whoever wrote that text has seen it.
    """
    text = clean(text)
    while mark is None or mark in text:
        mark = new_mark()
    return f"<<data {mark}>>\n{text}\n<<end {mark}>>"
