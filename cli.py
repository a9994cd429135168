"""The commands: parse, call, print, exit. What they do stands in agents/."""

from pathlib import Path
from typing import Annotated

import typer

from agents.commands.bank_cli import bank_app
from agents.commands.gap_cli import gap_app
from agents.commands.options import BEFORE, Json, Lang, Model, Plain, Profile, leave_with, opened
from agents.commands.plan_cli import plan_app
from agents.commands.profile_cli import calibration, profile_app

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    help="Practise technical interview answers: an interviewer asks, a critic judges with your own"
    " words as evidence, a coach helps. Works with no model and no network. 中文界面：--lang zh",
    context_settings={"help_option_names": ["-h", "--help"]},
)
memory_app = typer.Typer(
    help="What is recalled: check it, rebuild it from the journal.", no_args_is_help=True
)
app.add_typer(bank_app, name="bank")
app.add_typer(gap_app, name="gap")
app.add_typer(plan_app, name="plan")
app.add_typer(profile_app, name="profile")
app.command("calibration")(calibration)
app.add_typer(memory_app, name="memory")


def _version(wanted: bool) -> None:
    if wanted:
        from agents.commands.app import app_version

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
    BEFORE.update({name: value for name, value in before.items() if value is not None})
    if context.invoked_subcommand is None:
        from agents.commands import readers

        readers.overview(opened())


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
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show what a model would be sent; send and keep nothing."),
    ] = False,
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Be interviewed on a question, judged and coached."""
    from agents.commands import writers

    coach = opened(profile, lang, model, plain, as_json)
    if dry_run:
        leave_with(writers.dry_run(coach, question, topic))
    leave_with(writers.practice(coach, question, topic, rounds, candidate, level, seed))


@app.command("next")
def next_question(
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Begin the best question now; with --json only say which, and why."""
    from agents.commands import planning

    leave_with(planning.next_question(opened(profile, lang, model, plain, as_json)))


@app.command()
def debrief(
    on: Annotated[str | None, typer.Option("--date", help="Day of the interview; today.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="Notes in YAML: asked, question, went 1-5, missed.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show what was noted so far.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Note what a real interview asked and how it went; what you missed is practised."""
    from agents.commands import debriefing

    coach = opened(profile, lang, None, plain, as_json)
    if listed:
        debriefing.show_all(coach)
    else:
        leave_with(debriefing.debrief(coach, on, file))


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
    from agents.commands import writers

    leave_with(writers.resume(opened(profile, lang, model, plain, as_json), session))


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
    from agents.commands import writers

    coach = opened(profile, lang, model, plain, as_json)
    if reference is not None:
        leave_with(writers.against(coach, reference, question or file, ask))
    leave_with(writers.critique(coach, question, file, batch, explain=explain))


@app.command()
def gaps(
    all_gaps: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """What keeps coming back, with your own words as evidence."""
    from agents.commands import readers

    readers.gaps(opened(profile, lang, None, plain, as_json), closed_too=all_gaps)


@app.command()
def history(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """All sessions, the latest first."""
    from agents.commands import readers

    readers.history(opened(profile, lang, None, plain, as_json))


@app.command()
def show(
    session: Annotated[str, typer.Argument(help="Session id, or last.")] = "last",
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """One whole dialogue again, what you typed included."""
    from agents.commands import readers

    readers.show(opened(profile, lang, None, plain, as_json), session)


@app.command()
def forget(
    session: Annotated[str | None, typer.Option(help="Only this session.")] = None,
    before: Annotated[
        str | None, typer.Option(help="Sessions begun before this day, 2026-12-24.")
    ] = None,
    interview: Annotated[
        str | None, typer.Option(help="The debrief of this day, 2026-12-24.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything", help="All sessions, the plan, the profile, your own questions."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Remove what you said for good, from the files' bytes too."""
    from agents.commands.forgetting import forget as remove

    coach = opened(profile, lang, None, plain, as_json)
    leave_with(remove(coach, session, before, interview, everything=everything, yes=yes))


@app.command()
def doctor(
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Versions, data folder, settings with their origin, and what would be sent where."""
    from agents.commands import readers

    leave_with(readers.doctor(opened(profile, lang, model, plain, as_json)))


@app.command()
def models(
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Only what is configured; nothing is sent.")
    ] = False,
    profile: Profile = None,
    lang: Lang = None,
    model: Model = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """The models in use: where, at what price, and whether each answers (one short request)."""
    from agents.commands.model_listing import list_models

    leave_with(list_models(opened(profile, lang, model, plain, as_json), check=not no_check))


@memory_app.command("rebuild")
def memory_rebuild(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """Make Chroma anew from the journal."""
    from agents.commands import writers

    writers.memory_rebuild(opened(profile, lang, None, plain, as_json))


@memory_app.command("check")
def memory_check(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """Compare Chroma with the journal, and look every record up; changes none."""
    from agents.commands import writers

    leave_with(writers.memory_check(opened(profile, lang, None, plain, as_json)))


def main() -> None:
    """Run the command line; every failure is one line and an exit code."""
    from agents.commands.edge import run

    run(app)


if __name__ == "__main__":
    main()
