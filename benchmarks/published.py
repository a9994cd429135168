"""What others reached on the sets that `judging.py` measures, with where each figure was seen.

Most of these systems were trained on the set, several on the very questions they were tested on.
"""

from typing import NamedTuple


class Published(NamedTuple):
    """One figure of another system; `seen` is where, or that it is from memory."""

    set: str
    slice: str
    system: str
    measure: str
    value: float
    seen: str


_REVIEW = "Galhardi and Brancher 2018, table 3"
_GADDIPATI = "repository of Gaddipati et al. 2020"
_THESIS = "Vrijmoet, MSc thesis 2023"
_MEMORY = "from memory"
_ASHUDEEP = "report of ashudeep/Student-Response-Analysis"
_FACTS = "measured on these files: facts, judging-en.md"
_FACTS_ZH = "measured on these files: facts, judging-zh.md"

MACRO, R, WEIGHTED = "macro-F1", "Pearson", "weighted F1"

PUBLISHED = (
    Published("mohler", "", "the other human grader", R, 0.597, _FACTS),
    Published("mohler", "", "Mohler 2011, graph alignment, trained", R, 0.518, _REVIEW),
    Published("mohler", "", "Roy 2016, transfer", R, 0.564, _REVIEW),
    Published("mohler", "", "Saha 2018, trained", R, 0.570, _THESIS),
    Published("mohler", "", "Sultan 2016, trained", R, 0.592, _GADDIPATI),
    Published("mohler", "", "Ramachandran 2015, word graphs, trained", R, 0.610, _REVIEW),
    Published("mohler", "", "Sultan 2016, trained by domain", R, 0.630, _REVIEW),
    Published("mohler", "", "BERT tuned, random split", R, 0.625, _THESIS),
    Published("mohler", "", "GPT-3.5, three examples", R, 0.592, _THESIS),
    Published("mohler", "", "five lexical measures improved, MiniLM", R, 0.570, _FACTS),
    Published("beetle", "ua", "ETS 2, trained", MACRO, 0.833, _ASHUDEEP),
    Published("beetle", "uq", "ETS 2, trained", MACRO, 0.702, _ASHUDEEP),
    Published("beetle", "uq", "organisers' lexical, trained", MACRO, 0.725, _MEMORY),
    Published("beetle", "uq", "improved mean, own cut", MACRO, 0.737, _FACTS),
    Published("beetle", "ua", "state of the art 2017, trained", WEIGHTED, 0.845, "Riordan 2017"),
    Published("scientsbank", "ua", "CoMeT 1, trained", MACRO, 0.768, _MEMORY),
    Published("scientsbank", "uq", "SoftCardinality 1, trained", MACRO, 0.737, _MEMORY),
    Published("scientsbank", "ud", "SoftCardinality 1, trained", MACRO, 0.705, _MEMORY),
    Published("scientsbank", "uq", "IDF recall, own cut", MACRO, 0.753, _FACTS),
    Published("scientsbank", "ud", "fixed mean, own cut", MACRO, 0.727, _FACTS),
    Published(
        "scientsbank", "ua", "state of the art 2017, trained", WEIGHTED, 0.773, "Riordan 2017"
    ),
    Published("saf", "uq", "supervised in the set, 14 lexical", R, 0.379, _FACTS),
    Published("saf", "uq", "improved mean", R, 0.460, _FACTS),
    Published("powergrading", "", "improved mean", R, 0.675, _FACTS),
    Published("asap_sas", "", "improved mean", R, 0.476, _FACTS),
    Published("zh_ads", "", "measure A", R, 0.471, _FACTS_ZH),
    Published("zh_le", "", "measure A", R, 0.856, _FACTS_ZH),
    Published("zh_asag_mt", "", "measure A", R, 0.499, _FACTS_ZH),
    Published("zh_sr_mt", "", "measure A", R, 0.286, _FACTS_ZH),
    Published("zh_asap", "", "measure A", R, 0.376, _FACTS_ZH),
    Published("zh_ads", "", "measure B", R, 0.581, _FACTS_ZH),
    Published("zh_le", "", "measure B", R, 0.860, _FACTS_ZH),
    Published("zh_asag_mt", "", "measure B", R, 0.499, _FACTS_ZH),
    Published("zh_sr_mt", "", "measure B", R, 0.437, _FACTS_ZH),
    Published("zh_asap", "", "measure B", R, 0.354, _FACTS_ZH),
)

MEASURE_A = {
    each.set: each.value for each in PUBLISHED if each.system == "measure A" and each.measure == R
}


def table() -> str:
    """Return the published figures as lines of text."""
    return "\n".join(
        f"  {f'{each.set} {each.slice}'.strip():<16} {each.system:<40} {each.measure:<12}"
        f"{each.value:.3f}  {each.seen}"
        for each in PUBLISHED
    )
