"""The committed JSON Schema is that of the question model, and question files name it."""

import json

from tools.bank import BUILT_IN
from tools.schema import question_schema

FILE = BUILT_IN / "question.schema.json"


def test_the_committed_schema_is_the_models() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == question_schema(), "run: make schema"


def test_it_closes_the_format_and_says_what_is_required() -> None:
    schema = question_schema()
    assert schema["additionalProperties"] is False
    assert {"id", "topic", "kind", "ask", "points", "answer"} <= set(schema["required"])
    assert schema["properties"]["kind"]["enum"] == [
        "concept", "compare", "experience", "design", "judgement", "coding",
    ]  # fmt: skip


def test_every_question_file_names_it_for_editors() -> None:
    line = "# yaml-language-server: $schema=../question.schema.json"
    files = [path for path in BUILT_IN.glob("*/*.yaml") if path.parent.name != "lexicon"]
    assert files
    assert [p.name for p in files if p.read_text(encoding="utf-8").splitlines()[0] != line] == []
