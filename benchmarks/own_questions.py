"""How well a question judges that was made of nothing but its text and a reference answer.

Each question of the bank is made anew from its model answer, in one language, as `coach bank add`
would make it, and put to the strangers' answers in both languages: does its score keep their order?
The authored question and the reference grader stand beside it. The shares of terms in
tools/derivation.py were chosen on half a of the first twelve questions.
"""

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.agreement import spearman
from benchmarks.bank_judgement import ANSWERS, RANK, rows, score_of
from benchmarks.harness import Figure, main
from practice.value import LANGS, Lang
from tools.bank import Bank
from tools.derivation import derive
from tools.lexicon import Lexicon
from tools.matching import Matcher
from tools.reference.grader import ReferenceGrader

QUICK = 8
HALF = "b"


def run(quick: bool) -> Iterator[Figure]:
    """Yield the rank correlations, by the language of the reference."""
    bank = Bank()
    names = sorted(path.stem for path in ANSWERS.glob("*.jsonl"))[:: QUICK if quick else 1]
    for lang in LANGS:
        yield from _beside(bank, names, lang)


def _beside(bank: Bank, names: list[str], lang: Lang) -> Iterator[Figure]:
    ranks: list[float] = []
    scores: dict[str, list[float]] = defaultdict(list)
    for name in names:
        question = bank.question(name)
        ask, answer = question.ask.of(lang), question.answer.of(lang)
        made = derive(bank, name, question.topic, ask, answer)
        derived = Matcher(made.question, Lexicon(made.concepts))
        authored, grader = bank.matcher(question), ReferenceGrader(ask, [answer])
        for row in rows(name, HALF):
            ranks.append(RANK[row["kind"]])
            scores["made of the reference"].append(score_of(derived, row["text"]))
            scores["authored"].append(score_of(authored, row["text"]))
            scores["reference grader"].append(grader.grade(row["text"]).score)
    for method, values in scores.items():
        told = f"{lang} reference: Spearman with the intended order, {method}"
        yield Figure(told, spearman(ranks, values), "")


if __name__ == "__main__":
    main("How well a question made of a reference answer judges", run)
