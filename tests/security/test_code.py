"""What no line of the project does: run what it reads, trust what it parses, or leave a name for others to take."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("fazhi", "flows", "tasks", "expectations", "tools")
# Modules that make objects or code of bytes, and parsers that resolve entities unless told otherwise.
MODULES = frozenset({
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "dbm", "jsonpickle", "pty",
    "xml.dom.minidom", "xml.dom.pulldom", "xml.sax", "xml.etree.ElementTree", "xml.etree.cElementTree", "telnetlib",
})  # fmt: skip
BUILTINS = frozenset({"eval", "exec", "compile", "__import__"})
CALLS = frozenset({
    "os.system", "os.popen", "tempfile.mktemp", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "pd.read_pickle",
    "pandas.read_pickle", "torch.load", "ssl._create_unverified_context", "subprocess.getoutput", "tarfile.extractall",
})  # fmt: skip
METHODS = frozenset({"extractall", "to_pickle", "read_pickle"})


def _sources() -> Iterator[Path]:
    return (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _option(call: ast.Call, name: str) -> str | None:
    return next((ast.unparse(k.value) for k in call.keywords if k.arg == name), None)


def faults(source: str) -> list[str]:
    """What the source does that it must not."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            names = [str(node.module), *(f"{node.module}.{name}" for name in names)]
        found += [f"{node.lineno}: imports {name}" for name in names if name in MODULES]
        if isinstance(node, ast.Call):
            found += [f"{node.lineno}: {why}" for why in _of_call(node)]
    return found


def _of_call(call: ast.Call) -> Iterator[str]:
    name = _dotted(call.func)
    if name in BUILTINS or name in CALLS or name.rpartition(".")[2] in METHODS:
        yield name
    if name == "yaml.load" and "SafeLoader" not in (_option(call, "Loader") or ""):
        yield "yaml.load without a safe loader"
    if name in ("np.load", "numpy.load") and _option(call, "allow_pickle") != "False":
        yield "numpy.load that may unpickle"
    if _option(call, "shell") not in (None, "False"):
        yield "a shell"
    if _option(call, "verify") == "False" or _option(call, "check_hostname") == "False":
        yield "a certificate that is not checked"
    if name.endswith("etree.XMLParser") and _option(call, "resolve_entities") != "False":
        yield "an XML parser that resolves entities"
    if (
        name.endswith(("etree.fromstring", "etree.parse", "etree.XML"))
        and len(call.args) < 2
        and not _option(call, "parser")
    ):
        yield "XML without a parser of ours"
    if _option(call, "autoescape") == "False" or (name == "Environment" and _option(call, "autoescape") != "True"):
        yield "templates that do not escape"


@pytest.mark.parametrize("path", _sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_code_out_of_data(path: Path) -> None:
    assert faults(path.read_text("utf8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from marshal import loads", "import xml.etree.ElementTree as E", "from xml import sax",
        "eval(x)", "exec(x)", "os.system(x)", "yaml.load(x)", "yaml.load(x, Loader=yaml.Loader)", "np.load(x)",
        "subprocess.run(x, shell=True)", "tempfile.mktemp()", "httpx.Client(verify=False)", "etree.XMLParser()",
        "etree.fromstring(x)", "archive.extractall()", "Environment(loader=x)", "pd.read_pickle(x)",
    ],
)  # fmt: skip
def test_the_watch_sees_each_of_them(source: str) -> None:
    assert faults(source)


def _persisting(source: str) -> Iterator[str]:
    """Flows and tasks that do not say that nothing of them is kept."""
    for node in ast.walk(ast.parse(source)):
        for made in node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ():
            call = made if isinstance(made, ast.Call) else ast.Call(made, [], [])
            if _dotted(call.func) in ("flow", "task") and _option(call, "persist_result") != "False":
                yield ast.unparse(made)


def test_prefect_keeps_no_result() -> None:
    """Its results would be pickles in a folder, unpickled by whoever reads them."""
    sources = [path.read_text("utf8") for room in ("flows", "tasks") for path in sorted((ROOT / room).glob("*.py"))]
    assert [made for source in sources for made in _persisting(source)] == []
    assert list(_persisting("@flow\ndef a(): ...\n@task(name='b')\ndef b(): ...")) == ["flow", "task(name='b')"]
