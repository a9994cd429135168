"""Facts from a résumé: what the rules see in four ways to write one, always word for word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.fact import NAME, QUOTE, FactKind
from tests.resumes import EN_BULLETS, EN_COLONS, EVERYTHING, ZH_BARE, ZH_MARKDOWN
from tools.bank import Bank
from tools.resume import field_names, resume_facts


def names(text: str, what: FactKind, bank: Bank) -> list[str]:
    """Return the names of the facts of one kind."""
    return [each.name for each in resume_facts(text, "cv", bank) if each.what == what]


@pytest.mark.parametrize(
    ("text", "projects", "roles"),
    [
        (
            ZH_MARKDOWN,
            ["企业知识库问答系统", "智能客服 Agent"],
            ["某某科技有限公司 · 大模型应用工程师", "另一家公司 · 后端开发工程师"],
        ),
        (ZH_BARE, ["合同审查助手", "Text2SQL 取数机器人"], ["某某网络科技 算法工程师"]),
        (
            EN_BULLETS,
            ["Contract Copilot", "Open Bench"],
            [
                "Acme Analytics, Berlin · Senior Machine Learning Engineer",
                "Small Bank plc, London · Backend Engineer",
            ],
        ),
        (EN_COLONS, ["Mail Sorter", "Trip Planner"], ["Globex · Platform Engineer"]),
    ],
)
def test_projects_and_positions_are_found_by_their_names(
    bank: Bank, text: str, projects: list[str], roles: list[str]
) -> None:
    assert names(text, "project", bank) == projects
    assert names(text, "role", bank) == roles


def test_a_title_is_quoted_with_what_was_done(bank: Bank) -> None:
    first = resume_facts(ZH_MARKDOWN, "cv.md", bank)[0]
    assert first.source == "cv.md"
    assert first.quote == (
        "### 企业知识库问答系统 (2023.03 - 2024.05)\n"
        "- 基于 RAG，多路召回加重排，召回率从 71% 提到 88%\n"
        "- 用 LangChain 起步，后来换成自研流程"
    )


def test_skills_are_those_the_bank_knows_each_told_once(bank: Bank) -> None:
    told = ", ".join(names(ZH_MARKDOWN, "skill", bank)).split(", ")
    assert sorted(told) == sorted(set(told))
    assert {"RAG", "LangChain", "MCP", "Redis", "Kafka", "MySQL", "Python", "Go"} <= set(told)
    assert {"微调", "向量检索", "工具调用"} <= set(told)
    assert names("I go to redistribute pythons in a dragnet.", "skill", bank) == []
    assert "LLM" in field_names(bank)


@pytest.mark.parametrize("text", EVERYTHING.values(), ids=EVERYTHING)
def test_every_quote_stands_in_the_text_and_nothing_private_is_quoted(
    bank: Bank, text: str
) -> None:
    facts = resume_facts(text, "cv", bank)
    assert facts
    for each in facts:
        assert each.quote in text
        assert not any(each.quote.count(mark) for mark in ("@example", "138", "139"))


def test_a_line_that_names_a_skill_beside_a_telephone_number_is_left_out(bank: Bank) -> None:
    assert names("Python 工程师 13812345678", "skill", bank) == []
    assert names("Python, jane@example.com", "skill", bank) == []


def test_a_line_cut_by_the_page_is_no_project(bank: Bank) -> None:
    text = (
        "PROJECTS\nContract Copilot (2023)\n"
        "• Retrieval over two million clauses with re-ranking, recall@10 from 0.62 to\n"
        "0.81 on our own test set\n• Small and fast, and quoted in every pitch of our sales\n"
        "people since\nOther Thing\n• did it\n"
    )
    assert names(text, "project", bank) == ["Contract Copilot", "Other Thing"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("【智能排班系统】  2021.01-2022.02  核心开发", "智能排班系统"),
        ("2021年1月 至今  智能排班系统", "智能排班系统"),
        ("Scheduler | Jan 2020 – Present | Lead", "Scheduler"),
        ("Scheduler (2019/03 - 2020/12)", "Scheduler"),
        ("项目一：智能排班系统", "智能排班系统"),
        ("1. 项目名称：智能排班系统", "智能排班系统"),
    ],
)
def test_a_name_is_without_its_dates_and_marks(bank: Bank, title: str, name: str) -> None:
    assert names(f"项目经历\n{title}\n- 负责排班算法", "project", bank) == [name]
    assert names(f"Projects\n\n{title}\n\nSkills\n", "project", bank) == [name]


def test_dates_that_stand_alone_belong_to_the_lines_beside_them(bank: Bank) -> None:
    text = "Experience\nJan 2020 - Present\nAcme | Engineer\n- x\n2018 - 2019\nBar Inc\n- y\n"
    assert names(text, "role", bank) == ["Acme · Engineer", "Bar Inc"]


@pytest.mark.parametrize(
    "text", ["", "项目经历\n", "Hello.\nI like tea.", "Education\nBSc 2014 – 2018"]
)
def test_what_is_not_there_is_not_found(bank: Bank, text: str) -> None:
    assert resume_facts(text, "cv", bank) == []


PIECES = st.sampled_from(
    ["项目经历\n", "Projects\n", "工作经历\n", "- ", "**", "### ", "2021.03 - 至今 ", "项目名称：", "\n",
     "\n\n", "Redis ", "a: b", "｜", "某公司 ", "x" * 300, "。", "(", "）", "\t", "13812345678 "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
@settings(max_examples=150, deadline=None)
def test_whatever_the_text_every_fact_is_shown_by_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    for each in resume_facts(text, "cv", BANK):
        assert each.quote in text
        assert len(each.name) <= NAME
        assert len(each.quote) <= QUOTE
        assert "13812345678" not in each.quote


BANK = Bank()
