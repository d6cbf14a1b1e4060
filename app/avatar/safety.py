"""Drawings that others made, checked before anything of them is drawn: what is in them, how much, and what they name.

What cannot be counted beforehand (rules of style that refer to each other) is left to the limits of the process in
which they are drawn (apart.py). Measured: each attack of the tests is refused in 0.15 s or less.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.avatar.rig import SVG
from app.errors import Unusable

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 5_000
MAX_DEPTH = 60
MAX_NUMBERS = 100_000
"""Numbers in all paths together."""
MAX_DRAWN = 20_000
"""Elements that are drawn, those of a 'use', a pattern or a mask counted each time."""
MAX_CHAIN = 120
"""How far elements may lie in each other, those that they refer to counted."""
MAX_STYLE = 200_000
MAX_PICTURES = 8
MAX_PICTURE_PIXELS = 8_000_000
LARGEST = 100_000.0
NARROWEST = 1 / 20
FORBIDDEN = frozenset(
    "script handler listener foreignobject iframe object embed audio video set animate animatecolor animatemotion "
    "animatetransform".split()
)
SIZES = frozenset("width height r rx ry stroke-width font-size".split())
NUMBERS = SIZES | frozenset(
    "x y dx dy cx cy fx fy x1 y1 x2 y2 viewBox transform gradientTransform patternTransform d points offset "
    "opacity fill-opacity stroke-opacity stop-opacity stroke-dasharray stroke-dashoffset stroke-miterlimit".split()
)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
ADDRESS = re.compile(r"url\(\s*[\"']?\s*([^\"')]*)", re.IGNORECASE)
PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAaEe0-9+\-.,\s]*")
NOT_A_NUMBER = re.compile(r"nan|inf", re.IGNORECASE)


class Unsafe(Unusable):
    """Something in a drawing that is not drawn, and where."""

    def __init__(self, sentence: str, element: Element | None = None) -> None:
        super().__init__(sentence)
        self.element = element


@dataclass(frozen=True)
class Drawing:
    """A drawing as it was read, without name spaces and what other programs keep in it.

    lines: the line at which each element begins
    """

    root: Element
    lines: dict[Element, int]


def checked(data: bytes) -> Element:
    """The drawing in the bytes of an SVG file, which may be compressed; raises Unsafe where it is not to be drawn."""
    drawing = read(data)
    for fault in faults(drawing.root):
        raise fault
    return drawing.root


# --- reading


def read(data: bytes) -> Drawing:
    """The drawing in the bytes of a file; raises Unsafe where it is none, too large, or made to do harm."""
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    if len(data) > MAX_BYTES:
        raise Unsafe(f"The drawing is larger than {MAX_BYTES // 1_000_000} MB. Simplify it")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.expat = parser.parser
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise Unsafe("The drawing has a DOCTYPE or entities. Save it as plain SVG") from error
    except Unsafe:
        raise
    except Exception as error:  # expat and codecs raise errors of their own
        raise Unsafe(f"The drawing is damaged ({_in_short(error)}). Save it once more") from error
    if _plain(root.tag) != "svg" or _space(root.tag) not in ("", SVG):
        raise Unsafe("This is no SVG drawing. Choose another file")
    _tidy(root)
    return Drawing(root, builder.lines)


def _in_short(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:80]


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(31)
    try:
        plain = unpacker.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise Unsafe("The drawing is damaged. Save it once more") from error
    return plain


class _Builder:
    """Makes the tree while it counts: a file of a million elements is refused at the first one too many."""

    expat: Any = None

    def __init__(self) -> None:
        self.lines: dict[Element, int] = {}
        self._open: list[Element] = []
        self._last: Element | None = None
        self._root: Element | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        if len(self.lines) >= MAX_ELEMENTS:
            raise Unsafe(f"The drawing has more than {MAX_ELEMENTS} elements. Simplify it")
        if len(self._open) >= MAX_DEPTH:
            raise Unsafe(f"Groups lie in each other more than {MAX_DEPTH} deep. Take some apart")
        element = Element(tag, attributes)
        self.lines[element] = self.expat.CurrentLineNumber
        if self._open:
            self._open[-1].append(element)
        else:
            self._root = element
        self._open.append(element)
        self._last = None
        return element

    def end(self, tag: str) -> Element:
        self._last = self._open.pop()
        return self._last

    def data(self, text: str) -> None:
        if self._last is not None:
            self._last.tail = (self._last.tail or "") + text
        elif self._open:
            self._open[-1].text = (self._open[-1].text or "") + text

    def pi(self, target: str, text: str | None = None) -> None:
        if target.lower().startswith("xml-stylesheet"):
            raise Unsafe("The drawing takes its style from another file. Save it as plain SVG")

    def close(self) -> Element:
        assert self._root is not None  # expat refuses a file without elements
        return self._root


def _plain(name: str) -> str:
    return name.rpartition("}")[2]


def _space(name: str) -> str:
    return name[1:].rpartition("}")[0] if name.startswith("{") else ""


def _tidy(element: Element) -> None:
    """Takes name spaces off, and elements of other programs away; scripts stay, to be refused."""
    element.tag = _plain(element.tag)
    for key in [key for key in element.attrib if "}" in key]:
        element.set(_plain(key), element.attrib.pop(key))
    for child in list(element):
        if _space(child.tag) in ("", SVG) or _plain(child.tag).lower() in FORBIDDEN:
            _tidy(child)
        else:
            element.remove(child)


# --- what is refused


def faults(root: Element) -> Iterator[Unsafe]:
    """Everything in a drawing for which it is refused."""
    yield from _canvas(root)
    numbers, style, pictures = 0, 0, _Pictures()
    for element in root.iter():
        yield from _contents(element)
        yield from _addresses(element, pictures)
        yield from _numbers(element)
        numbers += sum(len(NUMBER.findall(element.get(key, ""))) for key in ("d", "points"))
        style += len(element.text or "") if element.tag == "style" else 0
    if numbers > MAX_NUMBERS:
        yield Unsafe(f"The paths have more than {MAX_NUMBERS} numbers. Simplify them")
    if style > MAX_STYLE:
        yield Unsafe("The style of the drawing is too long. Save it as plain SVG")
    yield from _references(root)


def _canvas(root: Element) -> Iterator[Unsafe]:
    sides = canvas_of(root)
    if sides is None:
        yield Unsafe("The drawing has no size. Give it a viewBox such as '0 0 1024 1024'", root)
    elif not NARROWEST <= sides[2] / sides[3] <= 1 / NARROWEST:
        yield Unsafe("The drawing is far longer than it is wide, or wider than it is long. Crop its page", root)


def canvas_of(root: Element) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of a drawing's page; None where it has none."""
    if root.get("viewBox"):
        given = [float(word) for word in NUMBER.findall(root.get("viewBox", ""))]
    else:
        sides = [NUMBER.match(root.get(side, "").strip()) for side in ("width", "height")]
        given = [0.0, 0.0, *(float(side[0]) for side in sides if side)]
    if len(given) != 4 or not all(map(math.isfinite, given)) or given[2] <= 0 or given[3] <= 0:
        return None
    return given[0], given[1], given[2], given[3]


def _contents(element: Element) -> Iterator[Unsafe]:
    tag = element.tag.lower()
    if tag in FORBIDDEN:
        if tag in ("script", "handler", "listener"):
            yield Unsafe("The drawing has a script. Remove it", element)
        else:
            yield Unsafe(f"The drawing has an element '{element.tag[:20]}'. Remove it", element)
    for key in element.attrib:
        if key.lower().startswith("on"):
            yield Unsafe(f"The drawing has a script at '{key[:20]}'. Remove it", element)
        if key == "base":
            yield Unsafe("The drawing refers to another place. Save it as plain SVG", element)


class _Pictures:
    """Embedded pictures, counted."""

    def __init__(self) -> None:
        self.count = self.pixels = 0

    def add(self, address: str, element: Element) -> Iterator[Unsafe]:
        """What is wrong with one more picture."""
        self.count += 1
        size = picture_size(data_of(address))
        if size is None:
            yield Unsafe("An embedded picture is neither PNG, JPEG nor GIF. Embed it as PNG", element)
            return
        self.pixels += size[0] * size[1]
        if self.count > MAX_PICTURES:
            yield Unsafe(f"The drawing has more than {MAX_PICTURES} embedded pictures. Remove some", element)
        if self.pixels > MAX_PICTURE_PIXELS:
            most = MAX_PICTURE_PIXELS // 1_000_000
            yield Unsafe(f"Embedded pictures are larger than {most} megapixels. Make them smaller", element)


def _addresses(element: Element, pictures: _Pictures) -> Iterator[Unsafe]:
    """Only places in the drawing itself and embedded pictures may be named."""
    styles = [element.text or ""] if element.tag == "style" else []
    styles.append(element.get("style", ""))
    for text in styles:
        if "\\" in text or "@import" in text.lower():
            yield Unsafe("The style of the drawing refers to another file. Save it as plain SVG", element)
    named = [value for key, value in element.attrib.items() if key in ("href", "src")]
    for text in [*styles[:-1], *element.attrib.values()]:
        named += ADDRESS.findall(text)
    for address in map(str.strip, named):
        if address[:11].lower() == "data:image/" and element.tag in ("image", "feImage"):
            yield from pictures.add(address, element)
        elif not address.startswith("#"):
            yield Unsafe(f"The drawing refers to '{address[:40]}' outside itself. Embed or remove it", element)


def data_of(address: str) -> bytes:
    """The bytes of a data: address; empty where it cannot be read."""
    kind, _, text = address.partition(",")
    data = unquote_to_bytes(text)
    if not kind.lower().rstrip().endswith("base64"):
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error:
        return b""


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in the header of a PNG, JPEG or GIF; None where it is none of them."""
    if b"<svg" in data:  # cairosvg would take it for a drawing
        return None
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) > 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) > 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _numbers(element: Element) -> Iterator[Unsafe]:
    for key, value in element.attrib.items():
        if key not in NUMBERS:
            continue
        if NOT_A_NUMBER.search(value) or (key == "d" and not PATH.fullmatch(value)):
            yield Unsafe(f"'{key}' holds something that is no number. Draw that part again", element)
            continue
        found = [float(word) for word in NUMBER.findall(value)]
        if found and max(map(abs, found)) > LARGEST:
            yield Unsafe(f"'{key}' holds a number beyond {LARGEST:.0f}. Draw that part again", element)
        if key in SIZES and found and found[0] < 0:
            yield Unsafe(f"'{key}' is below 0. Draw that part again", element)


def _references(root: Element) -> Iterator[Unsafe]:
    """What refers to itself, and what would be drawn too often."""
    try:
        drawn = _Counter(root).count(root, 0)
    except Unsafe as fault:
        yield fault
        return
    if drawn > MAX_DRAWN:
        yield Unsafe("The drawing repeats its parts too often (by 'use', patterns or masks). Simplify it")


class _Counter:
    """Counts what is drawn, those that are referred to included."""

    def __init__(self, root: Element) -> None:
        self._named = {name: element for element in root.iter() if (name := element.get("id"))}
        self._known: dict[Element, int | None] = {}

    def count(self, element: Element, chain: int) -> int:
        if element in self._known:
            known = self._known[element]
            if known is None:
                raise Unsafe(f"'{element.get('id', element.tag)[:40]}' refers to itself. Remove that", element)
            return known
        if chain > MAX_CHAIN:
            raise Unsafe("Parts of the drawing refer to each other too deeply. Simplify it", element)
        self._known[element] = None
        drawn = 1 + sum(self.count(child, chain + 1) for child in element)
        for name in self._names(element):
            if (other := self._named.get(name)) is not None:
                drawn += self.count(other, chain + 1)
        self._known[element] = drawn = min(drawn, 10 * MAX_DRAWN)
        return drawn

    @staticmethod
    def _names(element: Element) -> Iterator[str]:
        for key, value in element.attrib.items():
            if key == "href":
                yield value.strip().removeprefix("#")
            elif "url(" in value.lower():
                yield from (address.strip().removeprefix("#") for address in ADDRESS.findall(value))
