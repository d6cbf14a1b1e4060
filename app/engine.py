"""The engine: its threads, its clock and its state.

Camera, perception, drawing and each sink are workers; between them lie mailboxes, so that the newest value wins.
What goes out is a card until a treated picture exists, and whenever one does not: a scene's raw frame is drawn
only where the scene says "none".
"""

from __future__ import annotations

import itertools
import logging
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.avatar.life import WAVE_SECONDS
from app.avatar.pose import HELD
from app.drawing import CARD, NO_CAMERA, Drawing, serves
from app.effects import DEFAULT_SCENE, Card, Layers, Scene
from app.errors import StandinError, in_short
from app.figures import Figures
from app.flow import Frame, Mailbox, Mouth, Observation, Performance, Picture, Sink, Source
from app.listening import Listening
from app.observing import Perception
from app.options import Options
from app.perception.observer import Observer, Quality
from app.render.cpu import CpuRenderer
from app.render.renderer import Renderer, make_renderer
from app.resources import user_path
from app.sinks.marks import Marked
from app.sinks.output import FRESH_SECONDS, Output
from app.sinks.preview import Preview
from app.sources.camera import camera_named
from app.sources.capture import NO_CAMERA_FOUND, Capture, View, is_camera_name, open_source
from app.sources.microphone import OFF, Microphone
from app.sources.portaudio import DEFAULT, input_named
from app.sources.sound_file import SoundFile, is_sound_file
from app.speaking import Speaking
from app.video4linux import devices_at_a_glance
from app.worker import Worker

if TYPE_CHECKING:
    from app.sinks.pipewire import PipeWireCamera
    from app.sinks.virtual_camera import VirtualCamera

log = logging.getLogger("standin")
LOST_FRAME_TIMES = 5
FROZEN = "The camera gives the same picture again and again. Open its shutter, or plug it in again"
NO_CAMERA_AT_ALL = "There is no camera, so a drawn person is shown. Plug one in, or choose one"
SLOWEST_PERIOD = 0.4
"""A camera that gives frames more seldom than this many seconds apart counts as lost."""
CAMERA_REST_SECONDS = 3.0
"""The camera is let go when only a card was shown for this long."""
UNWATCHED_SECONDS = 1.5
"""Camera, microphone and drawing rest when nobody watched for this long."""

SAME_SECONDS = 600.0
"""Between two lines of the log that say the same of a part."""
GLANCE_SECONDS = 0.5
"""Between looks at which devices there are."""


class Engine:
    """The whole engine; `start` and `stop`, and calls from any thread in between.

    options: what it is set to
    scene: what is on air first
    make_source, make_observer, make_renderer, make_microphone, sinks: the edges, for tests; the real ones unless given
    """

    SCENE_WAIT_SECONDS = 0.1
    """How long the former scene stays at most while the first observation for the new one is made."""

    def __init__(
        self,
        options: Options,
        scene: Scene = DEFAULT_SCENE,
        *,
        make_source: Callable[[], tuple[Source, str]] | None = None,
        make_observer: Callable[[], Observer] | None = None,
        make_renderer: Callable[[], Renderer] | None = None,
        make_microphone: Callable[[str], Microphone | SoundFile] | None = None,
        sinks: dict[str, Callable[[], Sink]] | None = None,
    ) -> None:
        self.options = options
        self.size = options.output_size
        self.period_ns = int(1e9 / options.rate)
        self.quality: Quality = options.quality
        self.renderer_choice = options.renderer
        self.renderer_name = ""
        self.scene = scene
        self.layers: Layers | None = None
        self.card_shown = False
        self.needs: frozenset[str] = scene.needs
        self.seen: Observation | None = None
        self._mask_asked = False
        self.frames: Mailbox[Frame] = Mailbox()
        self.observations: Mailbox[Observation] = Mailbox()
        self.figures = Figures()
        self.observer: Observer | None = None
        self.source_name = ""
        self.started = time.monotonic()
        self.camera_seen = False
        self._view = View(options.source, options.rotation, options.mirror)
        self._make_source = make_source or self._open_source
        self.make_observer = make_observer or (lambda: Observer(self.quality, self.period_ns / 1e9))
        self.make_renderer = make_renderer or (lambda: make_renderer_or_spare(self))
        self._arrived_at = 0.0
        self._source_period = self._measured_period = self.period_ns / 1e9
        self._remembered = ""
        self._frozen = False
        self._status: dict[str, str] = {}
        self._missing: dict[str, str] = {}
        """Devices that were looked for and are not there; told while nobody watches: later their workers know."""
        self._counts: dict[str, int] = {}
        self._logged: dict[str, tuple[float, str]] = {}
        self._lock = threading.RLock()
        self._setting = threading.Lock()
        self._cards: dict[tuple[str, str], Picture] = {}
        self._next: tuple[Layers, float] | None = None
        self._leaving: list[float] = []
        """When each scene was asked for that is not ready yet: the room has to go since then."""
        self._retired: list[tuple[Layers, float]] = []
        self._marked_until = -math.inf
        self._stopped = threading.Event()
        self.end_reason = ""
        """Who told the engine to stop; empty where nobody did."""
        self.awake = threading.Event()
        """Set while somebody watches, and a moment longer: pictures are made."""
        self._watched: dict[str, bool] = {}
        self._open_camera: VirtualCamera | PipeWireCamera | None = None
        self._capture: Capture | None = None
        self._camera = Worker("camera", self._open_capture, self._error("camera"), hang_seconds=3.0)
        self._perception = Worker("perception", lambda: Perception(self), self._error("perception"), hang_seconds=1.0)
        self._drawing = Worker("drawing", lambda: Drawing(self), self._error("drawing"), hang_seconds=1.5)
        self.listening = Listening(
            self, options.microphone, make_microphone or open_microphone, self._error("microphone")
        )
        self.mouth: Mouth | None = None
        self.lips_moved = threading.Event()
        self._mouth_wanted_at = -math.inf
        self.expression = "neutral"
        self._gesture, self._gesture_ends = "", 0.0
        self._speaking = Worker("mouth", lambda: Speaking(self), self._error("mouth"), hang_seconds=1.0)
        self.outboxes: list[Mailbox[Picture]] = []
        self._outputs = [self._output(name, make) for name, make in (sinks or self._sinks()).items()]

    # --- life

    def start(self) -> None:
        """Starts every thread; the card is on air at once."""
        for worker in (*self._outputs, self._drawing, self._perception):
            worker.start()
        self._start_camera()
        threading.Thread(target=self._prepare_first, name="scene", daemon=True).start()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Ends every thread and closes every device."""
        self._stopped.set()
        for worker in self._outputs:
            worker.stop(timeout_seconds=0)  # first, so that a recording does not end in cards
        for worker in (self._camera, self._perception, self._drawing, self._speaking, self.listening.worker):
            worker.stop()
        for worker in self._outputs:
            worker.join(timeout_seconds=600 if worker.name == "recording" else 10)
        for layers in filter(None, (self.layers, self._next and self._next[0], *(old for old, _ in self._retired))):
            layers.release()
        self.layers, self._next, self._retired = None, None, []

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until the engine was stopped or told to; True when it was."""
        return self._stopped.wait(seconds)

    def ask_to_stop(self, reason: str) -> None:
        """Makes `wait` return; from any thread. The reason is for the log."""
        self.end_reason = self.end_reason or reason
        self._stopped.set()

    # --- what clients change

    def set_scene(self, scene: Scene) -> None:
        """Puts a scene on air as soon as it can be drawn; raises Unusable, with nothing changed, where it cannot be."""
        asked = time.monotonic()
        self._leaving.append(asked)
        try:
            with self._setting:
                self._set_scene(scene, asked)
        finally:
            self._leaving.remove(asked)

    def _set_scene(self, scene: Scene, asked: float) -> None:
        with self._lock:
            former = self._next[0] if self._next is not None else self.layers
        layers = Layers(scene, self.size, live=True, former=former)
        with self._lock:
            # The scene on air has to go since the first change after it, however many follow while it is dragged.
            now = since = time.monotonic()
            if self.layers is not None and self.layers.scene.shows_room:
                since = asked
            if self._next is not None:
                self._retired.append((self._next[0], now))
                since = min(since, self._next[1])
            self.scene = scene
            self.needs = scene.needs
            # After the card nothing of a former scene comes back: the card stays until the new one can be drawn.
            self._next = layers, -math.inf if self.card_shown else since
        self.set_status("scene", "; ".join(layers.notices))
        self._start_camera()

    def show_card(self, shown: bool) -> None:
        """Puts the card on air with the next picture, or takes it off."""
        self.card_shown = shown
        if not shown:
            self._start_camera()

    def set_quality(self, quality: Quality) -> None:
        """Changes the tier of the mask."""
        self.quality = quality

    def set_source(self, source: str | None = None, rotation: int | None = None, mirror: bool | None = None) -> None:
        """Changes the camera, its rotation or its mirroring; the card is on air until the new picture comes."""
        view = self._view
        # Before the old one is closed, which may take long: whoever starts the camera meanwhile starts this one.
        self._view = View(
            view.source if source is None else source,
            view.rotation if rotation is None else rotation,
            view.mirror if mirror is None else mirror,
        )
        self._remembered = ""
        self._camera.stop()
        self.frames.take(0)
        self.observations.take(0)
        self.seen = None
        self._arrived_at, self.camera_seen = 0.0, False
        self._missing = {}
        self._start_camera()

    def set_microphone(self, name: str) -> None:
        """Changes the microphone: "off", "default" or a device's name. It is opened when sound is wanted."""
        self.listening.choose(name)
        self._missing = {}

    def want_mouth(self) -> None:
        """Says that somebody looks at the mouth now; it is worked out for three seconds, with the microphone open."""
        self._mouth_wanted_at = time.monotonic()

    def perform(self, expression: str | None, gesture: str | None) -> None:
        """Has the avatar show an expression, or make a gesture; None leaves it as it is."""
        if expression is not None:
            self.expression = expression
        if gesture is not None:
            held = gesture in HELD
            self._gesture, self._gesture_ends = gesture, math.inf if held else time.monotonic() + WAVE_SECONDS

    @property
    def performance(self) -> Performance:
        """What an avatar is to act now."""
        gesture = self._gesture if time.monotonic() < self._gesture_ends else ""
        return Performance(self.mouth, self.expression, gesture)

    def want_sound(self) -> None:
        """Says that somebody listens now; the microphone, where one is chosen, stays open for three seconds."""
        if not self._stopped.is_set():
            self.listening.want()

    def mark(self, seconds: float) -> None:
        """Marks what goes to the virtual camera for a while: a self-test reads it back."""
        self._marked_until = time.monotonic() + seconds

    @property
    def view(self) -> View:
        """How the source is looked at."""
        return self._view

    def look_for_devices(self) -> None:
        """Has the status say whether what was chosen by name is there, while nobody watches; a driver may take long."""
        threading.Thread(target=self._look_for_devices, name="look", daemon=True).start()

    def _look_for_devices(self) -> None:
        source, microphone = self._view.source, self.listening.name
        missing = {}
        try:
            if is_camera_name(source):
                camera_named(source, self.options.virtual_camera)
        except StandinError as error:
            missing["camera"] = str(error)
        try:
            if microphone not in (OFF, DEFAULT) and not is_sound_file(microphone):
                input_named(microphone)
        except StandinError as error:
            missing["microphone"] = str(error)
        if (source, microphone) == (self._view.source, self.listening.name):
            self._missing = missing

    # --- what clients look at

    def ask_for_mask(self) -> None:
        """Has the mask of the next frame worked out, though the scene on air may not need it."""
        self._mask_asked = True

    def take_mask_asked(self) -> bool:
        """True where the frame at hand is to have a mask."""
        asked, self._mask_asked = self._mask_asked, False
        return asked or "mask" in self.needs

    def fresh_observation(self) -> Observation | None:
        """The newest observation; None where the camera gives none."""
        seen = self.seen
        if seen is None or time.monotonic_ns() - seen.frame.timestamp_ns > self.patience_seconds * 1e9:
            return None
        return seen

    # --- what the drawing asks

    def layers_for(self, observation: Observation | None) -> Layers | None:
        """The layers on air; a new scene takes over when an observation serves it, or after a tenth of a second."""
        with self._lock:
            if self._next is not None:
                layers, _ = self._next
                late = self._overdue()
                ready = "frame" not in layers.scene.needs or (observation and serves(observation, layers.scene.needs))
                if self.layers is None or late or ready:
                    if self.layers is not None:
                        self._retired.append((self.layers, time.monotonic()))
                    self.layers, self._next = layers, None
            return self.layers

    def _overdue(self) -> bool:
        """True where the former scene must not be shown any more."""
        since = [self._next[1]] if self._next is not None else []
        if self.layers is not None and self.layers.scene.shows_room:
            since += self._leaving
        return bool(since) and time.monotonic() - min(since) > self.SCENE_WAIT_SECONDS

    def allowed(self, picture: Picture) -> bool:
        """Whether a picture may go out now: a card always, another one while its scene is on air."""
        if picture.scene is None:
            return True
        with self._lock:  # nothing may change between the questions
            return picture.scene is self.layers and not self.card_shown and not self._overdue()

    def card(self, headline: str, line: str = "") -> Picture:
        """The card with these words."""
        key = headline, line
        if key not in self._cards:
            i420 = Card(headline, line).prepared(self.size, live=True)
            self._cards[key] = Picture(i420, None, None)
        return self._cards[key]

    def drawing_here(self) -> bool:
        """True in the thread that draws, False in one that hung and was given up."""
        return self._drawing.is_current()

    def observing_here(self) -> bool:
        """True in the thread that observes, False in one that hung and was given up."""
        return self._perception.is_current()

    @property
    def patience_seconds(self) -> float:
        """How old an observation may be that is shown: half a second, longer for sources slower than that."""
        return max(FRESH_SECONDS, 2 * max(self._source_period, self._measured_period))

    def camera_lost(self) -> bool:
        """True where no frame came for five frame times, once one came."""
        if not self._arrived_at:
            return self.camera_seen
        patience = max(LOST_FRAME_TIMES * max(self._source_period, self._measured_period), 0.1)
        return time.monotonic() - self._arrived_at > patience

    # --- status

    def set_status(self, part: str, sentence: str) -> None:
        """Says what is wrong with a part, empty where nothing is."""
        self._status[part] = sentence

    def status_of(self, part: str) -> str:
        """What was said to be wrong with a part, empty where nothing is."""
        return self._status.get(part, "")

    def failed(self, part: str, sentence: str) -> None:
        """Counts a failure and logs one a second, of those that say the same one in ten minutes."""
        self._counts[part] = self._counts.get(part, 0) + 1
        now = time.monotonic()
        at, former = self._logged.get(part, (-math.inf, ""))
        if now - at > (SAME_SECONDS if sentence == former else 1):
            self._logged[part] = now, sentence
            log.warning("%s: %s", part, sentence)

    def status(self) -> dict[str, Any]:
        """Everything a client shows, as JSON."""
        frames_in, frames_out = self.figures.rates
        layers = self.layers
        problems = {part: sentence for part, sentence in dict(self._status).items() if sentence}
        if self._frozen:
            problems.setdefault("camera", FROZEN)
        if self.source_name == NO_CAMERA_FOUND:
            problems.setdefault("camera", NO_CAMERA_AT_ALL)
        if self.camera_lost():
            problems.setdefault("camera", NO_CAMERA)
        if sentence := self.listening.problem:
            problems["microphone"] = sentence
        if not self.awake.is_set():
            problems = {**self._missing, **problems}
        return {
            "on_air": Card.title if layers is None or self.figures.card_shown else layers.scene.title,
            "scene": self.scene.to_json(),
            "card": self.card_shown,
            "source": self.source_name,
            "source_choice": self._view.source,
            "rotation": self._view.rotation,
            "mirror": self._view.mirror,
            "microphone": self.listening.name,
            "expression": self.expression,
            "gesture": self.performance.gesture,
            "size": str(self.size),
            "rate": self.options.rate,
            "renderer": self.renderer_name,
            "quality": self.quality,
            "tier": self.observer.tier if self.observer else "",
            "fps": {"in": frames_in, "out": frames_out},
            "delay_ms": self.figures.delay_ms(),
            "dropped": self.frames.dropped + self.observations.dropped,
            "shown": self.figures.shown,
            "problems": problems,
            "failures": dict(self._counts),
            "first_ns": {"card": self.figures.first_card_ns, "treated": self.figures.first_treated_ns},
            "resting": not self.awake.is_set(),
            "watchers": self._watchers(),
            "pid": os.getpid(),
        }

    def _watchers(self) -> list[str] | None:
        camera = self._open_camera
        try:
            watchers = None if camera is None else camera.watchers
        except (OSError, ValueError):
            return None  # it was closed meanwhile
        return None if watchers is None else list(watchers)

    # --- wiring

    def _open_source(self) -> tuple[Source, str]:
        name = self._view.source or self._remembered
        source, found = open_source(name, self.size, self.options.rate, self.options.virtual_camera)
        if source.live and self._camera.is_current():
            # The first camera that was found stays the one: no other takes its place in the middle of a call.
            self._remembered = found
        return source, found

    def _open_capture(self) -> Capture:
        view = self._view
        self._camera.join(2.0)  # the thread before this one may still be closing the same camera
        source, name = self._make_source()
        capture = Capture(source, self.size, view, self.frames, self._frame_arrived, self._camera.is_current)
        if self._camera.is_current():
            self.source_name, self._capture = name, capture
            self._source_period = self._measured_period = 1 / source.rate_hz
        return capture

    def _frame_arrived(self, frame: Frame) -> None:
        now = time.monotonic()
        if self._arrived_at:
            # A camera in the dark delivers less than it says; that is not "lost".
            gap = min(now - self._arrived_at, SLOWEST_PERIOD)
            self._measured_period += 0.2 * (gap - self._measured_period)
        self._arrived_at = now
        self.camera_seen = True
        self._frozen = self._capture is not None and self._capture.frozen
        self.set_status("camera", "")
        self.figures.arrived(frame)

    def _sinks(self) -> dict[str, Callable[[], Sink]]:
        options = self.options
        found: dict[str, Callable[[], Sink]] = {}
        if options.virtual_camera != "none":
            found["virtual camera"] = self._virtual_camera
        found["preview"] = lambda: Preview(self.size)
        if options.record:
            from app.sinks.video_file import VideoFile

            path = user_path(options.record)
            parts = itertools.count(1)

            def recording() -> Sink:
                # What was recorded before a failure is kept; the recording goes on in another file.
                part = path if next(parts) == 1 and not path.exists() else self._free_name(path, parts)
                return VideoFile(part, self.size, options.rate)

            found["recording"] = recording
        return found

    @staticmethod
    def _free_name(path: Path, numbers: Iterator[int]) -> Path:
        names = (path.with_stem(f"{path.stem}-{number}") for number in numbers)
        return next(name for name in names if not name.exists())

    def _virtual_camera(self) -> Sink:
        from app.sinks.virtual_camera import open_virtual_camera

        spare = self.card(CARD).i420
        self._open_camera = open_virtual_camera(self.options.virtual_camera, self.size, self.options.rate, spare)
        return Marked(self._open_camera, lambda: time.monotonic() < self._marked_until)

    def _output(self, name: str, make: Callable[[], Sink]) -> Worker:
        mailbox: Mailbox[Picture] = Mailbox()
        self.outboxes.append(mailbox)

        def sent(picture: Picture) -> None:
            if name == self._main_sink():
                self.figures.sent(picture)

        def wanted(watched: bool) -> bool:
            self._watched[name] = watched
            if watched and not self.awake.is_set():
                self._wake()
            return self.awake.is_set()

        def opened() -> Output:
            sink = make()
            self.set_status(name, "")
            return Output(
                sink,
                mailbox,
                self.period_ns / 1e9,
                self.allowed,
                lambda: self.card(CARD),
                sent,
                wanted,
            )

        def failed(error: Exception) -> None:
            self._watched[name] = False
            note(error)

        note = self._error(name)
        return Worker(name, opened, failed, hang_seconds=5.0, finishes=name == "recording")

    def _main_sink(self) -> str:
        """The sink whose pictures are counted and timed: the first one that works."""
        names = [worker.name for worker in self._outputs]
        return next((name for name in names if not self._status.get(name)), names[0])

    def _error(self, part: str) -> Callable[[Exception], None]:
        def note(error: Exception) -> None:
            sentence = str(error) if isinstance(error, StandinError) else f"{part} failed: {in_short(error)}"
            self.set_status(part, sentence)
            self.failed(part, sentence)

        return note

    def _prepare_first(self) -> None:
        try:
            self.set_scene(self.scene)
        except StandinError as error:
            self.set_status("scene", f"{error}. The card is shown meanwhile")
            with self._lock:
                if self.layers is None and self._next is None:
                    self.needs = frozenset()  # the card alone needs no camera

    def _wants_camera(self) -> bool:
        return "frame" in self.needs and not self.card_shown and self.awake.is_set()

    def _start_camera(self) -> None:
        """Has the camera opened, where it is wanted and is not."""
        if self._wants_camera() and not self._stopped.is_set():
            self._camera.start()

    def _wake(self) -> None:
        """Makes pictures from now on, as somebody watches."""
        self.awake.set()
        self._missing = {}
        self._start_camera()

    def _rest(self) -> None:
        """Lets everything go that is needed for pictures alone, as nobody watches."""
        self.awake.clear()
        self._let_camera_go()
        self.listening.need_no_more()
        if any(self._watched.values()):
            self._wake()  # somebody came at this very moment
        else:
            self.look_for_devices()

    def _let_camera_go(self) -> None:
        self._camera.stop(timeout_seconds=0)
        self._arrived_at, self.camera_seen, self.seen = 0.0, False, None

    def _watch(self) -> None:
        """Replaces what hangs, lets an unwanted camera rest, opens a device that came back, frees old scenes."""
        devices, last, settled = devices_at_a_glance(), time.monotonic(), time.monotonic()
        unwanted_since: float | None = None
        watched_at = glanced = -math.inf
        while not self._stopped.wait(0.1 if self.awake.is_set() else 0):
            self.awake.wait(0.5)
            now = time.monotonic()
            if now - last > 1:
                settled = now + 2  # the whole program slept: nobody hung
            last = now
            try:
                if now > settled:
                    self._replace_what_hangs()
                if self._wants_camera():
                    unwanted_since = None
                    self._start_camera()  # where it was let go at the very moment at which it was wanted again
                else:
                    unwanted_since = unwanted_since or now
                    if self._camera.running and now - unwanted_since > CAMERA_REST_SECONDS:
                        self._let_camera_go()
                watched_at = now if any(self._watched.values()) else watched_at
                if self.awake.is_set() and now - watched_at > UNWATCHED_SECONDS:
                    self._rest()
                self._tend_mouth(now)
                self.listening.tend(now)
                if now - glanced > GLANCE_SECONDS:
                    glanced = now
                    if (found := devices_at_a_glance()) != devices:
                        devices = found
                        self._devices_changed()
                self._free_retired(now)
            except Exception as error:  # the watch must go on, whatever it meets
                self.failed("watch", in_short(error))

    def _tend_mouth(self, now: float) -> None:
        """Has the mouth worked out while a scene or a client wants it."""
        shown = "mouth" in self.needs and self.awake.is_set() and not self.card_shown
        looked_at = now - self._mouth_wanted_at < Listening.WANTED_SECONDS
        if looked_at:
            self.listening.want()
        if shown:
            self.listening.need()
        if shown or looked_at:
            if not self._speaking.running:
                self._speaking.start()
        elif self._speaking.running:
            self._speaking.stop(timeout_seconds=0)
            self.set_status("mouth", "")

    def _replace_what_hangs(self) -> None:
        if self._perception.busy_seconds() > FRESH_SECONDS and self.observer is not None:
            self.observer.stop()
        own = (self._camera, self._perception, self._drawing, self._speaking, self.listening.worker)
        for worker in (*own, *self._outputs):
            if worker.replace_if_hung():
                self.failed(worker.name, f"{worker.name} did not answer and was started again")
                if worker is self._drawing:
                    self.renderer_choice = "cpu"

    def _devices_changed(self) -> None:
        for worker in (self._camera, self.listening.worker, *self._outputs):
            worker.retry_now()
        if not self.awake.is_set():
            self.look_for_devices()
        if self.source_name == NO_CAMERA_FOUND and not self._view.source:
            self.set_source()

    def _free_retired(self, now: float) -> None:
        with self._lock:
            old = [layers for layers, since in self._retired if now - since > 1]
            self._retired = [item for item in self._retired if now - item[1] <= 1]
        for layers in old:
            layers.release()


def open_microphone(name: str) -> Microphone | SoundFile:
    """The microphone with this name, or the recording that is heard in its place."""
    return SoundFile(user_path(name)) if is_sound_file(name) else Microphone(name)


def make_renderer_or_spare(engine: Engine) -> Renderer:
    """The renderer that was chosen; the one on the CPU, with a status, where it cannot be had."""
    try:
        return make_renderer(engine.renderer_choice, engine.size)
    except StandinError as error:
        engine.set_status("renderer", str(error))
        return CpuRenderer(engine.size)
