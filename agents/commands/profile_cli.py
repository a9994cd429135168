"""The commands `coach profile …` and `coach calibration`: parse, call, print, exit."""

from pathlib import Path
from typing import Annotated

import typer

from agents.commands.options import Json, Lang, Plain, Profile, opened

profile_app = typer.Typer(
    help="What is known of you: plan, facts from your résumé, strengths.",
    invoke_without_command=True,
)


@profile_app.callback()
def profile_show(
    context: typer.Context,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """What is known of you, each fact with the words that show it."""
    if context.invoked_subcommand is None:
        from agents.commands import candidate_profile

        candidate_profile.show(opened(profile, lang, None, plain, as_json))


@profile_app.command("add")
def profile_add(
    file: Annotated[Path, typer.Argument(help="Résumé: text, Markdown, PDF or .docx.")],
    yes: Annotated[bool, typer.Option("--yes", help="Keep all without asking.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Take facts from a résumé; you confirm each."""
    from agents.commands import candidate_profile

    candidate_profile.add(opened(profile, lang, None, plain, as_json), file, yes=yes)


@profile_app.command("remove")
def profile_remove(
    number: Annotated[int, typer.Argument(min=1, help="Number of the fact, see coach profile.")],
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Take a fact back."""
    from agents.commands import candidate_profile

    candidate_profile.remove(opened(profile, lang, None, plain, as_json), number)


def calibration(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """How well your own ratings foretell the verdicts: over- and under-confidence by topic."""
    from agents.commands import candidate_profile

    candidate_profile.calibration(opened(profile, lang, None, plain, as_json))
