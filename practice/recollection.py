"""What the agents recall of a gap: since when, how often, and in which words it was put last."""

from datetime import datetime

from practice.value import Value


class Recollection(Value):
    """One gap as long-term memory has it."""

    gap: str
    since: datetime
    last: datetime
    times: int
    question: str
    quote: str | None
    status: str
