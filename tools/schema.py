"""The JSON Schema of the question format, so that editors complete and check question files.

`make schema` writes it to `bank/question.schema.json`; the first line of a question file names it.
"""

import json
from typing import Any

from practice.question import Question

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def question_schema() -> dict[str, Any]:
    """Return the schema of one question file; the models' docstrings are its descriptions."""
    return {"$schema": _DIALECT, **Question.model_json_schema()}


if __name__ == "__main__":
    print(json.dumps(question_schema(), ensure_ascii=False, indent=2))
