"""The options that all commands share, and what they open."""

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from agents.commands.app import App

Profile = Annotated[str | None, typer.Option(help="Whose memory (COACH_PROFILE).")]
Lang = Annotated[str | None, typer.Option(help="zh or en (COACH_LANG).")]
Model = Annotated[str | None, typer.Option(help="LiteLLM model string; none = offline.")]
Plain = Annotated[bool, typer.Option("--plain", help="No colour, no wrapping, no redraw.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, or one a line.")]


BEFORE: dict[str, str | None] = {}
"""Options given before the command; those behind it count more."""


def opened(
    profile: str | None = None,
    lang: str | None = None,
    model: str | None = None,
    plain: bool = False,
    as_json: bool = False,
) -> "App":
    """Return the app for the options of a command, those given before it included."""
    from agents.commands.app import open_app

    behind = {"profile": profile, "lang": lang, "model": model}
    flags = {**BEFORE} | {name: value for name, value in behind.items() if value is not None}
    return open_app(flags, plain=plain or "plain" in BEFORE, as_json=as_json)


def leave_with(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)
