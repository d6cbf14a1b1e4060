"""Drawings made to do harm are refused: quickly, with little memory, with a sentence, and nothing is fetched."""

import base64
import gzip
import http.server
import json
import re
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from app.avatar import safety, svg
from app.avatar.safety import Unsafe

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">'
MEASURE = """
import json, sys, time
from pathlib import Path
from app.avatar.imports import imported
from app.errors import Unusable
found = {}
for path in map(Path, sys.argv[1:]):
    begun = time.perf_counter()
    try:
        said = ""
        imported(path, [])
    except Unusable as error:
        said = str(error)
    found[path.name] = [said, time.perf_counter() - begun]
# ru_maxrss would be at least that of the process that started this one.
most = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({"found": found, "peak_mb": int(most) / 1024}))
"""


def drawing(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


def png(width: int, height: int) -> str:
    """A tiny file that stands for a huge picture of one bit a pixel, as an address."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes((width + 7) // 8 + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(data).decode()


def uses(levels: int) -> str:
    """Each level is the one before, ten times."""
    rows = ['<g id="u0"><rect width="1" height="1"/></g>']
    rows += [f'<g id="u{n}">{f"""<use xlink:href="#u{n - 1}"/>""" * 10}</g>' for n in range(1, levels + 1)]
    return f'<defs>{"".join(rows)}</defs><use href="#u{levels}"/>'


def packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    space = b" " * 1_000_000
    rows = [packer.compress(space) for _ in range(megabytes)]
    return b"".join([packer.compress(HEAD.encode()), *rows, packer.compress(b"</svg>"), packer.flush()])


def attacks(address: str) -> dict[str, bytes]:
    """address: of a server that counts who asks."""
    rect = '<rect width="1" height="1"/>'
    picture = png(20_000, 20_000)
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    return {
        "entity": f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}<text>&a;</text></svg>'.encode(),
        "file entity": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}<text>&a;</text></svg>'.encode(),
        "laughs": f'<!DOCTYPE svg [<!ENTITY a0 "ha">{laughs}]>{HEAD}<text>&a8;</text></svg>'.encode(),
        "dtd": f'<!DOCTYPE svg SYSTEM "{address}/a.dtd">{HEAD}{rect}</svg>'.encode(),
        "image": drawing(f'<image href="{address}/a.png" width="9" height="9"/>'),
        "xlink image": drawing(f'<image xlink:href="{address}/a.png" width="9" height="9"/>'),
        "file image": drawing('<image href="file:///etc/passwd" width="9" height="9"/>'),
        "relative image": drawing('<image href="../secret.png" width="9" height="9"/>'),
        "use": drawing(f'<use href="{address}/a.svg#a"/>'),
        "import": drawing(f"<style>@import url({address}/a.css);</style>{rect}"),
        "plain import": drawing(f"<style>@IMPORT '{address}/a.css';</style>{rect}"),
        "written differently": drawing(f"<style>@\\69mport '{address}/a.css';</style>{rect}"),
        "stylesheet": f'<?xml-stylesheet href="{address}/a.css"?>{HEAD}{rect}</svg>'.encode(),
        "style": drawing(f'<rect width="9" height="9" style="fill:url({address}/a.svg#a)"/>'),
        "fill": drawing(f'<rect width="9" height="9" fill="URL( \'{address}/a.svg#a\')"/>'),
        "font": drawing(f"<style>@font-face{{src:url({address}/a.ttf)}}</style>{rect}"),
        "base": drawing(f'<g xml:base="{address}/"><image href="#a"/></g>'),
        "feimage": drawing(f'<filter id="f"><feImage href="{address}/a.png"/></filter>'),
        "drawing in a picture": drawing(
            f"<image href=\"data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg'>"
            f'&lt;image href=\'{address}/a.png\'/>&lt;/svg>" width="9" height="9"/>'
        ),
        "script": drawing("<script>alert(1)</script>"),
        "script elsewhere": drawing('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
        "event": drawing('<rect width="9" height="9" onclick="alert(1)"/>'),
        "foreign": drawing("<foreignObject><b/></foreignObject>"),
        "animation": drawing('<rect width="9" height="9"><animate attributeName="href"/></rect>'),
        "huge picture": drawing(f'<image href="{picture}" width="9" height="9"/>'),
        "broken picture": drawing('<image href="data:image/png;base64,AAAA" width="9" height="9"/>'),
        "many pictures": drawing(f'<image href="{png(8, 8)}" width="9" height="9"/>' * 9),
        "packed": packed(300),
        "10 000 rects": drawing(rect * 10_000),
        "1 000 000 rects": drawing(rect * 1_000_000),
        "10 000 uses": drawing(uses(4)),
        "10 000 000 uses": drawing(uses(7)),
        "deep": drawing("<g>" * 900 + "</g>" * 900),
        "self use": drawing('<g id="a"><use href="#a"/></g>'),
        "use of the outer": drawing('<g id="a"><g><use href="#b"/></g></g><g id="b"><use href="#a"/></g>'),
        "self pattern": drawing(
            '<pattern id="p" width="1" height="1"><rect width="9" height="9" fill="url(#p)"/></pattern>'
            '<rect width="9" height="9" fill="url(#p)"/>'
        ),
        "self mask": drawing('<mask id="m"><rect width="9" height="9" style="mask:url(#m)"/></mask>'),
        "self clip": drawing('<clipPath id="c" clip-path="url(#c)"><rect width="9" height="9"/></clipPath>'),
        "1 000 000 points": drawing(f'<path d="M0 0{"L1 2" * 1_000_000}"/>'),
        "150 000 points": drawing(f'<path d="M0 0{"L1 2" * 150_000}"/>'),
        "nan": drawing('<rect width="nan" height="9"/>'),
        "infinite": drawing('<rect width="9" height="9" transform="scale(inf)"/>'),
        "beyond": drawing('<path d="M0 0L1e300 5"/>'),
        "negative": drawing('<rect width="-9" height="9"/>'),
        "no size": b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>',
        "negative page": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 -5 5"/>',
        "page of nan": b'<svg xmlns="http://www.w3.org/2000/svg" width="nan" height="nan"/>',
        "line": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90000 1"/>',
        "cut short": drawing(rect)[:-9],
        "empty": b"",
        "bytes": bytes(range(256)),
        "broken zip": gzip.compress(drawing(rect))[:-30][:20] + b"xx",
        "page": b"<html><body/></html>",
    }


Found = tuple[dict[str, tuple[str, float]], float, list[str]]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """What each attack got (sentence and seconds), the most memory of a process in MB, and what was asked for."""
    asked: list[str] = []

    class Counting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("attacks")
    files = attacks(f"http://127.0.0.1:{server.server_port}")
    for name, data in files.items():
        (folder / f"{name}.svg").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *(str(folder / f"{name}.svg") for name in files)],
        capture_output=True,
        check=True,
        timeout=300,
    )
    found = json.loads(done.stdout)
    server.shutdown()
    server.server_close()
    yield {Path(name).stem: tuple(said) for name, said in found["found"].items()}, found["peak_mb"], asked


@pytest.mark.parametrize("name", attacks("http://127.0.0.1:1"))
def test_an_attack_is_refused_at_once_with_a_sentence(name: str, refused: Found) -> None:
    said, seconds = refused[0][name]
    assert re.fullmatch(r"([A-Z']|1 000 000).+\. [A-Z][^.]+", said), said
    assert len(said) < 200 and seconds < 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_attacks_take_little_memory_and_fetch_nothing(refused: Found) -> None:
    _, peak_mb, asked = refused
    assert peak_mb < 300
    assert asked == []


def test_the_drawing_itself_fetches_nothing() -> None:
    asked: list[str] = []

    class Counting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        group = fromstring(
            f'<g><style>@import url({address}/a.css);</style><image href="{address}/a.png" width="9" height="9"/>'
            f'<use href="{address}/a.svg#a"/></g>'
        )
        svg.drawn([group], [], (0, 0, 10, 10), 1.0)
        server.shutdown()
    assert asked == []


def test_a_fault_knows_its_line() -> None:
    found = safety.read(drawing("\n<g>\n<script/></g>"))
    (fault,) = safety.faults(found.root)
    assert fault.element is not None and found.lines[fault.element] == 3


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="a"><stop/></linearGradient><linearGradient id="b" href="#a"/></defs>'
        '<rect width="9" height="9" fill="url(#b)" style="stroke: url( \'#a\' )"/>',
        f'<image width="9" height="9" href="{png(8, 8)}"/>',
        '<g id="a"><rect width="5%" height="1e1" rx=".5"/></g><use href="#a" x="-3"/><use href="#a"/>',
        '<metadata><r:RDF xmlns:r="urn:r"><r:a r:resource="http://purl.org/dc"/></r:RDF></metadata><g id="x"/>',
        "<!-- made by hand --><title>Me</title><path d='M0,0 l-1-2.5e-1 z'/>",
    ],
)
def test_what_drawing_programs_write_is_taken(inside: str) -> None:
    assert safety.checked(drawing(inside)).tag == "svg"
    assert safety.checked(gzip.compress(drawing(inside))).tag == "svg"
    assert safety.checked(drawing(inside).decode().encode("utf-16")).tag == "svg"


def test_what_other_programs_keep_in_a_drawing_is_left_out() -> None:
    root = safety.checked(drawing('<s:view xmlns:s="urn:s" href="http://a.b/c"/><g s:label="x" xmlns:s="urn:s"/>'))
    assert [(child.tag, child.attrib) for child in root] == [("g", {"label": "x"})]


def test_the_first_fault_is_the_one_that_is_told() -> None:
    with pytest.raises(Unsafe, match="script"):
        safety.checked(drawing('<script/><rect width="-5"/>'))
