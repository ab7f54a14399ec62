"""No dialog can come without the sign of its profile (P2): the base class is the only door to Qt's dialogs."""

import ast

from tests.house import tree

QTS_OWN = {"QFileDialog", "QPrintDialog"}
"""Qt's own dialogs have no band; their title is signed where they are made."""
NEVER = {"QMessageBox", "QInputDialog", "QErrorMessage", "QColorDialog", "QFontDialog", "QProgressDialog", "QWizard"}


def unsigned(source: str) -> list[str]:
    """What in this source makes a dialog without a sign."""
    found = []
    module = ast.parse(source)
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if "QDialog" in bases and node.name != "SignedDialog":
                found.append(f"class {node.name}")
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).split(".")[0]
            if name in NEVER or ast.unparse(node.func) == "QDialog":
                found.append(ast.unparse(node.func))
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            text = ast.unparse(function)
            if any(f"{name}(" in text for name in QTS_OWN) and "signed_title(" not in text:
                found.append(function.name)
    return found


def test_every_dialog_carries_the_sign_of_its_profile() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in tree.modules("flipconsole")}
    assert {str(path): unsigned(source) for path, source in sources.items() if unsigned(source)} == {}
    assert sum("(SignedDialog)" in source for source in sources.values()) >= 16


def test_a_dialog_without_it_would_be_found() -> None:
    """Negative control."""
    assert unsigned("class Mine(QDialog): pass")
    assert unsigned("QMessageBox.warning(self, 'x', 'y')")
    assert unsigned("def ask(self):\n    chooser = QFileDialog(self, 'Open')")
    assert unsigned("dialog = QDialog(self)")
