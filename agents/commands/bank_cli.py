"""The commands `coach bank …`: parse, call, print, exit."""

from pathlib import Path
from typing import Annotated

import typer

from agents.commands.options import Json, Lang, Plain, Profile, leave_with, opened

bank_app = typer.Typer(help="The questions: list, search, show, add, check.", no_args_is_help=True)


@bank_app.command("list")
def bank_list(
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, such as coding.")] = None,
    difficulty: Annotated[
        int | None, typer.Option(min=1, max=5, help="Only this difficulty.")
    ] = None,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """All questions, or those of a topic, kind or difficulty."""
    from agents.commands import readers

    readers.bank_list(opened(profile, lang, None, plain, as_json), topic, kind, difficulty)


@bank_app.command("search")
def bank_search(
    words: Annotated[
        list[str], typer.Argument(help="Words in Chinese or English; all must occur.")
    ],
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Questions that hold these words."""
    from agents.commands import readers

    readers.bank_search(opened(profile, lang, None, plain, as_json), words)


@bank_app.command("skills")
def bank_skills(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """The skills that key points are tagged with."""
    from agents.commands import readers

    readers.bank_skills(opened(profile, lang, None, plain, as_json))


@bank_app.command("add")
def bank_add(
    file: Annotated[
        Path | None,
        typer.Argument(help="YAML, Markdown (headings) or CSV (question, answer); none = typed."),
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Topic to file it under.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Store without asking.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Add questions of your own; a reference answer is enough."""
    from agents.commands.authoring import bank_add as add

    leave_with(add(opened(profile, lang, None, plain, as_json), file, topic, yes=yes))


@bank_app.command("remove")
def bank_remove(
    question: Annotated[str, typer.Argument(help="Id of a question of your own.")],
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Remove a question of your own."""
    from agents.commands.authoring import bank_remove as remove

    remove(opened(profile, lang, None, plain, as_json), question)


@bank_app.command("show")
def bank_show(
    question: Annotated[str, typer.Argument(help="Question id.")],
    rubric: Annotated[
        bool, typer.Option("--rubric", help="Show key points and model answer too.")
    ] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """One question; its rubric only on request, since seeing it spoils the practice."""
    from agents.commands import readers

    readers.bank_show(opened(profile, lang, None, plain, as_json), question, rubric=rubric)


@bank_app.command("check")
def bank_check(
    questions: Annotated[
        list[str] | None, typer.Argument(help="Question ids or files; all.")
    ] = None,
    overlaps: Annotated[
        bool, typer.Option("--overlaps", help="What overlaps between questions, to look at.")
    ] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Find faults: leaking hints, points their own words miss, weak model answers."""
    from agents.commands import readers

    if overlaps:
        readers.bank_overlaps(opened(profile, lang, None, plain, as_json))
        return
    leave_with(readers.bank_check(opened(profile, lang, None, plain, as_json), questions or []))
