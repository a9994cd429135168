"""Vectors from a model, against a real local server: good ones, and every way to fail, counted."""

import time
import traceback
from collections.abc import Iterator

import pytest

from memory.remote_embedding import CHARACTERS, RemoteEmbedder
from practice.errors import EmbeddingError
from tests.embedding_server import EmbeddingServer, Reply, embedding_server, rows, vector

KEY = "sk-canary-0123456789"
ECHO = f'{{"error": {{"message": "bad key {KEY}"}}}}'.encode()
BUSY, BROKEN = Reply(429, ECHO), Reply(500, ECHO)
LATE = 0.5
pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with embedding_server() as running:
        yield running


def at(server: EmbeddingServer, deadline: float = 20.0) -> RemoteEmbedder:
    return RemoteEmbedder("openai/local", server.url, deadline)


def test_each_text_gets_its_own_vector_in_one_request(server: EmbeddingServer) -> None:
    embedder = at(server)
    assert embedder.embed(["水", "tea"]) == [vector("水", 8), vector("tea", 8)]
    assert server.asked == [["水", "tea"]]
    assert server.keys == [f"Bearer {KEY}"]
    assert (embedder.name, embedder.dimension()) == ("litellm:openai/local", 8)
    assert embedder.embed([]) == []
    assert len(server.asked) == 2


def test_vectors_are_taken_by_their_number_and_not_as_they_come(server: EmbeddingServer) -> None:
    server.replies = [Reply(body=rows([[1.0, 0.0], [0.0, 1.0]], order=[1, 0]))]
    assert at(server).embed(["a", "b"]) == [[1.0, 0.0], [0.0, 1.0]]


def test_many_texts_go_in_batches(server: EmbeddingServer) -> None:
    texts = [f"text {number}" for number in range(2 * RemoteEmbedder.batch + 1)]
    assert at(server).embed(texts) == [vector(each, 8) for each in texts]
    assert [len(each) for each in server.asked] == [32, 32, 1]


def test_a_long_text_is_cut_and_a_blank_one_stood_in_for(server: EmbeddingServer) -> None:
    at(server).embed(["水" * (CHARACTERS + 1), "", " \n"])
    assert server.asked == [["水" * CHARACTERS, "…", "…"]]


@pytest.mark.parametrize("first", [BUSY, BROKEN, Reply(503, ECHO), Reply(408, ECHO)])
def test_what_may_pass_is_tried_again(server: EmbeddingServer, first: Reply) -> None:
    server.replies = [first]
    assert at(server).embed(["a"]) == [vector("a", 8)]
    assert len(server.asked) == 2


NAN = b'{"data": [{"object": "embedding", "index": 0, "embedding": [NaN, 1.0]}], "model": "m"}'
FAULTS: dict[str, tuple[list[Reply | None], int, str]] = {
    "401": ([Reply(401, ECHO)], 1, "no key, or one that is refused (401)"),
    "403": ([Reply(403, ECHO)], 1, "the request was refused (403)"),
    "404": ([Reply(404, ECHO)], 1, "no such model or address (404)"),
    "400": ([Reply(400, ECHO)], 1, "the request was refused (400)"),
    "429 thrice": ([BUSY, BUSY, BUSY, None], 3, "too many requests (429)"),
    "500 thrice": ([BROKEN, BROKEN, BROKEN, None], 3, "its server failed (500)"),
    "429, then 401": ([BUSY, Reply(401, ECHO), None], 2, "no key, or one that is refused (401)"),
    "html": (
        [Reply(200, b"<html>welcome to the hotel</html>", "text/html")], 1, "no usable vectors came from it"
    ),
    "empty": ([Reply(200, b"")], 1, "no usable vectors came from it"),
    "no data": ([Reply(200, b'{"data": []}')], 1, "no usable vectors came from it"),
    "too few": ([Reply(body=rows([[1.0, 0.0]]))], 1, "no usable vectors came from it"),
    "too many": ([Reply(body=rows([[1.0], [1.0], [1.0]]))], 1, "no usable vectors came from it"),
    "twice one": ([Reply(body=rows([[1.0], [2.0]], order=[0, 0]))], 1, "no usable vectors came from it"),
    "two lengths": ([Reply(body=rows([[1.0], [1.0, 2.0]]))], 1, "no usable vectors came from it"),
    "NaN": ([Reply(body=rows([[1.0], [float("nan")]]))], 1, "no usable vectors came from it"),
    "infinite": ([Reply(body=rows([[1.0], [float("inf")]]))], 1, "no usable vectors came from it"),
    "zeros": ([Reply(body=rows([[1.0, 0.0], [0.0, 0.0]]))], 1, "no usable vectors came from it"),
    "nothing in it": ([Reply(body=rows([[], []]))], 1, "no usable vectors came from it"),
    "words": ([Reply(body=rows([[KEY], [KEY]]))], 1, "no usable vectors came from it"),
    "NaN alone": ([Reply(body=NAN)], 1, "no usable vectors came from it"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failure_is_one_line_that_names_its_cause_after_so_many_requests(
    server: EmbeddingServer, fault: str, capfd: pytest.CaptureFixture[str]
) -> None:
    server.replies, requests, cause = list(FAULTS[fault][0]), *FAULTS[fault][1:]
    with pytest.raises(EmbeddingError) as failed:
        at(server).embed(["a", "b"])
    assert str(failed.value).startswith(f"the embedding model openai/local cannot be used: {cause}")
    assert str(failed.value).endswith("Check COACH_EMBEDDING and its key, or unset it")
    assert "日志没有动过" in failed.value.told("zh")
    assert "\n" not in str(failed.value) + failed.value.told("zh")
    assert len(server.asked) == requests
    shown = "".join(capfd.readouterr()) + "".join(traceback.format_exception(failed.value))
    assert KEY not in shown


def test_a_wrong_second_batch_fails_the_whole(server: EmbeddingServer) -> None:
    server.replies = [None, Reply(body=rows([[1.0, 2.0], [1.0]]))]
    with pytest.raises(EmbeddingError, match="no usable vectors came"):
        at(server).embed([f"text {number}" for number in range(34)])
    assert len(server.asked) == 2


@pytest.mark.parametrize("delay", [3 * LATE])
def test_a_server_that_hangs_is_waited_for_until_the_deadline_and_asked_once(
    server: EmbeddingServer, delay: float
) -> None:
    at(server).embed(["what loads LiteLLM"])
    server.replies = [Reply(delay=delay)]
    began = time.monotonic()
    with pytest.raises(EmbeddingError, match=r"no answer in 0\.5 s"):
        at(server, deadline=LATE).embed(["a"])
    assert time.monotonic() - began < 2 * LATE
    time.sleep(delay)
    assert len(server.asked) == 2


def test_no_try_begins_after_the_deadline(server: EmbeddingServer) -> None:
    at(server).embed(["what loads LiteLLM"])
    server.replies = [BUSY, BUSY, BUSY]
    with pytest.raises(EmbeddingError, match=r"too many requests \(429\)"):
        at(server, deadline=0.4).embed(["a"])
    assert len(server.asked) == 2


def test_a_model_that_failed_is_not_asked_again(server: EmbeddingServer) -> None:
    embedder = at(server)
    server.replies = [Reply(401, ECHO)]
    for _ in range(3):
        with pytest.raises(EmbeddingError, match="401"):
            embedder.embed(["a"])
    assert len(server.asked) == 1
    assert at(server).embed(["a"]) == [vector("a", 8)]


def test_a_server_that_is_not_there_is_not_tried_again(server: EmbeddingServer) -> None:
    began = time.monotonic()
    with pytest.raises(EmbeddingError, match="its server cannot be reached"):
        RemoteEmbedder("openai/local", "http://127.0.0.1:9/v1", 20.0).embed(["a"])
    assert time.monotonic() - began < 15


def test_a_name_that_litellm_does_not_know_is_called_that(server: EmbeddingServer) -> None:
    with pytest.raises(EmbeddingError, match="LiteLLM knows no such model"):
        RemoteEmbedder("nonsense", server.url, 20.0).embed(["a"])
    assert server.asked == []


def test_without_a_key_nothing_is_sent_and_the_line_says_to_check_it(
    server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(
        EmbeddingError, match=r"no usable vectors came from it.*Check COACH_EMBEDDING and its key"
    ):
        at(server).embed(["a"])
    assert server.asked == []
