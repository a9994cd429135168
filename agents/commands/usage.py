"""What the models of a session have used, in one line at its end."""

from agents.voice.budget import Budget
from practice.value import Lang
from tools.wording import say


def usage_told(budget: Budget, lang: Lang) -> str | None:
    """Return requests, tokens, money in US dollars and seconds waited; None where none was asked."""
    if not budget.calls_made:
        return None
    waited = f"{budget.waited:.1f}"
    if not budget.sent_tokens:
        return say("usage.unknown", lang, calls=budget.calls_made, seconds=waited)
    about = say("usage.about", lang) if budget.estimated else ""
    return say(
        "usage.line",
        lang,
        calls=budget.calls_made,
        sent=f"{about}{budget.sent_tokens:,}",
        received=f"{about}{budget.received_tokens:,}",
        money=_money(budget, lang),
        seconds=waited,
    )


def _money(budget: Budget, lang: Lang) -> str:
    """Return what it cost as far as LiteLLM's table tells; a failed request is in no bill of ours."""
    amount = f"{budget.session_money:.4f}"
    if not budget.unpriced:
        return say("usage.money", lang, amount=amount)
    return say("usage.at_least" if budget.session_money else "usage.unpriced", lang, amount=amount)
