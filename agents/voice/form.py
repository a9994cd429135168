"""A reply in the form that was asked for, or what is wrong with it."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tools.strict_json import read_json
from tools.text import clean

Form = TypeVar("Form", bound=BaseModel)
_FAULTS_NAMED = 3


def read_form(kind: type[Form], text: str) -> tuple[Form | None, str | None]:
    """Return the reply, or what is wrong with it in words that the model can use."""
    try:
        read_json(text)
        return kind.model_validate_json(text, strict=True), None
    except ValidationError as error:
        named = [
            f"{'.'.join(map(str, each['loc'])) or 'the reply'}: {each['msg']}"
            for each in error.errors()[:_FAULTS_NAMED]
        ]
        return None, clean("; ".join(named))
    except ValueError as error:
        return None, f"it is no valid JSON: {error}"
