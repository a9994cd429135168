"""How the project is built: layers of imports, names, late imports, maps of the folders."""

import ast
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_IMPORT = {
    "practice": set[str](),
    "tools": {"practice"},
    "memory": {"practice"},
    "agents": {"practice", "tools", "memory"},
    "cli": {"practice", "tools", "memory", "agents"},
}
OURS = set(MAY_IMPORT)
AUTOGEN_BELOW_AGENTS = {
    "memory/content.py",
    "memory/long_term.py",
    "memory/short_term.py",
}
LINES = 320


def sources() -> list[Path]:
    folders = [ROOT / name for name in sorted(OURS) if name != "cli"]
    return [ROOT / "cli.py", *(path for folder in folders for path in sorted(folder.rglob("*.py")))]


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_layer_imports_only_what_stands_above_it(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert imported(path) & OURS <= MAY_IMPORT[layer] | {layer}


def test_autogen_stays_in_agents_save_for_the_memory_adapters() -> None:
    users = {
        str(path.relative_to(ROOT))
        for path in sources()
        if path.relative_to(ROOT).parts[0] != "agents"
        and any(name.startswith("autogen") for name in imported(path))
    }
    assert users == AUTOGEN_BELOW_AGENTS


def test_practice_does_no_io_and_has_no_clock() -> None:
    forbidden = {"os", "sys", "time", "random", "socket", "sqlite3", "subprocess", "secrets", "io"}
    for path in (ROOT / "practice").glob("*.py"):
        assert not imported(path) & forbidden, path.name
        assert ".now(" not in path.read_text(encoding="utf-8"), path.name


def test_no_dependency_installs_one_of_our_names() -> None:
    takers = {
        dist.metadata["Name"]
        for dist in distributions()
        for file in dist.files or ()
        if file.parts[0].removesuffix(".py") in OURS and file.suffix == ".py"
    }
    assert takers <= {"answer-coach"}


def test_files_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert long == {}


def modules_after(code: str) -> set[str]:
    """Return the top-level modules a fresh interpreter holds after `code`."""
    script = f"{code}\nimport sys\nprint('|'.join({{m.split('.')[0] for m in sys.modules}}))"
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(ran.stdout.splitlines()[-1].split("|"))


@pytest.mark.parametrize("args", [["--help"], ["bank", "list"], ["gaps"], ["history"], []])
def test_light_commands_import_nothing_heavy(args: list[str], tmp_path: Path) -> None:
    code = (
        f"import os; os.environ['COACH_HOME'] = {str(tmp_path)!r}\n"
        f"import cli\ntry:\n    cli.app({args!r}, standalone_mode=False)\n"
        "except SystemExit:\n    pass"
    )
    heavy = {"litellm", "chromadb", "autogen_core", "autogen_agentchat", "prompt_toolkit", "numpy"}
    assert not modules_after(code) & heavy


def test_help_loads_not_even_pydantic(tmp_path: Path) -> None:
    code = "import cli\nfrom agents.commands import edge\ntry:\n"
    code += "    cli.app(['--help'], standalone_mode=False)\nexcept SystemExit:\n    pass"
    assert not modules_after(code) & {"pydantic", "yaml", "fsrs"}


def test_importing_our_packages_does_nothing(tmp_path: Path) -> None:
    code = (
        f"import os; os.chdir({str(tmp_path)!r}); import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    )
    code += "import cli, agents.commands.app, practice.gap, tools.bank, memory.journal"
    modules_after(code)
    assert list(tmp_path.iterdir()) == []


MAPPED = [
    *("practice", "tools", "tools/gap_key", "tools/reference", "memory"),
    *("agents", "agents/commands", "agents/voice", "bank", "benchmarks", "tests"),
]


@pytest.mark.parametrize("folder", MAPPED)
def test_each_folder_has_a_map_that_names_every_file(folder: str) -> None:
    text = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    files = {
        path.name if path.is_file() else f"{path.name}/"
        for path in (ROOT / folder).iterdir()
        if path.name not in ("__init__.py", "README.md", "__pycache__") and path.suffix != ".pyc"
    }
    missing = {name for name in files if f"`{name}`" not in text}
    assert missing == set()
