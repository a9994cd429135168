"""The commands `coach plan …`: parse, call, print, exit."""

from pathlib import Path
from typing import Annotated

import typer

from agents.commands.options import Json, Lang, Plain, Profile, opened

plan_app = typer.Typer(help="The plan towards your interview.", invoke_without_command=True)

Dates = Annotated[
    list[str] | None, typer.Option("--date", help="Interview day, 2026-12-24; may be repeated.")
]
Minutes = Annotated[int | None, typer.Option(help="Minutes a day.")]
Role = Annotated[str | None, typer.Option(help="The role you interview for.")]
Description = Annotated[
    Path | None,
    typer.Option("--jd", help="Job description (text, Markdown, PDF, .docx): weighs the topics."),
]


@plan_app.callback()
def plan(
    context: typer.Context,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Today, this week, and why."""
    if context.invoked_subcommand is None:
        from agents.commands import planning

        planning.show(opened(profile, lang, None, plain, as_json))


@plan_app.command("new")
def plan_new(
    dates: Dates = None,
    minutes: Minutes = None,
    role: Role = None,
    description: Description = None,
    checkup: Annotated[
        bool, typer.Option(help="Begin with three short questions over the topics.")
    ] = True,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Make a plan; what you practised so far counts."""
    from agents.commands import planning

    coach = opened(profile, lang, None, plain, as_json)
    planning.plan_new(coach, dates or [], minutes, role, description, checkup=checkup)


@plan_app.command("replan")
def plan_replan(
    dates: Dates = None,
    minutes: Minutes = None,
    role: Role = None,
    description: Description = None,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Change what is given, keep the rest; goes on after a pause."""
    from agents.commands import planning

    coach = opened(profile, lang, None, plain, as_json)
    planning.replan(coach, dates or [], minutes, role, description)


@plan_app.command("pause")
def plan_pause(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """Pause the plan; nothing is lost."""
    from agents.commands import planning

    planning.pause(opened(profile, lang, None, plain, as_json))
