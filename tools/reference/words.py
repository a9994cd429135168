"""Word lists: small words, denials, words of like meaning, words of opposite meaning.

All lists were written for this project from general knowledge of the two languages.
"""

from tools.reference.stem import stem

_FUNCTION = """
a an the and or but if then than so as of at by for from in into on onto to with about over
under up down out off is are was were be been being am do does did done doing have has had
having can could will would shall should may might must i me my we us our you your he him his
she her it its they them their this that these those there here what which who whom whose when
where why how very just also too such s t etc ie eg because since while during let get got
"""

FUNCTION = frozenset(_FUNCTION.split())
"""English words that carry no content; “same”, “only”, “both”, “more” are kept as content."""

FUNCTION_HAN = frozenset(
    "的了是在和与及也就都而且或等这那其之以于对把被从到让给用可会要能它们我你他为所因此由则即着过吗呢吧"
)

DENIALS = frozenset({"not", "no", "never", "without", "nor", "none", *"不没无非未"})

COUNTS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip

_ALIKE = """
allow let enable permit; begin start initiate; end finish terminate stop; contain include hold
comprise; use utilize employ apply; change modify alter vary; create make produce generate
construct build form; delete remove erase eliminate; add insert append; show display indicate
demonstrate reveal; need require must necessary; get obtain acquire receive retrieve; find
locate search; give provide supply offer; keep maintain retain preserve store save; increase
grow rise raise; decrease reduce shrink drop lower fall; big large great huge; small little
tiny; fast quick rapid speed; same identical equal; different distinct differ difference; part
portion piece section segment component; kind type sort category class; way method manner
approach technique; reason cause because; result outcome consequence effect; purpose goal aim
objective role; advantage benefit pro; disadvantage drawback downside con; error mistake bug
fault; connect link join attach; separate divide split break; move travel go; position location
place spot; amount quantity number; many multiple several numerous; whole entire full complete;
empty vacant; execute run perform; repeat iterate loop; iteration loop; first initial; last
final; size length; constant fixed; dynamic variable; definition define meaning; declare
declaration; implement implementation; program software application; user client customer; test
check verify examine; compare comparison; order sequence; shape form; hard tough; heat warm hot
thermal; cold cool; wet moist; liquid fluid; rock stone; soil dirt earth ground; animal
creature; eat consume feed; live survive; protect defend guard; hear listen; see observe look
watch notice; light bright; strong powerful; push force; heavy weight mass; path route; gap
break open; closed complete; bulb lamp; damaged broken; equal same; sound noise; vibrate
vibration shake; pitch tone; dissolve melt; mix mixture combine; sure certain; think believe;
know understand; right correct accurate true; wrong incorrect false inaccurate; happen occur;
become turn; try attempt; help assist aid; choose select pick; explain describe; another other;
only just; every each all; often frequently; usually normally typically; host computer machine;
send transmit transfer; receive get; free liberty freedom; law rule; country nation; war battle;
money currency; government state; president leader; collect gather; near close; far distant;
above over; below under beneath; between among; inside within internal; outside external
"""

_OPPOSED = """
increase/decrease rise/fall open/close same/different more/less more/fewer before/after high/low
hot/cold warm/cool positive/negative first/last left/right static/dynamic always/never on/off
parallel/series true/false up/down large/small big/little fast/slow long/short light/dark
light/heavy connect/separate complete/incomplete closed/broken open/complete inside/outside
add/remove push/pop head/tail parent/child top/bottom begin/end start/stop public/private all/none
both/neither strong/weak wet/dry hard/soft attract/repel same/opposite deep/shallow thick/thin
near/far gain/lose cause/effect input/output lead/follow expand/contract absorb/reflect
constant/variable possible/impossible even/odd
"""

OPPOSED_HAN = (
    ("长", "短"), ("有", "无"), ("大", "小"), ("高", "低"), ("多", "少"), ("快", "慢"), ("强", "弱"),
    ("静态", "动态"), ("增加", "减少"), ("上升", "下降"), ("内", "外"), ("正", "负"), ("单", "双"),
    ("相同", "不同"), ("接受", "拒绝"), ("大于", "小于"), ("高于", "低于"), ("<", ">"), ("连续", "离散"),
    ("固定", "可变"), ("直接", "间接"), ("主动", "被动"), ("集中", "分散"), ("定量", "定性"),
    ("宏观", "微观"),
)  # fmt: skip

DENIABLE_HAN = ("显著", "一致", "稳定", "正态", "相等", "影响", "拒绝", "差异", "重要")
"""Words of judgement that are turned round by a denial before them."""


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_ALIKE.split(";")):
        for word in group.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


ALIKE = _groups()
"""Stem of a word to the groups of like meaning that it belongs to."""

OPPOSED = tuple(
    (stem(one), stem(other)) for one, other in (pair.split("/") for pair in _OPPOSED.split())
)
