"""Finding what was said: the searches of our memories beside mem0, on the same records and machine.

LoCoMo (Maharana et al. 2024): ten long conversations, and questions with the turns that answer them.
Each conversation is a memory of its own, a record is one turn, “speaker: text”.
Both keep their records in an embedded Chroma of their own in this process. Ours are asked through
`ShortTermMemory.query` and `LongTermMemory.query`, mem0 2.2.1 through `add(infer=False)`, which
stores each turn as it is, and `search`. Evidence recall@k is the share of a question's evidence
turns among the first k found, averaged over the questions; everybody is asked for 10 or more, save
the long-term memory, which returns 8. CPU is that of the whole process during a search, the median;
the records are all turns in order, from the start again until there are enough, of one session.

mem0 ranks by an embedding: of the model in COACH_SENTENCE_MODEL where that is set (see semantic.py),
else our own n-grams, by which our records lie in Chroma too. What an embedding costs is counted for
nobody. Chroma's nearest by ours, and that fused with the search (reciprocal ranks, Cormack et al.
2009), stand beside: it is why the search uses no embedding.

Not compared: what mem0 does with a model (it rewrites what it stores) or with a store that has a
keyword search of its own; nor the answers that a model would give. LoCoMo is kind to letters: its
questions repeat names and words of the turns, and it is in English. That a neighbour counts half
was chosen with an eye on it (in full: .69 instead of .71), and so were the lengths of the grams.
The quick run takes two conversations, and CPU at 1,000 records only.
"""

import asyncio
import importlib
import importlib.util
import json
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Protocol

from benchmarks.harness import Figure, at_least, at_most, data_folder, main, median
from benchmarks.semantic import SentenceModel
from memory.embedding import embed_all
from memory.entry import Entry
from memory.index import Index, open_index
from memory.long_term import NEAREST, LongTermMemory
from memory.short_term import RECENT, ShortTermMemory

Vectors = Mapping[str, Sequence[float]]

FIRST = (5, 10)
RECALL, CPU = 1.5, {1_000: 0.25, 10_000: 0.1}
SEARCHES, QUICK_SEARCHES = 200, 50
FUSED, FUSION = 60, 60
_TURN = re.compile(r"D\d+:\d+")


@dataclass(frozen=True)
class Conversation:
    """One conversation: its turns by id, in order, and questions with the turns that answer them."""

    name: str
    turns: dict[str, str]
    questions: list[tuple[str, frozenset[str]]]


class Store(Protocol):
    """A memory that is filled and asked."""

    def put(self, turns: Mapping[str, str]) -> None:
        """Remember the turns by id, after those put before."""

    async def find(self, question: str) -> list[str]:
        """Return the ids of what is found, the best first."""


class Ours:
    """The short-term or the long-term memory of one profile."""

    def __init__(self, folder: Path, short: bool) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.index: Index = open_index(folder, "short" if short else "long")
        self._memory = ShortTermMemory(self.index, "s") if short else LongTermMemory(self.index)
        self._short, self._count = short, 0

    def put(self, turns: Mapping[str, str]) -> None:
        """Remember the turns, in the short-term memory as messages in order."""
        entries = []
        for turn, text in turns.items():
            self._count += 1
            place = {"session": "s", "number": self._count} if self._short else {}
            entries.append(Entry(id=turn, text=text, facts={"turn": turn, **place}))
        self.index.put(entries)

    async def find(self, question: str) -> list[str]:
        """Return the ids of what the memory finds."""
        found = await self._memory.query(question)
        return [str((each.metadata or {})["turn"]) for each in found.results]


class Mem0:
    """mem0 on an embedded Chroma, without a model and without a network."""

    def __init__(self, folder: Path, vectors: Vectors) -> None:
        folder.mkdir()
        os.environ |= {"MEM0_TELEMETRY": "False", "MEM0_DIR": str(folder)}
        logging.getLogger("mem0").setLevel(logging.ERROR)
        offline = {"provider": "openai", "config": {"api_key": "none"}}
        place = {"collection_name": "turns", "path": str(folder / "chroma")}
        self._memory: Any = importlib.import_module("mem0").Memory.from_config(
            {
                "vector_store": {"provider": "chroma", "config": place},
                "embedder": offline,
                "llm": offline,
                "history_db_path": str(folder / "history.db"),
            }
        )
        self._memory.embedding_model, self._memory.llm = Known(vectors), None

    def put(self, turns: Mapping[str, str]) -> None:
        """Add the turns one by one, as they are."""
        for turn, text in turns.items():
            self._memory.add(text, user_id="u", metadata={"turn": turn}, infer=False)

    async def find(self, question: str) -> list[str]:
        """Return the ids of what the search returns."""
        found = self._memory.search(question, top_k=FIRST[-1], filters={"user_id": "u"})
        return [each["metadata"]["turn"] for each in found["results"]]


class Known:
    """An embedder in mem0's shape, of vectors made beforehand."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        """Return the vector of a turn or a question."""
        return list(self._vectors[text])

    def embed_batch(self, texts: Sequence[str], memory_action: str = "add") -> list[list[float]]:
        """Return their vectors."""
        return [self.embed(each) for each in texts]


def conversations(folder: Path) -> list[Conversation]:
    """Return the conversations of LoCoMo; questions without a turn that answers them are left out."""
    return [
        _conversation(each)
        for each in json.loads((folder / "locomo10.json").read_text(encoding="utf-8"))
    ]


def _conversation(sample: dict[str, Any]) -> Conversation:
    said = sample["conversation"]
    sessions = sorted(
        (key for key in said if re.fullmatch(r"session_\d+", key)),
        key=lambda key: int(key.split("_")[1]),
    )
    turns = {
        turn["dia_id"]: f"{turn['speaker']}: {turn['text']}"
        for session in sessions
        for turn in said[session]
    }
    questions = []
    for each in sample["qa"]:
        cited = {turn for text in each.get("evidence", []) for turn in _TURN.findall(text)}
        if evidence := frozenset(cited & turns.keys()):
            questions.append((each["question"].strip(), evidence))
    return Conversation(sample["sample_id"], turns, questions)


def _embedded(texts: Sequence[str]) -> tuple[str, Vectors]:
    """Return which embedding it is, and the vectors."""
    named = os.environ.get("COACH_SENTENCE_MODEL")
    if named and (Path(named) / "model.onnx").is_file():
        rows = SentenceModel(Path(named)).embed(texts).tolist()
        return "sentence embeddings", dict(zip(texts, rows, strict=True))
    return "our n-gram embedding", dict(zip(texts, embed_all(texts), strict=True))


def _recall(found: Sequence[str], evidence: frozenset[str], count: int) -> float:
    return len(evidence & set(found[:count])) / len(evidence)


def _fused(index: Index, question: str) -> tuple[list[str], list[str]]:
    """Return what Chroma finds nearest, and that fused with what the search finds."""
    near = [entry.id for entry, _ in index.nearest(question, FUSED)]
    like = [entry.id for entry, _ in index.search(question, FUSED)]
    scores: dict[str, float] = {}
    for ranking in (like, near):
        for rank, turn in enumerate(ranking, 1):
            scores[turn] = scores.get(turn, 0) + 1 / (FUSION + rank)
    return near, sorted(scores, key=lambda turn: -scores[turn])


async def _found(store: Store, questions: Sequence[str]) -> tuple[list[list[str]], list[float]]:
    """Return what is found for each question, and the CPU milliseconds of each search."""
    found, taken = [], []
    for each in questions:
        start = time.process_time()
        found.append(await store.find(each))
        taken.append(1000 * (time.process_time() - start))
    return found, taken


def _recalls(folder: Path, held: Sequence[Conversation], vectors: Vectors) -> Iterator[Figure]:
    """Yield the recall of everybody over all conversations."""
    short, long, mem0, nearest, both = "short-term", "long-term", "mem0", "Chroma", "fused"
    values: dict[tuple[str, int], list[float]] = {}
    for each in held:
        stores: dict[str, Store] = {
            short: (ours := Ours(folder / each.name, True)),
            long: Ours(folder / each.name, False),
            mem0: Mem0(folder / f"mem0-{each.name}", vectors),
        }
        questions = [question for question, _ in each.questions]
        found: dict[str, list[list[str]]] = {}
        for name, store in stores.items():
            store.put(each.turns)
            found[name] = asyncio.run(_found(store, questions))[0]
        pairs = [_fused(ours.index, question) for question in questions]
        found |= {nearest: [pair[0] for pair in pairs], both: [pair[1] for pair in pairs]}
        for name, rankings in found.items():
            for at, (_, evidence) in enumerate(each.questions):
                for count in FIRST:
                    got = _recall(rankings[at], evidence, count)
                    values.setdefault((name, count), []).append(got)
    mean = {key: sum(each) / len(each) for key, each in values.items()}
    yield Figure("questions", len(values[short, FIRST[0]]), "")
    for count in FIRST:
        yield Figure(f"recall@{count}, short-term memory", mean[short, count], "")
        told = f"recall@{min(count, NEAREST)}, long-term memory"
        yield Figure(told, mean[long, count], "")
        yield Figure(f"recall@{count}, mem0", mean[mem0, count], "")
        yield Figure(f"recall@{count}, Chroma's nearest, our embedding", mean[nearest, count], "")
        yield Figure(f"recall@{count}, that fused with our search", mean[both, count], "")
    ratio = mean[short, FIRST[-1]] / mean[mem0, FIRST[-1]]
    yield at_least(f"TARGET recall@{FIRST[-1]}, short-term memory to mem0", ratio, RECALL, "×")


def _costs(
    folder: Path,
    texts: Sequence[str],
    questions: Sequence[str],
    sizes: Sequence[int],
    vectors: Vectors,
) -> Iterator[Figure]:
    """Yield the CPU time of a search by everybody at each size."""
    rival = Mem0(folder / "mem0-many", vectors)
    ours: dict[str, Store] = {
        "short-term memory": Ours(folder / "many", True),
        "long-term memory": Ours(folder / "many", False),
    }
    held = 0
    for size in sizes:
        more = {str(at): text for at, text in enumerate(islice(cycle(texts), size)) if at >= held}
        held = size
        rival.put(more)
        asyncio.run(_found(rival, questions[:1]))
        theirs = median(asyncio.run(_found(rival, questions))[1])
        yield Figure(f"{size:,} records: CPU a search, mem0", theirs, "ms")
        for name, store in ours.items():
            store.put(more)
            first = asyncio.run(_found(store, questions[:1]))[1][0]
            taken = median(asyncio.run(_found(store, questions))[1])
            yield Figure(f"{size:,} records: CPU a search, {name}", taken, "ms")
            yield Figure(f"{size:,} records: CPU of the first search, {name}", first, "ms")
            told = f"TARGET {size:,} records: CPU, {name} to mem0"
            yield at_most(told, taken / theirs, CPU[size], "×")


def run(quick: bool) -> Iterator[Figure]:
    """Yield first what is found, then what it costs."""
    told = conversations(data_folder("memory/locomo"))
    if importlib.util.find_spec("mem0") is None:
        print("This benchmark runs mem0 beside ours, which is not installed. Nothing was run.")
        print("Install it into the project's environment, and nowhere else, by:")
        print("  .venv/bin/uv sync --frozen --inexact --group rivals")
        sys.exit(0)
    assert FIRST[-1] <= RECENT
    told = told[:2] if quick else told
    texts = [text for each in told for text in each.turns.values()]
    questions = [question for each in told for question, _ in each.questions]
    named, vectors = _embedded(list(dict.fromkeys(texts + questions)))
    print(f"mem0 ranks by {named}.", file=sys.stderr)
    some = questions[:: max(1, len(questions) // (QUICK_SEARCHES if quick else SEARCHES))]
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # filling is not what is measured
    with tempfile.TemporaryDirectory(dir=memory, ignore_cleanup_errors=True) as place:
        folder = Path(place)
        yield from _recalls(folder, told, vectors)
        yield from _costs(folder, texts, some, list(CPU)[:1] if quick else list(CPU), vectors)


if __name__ == "__main__":
    main("Our memories' search beside mem0 on LoCoMo", run)
