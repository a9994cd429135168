"""The settings of one run, each with where it came from (contract, Settings).

Flag > environment > settings file > default. Nothing is read here: the edge passes everything in.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from practice.errors import UsageError
from practice.models import (
    AGENTS,
    JUDGINGS,
    MODEL_KEYS,
    Agent,
    Models,
    models_section,
    read_models,
)
from practice.value import LANGS, Lang

Origin = Literal["flag", "environment", "file", "locale", "default"]
DEFAULT_PROFILE = "default"
DEFAULT_DEADLINE = 90.0
MOST_JUDGINGS = 5

_PROFILE_LIMIT = 64
NO_MODEL = "none"
"""What is said for no model where another setting names one."""
_FILE_KEYS = MODEL_KEYS | {
    "lang",
    "model",
    "api_base",
    "embedding",
    "embedding_api_base",
    "deadline",
}


@dataclass(frozen=True)
class Setting:
    """One setting as it was resolved."""

    name: str
    value: str | None
    origin: Origin


@dataclass(frozen=True)
class Settings:
    """All settings of a run."""

    home: Path
    profile: str
    lang: Lang
    model: str | None
    api_base: str | None
    embedding: str | None
    """LiteLLM model string for the vectors of the recall memory; None is our own function."""
    embedding_api_base: str | None
    """Its endpoint: apart from `api_base`, so that no text goes where it was not meant to go."""
    deadline: float
    now: datetime | None
    """A fixed clock for tests and simulations; None is the real one."""
    plain: bool
    resolved: tuple[Setting, ...]
    models: Models = field(default_factory=Models)
    judgings: int = 1
    """How often the critic's model is asked for each answer."""

    def models_of(self, agent: Agent) -> tuple[str, ...]:
        """Return the models that speak for an agent, in order; empty is the offline voice.

        A model named by flag or environment is for all agents, whatever the file says of one.
        """
        origins = {each.name: each.origin for each in self.resolved}
        if self.model is None and origins.get("model") in ("flag", "environment"):
            return ()
        if origins.get("model") in ("flag", "environment"):
            return Models(fallback=self.models.fallback).of(agent, self.model)
        return self.models.of(agent, self.model)

    @property
    def all_models(self) -> tuple[str, ...]:
        """Every model that may be asked, each once."""
        return tuple(dict.fromkeys(name for each in AGENTS for name in self.models_of(each)))

    def endpoint_of(self, model: str) -> str | None:
        """Return where a model is asked: `api_base` is for all of the provider of `model`.

        None is the provider's own address.
        """
        served = (self.model or model).partition("/")[0]
        return self.api_base if model.partition("/")[0] == served else None

    @property
    def lang_is_a_guess(self) -> bool:
        """Whether nobody said which language to speak."""
        origins = {each.name: each.origin for each in self.resolved}
        return origins.get("lang") in ("locale", "default")

    @property
    def folder(self) -> Path:
        """The profile's folder."""
        return self.home / self.profile


def profile_name(flags: Mapping[str, str | None], env: Mapping[str, str]) -> str:
    """Return the profile's name. Raises: UsageError for one that is no folder name."""
    name = flags.get("profile") or env.get("COACH_PROFILE") or DEFAULT_PROFILE
    if len(name) > _PROFILE_LIMIT or not all(map(_names, name)):
        raise UsageError(
            f"profile “{name}”: letters, digits, - and _ only, at most 64",
            zh=f"用户名“{name}”不能用：只能有文字、数字、- 和 _，最多 64 个字符",
        )
    return name


def _names(char: str) -> bool:
    """Return whether a character may stand in a profile's name; marks belong to their letters."""
    return char in "-_" or char.isalnum() or unicodedata.category(char).startswith("M")


def resolve(
    flags: Mapping[str, str | None],
    env: Mapping[str, str],
    file: Mapping[str, object],
    home: Path,
    *,
    plain: bool = False,
) -> Settings:
    """Return the settings from the flags, the environment and the profile's settings file.

    `home` is the default data folder. Raises: UsageError naming the setting that cannot be used.
    """
    unknown = sorted(set(file) - _FILE_KEYS)
    if unknown:
        raise UsageError(
            f"settings.toml: unknown setting {', '.join(unknown)}; remove it",
            zh=f"settings.toml：没有 {'、'.join(unknown)} 这样的设置；请删掉",
        )
    stated = {**file, JUDGINGS: models_section(file).get(JUDGINGS, "")}
    found: dict[str, Setting] = {}

    def pick(name: str, default: str | None = None) -> str | None:
        variable = f"COACH_{name.upper()}"
        options: list[tuple[str | None, Origin]] = [
            (_flag(flags, name), "flag"),
            (env.get(variable) or None, "environment"),
            (str(stated[name]) or None if name in stated else None, "file"),
        ]
        value, origin = next(
            ((each, where) for each, where in options if each is not None), (default, "default")
        )
        found[name] = Setting(name, value, origin)  # type: ignore[arg-type]
        return value

    home_value = pick("home", str(home))
    profile = pick("profile", profile_name(flags, env))
    lang = pick("lang")
    if lang is None:
        lang, found["lang"] = _from_locale(env)
    model, api_base = pick("model"), pick("api_base")
    model = None if model == NO_MODEL else model
    embedding, embedding_api_base = pick("embedding"), pick("embedding_api_base")
    deadline, now = pick("deadline", str(DEFAULT_DEADLINE)), pick("now")
    judgings = pick(JUDGINGS, "1")
    assert home_value is not None
    assert profile is not None
    return Settings(
        home=Path(home_value).expanduser(),
        profile=profile,
        lang=_lang(lang),
        model=model,
        api_base=api_base,
        embedding=embedding,
        embedding_api_base=embedding_api_base,
        deadline=_seconds(deadline),
        now=_moment(now),
        plain=plain or env.get("TERM") == "dumb",
        resolved=(*found.values(), *_of_models(file)),
        models=read_models(file),
        judgings=_count(judgings),
    )


def _flag(flags: Mapping[str, str | None], name: str) -> str | None:
    """Return what a flag says; an empty model is none at all."""
    given = flags.get(name)
    return NO_MODEL if name == "model" and given == "" else given or None


def _of_models(file: Mapping[str, object]) -> list[Setting]:
    """Return what the file says of models as settings, to be looked at."""
    models = read_models(file)
    found = {f"models.{agent}": models.by_agent[agent] or None for agent in models.by_agent}
    if models.fallback:
        found["fallback"] = ", ".join(models.fallback)
    return [Setting(name, value, "file") for name, value in found.items()]


def language(flags: Mapping[str, str | None], env: Mapping[str, str]) -> Lang:
    """Return the language in which errors are told, settings file or not; en for an unknown one."""
    value = flags.get("lang") or env.get("COACH_LANG") or _from_locale(env)[0]
    return "zh" if value == "zh" else "en"


def _from_locale(env: Mapping[str, str]) -> tuple[str, Setting]:
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    lang = "zh" if locale.lower().startswith("zh") else "en"
    return lang, Setting("lang", lang, "locale" if locale else "default")


def _lang(value: str) -> Lang:
    for lang in LANGS:
        if value == lang:
            return lang
    raise UsageError(f"language “{value}”: zh or en", zh=f"语言“{value}”：只能是 zh 或 en")


def _seconds(value: str | None) -> float:
    try:
        seconds = float(value or DEFAULT_DEADLINE)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 3600:
        raise UsageError(
            f"COACH_DEADLINE “{value}”: seconds, more than 0 and at most 3600",
            zh=f"COACH_DEADLINE“{value}”：应为秒数，大于 0，最多 3600",
        )
    return seconds


def _count(value: str | None) -> int:
    try:
        count = int(value or 1)
    except ValueError:
        count = 0
    if not 1 <= count <= MOST_JUDGINGS:
        raise UsageError(
            f"COACH_JUDGINGS “{value}”: a whole number from 1 to {MOST_JUDGINGS}",
            zh=f"COACH_JUDGINGS“{value}”：应为 1 到 {MOST_JUDGINGS} 的整数",
        )
    return count


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise UsageError(
            f"COACH_NOW “{value}”: ISO 8601 with an offset, 2026-11-25T09:00:00+08:00",
            zh=f"COACH_NOW“{value}”：应为带时区的 ISO 8601 时间，如 2026-11-25T09:00:00+08:00",
        )
    return moment
