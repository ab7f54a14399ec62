"""Finds calls that may stand in one reviewed place only, or nowhere."""

import ast

from tests.house.findings import Finding, called, walk

WINDOW_RAISING = {"raise_", "activateWindow", "requestActivate"}
RAISED_BY_THE_USER = ("flipconsole/ui/window.py", "show_by_user_request")

NESTED_LOOPS = {"exec", "exec_", "processEvents", "asyncSlot", "asyncClose"}
"""They turn the event loop inside a slot: whatever was half done is then entered again."""
OUTERMOST_LOOP = ("flipconsole/opening.py", "open_first_sight")
"""Inside no slot: asyncio, whose loop turns later, has not been imported yet."""

TASK_STARTING = {"create_task", "ensure_future", "TaskGroup", "run_coroutine_threadsafe"}
TASK_OWNERS = (
    "flipconsole/__main__.py", "flipconsole/app/dispatch.py", "flipconsole/cli/", "flipconsole/desktop.py",
    "flipconsole/simulator/",
)  # fmt: skip
"""Who may start coroutines: the front door, the courier's dispatch, the command line; the simulator is apart."""

THREAD_STARTING = {"Thread", "QThread", "QThreadPool", "QRunnable"}
THREAD_OWNER = "flipconsole/ui/errands.py"
"""The one module of the window that starts threads: what they bring comes back without a signal of theirs."""

TRANSLATING = {"_", "gettext", "ngettext"}


def findings(source: str, path: str) -> list[Finding]:
    """The calls in one module of flipconsole that do not belong there."""
    module = ast.parse(source)
    found = [
        Finding(path, function, name, node.lineno)
        for node, function in walk(module)
        for name in _used(node)
        if isinstance(node, ast.expr) and _is_misplaced(name, path, function)
    ]
    return found + [
        Finding(path, "", f"{called(call)} at import", call.lineno)
        for call in _calls_at_import(module)
        if called(call) in TRANSLATING
    ]


def _used(node: ast.AST) -> list[str]:
    """The name of a method that is called or handed on; `exec` alone is Python's own and just as unwanted."""
    match node:
        case ast.Attribute(attr=name):
            return [name]
        case ast.Name(id=name) if name in NESTED_LOOPS | TASK_STARTING | THREAD_STARTING:
            return [name]
    return []


def _is_misplaced(name: str, path: str, function: str) -> bool:
    if name in WINDOW_RAISING:
        return path != RAISED_BY_THE_USER[0] or function.rpartition(".")[2] != RAISED_BY_THE_USER[1]
    if name in THREAD_STARTING:
        return path.startswith("flipconsole/ui/") and path != THREAD_OWNER
    if name in TASK_STARTING:
        return not path.startswith(TASK_OWNERS)
    return name in NESTED_LOOPS and (path, function, name) != (*OUTERMOST_LOOP, "exec")


def _calls_at_import(node: ast.AST) -> list[ast.Call]:
    """The calls that run when the module is imported: all but those inside functions."""
    calls = [node] if isinstance(node, ast.Call) else []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        defaults = [default for default in node.args.defaults + node.args.kw_defaults if default]
        inner: list[ast.AST] = [*defaults, *getattr(node, "decorator_list", [])]
    else:
        inner = list(ast.iter_child_nodes(node))
    return calls + [call for child in inner for call in _calls_at_import(child)]
