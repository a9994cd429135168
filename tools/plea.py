"""Words that speak to the judge of an answer and not to the interviewer.

What speaks of the marks of this very answer, or calls its judge by name, is a plea. So is a heap of
words of judging for which the question and its model answer have no use; where a question is about
judging itself, there are none. Less than a heap is a doubt: such a paragraph stands for itself, and
nothing is put together from its words and those of others. Word lists catch no more than what they
were made for, so this doubt, which costs an honest answer next to nothing, is what holds against new
wordings (benchmarks/obedient_judge.py has the figures for pleas that the lists were not made from).
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from practice.question import Question
from practice.value import LANGS
from tools.speech import clauses, length
from tools.text import Place, fold

_ROLE = r"(?:examiners?|evaluators?|graders?|assessors?|judges?|critic|coach)"
_THIS_ANSWER = re.compile(
    r"\bgive (?:it |me |this |them |all )?(?:the )?full marks\b|"
    r"\bmark(?:ed)? (?:[\w,]+ ){0,6}as (?:pass|cover|correct)|"
    r"\bmark (?:every|all|each) (?:key )?(?:points?|items?|criteri)|"
    r"\bthis (?:answer|response) (?:should|must|deserves)\b|"
    r"\bthis (?:answer|response) (?:has been|was) (?:\w+ )?(?:review|generat|approv)|"
    r"\bmy (?:answer|response) (?:above|format)\b|\bis my answer\b|"
    r"\bthis is the (?:expected|correct|right|model|reference) answer\b|"
    r"\b(?:grading (?:policy|supervisor|officer)|scoring guide)\b|"
    r"\bbe kind and (?:score|grade)\b|\bwithout further (?:evaluation|review)\b|"
    r"(?:打|给|判|评|输出)(?:出|我|个|为|成)?(?:满|最高)分|(?:回答|答案)已.{0,6}(?:复核|通过|评)|"
    r"(?:这|以上|上面)(?:段)?就?是.{0,8}(?:标准|参考|正确)答案|"
    r"(?:请|全部|都|一律|要点)判[为成]|评审通过|评分已|这道题的出题人|"
    rf"^\W*(?:note )?(?:to|dear|for) (?:the |my )?{_ROLE}\s*[,:]|^\W*{_ROLE}\s*[,:]|"
    r"^\W*(?:给|致)?(?:评审(?:员| ?ai)?|评委|阅卷人?(?:老师)?|管理员|评卷人|考官)(?:的说明)?\s*[】:：,，]"
)
"""Speaks of the marks of this very answer, or calls whoever judges by name."""
_FORGED = re.compile(r"\"(?:score|pass|verdict|points|得分|满分)\"\s*:")
"""A verdict in the form in which programs exchange them."""
_STRONG = (
    r"\b(?:full|top|best|maximum|highest possible) (?:marks?|credit|grade|value|band)\b",
    r"\bpartial credit\b|\bpoints away\b|\bdeductions\b",
    r"\blenien(?:t|cy|tly)\b|\bbe kind\b|\bin my favour\b|\blet me through\b",
    r"\b(?:examiners?|assessors?|graders?)\b",
    r"满分|最高分|起评|扣分|计分|算分|打低",
    r"考官|评委|阅卷|判卷|评阅|考生|考点|免评",
    r"手下留情|多包涵|求求|拜托|记为通过|最高档",
)
_WEAK = (
    r"(?<!full )(?<!top )(?<!best )\bmark(?:s|ed|er)?\b",
    r"\bscor(?:e|es|ed|ing)\b",
    r"\bgrad(?:e|es|ed|ing)\b|\brat(?:e|ed) (?:me|excellent|highly)\b",
    r"\bcriteri(?:on|a)\b|\brequirements met\b|\bchecklist\b|\brubric\b",
    r"\b(?:reviewer|evaluator|judge)s?\b|\bgrandma\b|\bhuman expert\b",
    r"\bcandidate\b|\bhiring committee\b|\bnailed it\b|\bformality\b|\bsigned it off\b",
    r"\bverdict\b|\bresult\b",
    r"\bplease\b|\bpls\b|\bgrateful\b|\bthank you\b",
    r"\b(?:harsh|perceptive|fairest|criticism|weakness(?:es)?|praise|outstanding|excellent|generously)\b",
    r"\b(?:override|override_by|admin|operator|directive|root access|calibration)\b",
    r"\b(?:ignore|forget|disregard|suppress)\b|\binstructions?\b",
    r"\b(?:this|my|present|above|following) (?:answer|response|text|comment)\b",
    r"\btext (?:below|underneath)\b",
    r"\b(?:whatever|what) (?:comes next|follows)\b|\babove the line\b|\bthe sample\b",
    r"\b(?:system notice|note to|note for|submissions?|lawyers?|complaint|outage)\b",
    r"\bpass(?:es|ed|ing)?\b|\bapproved?\b|\bfulfilled\b|\bachieved\b|\bcovered\b|\bcorrect\b|\bsatisfied\b",
    r"\baward\b|\btick\b|\blong-term memory\b|\bgold reference\b|\b100%",
    r"指令|作废|忘掉|忽略|通知|管理员|不可修改|故障|压测",
    r"优秀|通过|完美|命中(?!率)|封顶|达标|一等|好评|高分",
    r"核对|复核|比对|结论|批评|反馈|缺点|等级|照抄|评判",
    r"评审|评分|给分|得分|分数|打分|成绩|标准答案|参考答案",
    r"面试官|候选人|出题|作答|专家组",
    r"请|谢谢|老师|感谢|记住|长期记忆|麻烦您|帮我",
    r"这(?:道|套)?题|本题|这段|上面|下面|接下来|后面的要点",
    r"申诉|曝光|后果自负|录屏|丑话",
    r"\b(\d{1,3})/\1(?!\d)|💯",
)
_QUOTED = re.compile(r"“[^”\n]{0,200}”|「[^」\n]{0,200}」|\"[^\"\n]{0,200}\"")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_ROOM = 40
"""Words or Chinese characters over which the weight of a plea is spread."""
_SUSPECT, _APART, _INSIDE = 2, 3, 4
"""How much a sentence must weigh for a model's word on the answer to be doubted, and a piece that stands
apart, or in the midst of an answer, to be none of it; strong words count 2, weak ones 1."""


@dataclass(frozen=True)
class _Words:
    """Words of judging."""

    strong: Sequence[re.Pattern[str]]
    weak: Sequence[re.Pattern[str]]

    def missing_from(self, text: str) -> "_Words":
        """Return those that do not stand in `text`."""
        return _Words(
            [each for each in self.strong if not each.search(text)],
            [each for each in self.weak if not each.search(text)],
        )

    def standing_in(self, text: str) -> "_Words":
        """Return those that stand in `text`: in no part of it are there others."""
        return _Words(
            [each for each in self.strong if each.search(text)],
            [each for each in self.weak if each.search(text)],
        )

    def weight(self, text: str) -> float:
        """Return how much of a plea a piece of text is; what stands in quotation marks is none."""
        bare = _QUOTED.sub("“”", text)
        if _THIS_ANSWER.search(bare):
            return _INSIDE
        found = self.standing_in(bare)
        heap = 2 * (len(found.strong) + bool(_FORGED.search(text))) + len(found.weak)
        return heap / max(1, length(bare) / _ROOM)


class _Paragraph(NamedTuple):
    """A paragraph and its sentences, each with its weight; one that stands alone weighs nothing."""

    place: Place
    weight: float
    sentences: list[tuple[Place, float]]


class Pleas:
    """Tells what pleads in answers to one question."""

    def __init__(self, question: Question) -> None:
        """What the question speaks of itself is no plea in an answer to it."""
        about = fold("\n".join(_texts(question)))
        self._words = _Words(_compiled(_STRONG), _compiled(_WEAK)).missing_from(about)

    def found(self, folded: str) -> tuple[list[Place], list[Place]]:
        """Return where folded `text` pleads, and the paragraphs of several that may.

        A paragraph behind the first goes with all that follows it. Of an answer in one piece only a
        sentence goes, and only where it pleads beyond doubt.
        """
        places: list[Place] = []
        doubts: list[Place] = []
        for number, each in enumerate(self._weighed(folded)):
            doubts += [each.place] if each.weight else []
            if each.weight >= _APART:
                start, end = each.place
                places.append((start, len(folded) if number else end))
                if number:
                    break
            places += [place for place, weight in each.sentences if weight >= _INSIDE]
        return places, doubts

    def suspects(self, folded: str) -> bool:
        """Return whether anything in folded `text` may plead."""
        return any(
            each.weight or any(weight >= _SUSPECT for _, weight in each.sentences)
            for each in self._weighed(folded)
        )

    def _weighed(self, folded: str) -> Iterator[_Paragraph]:
        parts = paragraphs(folded)
        for place in parts:
            whole = folded[slice(*place)]
            words = self._words.standing_in(whole)
            sentences = [
                (each, words.weight(folded[slice(*each)])) for each in _sentences(folded, *place)
            ]
            yield _Paragraph(place, words.weight(whole) if parts[1:] else 0.0, sentences)


def paragraphs(text: str) -> list[Place]:
    """Return begin and end of each paragraph; blank lines part them."""
    starts = [0, *(gap.end() for gap in _BREAK.finditer(text)), len(text)]
    return list(pairwise(starts))


def _texts(question: Question) -> Iterator[str]:
    parts = [question.ask, question.answer]
    for point in question.points:
        parts += [point.says, point.probe]
    for lie in question.misconceptions:
        parts += [lie.says, lie.correction]
    yield from (part.of(lang) for part in parts for lang in LANGS)


def _sentences(folded: str, start: int, end: int) -> list[Place]:
    ends: dict[int, Place] = {}
    for part in clauses(folded[start:end]):
        first, _ = ends.get(part.sentence, (part.start, 0))
        ends[part.sentence] = first, part.end
    return [(start + first, start + last) for first, last in ends.values()]


@functools.cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))
