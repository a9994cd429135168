"""Résumés made up for tests, as people write them: Markdown, bare lines from PDF or Word, tables."""

ZH_MARKDOWN = """# 张三
电话：13812345678 | 邮箱：zhangsan@example.com | 求职意向：大模型应用工程师

## 工作经历
**某某科技有限公司** | 大模型应用工程师 | 2022.07 - 至今
- 负责企业知识库问答的检索与评测
- 带两名实习生

**另一家公司** | 后端开发工程师 | 2019.07 - 2022.06
- 用 Go 和 MySQL 做订单系统

## 项目经历
### 企业知识库问答系统 (2023.03 - 2024.05)
- 基于 RAG，多路召回加重排，召回率从 71% 提到 88%
- 用 LangChain 起步，后来换成自研流程

### 智能客服 Agent
- 接入 MCP 工具 12 个，工具调用成功率 97%

## 专业技能
- 语言：Python、Go
- 中间件：Redis、Kafka、MySQL
- 大模型：微调（LoRA）、向量检索

## 教育背景
2015.09 - 2019.06  某大学  计算机科学与技术  本科
"""

ZH_BARE = """李四
男 | 28岁 | 13900001111
工作经历
2021年7月-2024年3月 某某网络科技 算法工程师
负责推荐系统的召回和排序，日活一千万。
项目经验
项目名称：合同审查助手
项目描述：用大模型审查采购合同，标出风险条款。
个人职责：负责文档解析与切分、提示词和评测集，准确率做到 92%。
项目名称：Text2SQL 取数机器人
项目描述：让运营用一句话取数。
自我评价
学习能力强，抗压能力强。
"""

EN_BULLETS = """JANE DOE
jane.doe@example.com | +44 20 7946 0000 | Berlin

EXPERIENCE
Acme Analytics, Berlin                                   Mar 2021 – Present
Senior Machine Learning Engineer
• Own the document assistant used by 4,000 lawyers
• Cut p95 latency from 9 s to 2.1 s

Small Bank plc, London                                   2018 - 2021
Backend Engineer
• Kept MySQL and Kafka healthy for the payments team

PROJECTS
Contract Copilot (2023)
• Retrieval over 2 million clauses with RAG and re-ranking, recall@10 from 0.62 to 0.81

Open Bench – a small benchmark of tool calling
• 300 stars

SKILLS
Languages: Python, Go
Infrastructure: Redis, Kafka, Linux

EDUCATION
BSc Computer Science, University of Somewhere, 2014 – 2018
"""

EN_COLONS = """John Roe

Summary
Engineer who likes small systems.

Personal Projects
- Mail Sorter: a local classifier for my inbox, written in Python.
- Trip Planner: an agent with three tools and a budget for its loop.

Work Experience
2020 – 2024 | Globex | Platform Engineer
Ran the FastAPI services behind the shop.
"""

EVERYTHING = {
    "zh_markdown": ZH_MARKDOWN,
    "zh_bare": ZH_BARE,
    "en_bullets": EN_BULLETS,
    "en_colons": EN_COLONS,
}
