"""The commands `coach gap …`: parse, call, print, exit."""

from typing import Annotated

import typer

from agents.commands.options import Json, Lang, Plain, Profile, leave_with, opened

gap_app = typer.Typer(
    help="One gap: see it whole, correct what is wrong about it.", no_args_is_help=True
)

Id = Annotated[
    str, typer.Argument(help="The gap's id, as coach gaps shows it; its beginning will do.")
]


@gap_app.command("show")
def gap_show(
    gap: Id, profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """All of a gap: how it went over time, the points behind it, every piece of evidence."""
    from agents.commands import correcting

    correcting.show(opened(profile, lang, None, plain, as_json), gap)


@gap_app.command("merge")
def gap_merge(
    gap: Id,
    into: Annotated[str, typer.Argument(help="The gap, or skill, that it really is.")],
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Count a gap as another one, what was seen so far included."""
    from agents.commands import correcting

    correcting.merge(opened(profile, lang, None, plain, as_json), gap, into)


@gap_app.command("split")
def gap_split(
    gap: Id,
    questions: Annotated[
        list[str] | None, typer.Argument(help="Questions on which it is another gap.")
    ] = None,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Let what showed on some questions stand apart; without questions, undo what was merged."""
    from agents.commands import correcting

    correcting.split(opened(profile, lang, None, plain, as_json), gap, questions or [])


@gap_app.command("rename")
def gap_rename(
    gap: Id,
    name: Annotated[str, typer.Argument(help="What you call it.")],
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Call a gap by another name."""
    from agents.commands import correcting

    correcting.rename(opened(profile, lang, None, plain, as_json), gap, name)


@gap_app.command("dismiss")
def gap_dismiss(
    gap: Id, profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """Say that this is no gap: it is not shown, recalled or planned for."""
    from agents.commands import correcting

    correcting.dismiss(opened(profile, lang, None, plain, as_json), gap)


@gap_app.command("undo")
def gap_undo(
    profile: Profile = None, lang: Lang = None, plain: Plain = False, as_json: Json = False
) -> None:
    """Take back the latest correction; again for the one before."""
    from agents.commands import correcting

    correcting.undo(opened(profile, lang, None, plain, as_json))


@gap_app.command("forget")
def gap_forget(
    gap: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    profile: Profile = None,
    lang: Lang = None,
    plain: Plain = False,
    as_json: Json = False,
) -> None:
    """Remove a gap's evidence for good; this cannot be taken back."""
    from agents.commands.forgetting import forget_gap

    leave_with(forget_gap(opened(profile, lang, None, plain, as_json), gap, yes=yes))
