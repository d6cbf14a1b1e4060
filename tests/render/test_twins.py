"""The shader and its CPU twin draw the same picture."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from app.avatar.character import find
from app.avatar.pose import Pose
from app.avatar.puppet import Puppet
from app.effects import Blur, Card, Effect, Layers, NoEffect, Replace, Scene
from app.errors import Unusable
from app.flow import Frame, Observation, Size
from app.opencv import cv2
from app.perception.observer import Observer
from app.picture import fitted, i420_from_bgr
from app.render.cpu import CpuRenderer, person_window
from app.render.gl import GlCanvas, GlRenderer
from app.render.renderer import STILL, is_software, make_renderer
from app.sources.files import TestPattern
from tests.conftest import CLIP, SMALL, drawn_frame, observation_with

pytestmark = pytest.mark.gl
SIZES = [SMALL, Size(1280, 720), Size(1920, 1080), Size(448, 704)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("place") / "place.png"
    smooth = cv2.resize(np.random.default_rng(1).integers(0, 255, (9, 16, 3), np.uint8), (1280, 720))
    cv2.imwrite(str(path), smooth)
    return str(path)


def observations(size: Size) -> Iterator[Observation]:
    """Real pictures where the clip is at hand, else the drawn person, seen by the real networks."""
    observer = Observer("stable", 1 / 30)
    clip = cv2.VideoCapture(str(CLIP)) if CLIP.exists() else None
    pattern = TestPattern(size)
    for number in range(3):
        picture = clip.read()[1] if clip is not None else pattern.read()
        for _ in range(20 if clip is not None else 0):
            clip.grab()  # type: ignore[union-attr]
        yield observer.observe(Frame(i420_from_bgr(fitted(picture, size, "crop")), number + 1))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["soft", "strong", "place", "place without light", "colour", "none", "card"])
def test_twin_equals_shader(size: Size, name: str, place: str) -> None:
    effect: Effect = {
        "soft": Blur(0.02),
        "strong": Blur(0.1),
        "place": Replace(file=place, light_wrap=1.0),
        "place without light": Replace(file=place, light_wrap=0.0),
        "colour": Replace(colour="#20a060"),
        "none": NoEffect(),
        "card": Card(),
    }[name]
    layers = Layers(Scene((effect,)), size, live=False)
    cpu, gl = CpuRenderer(size), GlRenderer(size)
    for observation in observations(size):
        ours = cpu.draw(layers.items, observation, 0.0).astype(int)
        shader = gl.draw(layers.items, observation, 0.0).astype(int)
        difference = np.abs(ours - shader)
        assert difference.mean() <= 2 and np.percentile(difference, 99.9) <= 8
    gl.close()
    layers.release()


def test_the_window_around_the_person_changes_nothing() -> None:
    size = Size(1280, 720)
    alpha = np.zeros((144, 256), np.float32)
    alpha[60:100, 100:140] = 1
    observation = observation_with(alpha, drawn_frame(size))
    assert observation.mask is not None
    window = person_window(observation.mask, size)
    assert window is not None and (window.bottom - window.top) * (window.right - window.left) < 0.4 * 1280 * 720
    layers = Layers(Scene((Replace(light_wrap=0.0),)), size, live=False)
    inside = CpuRenderer(size).draw(layers.items, observation, 0.0)
    whole = GlRenderer(size).draw(layers.items, observation, 0.0)  # knows no window
    assert np.abs(inside.astype(int) - whole).max() <= 3


def test_drawing_twice_gives_the_same_bytes() -> None:
    layers = Layers(Scene((Blur(),)), SMALL, live=False)
    alpha = np.zeros((144, 256), np.float32)
    alpha[40:, 80:180] = 1
    observation = observation_with(alpha, drawn_frame())
    for renderer in (CpuRenderer(SMALL), GlRenderer(SMALL)):
        first, second = (renderer.draw(layers.items, observation, 0.0) for _ in range(2))
        assert np.array_equal(first, second)
        assert not first.flags.writeable


def test_software_gl_is_known_by_its_name() -> None:
    assert is_software("llvmpipe (LLVM 15.0.6, 256 bits)")
    assert not is_software("Mesa Intel(R) UHD Graphics 620 (KBL GT2)")


def test_auto_takes_the_cpu_where_gl_is_software_or_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.render.renderer.hardware_gl_possible", lambda: True)
    monkeypatch.setattr("app.render.gl.GlRenderer.device", "llvmpipe", raising=False)
    probe = GlRenderer(SMALL)
    if is_software(probe.device):
        assert make_renderer("auto", SMALL).name == "cpu"
        assert make_renderer("gl", SMALL).name == "gl"
    probe.close()

    def broken(**options: object) -> None:
        raise Exception("cannot open libEGL")

    monkeypatch.setattr("moderngl.create_context", broken)
    assert make_renderer("auto", SMALL).name == "cpu"
    with pytest.raises(Unusable, match="OpenGL"):
        make_renderer("gl", SMALL)


def test_opengl_draws_the_same_in_strips_as_whole() -> None:
    size = Size(640, 360)
    puppet = Puppet(find("Amara", []), size, 1.0, [])
    background = i420_from_bgr(np.full((360, 640, 3), (90, 60, 30), np.uint8))
    # A renderer each: what strips left out of one target would be there from the whole.
    try:
        renderers = {whole: GlRenderer(size) for whole in (True, False)}
    except Unusable as error:
        pytest.skip(str(error))
    drawn: dict[bool, list[np.ndarray]] = {True: [], False: []}
    nods = Pose(angle_x=-20, body_angle_z=3)
    opened = replace(nods, mouth_open_y=0.5)
    for number, pose in enumerate((Pose(angle_z=20), nods, opened, replace(opened, eye_r_open=0.3), opened, opened)):
        bent = puppet.move(pose)
        assert bent.kept == (number > 1) and (len(bent.parts) > 2) == (number < 2) and (not bent.parts) == (number == 5)
        for whole, renderer in renderers.items():
            with renderer._context:
                canvas = GlCanvas(renderer, None, STILL)
                former = drawn[whole][-1] if bent.kept and not whole else None
                canvas.bend(background, replace(bent, parts=(bent.window,)) if whole else bent, former)
            drawn[whole].append(canvas.finished())
    for renderer in renderers.values():
        renderer.close()
    for strips, all_at_once in zip(drawn[False], drawn[True], strict=True):
        assert np.array_equal(strips, all_at_once)
    assert not np.array_equal(drawn[True][0], drawn[True][1])
