"""What a lint found, and where."""

import ast
from collections.abc import Iterator
from typing import NamedTuple


class Finding(NamedTuple):
    """One place in the source that breaks a rule."""

    path: str
    function: str
    """The dotted name of the enclosing function or class; empty at module level."""

    what: str
    line: int

    @property
    def place(self) -> tuple[str, str, str]:
        """The finding without its line, so that a reviewed place may move within its file."""
        return (self.path, self.function, self.what)


def walk(tree: ast.AST, function: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Every node below `tree`, with the dotted name of the function or class it stands in."""
    for node in ast.iter_child_nodes(tree):
        yield node, function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from walk(node, f"{function}.{node.name}".lstrip("."))
        else:
            yield from walk(node, function)


def called(node: ast.Call) -> str:
    """The last part of the name that is called: `a.b.c()` gives `c`."""
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""
