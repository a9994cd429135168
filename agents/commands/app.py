"""What every command needs, put together once at the edge: settings, bank, clock and screen."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from agents.ledger import Clock
from memory.folder import OWN_QUESTIONS, read_settings
from practice.errors import CoachError
from practice.settings import Settings, profile_name, resolve
from tools.bank import Bank
from tools.screen import Screen

if TYPE_CHECKING:
    from agents.voice.patience import Patience

NAME = "answer-coach"


@dataclass(frozen=True)
class App:
    """One run of the program."""

    settings: Settings
    bank: Bank
    screen: Screen
    patience: "Patience | None" = None
    """How tries at a model are spaced; None is as usual."""

    @property
    def clock(self) -> Clock:
        """The clock: the real one with the machine's offset, or the fixed one of COACH_NOW."""
        fixed = self.settings.now
        if fixed is not None:
            return lambda: fixed
        return lambda: datetime.now().astimezone()

    def now(self) -> datetime:
        """Return the present moment."""
        return self.clock()


def app_version() -> str:
    """Return the installed version of this program."""
    return version(NAME)


def open_app(flags: Mapping[str, str | None], *, plain: bool = False, as_json: bool = False) -> App:
    """Return the app for these flags and this process's environment; nothing is written.

    Raises: UsageError for a setting that cannot be used.
    """
    if sys.platform not in ("linux", "darwin"):
        raise CoachError(
            "coach runs on Linux, macOS and WSL; on Windows, install it inside WSL",
            zh="coach 可在 Linux、macOS 和 WSL 上运行；在 Windows 上请安装到 WSL 里",
        )
    env = os.environ
    home = Path(platformdirs.user_data_dir(NAME, appauthor=False))
    here = Path(env.get("COACH_HOME") or home).expanduser()
    file = read_settings(here / profile_name(flags, env))
    settings = resolve(flags, env, file, home, plain=plain)
    screen = Screen(plain=settings.plain, as_json=as_json, lang=settings.lang)
    cache = Path(platformdirs.user_cache_dir(NAME, appauthor=False))
    bank = Bank(own=settings.folder / OWN_QUESTIONS, cache=cache)
    return App(settings=settings, bank=bank, screen=screen)
