"""Brings the language files up to date with the texts of the program.

    python assets/languages/update.py

A new text becomes an unfinished entry in every file, one that is gone is removed, finished translations stay. A new
language is an empty file <code>.ts beside this one. Texts are found in the syntax tree of app/:

- the window's (app/gui): self.tr("text") with the class as its context, and translate("Context", "text")
- the engine's (context "engine", all other packages): what is said in an error, a check, a status or a notice, and what
  settings and effects declare. A value in a sentence becomes {0}, {1} ..; what the value itself may say is looked
  for where it comes from: variables, returned texts, arguments of calls
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar
from xml.etree import ElementTree
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
APP = HERE.parent.parent / "app"
ENGINE = "engine"
N = TypeVar("N", bound=ast.AST)

TERMINAL_ONLY = ("__main__.py", "bench.py", "cli.py", "mouth_track.py", "offline.py")
ERRORS = {"StandinError", "ValueError", "RuntimeError"}
"""Errors whose text comes into the window; classes made from them count too."""
SAYING = {
    "set_status": 2,
    "problems.setdefault": 2,
    "_tried": 2,
    "Check": 4,
    "Check.said": 3,
    "Cure": 1,
    "notices.append": 1,
}
"""Calls that say something: how many of their arguments are read."""
DECLARING = {"slider", "toggle", "choice", "colour", "file", "text"}
NOT_SHOWN = ("the picture has shape", "the mask belongs", "OpenGL reported", "the edges", "a v4l2loopback device takes")
"""Beginnings of texts for developers, which end in a log."""
NAMES = ("Standin Camera", "Gl", "Cpu")
"""Words that are names, the same in every language."""
ALSO = (
    # names of the engine's parts and sources
    *("virtual camera", "preview", "recording", "test pattern", "test pattern (no camera found)"),
    # an effect before another one
    "{0} + {1}",
    # what systems say, as it stands in an error
    *("Permission denied", "No such file or directory", "No space left on device", "Read-only file system"),
    *("Device or resource busy", "No such device", "Input/output error", "Invalid argument"),
    "the disk is full. Make room there",
)
"""Texts that no rule finds."""


class Text(NamedTuple):
    """One text to translate; `comment` tells equal texts of a context apart."""

    context: str
    source: str
    comment: str = ""


Found = dict[Text, str | None]
"""Texts with their translations, None where it is unfinished."""


# --- the window's texts


def texts_of_window(folder: Path = APP / "gui") -> set[Text]:
    """What the window says; raises ValueError where a text is not written out, so that it cannot be found."""
    found: set[Text] = set()
    for path in sorted(folder.rglob("*.py")):
        try:
            found.update(_texts_in(ast.parse(path.read_text("utf-8")), ""))
        except ValueError as error:
            raise ValueError(f"{path.name}, {error}") from error
    return found


def _texts_in(node: ast.AST, context: str) -> Iterator[Text]:
    for child in ast.iter_child_nodes(node):
        yield from _texts_in(child, child.name if isinstance(child, ast.ClassDef) else context)
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if name == "tr" and isinstance(node.func, ast.Attribute):
        yield Text(context, *map(_written, node.args[:2]))
    elif name == "translate" and len(node.args) > 1 and _name(getattr(node.func, "value", None)) != "self":
        yield Text(*map(_written, node.args[:3]))


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(f"line {node.lineno}: a text to translate is written out, with its values put in by format")


def _name(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


# --- the engine's texts


def texts_of_engine(folder: Path = APP) -> set[Text]:
    """What the engine says and declares."""
    modules = [
        ast.parse(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.py"))
        if path.name not in TERMINAL_ONLY and "gui" not in path.relative_to(folder).parts
    ]
    engine = Engine(modules)
    found = {*ALSO, *engine.sentences(), *engine.declared()}
    return {Text(ENGINE, text) for text in found - {*NAMES} if _has_words(text) and not text.startswith(NOT_SHOWN)}


def _has_words(text: str) -> bool:
    """False for what is the same in every language: numbers, signs and values alone."""
    words = re.sub(r"\{\d+\}", " ", text)
    return text in ALSO or bool(re.search(r"[A-Za-z]{2}" if words == text else r"[A-Za-z]{3}", words))


class Engine:
    """The syntax trees of the engine, and what is said in them."""

    def __init__(self, modules: list[ast.Module]) -> None:
        self._nodes = [node for module in modules for node in ast.walk(module)]
        self._parents = {child: node for node in self._nodes for child in ast.iter_child_nodes(node)}

    def sentences(self) -> Iterator[str]:
        """What errors, checks, statuses and notices say, and refusals: {"error": sentence}."""
        for answer in self._all(ast.Dict):
            pairs = zip(answer.keys, answer.values, strict=True)
            yield from self._texts(
                value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "error"
            )
        for call in self._all(ast.Call):
            name = _name(call.func)
            if name in self._errors:
                yield from self._texts(call.args[:1])
            elif read := SAYING.get(name, SAYING.get(f"{_name(getattr(call.func, 'value', None))}.{name}", 0)):
                yield from self._texts([*call.args[:read], *(keyword.value for keyword in call.keywords)])

    def declared(self) -> Iterator[str]:
        """Titles, helps, units and options of settings; titles and presets of effects."""
        for field in self._all(ast.AnnAssign):
            name, call = _name(field.target), field.value
            if isinstance(call, ast.Call) and _name(call.func) in DECLARING:
                words = {keyword.arg: keyword.value for keyword in call.keywords}
                yield _title(name)
                yield from self._texts(words[key] for key in ("help", "unit", "label") if key in words)
                if _name(call.func) == "choice":
                    yield from map(_title, self._texts(call.args[1:2]))
            elif name == "title" and call is not None:
                yield from self._texts([call])
            elif name == "presets" and isinstance(call, ast.Dict):
                yield from map(_title, self._texts(filter(None, call.keys)))

    def _all(self, kind: type[N]) -> Iterator[N]:
        return (node for node in self._nodes if isinstance(node, kind))

    @cached_property
    def _errors(self) -> set[str]:
        found: set[str] = set()
        more = set(ERRORS)
        while more - found:
            found |= more
            more = {kind.name for kind in self._all(ast.ClassDef) if {_name(base) for base in kind.bases} & found}
        return found

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for call in self._all(ast.Call):
            found.setdefault(_name(call.func), []).append(call)
        return found

    def _texts(self, expressions: Iterable[ast.expr]) -> Iterator[str]:
        """Every text that these expressions may give, and those that may stand in its places."""
        seen: set[ast.AST] = set()
        for expression in expressions:
            yield from self._texts_of(expression, seen)

    def _texts_of(self, node: ast.AST | None, seen: set[ast.AST]) -> Iterator[str]:
        if node is None or node in seen:
            return
        seen.add(node)
        parts: Iterable[ast.AST | None] = ()
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr():
                yield _template(node)
                parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            case ast.IfExp():
                parts = (node.body, node.orelse)
            case ast.BoolOp() | ast.Tuple() | ast.Dict():
                parts = node.values if not isinstance(node, ast.Tuple) else node.elts
            case ast.Lambda():
                parts = (node.body,)
            case ast.Name() | ast.Attribute():
                parts = self._origins(node)
            case ast.Call():
                parts = self._returned(node)
        for part in parts:
            yield from self._texts_of(part, seen)

    def _origins(self, node: ast.Name | ast.Attribute) -> Iterator[ast.AST]:
        """Where a value comes from: assignments to its name around it, the functions of that name, arguments of calls.

        A constant of another module is found by its name alone.
        """
        text = ast.unparse(node)
        places = [*self._around(node)]
        within = next((place for place in places if isinstance(place, ast.ClassDef)), None)
        if isinstance(node, ast.Attribute):
            yield from _assigned(within, text) if within is not None and text.startswith("self.") else ()
            return
        for place in places:
            if isinstance(place, ast.FunctionDef):
                yield from _assigned(place, text)
                yield from self._arguments(place, within, text)
                yield from (part for part in place.body if isinstance(part, ast.FunctionDef) and part.name == text)
        if text.isupper():
            for module in (place for place in self._nodes if isinstance(place, ast.Module)):
                yield from _assigned(module, text)
        for function in self._all(ast.FunctionDef):
            if function.name == text:
                yield from _returns(function)

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def _arguments(self, function: ast.FunctionDef, within: ast.ClassDef | None, name: str) -> Iterator[ast.AST]:
        """What calls of a function give for one of its parameters."""
        parameters = [argument.arg for argument in function.args.args if argument.arg != "self"]
        if name not in parameters:
            return
        called = within.name if within is not None and function.name == "__init__" else function.name
        for call in self._calls.get(called, ()):
            yield from call.args[parameters.index(name) :][:1]
            yield from (keyword.value for keyword in call.keywords if keyword.arg == name)

    def _returned(self, call: ast.Call) -> Iterator[ast.AST]:
        """What a call of a function of the engine gives; for a dictionary's `get`, its values."""
        if _name(call.func) == "get" and isinstance(call.func, ast.Attribute):
            yield call.func.value
        elif isinstance(call.func, ast.Name):
            yield from (part for f in self._all(ast.FunctionDef) if f.name == call.func.id for part in _returns(f))
        yield from call.args[2:] if _name(call.func) == "getattr" else ()


def _assigned(place: ast.AST, name: str) -> Iterator[ast.AST]:
    for node in place.body if isinstance(place, ast.Module) else ast.walk(place):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if name in map(ast.unparse, targets):
                yield node.value


def _returns(function: ast.FunctionDef) -> Iterator[ast.AST]:
    return (node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None)


def _template(text: ast.JoinedStr) -> str:
    numbers = iter(range(100))
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}" for part in text.values
    )


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


# --- the files


def texts() -> set[Text]:
    """All texts of the program."""
    return texts_of_window() | texts_of_engine()


def read(path: Path) -> Found:
    """The entries of a language file; an empty file has none."""
    found: Found = {}
    content = path.read_text("utf-8")
    for context in ElementTree.fromstring(content).iter("context") if content.strip() else ():
        for message in context.iter("message"):
            text = Text(context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", ""))
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None and translation.text
            found[text] = translation.text if translation is not None and finished else None
    return found


def written(found: Found, language: str) -> str:
    """A language file with these entries, in the order of context and text."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    for context in sorted({text.context for text in found}):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for text in sorted(text for text in found if text.context == context):
            lines += ["    <message>", f"        <source>{escape(text.source)}</source>"]
            lines += [f"        <comment>{escape(text.comment)}</comment>"] if text.comment else []
            translation = found[text]
            lines.append(
                '        <translation type="unfinished"></translation>'
                if translation is None
                else f"        <translation>{escape(translation)}</translation>"
            )
            lines.append("    </message>")
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def update(path: Path, wanted: set[Text], tell: Callable[[str], None] = print) -> None:
    """Brings one file up to date; it is not touched where it is."""
    old = read(path)
    new = {text: old.get(text) for text in wanted}
    content = written(new, path.stem)
    if content != path.read_text("utf-8"):
        path.write_text(content, "utf-8")
    missing = sum(translation is None for translation in new.values())
    added, removed = len(wanted - old.keys()), len(old.keys() - wanted)
    tell(f"{path.name}: {len(new)} texts, {added} new, {removed} removed, {missing} to translate")


if __name__ == "__main__":
    for file in sorted(HERE.glob("*.ts")):
        update(file, texts())
