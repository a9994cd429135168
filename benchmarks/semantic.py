"""What a sentence-embedding model would cost, and what it would bring to both judges.

It reads `model.onnx` and `tokenizer.json` of a sentence-transformers model (all-MiniLM-L6-v2 is the
usual one) from the folder COACH_SENTENCE_MODEL, through the runtime that Chroma brings anyway.
To the reference grader: its score mixed with the cosine, at the weight that was best on the other
sets. To the rubric matcher: points it does not find are counted as said where a sentence comes as
near to the point's text as gives 95 % precision on the half of the answers that is looked at.
"""

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.agreement import pearson
from benchmarks.bank_judgement import ANSWERS, rows
from benchmarks.graded_answers import SETS, load
from benchmarks.harness import Figure, data_folder, main, quantile
from tools.bank import Bank
from tools.reference.coefficients import LEFT_OUT

ENGLISH = [name for name, traits in SETS.items() if traits.lang == "en"]
WEIGHTS = [step / 20 for step in range(13)]
PRECISION = 0.95
MOST = 1500
BATCH, TOKENS = 32, 256
_SENTENCE = re.compile(r"\S[^.!?]*[.!?]?")


class SentenceModel:
    """A sentence-transformers model in ONNX: mean of the token vectors, to length one."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "model.onnx", options)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> Any:
        """Return one row of unit length for each text, as a NumPy array."""
        import numpy as np

        rows: list[Any] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            encoded = self._tokenizer.encode_batch([texts[at] or " " for at in places])
            ids = np.array([each.ids for each in encoded])
            mask = np.array([each.attention_mask for each in encoded])
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": 0 * ids}
            vectors = self._session.run(None, inputs)[0]
            means = (vectors * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            for at, mean in zip(places, means, strict=True):
                rows[at] = mean / np.linalg.norm(mean)
        return np.array(rows)


def _model_folder() -> Path:
    named = os.environ.get("COACH_SENTENCE_MODEL")
    folder = Path(named) if named else None
    if folder is None or not (folder / "model.onnx").is_file():
        print("This benchmark reads model.onnx and tokenizer.json from the folder that")
        print("COACH_SENTENCE_MODEL names; there is none. Nothing was run.")
        sys.exit(0)
    return folder


def _beside_people(model: SentenceModel, folder: Path, most: int) -> Iterator[Figure]:
    """Yield the Pearson correlation with human scores, without and with the cosine."""
    curves: dict[str, list[float]] = {}
    for name in ENGLISH:
        graded = load(folder, name)
        answers = [each for each in graded.answers if each.split != "train"]
        answers = answers[:: 1 + len(answers) // most]
        graders = graded.graders(LEFT_OUT[name])
        wanted = {key: model.embed(texts) for key, (_, texts) in graded.questions.items()}
        given = model.embed([each.text for each in answers])
        near = [
            float((wanted[each.question] @ row).max())
            for each, row in zip(answers, given, strict=True)
        ]
        ours = [graders[each.question].grade(each.text).score for each in answers]
        human = [each.score for each in answers]
        curves[name] = [
            pearson([(1 - w) * one + w * cos for one, cos in zip(ours, near, strict=True)], human)
            for w in WEIGHTS
        ]
    gains = []
    for name, curve in curves.items():
        others = [each for other, each in curves.items() if other != name]
        best = max(range(len(WEIGHTS)), key=lambda at: sum(each[at] for each in others))
        gains.append(curve[best] - curve[0])
        yield Figure(f"{name}: Pearson, ours alone", curve[0], "")
        yield Figure(f"{name}: Pearson, cosine at {WEIGHTS[best]:.2f}", curve[best], "")
    yield Figure("gain in Pearson, mean of the English sets", sum(gains) / len(gains), "")


def _points(model: SentenceModel, half: str) -> list[tuple[float, bool, bool]]:
    """Return nearness, ticked by the judge, found by the rules; for each point of English answers."""
    bank = Bank()
    found = []
    for path in sorted(ANSWERS.glob("*.jsonl")):
        question = bank.question(path.stem)
        matcher = bank.matcher(question)
        wanted = model.embed([point.says.en for point in question.points])
        for row in rows(path.stem, half):
            if row["lang"] != "en" or not row["text"].strip():
                continue
            said = _SENTENCE.findall(row["text"])
            near = (wanted @ model.embed(said).T).max(1)
            for each, nearness in zip(matcher.match(row["text"]).points, near, strict=True):
                ticked = each.point.id in row["points"]
                found.append((float(nearness), ticked, each.standing == "covered"))
    return found


def _on_the_bank(model: SentenceModel) -> Iterator[Figure]:
    """Yield F1 over the points of English answers of half b, by rules alone and with the model."""
    looked = sorted(_points(model, "a"), reverse=True)
    cut, right = 1.01, 0
    for count, (nearness, ticked, _) in enumerate(looked, 1):
        right += ticked
        if right >= PRECISION * count:
            cut = nearness
    measured = _points(model, "b")
    alone = _f1([(ticked, rules) for _, ticked, rules in measured])
    both = _f1([(ticked, rules or nearness >= cut) for nearness, ticked, rules in measured])
    yield Figure("bank, half b in English: F1 by rules alone", alone, "")
    yield Figure(f"bank, half b in English: F1 with cosine ≥ {cut:.2f}", both, "")


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    hit = sum(ticked and called for ticked, called in pairs)
    return 2 * hit / max(1, sum(ticked + called for ticked, called in pairs))


def run(quick: bool) -> Iterator[Figure]:
    """Yield first what the model costs, then what it brings."""
    folder, data = _model_folder(), data_folder("judging")
    size = sum((folder / name).stat().st_size for name in ("model.onnx", "tokenizer.json"))
    yield Figure("size of the model", size / 1e6, "MB")
    start = time.perf_counter()
    model = SentenceModel(folder)
    model.embed(["a first sentence"])
    yield Figure("start, until the first sentence", time.perf_counter() - start, "s")
    taken = []
    for each in load(data, "mohler", 40).answers:
        start = time.perf_counter()
        model.embed([each.text])
        taken.append(1000 * (time.perf_counter() - start))
    yield Figure("time an answer, p50", quantile(taken, 0.5), "ms")
    yield from _beside_people(model, data, MOST // 5 if quick else MOST)
    yield from _on_the_bank(model)


if __name__ == "__main__":
    main("What sentence embeddings would cost and bring", run)
