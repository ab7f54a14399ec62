"""Finds the places where text that is not ours could be read by Qt as markup (SEC5).

Qt guesses: a label, a tooltip, a message box or a text edit that is given `<img src=...>` renders it, and opens
the file. So outside of `flipconsole/ui/plain.py` these classes may not be used, and these methods may only be given
our own words: literals, translations of literals, and what `plain_tooltip` has escaped.
"""

import ast

from tests.house.findings import Finding, called, walk

DOOR = "flipconsole/ui/plain.py"

GUESSING_CLASSES = {
    "QErrorMessage", "QInputDialog", "QLabel", "QMessageBox", "QProgressDialog", "QStaticText", "QTextBrowser",
    "QTextEdit", "QToolTip", "QWhatsThis", "LabelItem",
}  # fmt: skip
"""They look at their text to decide whether it is HTML, or take HTML always."""

MARKUP_METHODS = {
    "appendHtml", "insertHtml", "setHtml", "setMarkdown", "setInformativeText", "setDetailedText", "setLabelText",
    "setTitle", "setLabel", "setLabels", "setWhatsThis", "showMessage", "openUrl",
}  # fmt: skip
"""They read markup, or hand the text to somebody who may (the desktop's notifications, a browser)."""

OPENING_METHODS = {"setOpenExternalLinks", "setOpenLinks"}
RICH_FORMATS = {"RichText", "AutoText", "MarkdownText"}
TRANSLATING = {"_", "ngettext"}
ESCAPING = {"plain_tooltip"}


def findings(source: str, path: str) -> list[Finding]:
    """The places in one module of the ui where foreign text could become markup; none in the reviewed door."""
    if path == DOOR:
        return []
    module = ast.parse(source)
    harmless = _harmless_mentions(module)
    return [
        Finding(path, function, what, getattr(node, "lineno", 0))
        for node, function in walk(module)
        if node not in harmless
        for what in _faults(node)
    ]


def is_ours(text: ast.expr) -> bool:
    """Whether this expression can only give words that are written in our own source."""
    match text:
        case ast.Constant():
            return True
        case ast.Call() if called(text) in ESCAPING:
            return True
        case ast.Call(args=[_, *_]) if called(text) in TRANSLATING:
            literal = 2 if called(text) == "ngettext" else 1
            return all(isinstance(argument, ast.Constant) for argument in text.args[:literal])
        case ast.JoinedStr(values=parts):
            return all(is_ours(part.value if isinstance(part, ast.FormattedValue) else part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_ours(left) and is_ours(right)
        case ast.IfExp(body=body, orelse=orelse):
            return is_ours(body) and is_ours(orelse)
    return False


def _harmless_mentions(module: ast.Module) -> set[ast.AST]:
    """Where a class is named without being used: in annotations, and in front of its own enums."""
    mentions: set[ast.AST] = set()
    for node in ast.walk(module):
        match node:
            case ast.Attribute(value=owner, attr=name) if name[:1].isupper():
                mentions.add(owner)
            case ast.arg(annotation=ast.expr() as note) | ast.AnnAssign(annotation=note):
                mentions.update(ast.walk(note))
            case ast.FunctionDef(returns=ast.expr() as note) | ast.AsyncFunctionDef(returns=ast.expr() as note):
                mentions.update(ast.walk(note))
    return mentions


def _faults(node: ast.AST) -> list[str]:
    match node:
        case ast.ImportFrom(names=names):
            hiding = [alias for alias in names if (alias.asname and alias.asname != alias.name) or alias.name == "*"]
            return [f"import {alias.name}" for alias in hiding if alias.name in GUESSING_CLASSES | {"*"}]
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in GUESSING_CLASSES | RICH_FORMATS:
            return [name]
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
            return [name] if _reads_markup(name) or name in GUESSING_CLASSES else []
        case ast.Call():
            html = [keyword.value for keyword in node.keywords if keyword.arg == "html"]
            name = called(node)
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            opens = name in OPENING_METHODS and not _is_false(given)
            markup = _reads_markup(name) and not all(_is_harmless(argument) for argument in given)
            faults = [name] if markup or opens else []
            return faults + ["html="] * (not all(map(is_ours, html)))
        case ast.If(test=test, body=body) if _names_tooltip_role(test):
            return _tooltip_faults(body)
        case ast.match_case(pattern=pattern, body=body) if _names_tooltip_role(pattern):
            return _tooltip_faults(body)
        case ast.Dict(keys=keys, values=values):
            tips = [value for key, value in zip(keys, values, strict=True) if key and _names_tooltip_role(key)]
            return [] if all(map(is_ours, tips)) else ["ToolTipRole"]
    return []


def _reads_markup(name: str) -> bool:
    return name in MARKUP_METHODS or (name.startswith("set") and name.endswith("ToolTip"))


def _is_harmless(argument: ast.expr) -> bool:
    """Our words, or something that is no text by its form: an enum member, or a column's number."""
    is_member = isinstance(argument, ast.Attribute) and argument.attr[:1].isupper()
    return is_ours(argument) or is_member


def _is_false(given: list[ast.expr]) -> bool:
    return all(isinstance(argument, ast.Constant) and argument.value is False for argument in given)


def _names_tooltip_role(test: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "ToolTipRole" for node in ast.walk(test))


def _tooltip_faults(body: list[ast.stmt]) -> list[str]:
    returned = [node.value for part in body for node in ast.walk(part) if isinstance(node, ast.Return) and node.value]
    return [] if all(map(is_ours, returned)) else ["ToolTipRole"]
