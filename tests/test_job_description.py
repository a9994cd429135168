"""Topics weighed by a job description: what it speaks of most, in either language, and what is none."""

import pytest

from tools.bank import Bank
from tools.job_description import LEAST, topic_weights

PLATFORM_ZH = """智能体平台工程师
岗位职责
1. 建设公司级智能体开放平台，把订单、客服、风控等内部系统封装成 MCP Server，供各业务线的智能体调用；
2. 跟进 A2A 等智能体互联协议，推动跨部门智能体的协作；
3. 维护大模型网关，统一接入国内外模型，做好路由、降级、限流和计费。
任职要求
1. 本科及以上学历，三年以上后端或算法工程经验，熟练使用 Python；
2. 用过 LangChain、AutoGen 或同类框架，能说清楚它们的取舍；
3. 沟通能力强，有责任心。"""
RETRIEVAL_EN = """Machine Learning Engineer, Search & Knowledge
About the role: our assistant answers questions over millions of internal pages. You will own the
retrieval stack end to end: splitting and embedding documents, hybrid search with BM25 and vectors,
re-ranking, and keeping answers grounded in their sources.
You will: build labelled evaluation sets; measure recall and faithfulness; cut hallucination; run
the vector database at scale; work with product managers.
You have: 3+ years in search or NLP, strong Python, production RAG experience. We offer equity."""
SERVING_ZH = """大模型推理优化工程师
负责大语言模型的部署与推理加速：基于 vLLM 等框架优化吞吐和显存，落地量化、KV 缓存、连续批处理；
配合算法同学完成 SFT、LoRA 微调与 DPO 对齐训练，准备训练数据。
要求：熟悉 Transformer 结构、注意力机制和分词器；熟悉 PyTorch、CUDA 者优先；有团队合作精神。"""
BACKEND_EN = """Senior Backend Engineer
We move money for small shops. You will design services in Go and Python, keep MySQL and Redis
healthy, own our Kafka pipelines, and debug Linux machines when latency spikes at night.
What we look for: sound knowledge of TCP and HTTP, transactions and isolation levels, locks,
message delivery guarantees; clear writing; a calm head on call. Some use of LLM tools is a plus."""
FLORIST_EN = """We sell flowers. You will build strong relationships with customers, plan
deliveries, manage the budget and train new staff. Experience with point of sale systems and good
communication skills required. You search for new suppliers and evaluate their quality."""
SALES_ZH = """销售代表：负责开发新客户，维护老客户关系，完成销售目标。要求沟通能力强，有团队合作精神，
能承受压力，熟悉办公软件。我们提供系统的培训、有竞争力的薪资和晋升机会。"""


@pytest.mark.parametrize(
    ("text", "first", "among"),
    [
        (PLATFORM_ZH, "lib", {"agent"}),
        (RETRIEVAL_EN, "rag", set()),
        (SERVING_ZH, "llm", set()),
        (BACKEND_EN, "backend", set()),
    ],
)
def test_what_is_spoken_of_most_weighs_most(
    bank: Bank, text: str, first: str, among: set[str]
) -> None:
    weights = topic_weights(text, bank)
    order = sorted(weights, key=lambda topic: -weights[topic])
    assert order[0] == first
    assert among <= set(order[1:3])
    assert weights[first] > 2
    assert sum(weights.values()) / len(weights) == pytest.approx(1, abs=0.01)
    assert min(weights.values()) >= LEAST


def test_naming_mcp_speaks_for_the_questions_on_it(bank: Bank) -> None:
    text = "Python, RAG, evaluation of retrieval, vector databases, embeddings."
    without, with_it = topic_weights(text, bank), topic_weights(f"{text} MCP, A2A.", bank)
    assert with_it["lib"] > 2 * without["lib"]


@pytest.mark.parametrize("text", ["", "We sell flowers.", "花店招人。", FLORIST_EN, SALES_ZH])
def test_what_is_no_job_of_the_field_has_no_weights(bank: Bank, text: str) -> None:
    assert topic_weights(text, bank) == {}
