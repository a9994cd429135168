"""Settings: flag > environment > file > default, each with its origin."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from practice.errors import UsageError
from practice.settings import Setting, Settings, language, profile_name, resolve

HOME = Path("/data/coach")


def resolved(
    flags: dict[str, str | None] | None = None,
    env: dict[str, str] | None = None,
    file: dict[str, object] | None = None,
    *,
    plain: bool = False,
) -> Settings:
    return resolve(flags or {}, env or {}, file or {}, HOME, plain=plain)


def origin(settings: Settings, name: str) -> tuple[str | None, str]:
    """Return a setting's value and origin, as `coach doctor` prints them."""
    (found,) = [each for each in settings.resolved if each.name == name]
    return found.value, found.origin


def test_with_nothing_given_all_is_default() -> None:
    assert resolved() == Settings(
        home=HOME,
        profile="default",
        lang="en",
        model=None,
        api_base=None,
        embedding=None,
        embedding_api_base=None,
        deadline=90.0,
        now=None,
        plain=False,
        resolved=(
            Setting("home", "/data/coach", "default"),
            Setting("profile", "default", "default"),
            Setting("lang", "en", "default"),
            Setting("model", None, "default"),
            Setting("api_base", None, "default"),
            Setting("embedding", None, "default"),
            Setting("embedding_api_base", None, "default"),
            Setting("deadline", "90.0", "default"),
            Setting("now", None, "default"),
            Setting("judgings", "1", "default"),
        ),
    )


def test_a_flag_wins_over_the_environment_and_that_over_the_file() -> None:
    flags: dict[str, str | None] = {"model": "from/flag", "lang": "zh"}
    env = {"COACH_MODEL": "from/env", "COACH_LANG": "en", "COACH_DEADLINE": "30"}
    file: dict[str, object] = {"model": "from/file", "deadline": 20, "api_base": "http://file"}
    found = resolved(flags, env, file)
    assert (found.model, found.lang, found.deadline, found.api_base) == (
        "from/flag",
        "zh",
        30.0,
        "http://file",
    )
    assert [origin(found, name)[1] for name in ("model", "lang", "deadline", "api_base")] == [
        "flag",
        "flag",
        "environment",
        "file",
    ]
    without_flags = resolved({"model": None, "lang": None}, env, file)
    assert origin(without_flags, "model") == ("from/env", "environment")
    assert origin(resolved(file=file), "model") == ("from/file", "file")


def test_the_embedding_model_is_set_like_the_model_and_apart_from_it() -> None:
    file: dict[str, object] = {"embedding": "from/file"}
    env = {"COACH_EMBEDDING": "from/env", "COACH_API_BASE": "http://of-the-model"}
    found = resolved(env=env, file=file)
    assert origin(found, "embedding") == ("from/env", "environment")
    assert origin(found, "embedding_api_base") == (None, "default")
    assert found.model is None
    assert origin(resolved(file=file), "embedding") == ("from/file", "file")


def test_an_empty_variable_is_not_set() -> None:
    names = ("HOME", "PROFILE", "LANG", "MODEL", "API_BASE", "DEADLINE", "NOW", "JUDGINGS")
    env = {f"COACH_{name}": "" for name in (*names, "EMBEDDING", "EMBEDDING_API_BASE")}
    assert resolved(env=env) == resolved()
    assert resolved(env=env, file={"model": "from/file"}).model == "from/file"


def test_the_file_has_six_settings_and_any_other_is_named() -> None:
    file: dict[str, object] = {"lang": "zh", "model": "m", "api_base": "b", "deadline": 5}
    file |= {"embedding": "e", "embedding_api_base": "c"}
    found = resolved(file=file)
    assert (found.lang, found.model, found.api_base, found.deadline) == ("zh", "m", "b", 5.0)
    assert (found.embedding, found.embedding_api_base) == ("e", "c")
    with pytest.raises(UsageError) as refused:
        resolved(file={"profile": "x", "modle": "y", "lang": "zh"})
    assert str(refused.value) == "settings.toml: unknown setting modle, profile; remove it"


# ---------------------------------------------------------------------- home and profile


def test_the_profiles_folder_stands_in_the_home() -> None:
    found = resolved({"profile": "anna"}, {"COACH_HOME": "/elsewhere", "COACH_PROFILE": "bert"})
    assert found.folder == Path("/elsewhere/anna")
    assert resolved().folder == Path("/data/coach/default")


def test_a_tilde_in_the_home_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/users/anna")
    assert resolved(env={"COACH_HOME": "~/coach"}).home == Path("/users/anna/coach")


@pytest.mark.parametrize(
    "name",
    ["default", "a", "A_b-9", "学习", "Анна", "José", "日本語テスト", "a" * 64, "हिन्दी", "นักเรียน"],
)
def test_a_profile_is_letters_of_any_script_digits_and_two_marks(name: str) -> None:
    assert profile_name({"profile": name}, {}) == name
    assert resolved(env={"COACH_PROFILE": name}).folder == HOME / name


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "/etc",
        "a b",
        "a.b",
        "a\n",
        "\n",
        "a\0",
        " ",
        "🍵",
        "a" * 65,
    ],
)
@pytest.mark.parametrize("where", ["flag", "environment"])
def test_a_profile_that_is_no_folder_name_is_refused(name: str, where: str) -> None:
    flags: dict[str, str | None] = {"profile": name} if where == "flag" else {}
    env = {"COACH_PROFILE": name} if where == "environment" else {}
    with pytest.raises(UsageError, match="letters, digits, - and _ only, at most 64"):
        profile_name(flags, env)
    with pytest.raises(UsageError):
        resolved(flags, env)


@given(st.text(min_size=1, max_size=70))
@bounded(max_examples=50, deadline=None)
def test_no_profile_leads_out_of_the_home(name: str) -> None:
    try:
        folder = resolved({"profile": name}).folder
    except UsageError:
        return
    assert folder.parent == HOME
    assert folder.name not in ("", ".", "..")


@pytest.mark.parametrize("env", [{}, {"COACH_PROFILE": "anna"}])
def test_an_empty_profile_is_none_given_and_never_the_home_itself(env: dict[str, str]) -> None:
    """The edge reads the file by `profile_name` and the rest by `resolve`: they must agree."""
    found = resolved({"profile": ""}, env)
    assert found.profile == profile_name({"profile": ""}, env)
    assert found.folder.parent == HOME


# ---------------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("env", "lang", "where"),
    [
        ({}, "en", "default"),
        ({"LANG": ""}, "en", "default"),
        ({"LANG": "zh_CN.UTF-8"}, "zh", "locale"),
        ({"LANG": "zh"}, "zh", "locale"),
        ({"LANG": "ZH_TW"}, "zh", "locale"),
        ({"LANG": "en_GB.UTF-8"}, "en", "locale"),
        ({"LANG": "de_DE.UTF-8"}, "en", "locale"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en", "locale"),
        ({"LANG": "en_US", "LC_MESSAGES": "en_US", "LC_ALL": "zh_CN"}, "zh", "locale"),
        ({"LANG": "zh_CN.UTF-8", "COACH_LANG": "en"}, "en", "environment"),
    ],
)
def test_the_language_is_that_of_the_locale_unless_it_is_set(
    env: dict[str, str], lang: str, where: str
) -> None:
    found = resolved(env=env)
    assert found.lang == lang
    assert origin(found, "lang") == (lang, where)


@pytest.mark.parametrize("lang", ["fr", "ZH", "zh_CN", "中文"])
def test_another_language_is_refused(lang: str) -> None:
    with pytest.raises(UsageError) as refused:
        resolved({"lang": lang})
    assert str(refused.value) == f"language “{lang}”: zh or en"


@pytest.mark.parametrize(
    ("flag", "env", "lang"),
    [
        (None, {}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8", "COACH_LANG": "en"}, "en"),
        (None, {"COACH_LANG": "zh"}, "zh"),
        ("", {"COACH_LANG": "zh"}, "zh"),
        ("en", {"COACH_LANG": "zh"}, "en"),
        ("zh", {"COACH_LANG": "fr"}, "zh"),
        ("fr", {"COACH_LANG": "zh"}, "en"),
        (None, {"COACH_LANG": "fr", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_errors_have_a_language_even_where_the_settings_cannot_be_used(
    flag: str | None, env: dict[str, str], lang: str
) -> None:
    assert language({"lang": flag}, env) == lang


# ---------------------------------------------------------------------- judgings


def test_judgings_are_one_unless_the_environment_or_the_models_section_says_more() -> None:
    file: dict[str, object] = {"models": {"judgings": 3, "critic": "a/b"}}
    assert resolved().judgings == 1
    assert (resolved(file=file).judgings, origin(resolved(file=file), "judgings")) == (
        3,
        ("3", "file"),
    )
    by_env = resolved(env={"COACH_JUDGINGS": "5"}, file=file)
    assert (by_env.judgings, origin(by_env, "judgings")) == (5, ("5", "environment"))
    assert by_env.models_of("critic") == ("a/b",)
    assert [each.name for each in by_env.resolved if "judgings" in each.name] == ["judgings"]


@pytest.mark.parametrize("value", ["0", "6", "-1", "2.5", "three", "nan", "1e0", "3 times"])
def test_another_number_of_judgings_is_refused(value: str) -> None:
    said = f"COACH_JUDGINGS “{value}”: a whole number from 1 to 5"
    with pytest.raises(UsageError) as by_env:
        resolved(env={"COACH_JUDGINGS": value})
    with pytest.raises(UsageError) as by_file:
        resolved(file={"models": {"judgings": value}})
    assert str(by_env.value) == str(by_file.value) == said
    assert by_env.value.told("zh") == f"COACH_JUDGINGS“{value}”：应为 1 到 5 的整数"


@pytest.mark.parametrize("value", [True, 2.5, [3], 0, 6])
def test_judgings_of_another_type_in_the_file_are_refused(value: object) -> None:
    with pytest.raises(UsageError, match="a whole number from 1 to 5"):
        resolved(file={"models": {"judgings": value}})


def test_judgings_stand_under_models_and_nowhere_else() -> None:
    with pytest.raises(UsageError, match="unknown setting judgings"):
        resolved(file={"judgings": 3})


# ---------------------------------------------------------------------- deadline, clock, plain


@pytest.mark.parametrize(
    ("text", "seconds"), [("0.1", 0.1), ("90", 90.0), ("3600", 3600.0), (" 5 ", 5.0)]
)
def test_a_deadline_is_seconds_up_to_an_hour(text: str, seconds: float) -> None:
    assert resolved(env={"COACH_DEADLINE": text}).deadline == seconds


@pytest.mark.parametrize(
    "text", ["0", "-1", "3600.1", "nan", "inf", "-inf", "1e400", "soon", "5s", "1,5"]
)
def test_another_deadline_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        resolved(env={"COACH_DEADLINE": text})
    assert f"“{text}”: seconds, more than 0 and at most 3600" in str(refused.value)


@pytest.mark.parametrize("value", [True, [90], "soon", 0])
def test_a_deadline_of_another_type_in_the_file_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match="seconds"):
        resolved(file={"deadline": value})


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-11-25T09:00:00+08:00", 8),
        ("2026-11-25T09:00:00Z", 0),
        ("2026-11-25 09:00-05:00", -5),
    ],
)
def test_the_clock_is_a_moment_with_its_offset(text: str, hours: int) -> None:
    now = resolved(env={"COACH_NOW": text}).now
    assert now is not None
    assert now.replace(tzinfo=None) == datetime(2026, 11, 25, 9)
    assert now.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text", ["2026-11-25T09:00:00", "2026-11-25", "09:00+08:00", "now", "2026-13-01T00:00:00Z", "0"]
)
def test_a_clock_without_offset_or_that_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        resolved(env={"COACH_NOW": text})
    assert f"COACH_NOW “{text}”: ISO 8601 with an offset" in str(refused.value)


def test_plain_is_asked_for_or_a_dumb_terminal() -> None:
    assert resolved(plain=True).plain
    assert resolved(env={"TERM": "dumb"}).plain
    assert not resolved(env={"TERM": "xterm-256color", "NO_COLOR": "1"}).plain
