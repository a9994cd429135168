"""The commands: parse, call, print, exit. What they do stands in agents/."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agents.app import App

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    help="Practise technical interview answers: an interviewer asks, a critic judges with your own"
    " words as evidence, a coach helps. Works with no model and no network. 中文界面：--lang zh",
    context_settings={"help_option_names": ["-h", "--help"]},
)
bank_app = typer.Typer(help="The questions: list, search, show, add, check.", no_args_is_help=True)
memory_app = typer.Typer(
    help="What is recalled: rebuild it from the journal.", no_args_is_help=True
)
app.add_typer(bank_app, name="bank")
app.add_typer(memory_app, name="memory")

Profile = Annotated[str | None, typer.Option(help="Whose memory (COACH_PROFILE).")]
Lang = Annotated[str | None, typer.Option(help="zh or en (COACH_LANG).")]
Model = Annotated[str | None, typer.Option(help="LiteLLM model string; none = offline.")]
Plain = Annotated[bool, typer.Option("--plain", help="No colour, no wrapping, no redraw.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, or one a line.")]


_BEFORE: dict[str, str | None] = {}
"""Options given before the command; those behind it count more."""


def _open(
    profile: str | None = None,
    lang: str | None = None,
    model: str | None = None,
    plain: bool = False,
    as_json: bool = False,
) -> "App":
    from agents.app import open_app

    behind = {"profile": profile, "lang": lang, "model": model}
    flags = {**_BEFORE} | {name: value for name, value in behind.items() if value is not None}
    return open_app(flags, plain=plain or "plain" in _BEFORE, as_json=as_json)


def _version(wanted: bool) -> None:
    if wanted:
        from agents.app import app_version

        typer.echo(f"coach {app_version()}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which it is.")
    ] = False,
) -> None:
    """Where you stand: what is unfinished, what keeps coming back, what to practise next."""
    before = {"profile": profile, "lang": lang, "model": model, "plain": "yes" if plain else None}
    _BEFORE.update({name: value for name, value in before.items() if value is not None})
    if context.invoked_subcommand is None:
        from agents import readers

        readers.overview(_open())


@app.command()
def practice(
    question: Annotated[
        str | None, typer.Argument(help="Question id; see coach bank list.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Choose a question of this topic.")] = None,
    rounds: Annotated[int, typer.Option(min=1, max=20, help="Answers judged at most.")] = 5,
    candidate: Annotated[
        str, typer.Option(help="human, or simulated: watch a whole dialogue without typing.")
    ] = "human",
    level: Annotated[
        float, typer.Option(min=0, max=1, help="How much the simulated candidate knows.")
    ] = 0.4,
    seed: Annotated[int, typer.Option(help="Makes the simulated candidate repeatable.")] = 1,
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Be interviewed on a question, judged and coached."""
    from agents import commands

    opened = _open(profile, lang, model, plain, as_json)
    _exit(commands.practice(opened, question, topic, rounds, candidate, level, seed))


@app.command()
def resume(
    session: Annotated[
        str | None, typer.Argument(help="Session; the latest unfinished one.")
    ] = None,
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Go on exactly where a session stopped."""
    from agents import commands

    _exit(commands.resume(_open(profile, lang, model, plain, as_json), session))


@app.command()
def critique(
    question: Annotated[str | None, typer.Argument(help="Question id.")] = None,
    file: Annotated[str, typer.Argument(help="File with the answer; - is standard input.")] = "-",
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines {"question", "text"}; keeps nothing.')
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Judge FILE against this text instead of the bank.")
    ] = None,
    ask: Annotated[str, typer.Option(help="With --reference: the question's words.")] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="How sure the judge is, and what came nearest.")
    ] = False,
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Judge a written answer, and compare it with earlier attempts."""
    from agents import commands

    opened = _open(profile, lang, model, plain, as_json)
    if reference is not None:
        _exit(commands.against(opened, reference, question or file, ask))
    _exit(commands.critique(opened, question, file, batch, explain=explain))


@app.command()
def gaps(
    all_gaps: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """What keeps coming back, with your own words as evidence."""
    from agents import readers

    readers.gaps(_open(profile, lang, None, plain, as_json), closed_too=all_gaps)


@app.command()
def history(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """All sessions, the latest first."""
    from agents import readers

    readers.history(_open(profile, lang, None, plain, as_json))


@app.command()
def show(
    session: Annotated[str, typer.Argument(help="Session id, or last.")] = "last",
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """One whole dialogue again, what you typed included."""
    from agents import readers

    readers.show(_open(profile, lang, None, plain, as_json), session)


@app.command()
def doctor(
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Versions, data folder, settings with their origin, and what would be sent where."""
    from agents import readers

    _exit(readers.doctor(_open(profile, lang, model, plain, as_json)))


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
    from agents import readers

    readers.bank_list(_open(profile, lang, None, plain, as_json), topic, kind, difficulty)


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
    from agents import readers

    readers.bank_search(_open(profile, lang, None, plain, as_json), words)


@bank_app.command("skills")
def bank_skills(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """The skills that key points are tagged with."""
    from agents import readers

    readers.bank_skills(_open(profile, lang, None, plain, as_json))


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
    from agents.authoring import bank_add as add

    _exit(add(_open(profile, lang, None, plain, as_json), file, topic, yes=yes))


@bank_app.command("remove")
def bank_remove(
    question: Annotated[str, typer.Argument(help="Id of a question of your own.")],
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Remove a question of your own."""
    from agents.authoring import bank_remove as remove

    remove(_open(profile, lang, None, plain, as_json), question)


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
    from agents import readers

    readers.bank_show(_open(profile, lang, None, plain, as_json), question, rubric=rubric)


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
    from agents import readers

    if overlaps:
        readers.bank_overlaps(_open(profile, lang, None, plain, as_json))
        return
    _exit(readers.bank_check(_open(profile, lang, None, plain, as_json), questions or []))


@memory_app.command("rebuild")
def memory_rebuild(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """Make Chroma anew from the journal."""
    from agents import commands

    commands.memory_rebuild(_open(profile, lang, None, plain, as_json))


def _exit(code: int) -> None:
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; every failure is one line and an exit code."""
    from agents.edge import run

    run(app)


if __name__ == "__main__":
    main()
