"""What the models of one session share: who is out of service, what is used up, what is to be told."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from agents.voice.budget import Budget
from agents.voice.fault import ModelError
from agents.voice.patience import Line
from practice.value import Bilingual
from tools.wording import say


class Service:
    """One session's models as a whole.

    A model that has failed a step for good is left alone for the rest of the turn, and for the rest
    of the session where only the user can mend it: a candidate waits for one deadline, not for three.
    """

    def __init__(self, budget: Budget | None = None, kept: int = 0) -> None:
        self.budget = budget or Budget()
        self.kept = kept
        """Requests of each turn that are left to others."""
        self._out: dict[str, ModelError] = {}
        self._told: set[tuple[str, str]] = set()
        self._notices: list[Bilingual] = []

    def aside(self) -> "Service":
        """Return a service for words that nobody has asked for yet, with the same budget.

        What fails there is neither told nor held against a model, and nobody waits for it.
        """
        return _Aside(self)

    def may_ask(self, line: Line) -> bool:
        """Return whether a model is in service and the budget has room for what nobody waits for."""
        return (
            bool(self.fit([line]))
            and self.budget.ample()
            and self.budget.refusal(line.name) is None
        )

    def waiting(self) -> AbstractContextManager[None]:
        """Count the time of one step."""
        return self.budget.waiting()

    def begin_turn(self) -> None:
        """Begin what follows on the candidate's words: models that may be well again are tried."""
        self._out = {name: fault for name, fault in self._out.items() if fault.lasting}
        self.budget.begin_turn()

    def take(self, model: str) -> None:
        """Count one request that is about to be sent. Raises: ModelError where a limit is reached."""
        self.budget.take(model, self.kept)

    def split(self, kept: int) -> "Service":
        """Return a service for one of several who ask the same at once, of the same budget.

        What fails there is out of service there alone.
        """
        side = Service(self.budget, kept)
        side._out = dict(self._out)
        return side

    def join(self, sides: Sequence["Service"], lines: Sequence[Line]) -> None:
        """Take those of `lines` out of service that have failed for all of `sides`.

        A request that gave way to those of others is no failure of its model.
        """
        asked = self.fit(lines)
        for line in asked:
            found = [side._out[line.name] for side in sides if line.name in side._out]
            faults = [each for each in found if each.kind != "calls"]
            if faults and len(found) == len(sides):
                self.given_up(faults[0], asked)

    def tell(self, notice: Bilingual) -> None:
        """Take note of what the candidate is to be told."""
        self._notices.append(notice)

    def fit(self, lines: Sequence[Line]) -> list[Line]:
        """Return those of `lines` that are in service."""
        return [each for each in lines if each.name not in self._out]

    def fault(self, lines: Sequence[Line]) -> ModelError:
        """Return why the last of `lines`, none of them in service, is out."""
        return self._out[lines[-1].name]

    def succeeded(self, name: str) -> None:
        """Take note of a reply: whatever fails next is told anew."""
        self._told = {each for each in self._told if each[0] != name}

    def given_up(self, fault: ModelError, lines: Sequence[Line]) -> None:
        """Take a model out of service, and tell who speaks next for the agent that has `lines`."""
        self._out[fault.model] = fault
        if (fault.model, fault.kind) in self._told:
            return
        self._told.add((fault.model, fault.kind))
        rest = self.fit(lines)
        key = "voice.switched" if rest else "voice.offline"
        model = rest[0].name if rest else ""
        self.tell(
            Bilingual(
                zh=say(key, "zh", cause=fault.told("zh"), model=model),
                en=say(key, "en", cause=fault.told("en"), model=model),
            )
        )

    def take_notices(self) -> list[Bilingual]:
        """Return what is to be told since the last time, one line each."""
        told, self._notices = self._notices, []
        return told


class _Aside(Service):
    """As things stand with `whole`; what happens here changes nothing of it but what is used up."""

    def __init__(self, whole: Service) -> None:
        super().__init__(whole.budget)
        self._out = dict(whole._out)

    def waiting(self) -> AbstractContextManager[None]:
        """Count no time: the candidate is reading or typing."""
        return nullcontext()
