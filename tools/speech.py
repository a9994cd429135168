"""What spoken answers look like in both languages: clauses, function words, denial, doubt."""

import re
from dataclasses import dataclass

from tools.text import fold

_CLAUSE = re.compile(r"(?:[^,。;!?，；！？、:：\n.]|\.(?=\w))+[,。;!?，；！？、:：\n.]*")
_SENTENCE_END = re.compile(r"[。.!?！？\n]\s*$")
_HAN_OR_WORD = re.compile(r"[㐀-鿿]|[a-z0-9]+(?:'[a-z]+)?")

FUNCTION_WORD = re.compile(
    r"[的了是在把被会要就也都还能可让给用对从到再才吗呢吧有没不]|因为|所以|如果|但是|然后|比如|这样|我们|"
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|should|that|which|"
    r"because|so|if|when|then|but|it|its|they|we|you|i|to|the|a|an|by|with|from|into|this|these|not)\b"
)
UNCERTAIN = re.compile(
    r"不(?:太)?(?:确定|清楚|肯定)|说不准|猜|蒙的|记不清|不太记得|没把握|"
    r"\b(?:not (?:really |entirely |quite |so )?(?:sure|certain)|i(?:'d| would)? guess|guessing|"
    r"no idea|can't (?:really )?remember|don't (?:really )?remember)\b"
)
UNKNOWN = re.compile(
    r"不知道|不(?:太)?(?:了解|会|懂|熟(?:悉)?)|没(?:有)?(?:怎么)?(?:做过|用过|接触过?|搞过|了解过|学过|碰过|研究过|实际做)|"
    r"答不(?:上|出)来?|不太清楚|不是很(?:清楚|了解|熟)|"
    r"\b(?:i )?(?:don't|do not) (?:really |actually |honestly )?know\b|\bno idea\b|"
    r"\b(?:have|has)(?:n't| not| never) (?:really |actually |personally |ever )?"
    r"(?:done|used|built|worked|tried|touched|implemented|had|studied|looked|written|run|set|come|needed|got|gone)\b|"
    r"\bnever (?:really |actually )?(?:done|used|built|worked|tried|touched|implemented|had|studied)\b|"
    r"\bnot (?:really |very |that |too )?familiar\b|\bcan't (?:really )?(?:answer|speak|say)\b"
)
HEDGE = re.compile(
    r"可能|大概|也许|好像|应该是|差不多|或许|估计|似的|"
    r"\b(?:maybe|perhaps|probably|possibly|sort of|kind of|i think|i believe|roughly|somehow)\b"
)
FILLER = re.compile(
    r"嗯|呃|那个|就是说|怎么说呢|对吧|\b(?:um+|uh+|er+|you know|i mean|basically|like,)(?![a-z])"
)
SIGNPOST = re.compile(
    r"首先|其次|最后|第[一二三四五]|一方面|另一方面|总结|一是|二是|三是|先说|再说|"
    r"\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|to sum up|on the one hand|"
    r"on the other hand|in short|two things|three things|step one)\b"
)
EXAMPLE = re.compile(
    r"比如|例如|举个例子|像(?:这种|我们)|拿.{1,8}来说|"
    r"\b(?:for example|for instance|e\.g|such as|say,|let's say|like when)"
)
NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*\s*(?:%|％)?|[百千万]分之|[两三四五六七八九十百千万]+(?=个|倍|成|秒|天|次|万|百|千|条|轮|毫秒)"
)
MEASURED = re.compile(
    r"\d[\d.,]*\s*(?:%|％|个百分点|倍|秒|ms|毫秒|分钟|小时|天|万|qps|seconds?|milliseconds?|minutes?|hours?|percent|points?|times|x\b)|"
    r"百分之[零一二三四五六七八九十百点]+|[一二两三四五六七八九十百]+(?:成|倍|秒|个百分点|个点)|"
    r"\b(?:halved|doubled|tripled|percent|per cent)\b"
)
SITUATION = re.compile(
    r"当时|背景|业务|场景|需求|客户|用户|痛点|公司|团队|项目|"
    r"\b(?:project|team|company|customers?|users?|client|problem|goal|needed|the situation|"
    r"we had|at my|last year)\b"
)
OWN_ACTION = re.compile(
    r"我(?:来|自己|主要|负责|做|写|设计|实现|改|加|搭|提出|把|选|用|调|搞|主导|参与|定|推)|由我|"
    r"\bi (?:built|wrote|designed|led|added|changed|implemented|owned|decided|chose|did|moved|fixed|"
    r"made|proposed|set|worked|ran|started|was responsible|took|put|used|picked)\b|\bmy (?:part|job|role)\b"
)

_DENIAL_ZH = re.compile(
    r"不(?!同|断|仅|但|错|过|只|光|管|妨|得不|然|少|久|止|论)|没(?!错)|无(?!论|非|数|疑)|未(?!来)|非(?!常)|别(?!的|人|处)|"
    r"避免|防止|用不着"
)
_DENIAL_EN = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|hardly|nothing|none)\b|n't\b|"
    r"\b(?:rather than|instead of)\b|\bavoid\w*|\bprevent\w*"
)
_TURN = re.compile(r"而是|但是?|不过|却|反而|\b(?:but|rather(?! than)|instead(?! of)|however)\b")
_DENIED_AFTER = re.compile(
    r"\s*(?:是|就|都|也|并|完全|根本|其实|这个|这件事)*(?:不(?!同|仅|但|过|错)|没(?:有)?(?:用|必要|意义|关系)|无(?:所谓|用|关))|"
    r"\s*(?:is|are|was|were|does|do|did|has|have|can|will|would)(?:n't| not| never| no longer)\b"
)
_SCOPE_HAN = 9
_SCOPE_LATIN = 34


@dataclass(frozen=True)
class Clause:
    """A piece of an answer between two punctuation marks, with its place in the text."""

    start: int
    end: int
    sentence: int


def clauses(text: str) -> list[Clause]:
    """Return the clauses of folded `text` in order; `sentence` counts from 0."""
    found: list[Clause] = []
    sentence = 0
    for match in _CLAUSE.finditer(text):
        if not match[0].strip():
            continue
        found.append(Clause(match.start(), match.end(), sentence))
        if _SENTENCE_END.search(match[0]):
            sentence += 1
    return found


def sentences_around(text: str, start: int, end: int) -> str:
    """Return the whole sentences of `text` that `start:end` lies in, trimmed."""
    parts = clauses(fold(text))
    touched = {part.sentence for part in parts if part.start < end and part.end > start}
    inside = [part for part in parts if part.sentence in touched]
    return text[inside[0].start : inside[-1].end].strip() if inside else text[start:end]


def length(text: str) -> int:
    """Return the length of folded `text` in Han characters and English words together."""
    return len(_HAN_OR_WORD.findall(text))


def denied(text: str, clause: Clause, start: int, end: int) -> bool:
    """Return whether the words at `start:end` are denied within their clause of folded `text`."""
    before = text[clause.start : start]
    turns = [turn.end() for turn in _TURN.finditer(before)]
    scope = before[turns[-1] :] if turns else before
    negators = len(_DENIAL_ZH.findall(scope[-_SCOPE_HAN:]))
    negators += len(_DENIAL_EN.findall(scope[-_SCOPE_LATIN:]))
    if _DENIED_AFTER.match(text[end : clause.end]):
        negators += 1
    return negators % 2 == 1


def dead_clauses(text: str, parts: list[Clause], asked: str) -> list[bool]:
    """Return for each clause whether it says nothing of its own.

    Four or more clauses in a row that only name things are a pile of terms; a clause that repeats
    the question is an echo; a string of terms without one relating word is a pile too.
    """
    bare = [_names_only(text[part.start : part.end]) for part in parts]
    dead = [_echoes(text[part.start : part.end], asked) for part in parts]
    at = 0
    while at < len(parts):
        run = at
        while run < len(parts) and bare[run]:
            run += 1
        piled = run - at >= 4 or any(
            length(text[part.start : part.end]) >= 12 for part in parts[at:run]
        )
        if piled:
            dead[at:run] = [True] * (run - at)
        at = max(run, at + 1)
    return dead


def _names_only(clause: str) -> bool:
    return not FUNCTION_WORD.search(clause)


def _echoes(clause: str, asked: str) -> bool:
    """Return whether nearly all of the clause stands in the question, by letter triples."""
    grams = _triples(clause)
    return len(grams) >= 4 and len(grams & _triples(fold(asked))) >= 0.8 * len(grams)


def _triples(text: str) -> set[str]:
    plain = "".join(_HAN_OR_WORD.findall(text))
    return {plain[at : at + 3] for at in range(len(plain) - 2)}
