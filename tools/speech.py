"""What spoken answers look like in both languages: clauses, function words, denial, doubt."""

import re
from dataclasses import dataclass

from tools.text import fold

_CLAUSE = re.compile(
    r"(?:[^,。;!?，；！？、:：\n.]|\.(?=\w)|(?<=\d),(?=\d))+[,。;!?，；！？、:：\n.]*"
)
_SENTENCE_END = re.compile(r"[。.!?！？\n]\s*$")
_HAN = re.compile("[㐀-鿿]")
_HAN_OR_WORD = re.compile(r"[㐀-鿿]|[a-z0-9]+(?:'[a-z]+)?")

FUNCTION_WORD = re.compile(
    r"[的了是在把被会要就也都还能可让给用对从到再才吗呢吧有没不]|因为|所以|如果|但是|然后|比如|这样|我们|"
    r"[一两三四五几多每各某这那][个条次份句行张页步篇批块段轮层类天题遍]|先|加上|带上|顺便|直接|以后|之后|"
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|should|that|which|"
    r"because|so|if|when|then|but|it|its|they|we|you|i|to|the|a|an|by|with|from|into|this|these|not|"
    r"as|than|too|just|only|my|our|your|their|there|here|what|how|who|while|until|after|before|each|"
    r"every|all|any|back)\b"
)
UNCERTAIN = re.compile(
    r"不(?:太)?(?:确定|清楚|肯定)(?!就|的|时|,?就)|说不准|我(?:瞎)?猜|(?<!乱)猜的(?=$|[，。,.])|蒙的|记不清|不太记得|没把握(?!就|的|时)|"
    r"\b(?:not (?:really |entirely |quite |so )?(?:sure|certain)|i(?:'d| would)? guess|"
    r"i(?:'m| am) (?:just |only |really )?guessing|"
    r"no idea|can't (?:really )?remember|don't (?:really )?remember)\b"
)
_DONE_ZH = (
    "做过|用过|接触过?|搞过|了解过|学过|碰过|研究过|实际做|弄过|看过|写过|设计过|深入|"
    "刷过|练过|改过|手写过|优化过|比较过|对比过|评过|部署过|训练?过|上线过|试过|跑过|管过|治过"
)
_DONE_EN = (
    "done|used|built|worked|tried|touched|implemented|had|studied|looked|written|run|set|come|"
    "needed|got|gone|designed|measured|thought|learned|dealt|played|read|made|trained|"
    "practi[sc]ed|fine-tuned|deployed|compared|optimi[sz]ed|tuned|coded|solved|handled|owned"
)
UNKNOWN = re.compile(
    rf"(?<![说答回])不知道(?!就)(?=$|[，。,.！!的了]|怎么|该|答)|不(?:太)?(?:了解|懂|熟(?:悉)?)|没(?:有)?(?:怎么|真(?:的)?|实际|自己|专门|系统(?:地)?|亲自|在项目里|正经){{0,2}}(?:{_DONE_ZH})|"
    r"(?:我|真|都|也|确实)不(?:太)?会(?=$|[，。,.]|答|讲|说)|没(?:有)?(?:什么|相关|这方面的?)*经验|"
    r"没(?:什么|有)?概念|没(?:有)?(?:实际|动手|亲手|亲身|第一手|发言权)|(?:只|就)(?:是)?听(?:说|人说)过|不好意思.{0,8}(?:不|没)|"
    r"(?:了解|接触|经验|实战)(?:得)?(?:不多|比较少|很少|有限)|(?:不是|没)(?:由)?我(?:来)?负责|没负责过|"
    r"没(?:有)?(?:这个|这种|相关|什么)?(?:机会|实战)|没(?:真正|真的)?(?:上过?手|落地过|搞懂|学到)|"
    r"不(?:想|敢)(?:瞎说|乱说|硬编|编|装懂|说懂)|(?:是|算)(?:我的)?(?:短板|盲区)|答不好|"
    r"(?:真|实在|也)?分不清(?=$|[，。,.])|(?:做|写|想)不(?:出来?|清楚)|(?:准备|接触)得(?:很|比较)?少|"
    r"答不(?:上|出)(?!来?的)来?|讲不(?:上|出)来?|说不(?:上|出)来?|不敢乱说|不太清楚|不是很(?:清楚|了解|熟)|"
    r"\b(?:i )?(?:don't|do not) (?:really |actually |honestly )?know\b(?! about it:)|\bno idea\b|"
    rf"\b(?:have|has)(?:n't| not| never) (?:really |actually |personally |ever )?(?:{_DONE_EN})\b|"
    rf"\b(?:i|we|i've|we've) never (?:really |actually |ever )?(?:{_DONE_EN})\b|"
    r"\bno (?:real |hands-on |practical )?experience\b|"
    r"\bnot (?:really |very |that |too )?familiar\b|"
    r"\b(?:can't|couldn't|cannot) (?:really |honestly )?"
    r"(?:answer|speak|say|tell you|explain|come up with)\b|"
    r"\bno clue\b|\bnot something i've\b|\boutside (?:of )?what i(?:'ve| have)\b|"
    r"\b(?:haven't|never) had (?:the|a) chance\b|\bnever got (?:round|around) to\b|"
    r"\bi'd (?:have to|need to) (?:look|read) (?:it|that|this)? ?up\b|\bonly (?:ever )?heard\b|"
    r"\b(?:don't|do not|didn't) have (?:any |much |real |hands-on )*experience\b|\bnot my area\b|"
    r"\bi(?:'d| would) be (?:lying|bluffing|guessing|making)\b|\b(?:won't|not going to|don't want to) "
    r"(?:pretend|bluff|fake|make)\b|\bonly (?:ever )?read about\b|\bcan't claim\b|\bbeyond me\b|"
    r"\bi couldn't (?:tell|say)\b|\bwasn't (?:my|the) (?:part|area|job)\b|"
    r"\bsecond-?hand\b|\bi don't see (?:how|the|it)\b|\bonly been on the\b|"
    r"\bmaking it up\b|\bout of my depth\b|\bdrawing a blank\b"
)
REJECTED = re.compile(
    r"我(?:并)?不(?:太)?(?:同意|认同|赞成|认可)|这(?:个|种)?(?:说法|想法|观点)?(?:其实|是)?(?:不对|错的|不成立)|"
    r"\bi (?:disagree|don't agree|don't buy (?:that|it)|don't think so)\b|"
    r"\b(?:that's|that is|which is|this is) (?:just |simply |plain )?(?:wrong|not true|nonsense|a myth)\b"
)
DENIED_SENTENCE = re.compile(
    r"\W*(?:并不是说|(?:it is|it's) (?:not true|not the case|false|wrong) that)"
)
REFUSED = re.compile(
    r"并不是说|不是说|谈不上|\b(?:it is|it's) (?:not true|not the case|false|wrong) that\b|"
    r"\bi (?:don't|do not|wouldn't) (?:think|believe|agree|say)\b(?: that)?|"
    r"我(?:们)?(?:从来|从|绝对|绝|肯定|一般|都)?(?:不会|不用|不做|没用|没做|没有用|没有做|不考虑)(?:去|过)?"
    r"(?![^。；！？]{0,20}(?:之前|除非|才))|"
    r"(?:完全|根本)?(?:不用|不需要|没必要|没有必要|用不着)(?:做|用|搞|去|留|加|考虑)|"
    r"\b(?:i|we)(?:'d| would| will|'ll)? never\b|"
    r"\b(?:i|we) (?:don't|do not|didn't|did not|wouldn't|would not|won't)\b"
    r"(?! (?:just|only|simply|think|know))(?![^.;!?]{0,60}\b(?:until|unless|before|without)\b)"
)
TURNED = re.compile(
    r"而是|但是?|不过|我会|我们会|应该|\b(?:but|rather|instead|i'd|we'd|i would|we would)\b"
)
CORRECTED = re.compile(
    r"我(?:刚才|之前|前面|刚刚)?(?:说|讲|记|搞|弄|想)(?:错|反|混)了|"
    r"(?:刚才|之前|前面)(?:说|讲)的?.{0,12}(?:不对|错|有问题)|"
    r"更正|纠正一下|收回|应该反过来|重新说|"
    r"\bi (?:was|got (?:that|it)|had (?:that|it)) (?:wrong|mistaken|backwards|mixed up)\b|"
    r"\bi (?:misspoke|take (?:that|it) back|mixed (?:that|it|them) up|stand corrected)\b|"
    r"\b(?:sorry|fair|right|actually|correction)\b[,:]|\b(?:that|which) was wrong\b|"
    r"\bi said .{0,40} wrong\b|\b(?:okay|ok|oh|wait|actually|well),? no\b|\bno,? wait\b|"
    r"\bscratch that\b|(?:^|[，。,.!！?？])\s*(?:哦|啊|等等|等下)?[，,]?\s*不对(?=[，,。.!！])"
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
    r"\d[\d.,]*\s*(?:%|％|个百分点|倍|秒|ms|毫秒|分钟|小时|天|万|"
    r"qps|seconds?|milliseconds?|minutes?|hours?|percent|points?|times|x\b)|"
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
    r"不(?!同|断|仅|但|错|过|只|光|管|妨|得不|然|少|久|止|论)|没(?!错)|无(?!论|非|数|疑|穷|限)|未(?!来)|非(?!常)|别(?!的|人|处)|"
    r"避免|防止|用不着"
)
_DENIAL_EN = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|hardly|nothing|none)\b|n't\b|"
    r"\b(?:rather than|instead of)\b|\bavoid\w*|\bprevent\w*"
)
_TURN = re.compile(r"而是|但是?|不过|却|反而|\b(?:but|rather(?! than)|instead(?! of)|however)\b")
_NO_DENIAL = re.compile(
    r"(.)不\1|是不是|不是不|不能不|不得不|不会不|没有不|并非不|无不|不无|"
    r"\b(?:cannot but|not without|not un\w+|no doubt|not only|not just|not merely)\b"
)
_DENIED_AFTER = re.compile(
    r"\s*(?:是|就|都|也|并|完全|根本|其实|这个|这件事)*"
    r"(?:不(?:是|行|对|会|能|可以|用|需要|必|应该|该|成立|存在|重要|要)|"
    r"没(?:有)?(?:用|必要|意义|关系)|无(?:所谓|用|关))|"
    r"\s*(?:is|are|was|were|does|do|did|has|have|can|will|would)(?:n't| not| never| no longer)\b"
)
_SCOPE_HAN = 9
_SCOPE_LATIN = 34
_LETTER = re.compile(r"[^\W\d_]")
_PILE_WORDS, _PILE_HAN = 12, 16
"""A clause of so many English words, or of so many characters where there is Chinese."""
_PILE_CLAUSES = 4
_PILE_SHARE = 0.6
_PILE_RUN = 6
_ECHO = 5
_SCRAPS, _SCRAP_SHARE = 10, 0.8
_SCRAP_HAN, _SCRAP_WORDS = 5, 3
"""A scrap has at most so many characters where there is Chinese, or English words."""


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
    """Return whether the words at `start:end` are denied within their clause of folded `text`.

    Two denials that belong together (“cannot but”) are none; asking “好不好” is none either.
    """
    before = text[clause.start : start]
    turns = [turn.end() for turn in _TURN.finditer(before)]
    scope = _NO_DENIAL.sub("", before[turns[-1] :] if turns else before)
    return bool(
        _DENIAL_ZH.search(scope[-_SCOPE_HAN:])
        or _DENIAL_EN.search(scope[-_SCOPE_LATIN:])
        or _DENIED_AFTER.match(text[end : clause.end])
    )


def dead_clauses(text: str, parts: list[Clause], asked: str) -> list[bool]:
    """Return for each clause whether it says nothing of its own.

    A clause that repeats the question is an echo; a sentence said before is said once. Clauses
    that only name things are a pile where they make up most of the answer, or where many stand in
    a row; a list within an answer that relates things is none.
    """
    bare = [_names_only(text[part.start : part.end]) for part in parts]
    again = _repeated(text, parts)
    dead = [part.sentence in again or _echoes(text[part.start : part.end], asked) for part in parts]
    sizes = [length(text[part.start : part.end]) for part in parts]
    if _is_list(sizes, text):
        return [True] * len(parts)
    terms = [
        size
        for part, size, only in zip(parts, sizes, bare, strict=True)
        if only and not NUMBER.search(text[part.start : part.end])
    ]
    long = _PILE_HAN if _HAN.search(text) else _PILE_WORDS
    many = len(terms) >= _PILE_CLAUSES or max(terms, default=0) >= long
    if many and sum(terms) >= _PILE_SHARE * sum(sizes):
        return [gone or only for gone, only in zip(dead, bare, strict=True)]
    at = 0
    while at < len(parts):
        run = at
        while run < len(parts) and bare[run]:
            run += 1
        if run - at >= _PILE_RUN:
            dead[at:run] = [True] * (run - at)
        at = max(run, at + 1)
    return dead


def _repeated(text: str, parts: list[Clause]) -> set[int]:
    """Return the sentences that stand word for word earlier in the answer."""
    said: dict[int, str] = {}
    for part in parts:
        said[part.sentence] = said.get(part.sentence, "") + text[part.start : part.end].strip()
    first: dict[str, int] = {}
    return {number for number, words in said.items() if first.setdefault(words, number) != number}


def _is_list(sizes: list[int], text: str) -> bool:
    """Return whether an answer is nothing but a long row of scraps, whatever words they hold."""
    scrap = _SCRAP_HAN if _HAN.search(text) else _SCRAP_WORDS
    short = sum(size <= scrap for size in sizes)
    return len(sizes) >= _SCRAPS and short >= _SCRAP_SHARE * len(sizes)


def _names_only(clause: str) -> bool:
    """Return whether a clause names things and relates none; a bare number names nothing."""
    return bool(_LETTER.search(clause)) and not FUNCTION_WORD.search(clause)


def _echoes(clause: str, asked: str) -> bool:
    """Return whether nearly all of the clause stands in the question, by letter triples."""
    grams = _triples(clause)
    return length(clause) >= _ECHO and len(grams & _triples(fold(asked))) >= 0.8 * len(grams)


def _triples(text: str) -> set[str]:
    plain = "".join(_HAN_OR_WORD.findall(text))
    return {plain[at : at + 3] for at in range(len(plain) - 2)}
