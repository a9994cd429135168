"""Questions of the candidate's own: brought in a file or typed, corrected, and stored."""

import asyncio
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from agents.commands.app import App
from memory.folder import OWN_QUESTIONS, only_writer
from memory.own_questions import QuestionFile, remove, store
from practice.errors import BankError, UsageError
from practice.typed import Leave, Said
from practice.value import LANGS, Bilingual
from tools.bank_check import Fault, check_question
from tools.derivation import Derived, derive
from tools.keyboard import Keyboard
from tools.lexicon import Lexicon
from tools.listing import fault_lines, question_facts, rubric_sheet
from tools.matching import Matcher
from tools.question_file import Brought, Entry, Whole, is_name, nothing_stored, read_questions, slug
from tools.sheet import Line
from tools.text import fold
from tools.wording import say

OWN_TOPIC = "own"
_EDITOR = "vi"


def bank_add(app: App, file: Path | None, topic: str | None, *, yes: bool) -> int:
    """Take questions from a file or the keyboard, let them be corrected, and store all or none.

    Raises: UsageError, BankError with every fault of the file, FolderError, LockedError.
    """
    if not yes and not sys.stdin.isatty():
        raise UsageError(
            "nothing was stored: without a terminal to correct it at, add --yes",
            zh="什么都没有保存：这里不能逐题修改，请加上 --yes",
        )
    if topic is not None and not is_name(topic):
        raise UsageError(
            f"topic “{topic}”: small letters, digits and single hyphens only",
            zh=f"主题“{topic}”：只能用小写字母、数字和单个连字符",
        )
    if file is None and not sys.stdin.isatty():
        raise UsageError(
            "which file? coach bank add FILE --yes", zh="用法：coach bank add FILE --yes"
        )
    with only_writer(app.settings.folder, "bank add"):
        brought = read_questions(file) if file else _typed(app)
        if brought:
            app.screen.notice(say("own.deriving", app.settings.lang, count=len(brought)))
        found = _all_derived(app, brought, topic)
        if found and not yes:
            found = _corrected(app, found)
        if not found:
            app.screen.notice(say("own.nothing", app.settings.lang))
            return 0
        store(app.settings.folder / OWN_QUESTIONS, [_as_files(each) for each in found])
    lang = app.settings.lang
    app.screen.result(
        (question_facts(each.question, "own") for each in found),
        (Line(say("own.stored", lang, question=each.question.id), "good") for each in found),
    )
    return 0


def keep_one(app: App, ask: str, reference: str) -> str:
    """Store one question as it is derived from its reference answer; return its id.

    Needs the profile's lock. Raises: BankError, FolderError.
    """
    (made,) = _all_derived(app, [Entry(1, ask, reference)], None)
    store(app.settings.folder / OWN_QUESTIONS, [_as_files(made)])
    return made.question.id


def bank_remove(app: App, question_id: str) -> None:
    """Remove a question of the candidate's own; what was practised on it stays. Raises: UsageError."""
    path = app.bank.path(question_id)
    if app.bank.source(question_id) != "own":
        raise UsageError(
            f"{question_id} is built in and stays; only your own questions can be removed",
            zh=f"{question_id} 是内置题，不能删除；只能删除你自己的题",
        )
    with only_writer(app.settings.folder, "bank remove"):
        remove(app.settings.folder / OWN_QUESTIONS, path)
    text = say("own.removed", app.settings.lang, question=question_id)
    app.screen.result([{"removed": question_id}], [Line(text, "good")])


def _typed(app: App) -> list[Brought]:
    """Return the question and reference that the candidate types; none where he leaves."""

    async def ask() -> list[Brought]:
        keyboard, lang = Keyboard(plain=app.screen.plain), app.settings.lang
        texts: list[str] = []
        for key in ("own.type_question", "own.type_reference"):
            typed = await keyboard.next_block(say(key, lang), say("session.sends", lang))
            if not isinstance(typed, Said):
                return []
            texts.append(typed.text)
        return [Entry(1, texts[0], texts[1])]

    return asyncio.run(ask())


def _all_derived(app: App, brought: Sequence[Brought], topic: str | None) -> list[Derived]:
    """Return every question whole. Raises: BankError for ids that are taken or cannot be used."""
    taken = set(app.bank.paths)
    asked = {fold(each.ask.of(lang)): each.id for each in app.bank.readable() for lang in LANGS}
    found: list[Derived] = []
    faults: list[Bilingual] = []
    for each in brought:
        try:
            made = _derived(app, each, topic, taken)
        except (ValueError, BankError) as error:
            faults.append(Bilingual(zh=str(error), en=str(error)))
            continue
        twin = next(
            filter(None, (asked.get(fold(made.question.ask.of(lang))) for lang in LANGS)), ""
        )
        if twin:
            ask = made.question.ask
            faults.append(
                Bilingual(
                    zh=f"“{ask.zh}”已经有了（{twin}）；请去掉",
                    en=f"“{ask.en}” is there already, as {twin}; leave it out",
                )
            )
        if made.question.id in taken:
            name = made.question.id
            faults.append(
                Bilingual(
                    zh=f"题号“{name}”已经有了；请换一个",
                    en=f"the id “{name}” is taken; choose another",
                )
            )
        taken.add(made.question.id)
        found.append(made)
    if faults:
        raise nothing_stored(faults)
    return found


def _derived(app: App, brought: Brought, topic: str | None, taken: set[str]) -> Derived:
    if isinstance(brought, Entry):
        name = brought.question_id or slug(brought.ask, taken)
        where = topic or brought.topic or OWN_TOPIC
        return derive(app.bank, name, where, brought.ask, brought.reference)
    _check_links(app, brought)
    return Derived(brought.question, brought.concepts)


def _check_links(app: App, whole: Whole) -> None:
    """Return where all skills and concepts are known. Raises: BankError naming the others."""
    question = whole.question
    skills = sorted({each.skill for each in question.points} - app.bank.skills.keys())
    concepts = {name for each in question.recognizable for name in each.recognized.concepts()}
    unknown = sorted(concepts - whole.concepts.keys() - app.bank.lexicon.concepts.keys())
    faults = [f"unknown skill “{each}”; see coach bank skills" for each in skills]
    faults += [f"concept “{each}” is in no lexicon; define it under concepts" for each in unknown]
    if faults:
        raise BankError("\n".join(f"{question.id}: {each}" for each in faults))


def _corrected(app: App, found: Sequence[Derived]) -> list[Derived]:
    """Return the questions as the candidate corrects them; none where one is cancelled."""
    kept: list[Derived] = []
    for each in found:
        made = _correct(app, each)
        if made is None:
            return []
        kept.append(made)
    return kept


def _correct(app: App, made: Derived) -> Derived | None:
    """Show one question until it is kept or cancelled."""
    lang = app.settings.lang
    keyboard = Keyboard(plain=app.screen.plain)
    trouble = ""
    while True:
        app.screen.show(_sheet(app, made))
        if trouble:
            app.screen.notice(trouble, "warn")
        typed = asyncio.run(keyboard.one_line(say("own.keep", lang)))
        word = "q" if isinstance(typed, Leave) else typed.strip().lower()
        if word == "":
            return made
        if word == "q":
            return None
        try:
            made = _edited(app, made) if word == "e" else _without(made, word)
            trouble = ""
        except BankError as error:
            trouble = str(error)
        except ValueError:
            trouble = say("own.keep_again", lang)


def _sheet(app: App, made: Derived) -> Iterator[Line]:
    yield from rubric_sheet(made.question, app.bank.skills, app.settings.lang, rubric=True)
    yield from fault_lines(faults_of(app, made))


def faults_of(app: App, made: Derived) -> list[Fault]:
    """Return what the checker finds in a question; a text in one language is looked at once."""
    lexicon = Lexicon({**app.bank.lexicon.concepts, **made.concepts})
    found = list(check_question(made.question, Matcher(made.question, lexicon)))
    return [each for each in found if not each.where.endswith(".zh") or _two_languages(made)]


def _two_languages(made: Derived) -> bool:
    return made.question.answer.zh != made.question.answer.en


def _without(made: Derived, numbers: str) -> Derived:
    """Return the question without the points numbered. Raises: ValueError."""
    drop = {int(each) for each in numbers.replace(",", " ").split()}
    points = made.question.points
    kept = tuple(each for number, each in enumerate(points, 1) if number not in drop)
    if not kept or not drop <= set(range(1, len(points) + 1)):
        raise ValueError
    used = {name for each in kept for name in each.recognized.concepts()}
    question = made.question.model_copy(update={"points": kept})
    return Derived(question, {name: made.concepts[name] for name in made.concepts if name in used})


def _edited(app: App, made: Derived) -> Derived:
    """Return the question after a visit to the candidate's editor. Raises: BankError."""
    files = _as_files(made)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{files.question_id}.yaml"
        path.write_text(f"{files.text}concepts:\n{_indented(files.concepts)}", encoding="utf-8")
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _EDITOR
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise BankError(f"the editor “{editor}” failed; set EDITOR to another") from error
        try:
            (brought,) = read_questions(path)
        except BankError as error:  # the file is gone when this is read
            raise BankError(str(error).replace(f"{path}:", "")) from error
        if isinstance(brought, Entry):
            raise BankError("the key points are gone; nothing was changed")
        _check_links(app, brought)
        return Derived(brought.question, brought.concepts)


def _as_files(made: Derived) -> QuestionFile:
    question = made.question
    concepts = {name: concept.model_dump(mode="json") for name, concept in made.concepts.items()}
    return QuestionFile(
        topic=question.topic,
        question_id=question.id,
        text=_yaml(question.model_dump(mode="json", exclude_none=True)),
        concepts=_yaml(concepts),
    )


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())
