"""`coach models`: which models are configured and for what, and whether each one answers.

Prices and context windows are those of LiteLLM's own table, which is on this machine. The check is
one request of a few tokens each, within CHECK_SECONDS, and never repeated.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from autogen_core.models import UserMessage

from agents.casting import client_of
from agents.commands.app import App
from agents.voice.fault import ModelError
from memory.litellm_setup import load_litellm
from memory.remote_embedding import RemoteEmbedder
from practice.errors import CoachError
from practice.models import AGENTS
from practice.settings import Settings
from practice.value import Lang, Value
from tools.scrub import scrub
from tools.sheet import Line
from tools.wording import say

CHECK_SECONDS = 10.0
_CHECK = "Reply with the word OK."
_CHECK_TOKENS = 16
"""At most so many are asked for; a model that thinks first is cut off there, and was reached."""
_MILLION = 1_000_000
_KEY = "_API_KEY"
_KEY_NOT_NAMED = ("litellm_proxy",)
"""Where LiteLLM says that nothing is missing, and sends nothing without a key."""

Role = Literal["interviewer", "critic", "coach", "fallback", "embedding"]


class Checked(Value):
    """How a model took one request."""

    ok: bool
    seconds: float
    cause: str | None = None
    cause_zh: str | None = None


class ModelRow(Value):
    """One configured model; what LiteLLM's table does not tell is null."""

    model: str
    roles: tuple[Role, ...]
    judgings: int | None
    """How often it is asked about each answer; null where it is not the critic's."""
    endpoint: str | None
    """Where it is asked; null is the provider's own address."""
    input_price: float | None
    """US dollars for a million tokens."""
    output_price: float | None
    context: int | None
    """Tokens that it can be sent."""
    keys: tuple[str, ...]
    """The environment variables that hold its key, as LiteLLM expects them; never their values."""
    key_set: bool | None
    """None where no key is asked for, or LiteLLM does not say which."""
    checked: Checked | None = None


def list_models(app: App, *, check: bool) -> int:
    """Print every configured model, checked unless not wanted; return 1 where a check failed."""
    settings, lang = app.settings, app.settings.lang
    if not settings.all_models and settings.embedding is None:
        app.screen.result([], [Line(say("models.none", lang))])
        return 0
    _say_slow(app, "models.loading")
    failed = False
    for row in rows(settings):
        if check:
            _say_slow(app, "models.asking", model=row.model)
            row = row.model_copy(update={"checked": check_model(row, settings)})
            failed = failed or not (row.checked and row.checked.ok)
        app.screen.result([_as_json(row)], _lines(row, lang))
    return 1 if failed else 0


def _say_slow(app: App, key: str, **facts: object) -> None:
    """Say what takes longer than a second."""
    if not app.screen.as_json:
        app.screen.notice(say(key, app.settings.lang, **facts))


# ---------------------------------------------------------------------------- what is known


def rows(settings: Settings) -> Iterator[ModelRow]:
    """Yield each configured model once, as far as this machine knows it; nothing is contacted."""
    for name in settings.all_models:
        roles = _roles(name, settings)
        judgings = settings.judgings if "critic" in roles else None
        yield _row(name, roles, settings.endpoint_of(name), judgings)
    if settings.embedding is not None:
        yield _row(settings.embedding, ("embedding",), settings.embedding_api_base)


def _roles(name: str, settings: Settings) -> tuple[Role, ...]:
    """Return the agents that ask a model first, and whether it stands in for others."""
    asked = {agent: settings.models_of(agent) for agent in AGENTS}
    first: list[Role] = [agent for agent in AGENTS if asked[agent][:1] == (name,)]
    stands_in = any(name in models[1:] for models in asked.values())
    return (*first, "fallback") if stands_in else tuple(first)


def _row(
    name: str, roles: tuple[Role, ...], endpoint: str | None, judgings: int | None = None
) -> ModelRow:
    known = client_of(name, endpoint).known() or {}
    keys, key_set = _keys(name, gets_placeholder=bool(endpoint) and roles != ("embedding",))
    where = endpoint or _from_environment(name)
    context = known.get("max_input_tokens") or known.get("max_tokens")
    return ModelRow(
        model=name,
        roles=roles,
        judgings=judgings,
        endpoint=None if where is None else scrub(where, os.environ),
        input_price=_per_million(known, "input_cost_per_token"),
        output_price=_per_million(known, "output_cost_per_token"),
        context=int(context) if context else None,
        keys=keys,
        key_set=key_set,
    )


def _per_million(known: Mapping[str, Any], name: str) -> float | None:
    price = known.get(name)
    return None if price is None else round(price * _MILLION, 6)


def _provider(name: str) -> str:
    try:
        return str(load_litellm().get_llm_provider(name)[1])
    except Exception:  # it raises bare ones for a model that it does not know
        return name.partition("/")[0]


def _from_environment(name: str) -> str | None:
    """Return the endpoint that LiteLLM itself takes from the environment, where it is given there."""
    provider = _provider(name).removesuffix("_chat").upper()
    found = (os.environ.get(f"{provider}_{each}") for each in ("API_BASE", "BASE_URL"))
    return next(filter(None, found), None)


def _keys(name: str, *, gets_placeholder: bool) -> tuple[tuple[str, ...], bool | None]:
    """Return the variables that hold a model's key, and whether they are set.

    LiteLLM names only what is missing; what is set goes by its rule, PROVIDER_API_KEY.
    """
    provider = _provider(name).removesuffix("_chat")
    usual = f"{provider.upper()}{_KEY}"
    if os.environ.get(usual):
        return (usual,), True
    if provider in _KEY_NOT_NAMED:
        return (usual,), False
    told = load_litellm().validate_environment(name)
    missing = tuple(each for each in told["missing_keys"] if not each.endswith("_API_BASE"))
    if not missing or (gets_placeholder and missing == ("OPENAI_API_KEY",)):
        return (), None
    return missing, False


# ---------------------------------------------------------------------------- the check


def check_model(row: ModelRow, settings: Settings) -> Checked:
    """Return how the model takes one request, within CHECK_SECONDS or the deadline if that is less."""
    seconds = min(CHECK_SECONDS, settings.deadline)
    begun = time.monotonic()
    fault: CoachError | None = None
    try:
        if row.roles == ("embedding",):
            once = RemoteEmbedder(row.model, settings.embedding_api_base, seconds, waits=())
            once.embed([_CHECK])
        else:
            asyncio.run(_ask(row.model, settings.endpoint_of(row.model), seconds))
    except CoachError as error:
        fault = error
    took = round(time.monotonic() - begun, 2)
    if fault is None:
        return Checked(ok=True, seconds=took)
    return Checked(ok=False, seconds=took, cause=fault.told("en"), cause_zh=fault.told("zh"))


async def _ask(name: str, endpoint: str | None, seconds: float) -> None:
    """Ask a model for a word. Raises: ModelError, CoachError."""
    client = client_of(name, endpoint)
    try:
        async with asyncio.timeout(seconds):
            await client.create(
                [UserMessage(content=_CHECK, source="coach")],
                extra_create_args={"max_tokens": _CHECK_TOKENS},
            )
    except TimeoutError as error:
        raise CoachError(
            say("models.late", "en", model=name, seconds=f"{seconds:g}"),
            zh=say("models.late", "zh", model=name, seconds=f"{seconds:g}"),
        ) from error
    except ModelError as error:
        cut_off = client.total_usage().completion_tokens >= _CHECK_TOKENS
        if error.kind != "empty" or not cut_off:
            raise
    finally:
        await client.close()


# ---------------------------------------------------------------------------- the look


def _as_json(row: ModelRow) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"checked": {"cause_zh"}})


def _lines(row: ModelRow, lang: Lang) -> Iterator[Line]:
    roles = say("models.and", lang).join(say(f"models.{each}", lang) for each in row.roles)
    yield Line(say("models.head", lang, model=row.model, roles=roles), "strong")
    if row.judgings is not None and row.judgings > 1:
        yield Line(say("models.judgings", lang, count=row.judgings), indent=1)
    where = row.endpoint or say("models.own_address", lang)
    yield Line(say("models.endpoint", lang, where=where), indent=1)
    yield Line(say("models.price", lang, price=_price(row, lang)), indent=1)
    unknown = say("models.unknown", lang)
    context = unknown if row.context is None else f"{row.context:,}"
    yield Line(say("models.context", lang, context=context), indent=1)
    yield Line(_key_told(row, lang), "bad" if row.key_set is False else "plain", indent=1)
    if row.checked is not None:
        yield _checked_line(row.checked, lang)


def _price(row: ModelRow, lang: Lang) -> str:
    if row.input_price is None or row.output_price is None:
        return say("models.unknown", lang)
    there, back = f"{row.input_price:g}", f"{row.output_price:g}"
    return say("models.dollars", lang, there=there, back=back)


def _key_told(row: ModelRow, lang: Lang) -> str:
    if row.key_set is None:
        return say("models.no_key", lang)
    names = ", ".join(row.keys)
    return say("models.key_set" if row.key_set else "models.key_missing", lang, names=names)


def _checked_line(checked: Checked, lang: Lang) -> Line:
    if checked.ok:
        return Line(say("models.answers", lang, seconds=f"{checked.seconds:.2f}"), "good", indent=1)
    cause = checked.cause_zh if lang == "zh" else checked.cause
    return Line(say("models.fails", lang, cause=cause), "bad", indent=1)
