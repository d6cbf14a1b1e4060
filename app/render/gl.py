"""The renderer on OpenGL 3.3, without a window: pictures go up and come back as packed I420."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import moderngl
import numpy as np

from app.errors import Unusable, in_short
from app.flow import Observation, Performance, Planes, Size
from app.opencv import cv2
from app.picture import Bent, Rect
from app.render.renderer import STILL, Canvas, Layer
from app.resources import resource

Texels = tuple[int, int, int, int]
"""Left, top, width and height in a packed picture."""


class GlCanvas(Canvas):
    """What a layer draws on with OpenGL. A picture that is only shown need not go over the GPU."""

    MOST_TAPS = 64
    """Longest half kernel of a pass (blur_spread.frag)."""

    def __init__(self, renderer: GlRenderer, observation: Observation | None, performance: Performance) -> None:
        super().__init__(renderer.size, observation, performance)
        self._renderer = renderer
        self._frame: moderngl.Texture | None = None

    def frame_texture(self) -> moderngl.Texture:
        """The frame on the GPU."""
        if self._frame is None:
            self._frame = self._renderer.texture("frame", self._renderer.packed, 4, "f1", self.frame.i420)
        return self._frame

    def picture_texture(self, name: str, i420: np.ndarray) -> moderngl.Texture:
        """Another picture, (H * 3 / 2, W) uint8, on the GPU; sent again only when it is another array."""
        return self._renderer.texture(name, self._renderer.packed, 4, "f1", i420, keep=True)

    def field(self, name: str, values: np.ndarray, scale: int) -> moderngl.Texture:
        """(h, w) float32 values at 1 / `scale` of the picture's size on the GPU."""
        size = self._small(scale)
        return self._renderer.texture(name, size, 1, "f4", cv2.resize(values, size))

    def small_texture(self, name: str, planes: Sequence[np.ndarray], scale: int) -> moderngl.Texture:
        """Three planes of 1 / `scale` of the size, uint8, on the GPU; black where there are none."""
        width, height = self._small(scale)
        values = cv2.merge([*planes, planes[0]]) if planes else np.zeros((height, width, 4), np.uint8)
        return self._renderer.texture(name, (width, height), 4, "f1", values)

    def draw_small(self, shader: str, name: str, scale: int, **uniforms: Any) -> moderngl.Texture:
        """Runs a pass at 1 / `scale` of the size; gives its output, RGBA16F."""
        size = self._small(scale)
        target, texture = self._renderer.target(name, size, "f2")
        self._renderer.run(shader, f"#define SCALE {scale}\n", target, (0, 0, *size), uniforms)
        return texture

    def composite(self, shader: str, *, scale: int, **uniforms: Any) -> None:
        """Draws the mask, then luma and chroma of the picture with the shader, and reads the picture back.

        scale: that of the small texture which the shader enlarges
        """
        renderer, (width, height) = self._renderer, (self.size.width // 4, self.size.height)
        # Enlarged along the columns here: 0.1 ms that saves the software GL 2 ms of fetches.
        columns, cells = self.mask.slope.shape[1], cv2.merge([self.mask.slope, self.mask.offset])
        tall = cv2.resize(cells, (columns, height), interpolation=cv2.INTER_LINEAR)
        given = {"frame": self.frame_texture()}
        given["coefficients"] = renderer.texture("coefficients", (columns, height), 2, "f4", tall)
        target, alpha = renderer.target("alpha", (width, height), "f1")
        renderer.run("matte", "", target, (0, 0, width, height), given)
        out, _ = renderer.target("picture", renderer.packed, "f1")
        given = {**uniforms, "frame": self.frame_texture(), "alpha": alpha}
        for defines, first, rows in (("#define LUMA\n", 0, height), ("", height, height // 2)):
            renderer.run(shader, f"{defines}#define SCALE {scale}\n", out, (0, first, width, rows), given)
        self.picture = renderer.read(out)

    def bend(self, background: np.ndarray, bent: Bent, former: np.ndarray | None = None) -> None:
        """Draws a bent picture over a background and makes that the canvas's picture.

        background: (H * 3 / 2, W) uint8 I420; it is not changed
        former: what became of it the last time, likewise; where there is none all is drawn
        """
        # Only the window goes over the GPU, as a picture of its own.
        renderer, window = self._renderer, bent.window
        drawing = renderer.patched("drawing", bent.texture, bent.changed)
        self.picture, parts = self._begun(background, bent, former)
        if not parts:
            return
        packed = window.width // 4, window.height * 3 // 2
        field = np.empty((window.height, window.width // 4 + 1, 2), np.float32)
        for axis, values in enumerate((bent.map_x, bent.map_y)):
            field[:, :-1, axis] = values[:, ::4]
            field[:, -1, axis] = values[:, -1] + (values[:, -1] - values[:, -2])
        given = {
            "size": (window.width, window.height),
            "background": renderer.behind(background, window),
            "drawing": drawing,
            "field": renderer.texture("field", (window.width // 4 + 1, window.height), 2, "f4", field),
        }
        out, _ = renderer.target("bent", packed, "f1")
        inside = [Rect(part.left - window.left, part.top - window.top, part.width, part.height) for part in parts]
        luma = [(part.left // 4, part.top, part.width // 4, part.height) for part in inside]
        renderer.run("avatar", "#define LUMA\n", out, (0, 0, packed[0], window.height), given, luma)
        chroma = [texels for part in inside for texels in chromas(part, window)]
        renderer.run("avatar", "", out, (0, window.height, packed[0], window.height // 2), given, chroma)
        drawn = Planes.of(renderer.read(out))
        target = Planes.of(self.picture)
        for plane, down in (("luma", 1), ("cb", 2), ("cr", 2)):
            for part, within in zip(parts, inside, strict=True):
                part.of(getattr(target, plane), down)[:] = within.of(getattr(drawn, plane), down)

    def _small(self, scale: int) -> tuple[int, int]:
        return self.size.width // scale, self.size.height // scale


class GlRenderer:
    """Draws with OpenGL; `device` is its GL_RENDERER. Raises Unusable where there is no OpenGL 3.3."""

    name = "gl"

    def __init__(self, size: Size) -> None:
        self.size = size
        self.packed = (size.width // 4, size.height * 3 // 2)
        options: dict[str, Any] = {"backend": "egl"} if sys.platform == "linux" else {}
        try:
            self._context = moderngl.create_context(standalone=True, require=330, **options)
        except Exception as error:  # moderngl and glcontext raise bare Exceptions
            raise Unusable(
                f"OpenGL cannot be used ({in_short(error)}). Install libegl1 and libgl1, or choose the cpu renderer"
            ) from error
        self.device: str = self._context.info["GL_RENDERER"]
        self._finish = _finish_without_lock() or self._context.finish
        self._programs: dict[tuple[str, str], moderngl.VertexArray] = {}
        self._textures: dict[str, tuple[moderngl.Texture, np.ndarray | None]] = {}
        self._targets: dict[str, tuple[moderngl.Framebuffer, moderngl.Texture]] = {}
        self._behind: tuple[np.ndarray, Rect, np.ndarray] | None = None

    def draw(
        self,
        layers: Sequence[tuple[Layer, Any]],
        observation: Observation | None,
        seconds: float,
        performance: Performance = STILL,
    ) -> np.ndarray:
        canvas = GlCanvas(self, observation, performance)
        with self._context:
            for layer, asset in layers:
                layer.draw_gl(canvas, asset, seconds)
        return canvas.finished()

    def close(self) -> None:
        self._context.release()

    # --- for the canvas

    def texture(
        self, name: str, size: tuple[int, int], components: int, kind: str, values: np.ndarray, *, keep: bool = False
    ) -> moderngl.Texture:
        """The texture of a name with these values; with `keep`, the same array is not sent again."""
        texture, held = self._textures.get(name, (None, None))
        if texture is None or texture.size != size or texture.components != components:
            if texture is not None:
                texture.release()
            texture = self._context.texture(size, components, dtype=kind, alignment=1)
            texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
            held = None
        if values is not held:
            texture.write(np.ascontiguousarray(values))
        self._textures[name] = texture, values if keep else None
        return texture

    def patched(self, name: str, values: np.ndarray, changed: Sequence[Rect]) -> moderngl.Texture:
        """The texture of a name with (h, w, 4) uint8 values, read between its texels.

        Of an array that it already holds only the parts that changed are sent.
        """
        texture, held = self._textures.get(name, (None, None))
        if texture is not None and held is values:
            for rect in changed:
                part = np.ascontiguousarray(rect.of(values))
                texture.write(part, viewport=(rect.left, rect.top, rect.width, rect.height))
            return texture
        texture = self.texture(name, (values.shape[1], values.shape[0]), 4, "f1", values, keep=True)
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
        return texture

    def behind(self, i420: np.ndarray, window: Rect) -> moderngl.Texture:
        """A part of a picture as a picture of its own; sent again only when it is another part, or another array."""
        held = self._behind
        if held is None or held[0] is not i420 or held[1] != window:
            planes = Planes.of(i420)
            cut = [window.of(plane, down).ravel() for plane, down in ((planes.luma, 1), (planes.cb, 2), (planes.cr, 2))]
            held = self._behind = i420, window, np.concatenate(cut).reshape(-1, window.width)
        return self.texture("behind", (window.width // 4, window.height * 3 // 2), 4, "f1", held[2], keep=True)

    def target(self, name: str, size: tuple[int, int], kind: str) -> tuple[moderngl.Framebuffer, moderngl.Texture]:
        """The framebuffer of a name, and the RGBA texture that it draws."""
        held = self._targets.get(name)
        if held is None or held[1].size != size:
            texture = self._context.texture(size, 4, dtype=kind)
            texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
            held = self._targets[name] = self._context.framebuffer([texture]), texture
        return held

    def run(
        self,
        shader: str,
        defines: str,
        target: moderngl.Framebuffer,
        viewport: Texels,
        uniforms: dict[str, Any],
        parts: Sequence[Texels] = (),
    ) -> None:
        """Draws one pass; uniforms that the shader does not use are left out.

        parts: what of the target is drawn; empty for all of the viewport
        """
        array = self._program(shader, defines)
        program = array.program
        unit = 0
        for name, value in {"size": (self.size.width, self.size.height), **uniforms}.items():
            if name not in program:
                continue
            if isinstance(value, moderngl.Texture):
                value.use(unit)
                program[name] = unit
                unit += 1
            else:
                program[name] = value.tolist() if isinstance(value, np.ndarray) else value
        target.use()
        self._context.viewport = viewport
        try:
            for part in parts or (viewport,):
                self._context.scissor = part
                array.render(moderngl.TRIANGLES, vertices=3)
        finally:
            self._context.scissor = None

    def read(self, target: moderngl.Framebuffer) -> np.ndarray:
        """The pixels of a packed picture as (H * 3 / 2, W) uint8; raises RuntimeError where OpenGL had an error."""
        width, height = target.size
        out = np.empty((height, width * 4), np.uint8)
        # glFinish through ctypes lets other threads run while the GL works; read keeps Python's lock.
        self._finish()
        target.read_into(out, components=4, alignment=1)
        if self._context.error != "GL_NO_ERROR":
            raise RuntimeError("OpenGL reported an error; the context may be lost")
        return out

    def _program(self, shader: str, defines: str) -> moderngl.VertexArray:
        key = shader, defines
        if key not in self._programs:
            version, _, rest = _shader_text(f"{shader}.frag").partition("\n")
            program = self._context.program(
                vertex_shader=_shader_text("full.vert"), fragment_shader=f"{version}\n{defines}{rest}"
            )
            self._programs[key] = self._context.vertex_array(program, [])
        return self._programs[key]


def chromas(part: Rect, picture: Rect) -> list[Texels]:
    """Where the chroma of a part of a packed picture lies: two rows of either plane side by side in a row of texels."""
    return [
        (side + part.left // 8, first + part.top // 4, part.width // 8, part.height // 4)
        for first in (picture.height, picture.height + picture.height // 4)
        for side in (0, picture.width // 8)
    ]


def _shader_text(name: str) -> str:
    def included(match: re.Match[str]) -> str:
        return resource("shaders", *match[1].split("/")).read_text()

    return re.sub(r'^#include "(.+)"$', included, resource("shaders", name).read_text(), flags=re.MULTILINE)


def _finish_without_lock() -> Callable[[], None] | None:
    """glFinish as a function that lets go of Python's lock, None where it cannot be found."""
    if sys.platform != "linux":
        return None
    try:
        address = ctypes.CDLL("libEGL.so.1").eglGetProcAddress
    except (OSError, AttributeError):
        return None
    address.restype, address.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    found = address(b"glFinish")
    return ctypes.CFUNCTYPE(None)(found) if found else None
