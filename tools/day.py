"""A calendar day as it is typed on the command line."""

from datetime import date

from practice.errors import UsageError


def read_day(text: str) -> date:
    """Return the day that `text` names. Raises: UsageError."""
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError as error:
        raise UsageError(
            f"date “{text}”: write it as 2026-12-24", zh=f"日期“{text}”：请写成 2026-12-24"
        ) from error
