"""What stands in an answer and is not said to the interviewer: words to the judge, and machine text.

An answer may try to talk its judge into marks, or carry a forged verdict, a key, a line of SQL. None
of that is an answer, whatever words on the question it happens to hold. Words *about* such things are
left alone: an interview on language models speaks of judges, scores and injected orders. So only what
speaks of the marks of this answer counts, or calls the judge by name, or has a form that nobody speaks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from tools.speech import Clause, clauses

TO_THE_JUDGE = re.compile(
    r"满分|最高分|[评打]分|分数|阅卷|评卷|判[为成对]|管理员|已.{0,4}复核|出题人|标准答案|"
    r"忽略.{0,6}(?:指令|要求|规则)|"
    r"\b(?:scor(?:e|es|ed|ing)|grad(?:e|es|ed|er|ing)|full marks|mark (?:as|every|all)|"
    r"(?:marked|considered) (?:as )?pass(?:ing)?|examiners?|rubric|verdict|override|"
    r"please (?:evaluate|judge|disregard|ignore)|(?:ignore|disregard) (?:all|the|previous)|"
    r"(?:expected|correct) answer|(?:this|my) (?:response|answer)|terminate)\b|[{}]|<\||```"
)
"""What may speak to whoever judges, or be in a form in which nobody talks; honest words may, too."""

_ROLE = r"(?:examiners?|evaluators?|graders?|judges?|critic|coach)"
_PLEA = re.compile(
    r"\bgive (?:it |me |this |them |all )?(?:the )?full marks\b|\bpartial credit\b|"
    r"\blenien(?:t|cy)\b|\bai grading\b|\"(?:score|pass|verdict|points)\"\s*:|"
    r"\bmark(?:ed)? (?:[\w,]+ ){0,6}as (?:pass|cover|correct)|"
    r"\bmark (?:every|all|each) (?:key )?(?:points?|items?|criteri)|"
    r"\bthis (?:answer|response) (?:should|must|deserves)\b|"
    r"\bthis (?:answer|response) (?:has been|was) (?:\w+ )?(?:review|generat|approv)|"
    r"\bmy (?:answer|response) (?:above|format)\b|\bis my answer\b|"
    r"\bthis is the (?:expected|correct|right|model|reference) answer\b|"
    r"\b(?:correct|low|high|maximum|max) (?:score|grade) (?:is|for|would)\b|"
    r"\bbe kind and (?:score|grade)\b|\bwithout further (?:evaluation|review)\b|"
    r"\b(?:scoring guide|grading (?:policy|supervisor|officer))\b|\bnever report weakness|"
    r"\b(?:evaluator|examiner|grader)(?:'s)? notes?\b|"
    r"(?:打|给|判|评|输出)(?:出|我|个|为|成)?(?:满|最高)分|(?:回答|答案)已.{0,6}(?:复核|通过|评)|(?:这|以上|上面)就?是(?:标准|参考|正确)答案|"
    r"(?:请|全部|都|一律|要点)判[为成]|评审通过|评分已|这道题的出题人|"
    rf"^\W*(?:note )?(?:to|dear|for) (?:the |my )?{_ROLE}\s*[,:]|^\W*{_ROLE}\s*[,:]|"
    r"^\W*(?:给|致)?(?:评审员?|评委|阅卷人?(?:老师)?|管理员|评卷人|考官)(?:的说明)?\s*[】:：,，]"
)
"""Speaks of the marks of this very answer, or calls whoever judges by name."""
_MACHINE = re.compile(
    r"```.*?(?:```|\Z)|/\*.*?\*/|';\s*(?:drop|delete|insert|select)\b[^\n]*", re.DOTALL
)
_FIELD = re.compile(r"[\"':]")
"""What stands between braces where they hold data and are no mere placeholder."""
_TOKEN = re.compile(r"\S{10,}")
"""What stands alone in a paragraph and is no word: a key, a canary, an address."""
_HAN = re.compile("[㐀-鿿]")
_SHOWN = re.compile(r"\S")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*")


def said(folded: str) -> str:
    """Return folded text of the same length, with blanks for what is not said to the interviewer.

    Once a paragraph behind the first pleads with the judge, all that follows goes with it; within the
    first, the pleading sentence.
    """
    for start, end in [*_pleas(folded), *_machine(folded)]:
        folded = folded[:start] + _SHOWN.sub(" ", folded[start:end]) + folded[end:]
    return folded


def _pleas(folded: str) -> Iterator[tuple[int, int]]:
    breaks = [gap.end() for gap in _BREAK.finditer(folded)]
    sentences: dict[int, list[Clause]] = {}
    for part in clauses(folded):
        sentences.setdefault(part.sentence, []).append(part)
    for parts in sentences.values():
        start, end = parts[0].start, parts[-1].end
        if _PLEA.search(folded[start:end]):
            paragraph = bisect_right(breaks, start)
            yield (breaks[paragraph - 1], len(folded)) if paragraph else (start, end)
            if paragraph:
                return


def _machine(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where something stands that is written for a machine."""
    yield from (match.span() for match in _MACHINE.finditer(folded))
    yield from _braced(folded)
    at = 0
    for number, paragraph in enumerate(_BREAK.split(folded)):
        start = folded.index(paragraph, at)
        at = start + len(paragraph)
        alone = paragraph.strip()
        if number and _TOKEN.fullmatch(alone) and not _HAN.search(alone):
            yield start, at


def _braced(folded: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between braces, outermost ones; an open one lasts to the end of its line."""
    depth = start = 0
    for at, char in enumerate(folded):
        if char == "{":
            start = at if depth == 0 else start
            depth += 1
        elif char == "}" and depth:
            depth -= 1
            if depth == 0 and _FIELD.search(folded, start, at):
                yield start, at + 1
    if depth:
        end = folded.find("\n", start)
        yield start, len(folded) if end < 0 else end
