"""The worker that draws, and its clock."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import numpy as np

from app.effects import Blur, Layers, Replace, Scene
from app.errors import in_short
from app.flow import Frame, Mask, Observation, Performance, Picture, Size
from app.opencv import cv2
from app.render.cpu import CpuRenderer
from app.render.renderer import Renderer
from app.sinks.output import FRESH_SECONDS

if TYPE_CHECKING:
    from app.engine import Engine

log = logging.getLogger("standin")
CARD = "Be right back"
EARLY = 0.5
"""Part of a period by which a picture may come early."""
FADE_SECONDS = 0.15
"""In this time one avatar becomes another."""
NO_CAMERA = "The camera is not answering"


class OutputClock:
    """Absolute deadlines, one period apart, eased to just after the moments at which observations arrive.

    A deadline that was missed is left out, never made up for. The easing changes a period by 2 % at most.
    """

    MARGIN_NS = 2_000_000
    GAIN, LARGEST = 0.1, 0.02

    def __init__(self, period_ns: int, now_ns: int) -> None:
        self.period_ns = period_ns
        self.deadline_ns = now_ns

    def next(self, now_ns: int) -> int:
        """The next deadline after now."""
        self.deadline_ns += self.period_ns
        if self.deadline_ns < now_ns:
            self.deadline_ns = now_ns
        return self.deadline_ns

    def arrived(self, at_ns: int) -> None:
        """Notes when an observation arrived."""
        period = self.period_ns
        late = (at_ns + self.MARGIN_NS - self.deadline_ns + period // 2) % period - period // 2
        most = self.LARGEST * period
        self.deadline_ns += int(min(max(self.GAIN * late, -most), most))


class Drawing:
    """A worker's device: draws one picture at each tick of the clock. Owns the renderer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._size = engine.size
        for mailbox in engine.outboxes:
            mailbox.put(engine.card(CARD))  # others see something while the renderer is made
        self._renderer: Renderer | None = self._made()
        self._spare = CpuRenderer(engine.size)
        self._failures = 0
        self._latest: Observation | None = None
        self._drawn: tuple[Picture, Layers] | None = None
        self._drawn_at = 0.0
        self._fading: tuple[Layers, np.ndarray, float] | None = None
        self._clock = OutputClock(engine.period_ns, time.monotonic_ns())
        self._regular = False

    def step(self) -> None:
        """Draws what is on air at the next tick and hands it to the sinks; nothing while nobody watches."""
        if not self._engine.awake.is_set():
            self._latest = self._drawn = self._fading = None
            self._engine.awake.wait(0.5)
            return
        observation = self._next_observation()
        picture = self._picture(observation)
        if not self._engine.drawing_here():
            return  # it hung and was given up: what it drew may be of a scene that is gone
        for mailbox in self._engine.outboxes:
            mailbox.put(picture)
        if self._renderer is None:
            self._renderer = self._made()

    def close(self) -> None:
        """Closes the renderer."""
        if self._renderer is not None:
            self._renderer.close()

    def _made(self) -> Renderer:
        try:
            renderer = warmed_up(self._engine.make_renderer(), self._engine.size)
        except Exception as error:  # a driver that fails at its first picture may raise anything
            self._engine.failed("renderer", in_short(error))
            renderer = CpuRenderer(self._engine.size)
        self._engine.renderer_name = renderer.name
        return renderer

    def _next_observation(self) -> Observation | None:
        """Waits for the tick; a little longer for an observation where they came regularly."""
        box, now = self._engine.observations, time.monotonic_ns()
        wait = self._clock.next(now) - now
        if wait > 0:
            self._sleep(wait / 1e9)
        observation = box.take(0)
        if observation is None and self._regular:
            observation = box.take(0.25 * self._clock.period_ns / 1e9)
        self._regular = observation is not None
        if observation is not None:
            self._clock.arrived(box.put_ns)
        if observation is None or (self._latest and observation.frame.timestamp_ns <= self._latest.frame.timestamp_ns):
            return None
        return observation

    def _sleep(self, seconds: float) -> None:
        """Waits for the tick, or, late in its period, until an avatar's lips part or meet: that picture goes at once.

        The ticks after it stay where they were, so that there are neither more nor fewer pictures.
        """
        early = EARLY * self._clock.period_ns / 1e9 if "mouth" in self._engine.needs else 0.0
        time.sleep(max(seconds - early, 0.0))
        if early:
            self._engine.lips_moved.wait(min(seconds, early))
            self._engine.lips_moved.clear()

    def _picture(self, new: Observation | None) -> Picture:
        engine = self._engine
        layers = engine.layers_for(new or self._latest)
        if engine.card_shown or layers is None:
            self._latest = None
            return engine.card(CARD)
        needs = layers.scene.needs
        if new is not None and ("mask" not in needs or new.mask is not None):
            self._latest = new
        if "frame" in needs:
            if engine.camera_lost():
                self._latest = self._drawn = None
                return engine.card(CARD, NO_CAMERA if engine.camera_seen else "")
            if (
                self._latest is None
                or self._age(self._latest) > engine.patience_seconds
                or not serves(self._latest, needs)
            ):
                return engine.card(CARD)
        if new is None and self._drawn and self._drawn[1] is layers and not layers.moving:
            return self._drawn[0]
        return self._draw(layers, self._latest)

    @staticmethod
    def _age(observation: Observation) -> float:
        return (time.monotonic_ns() - observation.frame.timestamp_ns) / 1e9

    def _draw(self, layers: Layers, observation: Observation | None) -> Picture:
        seconds = time.monotonic() - self._engine.started
        performance = self._engine.performance
        timestamp_ns = shown_ns(layers, observation, performance)
        for renderer in (self._renderer or self._spare, self._spare):
            try:
                i420 = self._checked(renderer.draw(layers.items, observation, seconds, performance))
                i420 = self._faded(layers, i420)
            except Exception as error:  # whatever a driver or an effect raises, something treated goes out
                self._engine.failed("renderer", f"{renderer.name}: {in_short(error)}")
                if renderer is self._renderer:
                    self._replace_renderer()
                continue
            picture = Picture(i420, timestamp_ns, layers)
            self._drawn, self._drawn_at = (picture, layers), time.monotonic()
            return picture
        if self._drawn and self._drawn[1] is layers and time.monotonic() - self._drawn_at < FRESH_SECONDS:
            return self._drawn[0]
        return self._engine.card(CARD)

    def _faded(self, layers: Layers, i420: np.ndarray) -> np.ndarray:
        """A picture on its way from the former scene's, where neither shows the camera."""
        now = time.monotonic()
        if self._drawn is not None and self._drawn[1] is not layers:
            drawn = "frame" in layers.scene.needs or "frame" in self._drawn[1].scene.needs
            self._fading = None if drawn else (layers, self._drawn[0].i420, now)
        if self._fading is None or self._fading[0] is not layers:
            return i420
        share = (now - self._fading[2]) / FADE_SECONDS
        if share >= 1:
            self._fading = None
            return i420
        return cv2.addWeighted(i420, share, self._fading[1], 1 - share, 0)

    def _checked(self, i420: np.ndarray) -> np.ndarray:
        if i420.shape != (self._size.height * 3 // 2, self._size.width) or i420.dtype != np.uint8:
            raise ValueError(f"the picture has shape {i420.shape}")
        return i420

    def _replace_renderer(self) -> None:
        """After a failure: the same once more, then the one on the CPU."""
        assert self._renderer is not None
        self._failures += 1
        old, self._renderer = self._renderer, None
        try:
            old.close()
        except Exception as error:  # a lost context may refuse
            log.info("renderer did not close: %s", in_short(error))
        if self._failures > 1:
            self._engine.renderer_choice = "cpu"


def shown_ns(layers: Layers, observation: Observation | None, performance: Performance) -> int | None:
    """The moment that a picture shows: of its frame, else of its mouth, else now; None for one that stands still."""
    if "frame" in layers.scene.needs:
        return observation.frame.timestamp_ns if observation else None
    if not layers.moving:
        return None
    return performance.mouth.timestamp_ns if performance.mouth else time.monotonic_ns()


def warmed_up(renderer: Renderer, size: Size) -> Renderer:
    """A renderer that has drawn every effect once: a shader that is compiled in a call takes up to half a second."""
    if renderer.name == "gl":
        i420 = np.full((size.height * 3 // 2, size.width), 128, np.uint8)
        observation = Observation(Frame(i420, 1), Mask.of_nobody(1))
        for effect in (Blur(0.02), Blur(0.10), Replace()):
            layers = Layers(Scene((effect,)), size, live=False)
            renderer.draw(layers.items, observation, 0.0)
            layers.release()
    return renderer


def serves(observation: Observation, needs: frozenset[str]) -> bool:
    return "mask" not in needs or observation.mask is not None
