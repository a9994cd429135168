"""How an answer is told: length, structure, numbers, hedging; beside the score, never in it."""

from practice.question import Question
from practice.verdict import Delivery
from tools import speech
from tools.text import fold


def delivery_of(text: str, question: Question) -> Delivery:
    """Return the delivery of an answer; the last three fields for experience questions only."""
    folded = fold(text)
    parts = speech.clauses(folded)
    told = question.kind == "experience"
    return Delivery(
        length=speech.length(folded),
        sentences=parts[-1].sentence + 1 if parts else 0,
        numbers=len(speech.NUMBER.findall(folded)),
        examples=len(speech.EXAMPLE.findall(folded)),
        hedges=len(speech.HEDGE.findall(folded)),
        fillers=len(speech.FILLER.findall(folded)),
        signposts=len(speech.SIGNPOST.findall(folded)),
        situation=bool(speech.SITUATION.search(folded)) if told else None,
        own_action=bool(speech.OWN_ACTION.search(folded)) if told else None,
        measured_result=bool(speech.MEASURED.search(folded)) if told else None,
    )
