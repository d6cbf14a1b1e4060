"""The running program: the engine, the settings file, and the control server that clients talk to."""

from __future__ import annotations

import base64
import contextlib
import logging
import signal
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from app.avatar import character
from app.avatar.pose import EXPRESSIONS, GESTURES
from app.control import CUT_OFF, SLOW_SECONDS, EngineClient, EngineLock, Server
from app.doctor.apart import answer_of, options_words
from app.effects import DEFAULT_SCENE, Scene
from app.engine import Engine
from app.errors import StandinError, Unusable, in_short
from app.journal import MANY_CRASHES, NAMED, SETTLED_SECONDS, Crashes, crash_notice, names_in, start_log
from app.looking import Looks
from app.options import Options
from app.perception.observer import QUALITIES
from app.picture import bgr_from_i420
from app.resources import config_folder, not_private, runtime_folders, user_path
from app.settings import SettingsFile, from_json, unwritable
from app.sources.camera import camera_named, cameras
from app.sources.capture import check_source, is_camera_name
from app.sources.microphone import OFF
from app.sources.portaudio import DEFAULT, input_named, input_names
from app.sources.sound_file import is_sound_file, read_sound
from app.version import version

LONGEST_NAME = 60
DOCTOR_SECONDS = SLOW_SECONDS["doctor"] - 10
"""How long all checks may take together."""
log = logging.getLogger("standin")


def settings_file() -> SettingsFile:
    """The user's settings file."""
    return SettingsFile(config_folder() / "settings.json")


def stored_options(settings: SettingsFile) -> Options:
    """The options in a settings file; what cannot be used is a notice."""
    data = settings.data.get("options", {})
    options = from_json(Options, data if isinstance(data, dict) else {}, settings.notices)
    try:
        options.output_size  # noqa: B018  raises where the text is no size
    except StandinError as error:
        settings.notices.append(f"{error}; using {Options.size}")
        options = replace(options, size=Options.size)
    return options


def stored_scene(settings: SettingsFile) -> Scene:
    """The scene in a settings file, else the default one with a notice where it cannot be used."""
    if "scene" not in settings.data:
        return DEFAULT_SCENE
    try:
        return Scene.from_json(settings.data["scene"], settings.notices)
    except StandinError as error:
        settings.notices.append(f"The stored scene cannot be used ({error}); using {DEFAULT_SCENE.title.lower()}")
        return DEFAULT_SCENE


def stored_profiles(settings: SettingsFile) -> dict[str, Any]:
    """The profiles of a settings file: scenes in JSON by name."""
    profiles = settings.data.get("profiles", {})
    return profiles if isinstance(profiles, dict) else {}


class Service:
    """What clients call. Every method is a call of the control protocol with the same name and arguments."""

    def __init__(self, engine: Engine, settings: SettingsFile, crashes: Crashes | None = None) -> None:
        self._engine, self._settings, self._crashes = engine, settings, crashes
        self._saving = threading.RLock()
        self._not_saved: list[str] = []
        self._looks = Looks(engine)

    def calls(self) -> dict[str, Any]:
        """Name of each call, and what answers it."""
        return {name: getattr(self, name) for name in CALLS}

    def status(self) -> dict[str, Any]:
        """What is on air, how well, and what is wrong."""
        process = self._own_process
        return {
            **self._engine.status(),
            "cpu_percent": process.cpu_percent(),
            "rss_mb": round(process.memory_info().rss / 2**20, 1),
            "notices": self._settings.notices + self._not_saved,
            "profiles": list(stored_profiles(self._settings)),
            "crashes": self._crashes.in_a_row if self._crashes else 0,
        }

    def names(self) -> set[str]:
        """Names that the log is to leave out: those of devices, files, profiles and the user's characters."""
        engine = self._engine
        devices = engine.source_name, engine.view.source, engine.listening.name
        chosen = (getattr(engine.options, name) for name in NAMED)
        return {*names_in(self._settings.data), *devices, *chosen, *character.own(), *character.removed()}

    @cached_property
    def _own_process(self) -> Any:
        # Imported when somebody asks: 40 ms that the first card need not wait for.
        import psutil

        process = psutil.Process()
        process.cpu_percent()
        return process

    def scene(self, effects: list[dict[str, Any]], keep_card: bool = False) -> list[str]:
        """Puts a scene on air and keeps it; gives sentences about values that were clamped.

        A card that was on air stays with `keep_card`, else it ends; one that is put on air meanwhile always stays.
        """
        notices: list[str] = []
        scene = Scene.from_json(effects, notices)
        ends_card = self._engine.card_shown and not keep_card
        self._engine.set_scene(scene)
        if ends_card:
            self._engine.show_card(False)
        self._keep(scene=scene.to_json())
        return notices + self._not_saved

    def card(self, shown: bool) -> None:
        """Puts the card on air, or takes it off."""
        self._engine.show_card(bool(shown))

    def quality(self, tier: str) -> None:
        """Changes the tier of the mask."""
        if tier not in QUALITIES:
            raise Unusable(f"There is no quality '{tier}'; there are {', '.join(QUALITIES)}")
        self._engine.set_quality(tier)
        self._keep_option("quality", tier)

    def source(self, name: str | None = None, rotation: int | None = None, mirror: bool | None = None) -> None:
        """Changes the camera or how it is looked at; refuses a file or camera that is not there."""
        given = {"source": name, "rotation": rotation, "mirror": mirror}
        changes = {key: value for key, value in given.items() if value is not None}
        notices: list[str] = []
        options = from_json(Options, changes, notices)
        if notices:
            raise Unusable(notices[0])
        if name:
            check_source(name)
            if is_camera_name(name):
                camera_named(name, self._engine.options.virtual_camera)
        wanted = {key: getattr(options, key) for key in changes}
        self._engine.set_source(wanted.get("source"), wanted.get("rotation"), wanted.get("mirror"))
        for key, value in wanted.items():
            self._keep_option(key, value)

    def cameras(self) -> list[str]:
        """Names of the cameras that are there."""
        return [camera.name for camera in cameras(self._engine.options.virtual_camera)]

    def look(
        self, width: int, effects: list[dict[str, Any]] | None = None, live: bool = False, voice: bool = False
    ) -> str | None:
        """The newest frame under a scene that need not be on air, or what is taken for the room where none is given.

        live: has an avatar in it move and speak; voice: with the user's voice, for which the microphone is opened
        Returns a JPEG of this width in base64, None where there is nothing to show. It goes to the caller alone.
        """
        if effects is None:
            picture = self._looks.look_at_mask(width)
        else:
            if live and voice:
                self._engine.want_mouth()
            picture = self._looks.look(Scene.from_json(effects, []), width, live=live)
        return None if picture is None else base64.b64encode(picture).decode()

    def microphone(self, name: str) -> None:
        """Changes the microphone: "off", "default", a device's name or a recording; refuses one that is not there."""
        if is_sound_file(str(name)):
            read_sound(user_path(name))
        elif name not in (OFF, DEFAULT):
            self._engine.listening.rest()  # devices that were plugged in meanwhile are found only while none is open
            name = input_named(str(name)).name
        self._engine.set_microphone(name)
        self._keep_option("microphone", name)

    def microphones(self) -> list[str]:
        """What can be chosen beside "off": "default" where there is one, and the microphones that are there.

        An open microphone pauses for a moment.
        """
        self._engine.listening.rest()
        return input_names()

    def level(self) -> dict[str, Any]:
        """How loud the microphone is, and that somebody listens: it stays open for three seconds after the last call.

        Gives level_db (dBFS, -90 at least; null where nothing is heard), the name that was chosen, and the problem.
        """
        self._engine.want_sound()
        listening = self._engine.listening
        return {"level_db": listening.level_db, "name": listening.name, "problem": listening.problem}

    def mouth(self) -> dict[str, Any]:
        """The mouth now, and that somebody looks at it: it is worked out for three seconds after the last call.

        Gives points (31 pairs, see flow.Mouth) and voice (0..1), null where there is none.
        """
        self._engine.want_mouth()
        mouth = self._engine.mouth
        return {
            "points": None if mouth is None else mouth.points.round(4).tolist(),
            "voice": None if mouth is None else round(mouth.voice, 3),
        }

    def perform(self, expression: str | None = None, gesture: str | None = None) -> None:
        """Has the avatar show an expression, or make a gesture ("" takes one back)."""
        if expression is not None and expression not in EXPRESSIONS:
            raise Unusable(f"There is no expression '{expression}'; there are {', '.join(EXPRESSIONS)}")
        if gesture and gesture not in GESTURES:
            raise Unusable(f"There is no gesture '{gesture}'; there are {', '.join(GESTURES)}")
        self._engine.perform(expression, gesture)

    def characters(self) -> dict[str, list[dict[str, Any]]]:
        """The characters to choose from: the user's own, and those that come with the program.

        One that cannot be read is a notice of the status.
        """
        found: dict[str, list[dict[str, Any]]] = {"own": [], "ready": []}
        for kind, names in (("own", character.own()), ("ready", character.ready())):
            for name in names:
                try:
                    found[kind].append(character.find(name, []).brief())
                except StandinError as error:
                    if str(error) not in self._settings.notices:
                        self._settings.notices.append(str(error))
        return found

    def save_character(self, data: dict[str, Any], in_place_of: str = "") -> dict[str, Any] | None:
        """Keeps a character under its name; gives the one of the user's that had the name before, if any.

        in_place_of: name of the user's character that goes once this one is kept
        """
        new = character.Character.from_json(data, [])
        with self._saving:
            former = character.kept(new.name)
            if former is not None and former.art not in ({}, new.art):
                raise Unusable(f"There is an imported character '{new.name}' already. Choose another name")
            character.keep(new)
            if in_place_of != new.name and in_place_of in character.own():
                character.remove(in_place_of)
            return None if former is None else former.brief()

    def delete_character(self, name: str) -> dict[str, Any]:
        """Removes one of the user's characters; gives it, so that it can be brought back."""
        with self._saving:
            return character.remove(name).brief()

    def import_character(self, path: str) -> dict[str, Any]:
        """The character in a file, or of a drawing or pictures; with "notices" for the user where there are any.

        One of the program's parts is not kept yet; what was imported is, under a name that was free.
        """
        # Imported when it is asked for: drawing SVG takes 0.2 s to load, which the first card need not wait for.
        from app.avatar.imports import free_name, imported

        notices: list[str] = []
        new = imported(user_path(path), notices)
        if new.art:
            with self._saving:
                new = replace(new, name=free_name(new.name))
                character.keep(new)
        return {**new.brief(), "notices": notices} if notices else new.brief()

    def export_character(self, data: dict[str, Any], path: str) -> None:
        """Writes a character as one file."""
        character.write(character.Character.from_json(data, []), user_path(path))

    def mark(self, seconds: float) -> None:
        """Marks what goes to the virtual camera, invisibly and for ten seconds at most: the self-test reads it back."""
        self._engine.mark(min(max(float(seconds), 0.0), 10.0))

    def doctor(self, self_test: bool = False) -> list[dict[str, Any]]:
        """The doctor's rows; takes a moment, in a process of its own: a broken OpenGL driver may end it.

        self_test: whether our own camera is opened, to see what others see
        """
        view = self._engine.view
        options = replace(
            self._engine.options,
            source=view.source,
            rotation=view.rotation,
            mirror=view.mirror,
            quality=self._engine.quality,
            microphone=self._engine.listening.name,
        )
        words = ["doctor", "--json", *options_words(options), *(["--self-test"] if self_test else [])]
        try:
            return list(answer_of(words, DOCTOR_SECONDS))
        except (ValueError, TimeoutError) as error:
            raise Unusable(f"The checks ended early ({in_short(error)}). Run 'standin doctor'") from error

    def profile(self, name: str, keep_card: bool = False) -> list[str]:
        """Puts a profile's scene on air, as `scene` does."""
        profiles = stored_profiles(self._settings)
        if name not in profiles:
            raise Unusable(f"There is no profile '{name}'; there are {', '.join(profiles) or 'none'}")
        return self.scene(profiles[name], keep_card)

    def save_profile(self, name: str, effects: list[dict[str, Any]] | None = None) -> list[dict[str, Any]] | None:
        """Keeps a scene, the one on air unless another is given, as a profile; gives the one it held before, if any."""
        scene = self._engine.scene if effects is None else Scene.from_json(effects, [])
        with self._saving:
            name, former = _profile_name(name), stored_profiles(self._settings)
            self._settings.save({"profiles": {**former, name: scene.to_json()}})
            return former.get(name)

    def rename_profile(self, name: str, new_name: str) -> None:
        """Gives a profile another name, at the same place of the list."""
        new_name = _profile_name(new_name)
        with self._saving:
            profiles = stored_profiles(self._settings)
            if name not in profiles:
                raise Unusable(f"There is no profile '{name}'")
            if new_name != name and new_name in profiles:
                raise Unusable(f"There is a profile '{new_name}' already. Choose another name")
            self._settings.save({"profiles": {(new_name if k == name else k): v for k, v in profiles.items()}})

    def delete_profile(self, name: str) -> list[dict[str, Any]]:
        """Removes a profile; gives its scene, so that it can be brought back."""
        with self._saving:
            profiles = stored_profiles(self._settings)
            if name not in profiles:
                raise Unusable(f"There is no profile '{name}'")
            self._settings.save({"profiles": {key: value for key, value in profiles.items() if key != name}})
            return list(profiles[name])

    def restore_profile(self, name: str, effects: list[dict[str, Any]] | None) -> None:
        """Gives a profile what it held before it was changed, nothing where it was not there."""
        if effects is not None:
            self.save_profile(name, effects)
        elif name in stored_profiles(self._settings):
            self.delete_profile(name)

    def close(self) -> None:
        """Lets go of what was kept for looks."""
        self._looks.close()

    def stop(self) -> None:
        """Ends the engine."""
        self._engine.ask_to_stop("asked to by a client")

    def _keep_option(self, key: str, value: Any) -> None:
        with self._saving:
            options = self._settings.data.get("options", {})
            self._keep(options={**(options if isinstance(options, dict) else {}), key: value})

    def _keep(self, **changes: Any) -> None:
        """Saves; a disk that is full or read-only is a notice, not a reason to refuse the change."""
        with self._saving:
            try:
                self._settings.save(changes)
                self._not_saved = []
            except StandinError as error:
                self._not_saved = [str(error)]


def _profile_name(name: str) -> str:
    """A name as it is kept; raises Unusable where there is none, or a very long one."""
    name = " ".join(str(name).split())
    if not name:
        raise Unusable("A profile needs a name")
    if len(name) > LONGEST_NAME:
        raise Unusable(f"A profile's name has {LONGEST_NAME} letters at most. Choose a shorter one")
    return name


CALLS = (
    "cameras",
    "microphones",
    "doctor",
    "mark",
    "look",
    "status",
    "level",
    "mouth",
    "perform",
    "characters",
    "save_character",
    "delete_character",
    "import_character",
    "export_character",
    "scene",
    "card",
    "quality",
    "source",
    "microphone",
    "profile",
    "save_profile",
    "rename_profile",
    "delete_profile",
    "restore_profile",
    "stop",
)


def run(
    options: Options,
    scene: Scene,
    settings: SettingsFile,
    *,
    seconds: float | None = None,
    card: bool = False,
    safe: bool = False,
) -> int:
    """Runs the engine until it is told to stop, by a signal, a client or after some seconds; gives the exit status.

    card: whether the card is on air first, until it is taken off
    safe: whether this is the safe mode, which begins with the card too
    """
    sys.setswitchinterval(0.001)
    lock = EngineLock()
    crashes = Crashes()
    if crashes.in_a_row or crashes.reason:
        settings.notices.append(crash_notice(crashes.reason))
    if wall := unwritable(settings.path.parent):
        settings.notices.append(
            f"Nothing that you change is kept, as {wall} cannot be written. Make it writable for you, or name a"
            " folder in STANDIN_CONFIG_DIR"
        )
    wanted = runtime_folders()[0]
    passed_over = not_private(wanted)
    if passed_over:
        settings.notices.append(f"{wanted} cannot be used ({passed_over}). The doctor says more")
    if safe:
        settings.notices.append("Safe mode: blur on the CPU, no microphone, and the card until it is taken off")
    engine = Engine(options, scene)
    engine.card_shown = card or safe
    service = Service(engine, settings, crashes)
    with contextlib.suppress(OSError):
        character.forget_removed(days=1)
    for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        # Not in the signal's own handler: it may interrupt this very thread where it holds what asking waits for.
        reason = f"told to by {number.name}"
        told = {"target": engine.ask_to_stop, "args": (reason,), "daemon": True}
        signal.signal(number, lambda *_, told=told: threading.Thread(**told).start())
    server: Server | None = None
    try:
        engine.start()
        server = Server(service.calls())
        start_log(service.names)
        service.status()  # loads what it needs now, before a client asks in the middle of a call
        _report(engine, settings, seconds, crashes)
        with contextlib.suppress(OSError):
            character.forget_removed()  # not after a crash: a window that goes on may yet bring them back
    except StandinError:
        raise  # a start that is refused with a sentence is no crash
    except Exception:
        log.exception("Standin ended by an error of its own")
        crashes.leave()
        raise
    finally:
        engine.stop()
        service.close()
        if server is not None:
            server.close()
        crashes.end()
        lock.close()
        log.info("ended: %s", engine.end_reason or "an error")
    if why := engine.status_of("recording"):
        _say(f"recording: {why}")  # again, and in the exit status: nobody looks at the status any more
        return CUT_OFF
    return 0


def _report(engine: Engine, settings: SettingsFile, seconds: float | None, crashes: Crashes) -> None:
    """Waits, and says on the terminal and in the log what changed."""
    log.info("started, version %s", version())
    for notice in settings.notices:
        _say(notice)
    if crashes.in_a_row >= MANY_CRASHES:
        _say(f"Standin crashed {crashes.in_a_row} times in a row. Start it in safe mode: standin run --safe")
    engine.look_for_devices()
    said: dict[str, Any] = {}
    waited = 0.0
    while not engine.wait(0.5):
        waited += 0.5
        if crashes.in_a_row and waited > SETTLED_SECONDS:
            crashes.settle()
        status = engine.status()
        now = {
            "on air": _on_air(status, engine.scene),
            "source": status["source"],
            "renderer": status["renderer"],
            **status["problems"],
        }
        for part, words in now.items():
            if words and said.get(part) != words:
                _say(f"{part}: {words}")
        for part in said.keys() - now.keys():
            _say(f"{part}: works again")
        said = now
        if seconds is not None and waited >= seconds:
            engine.ask_to_stop(f"{seconds:g} s are over")
            return


def _on_air(status: dict[str, Any], scene: Scene) -> str:
    """What others see, and while nobody looks what they will see."""
    if status["card"] or not status["resting"]:
        return str(status["on_air"])
    return f"Card, as nobody watches; {scene.title} when somebody does"


def _say(words: str) -> None:
    log.info("%s", words)
    try:
        print(words, file=sys.stderr, flush=True)
    except OSError:
        pass  # the terminal was closed; the call goes on


def refused(error: StandinError, names: Iterable[str]) -> None:
    """Logs a start that was refused, without these names and those that are kept."""
    known = {*names, *names_in(settings_file().data), *character.own(), *character.removed()}
    start_log(lambda: known)
    log.warning("not started: %s", error)


def snapshot() -> Any:
    """The outgoing picture now, (H, W, 3) uint8 BGR; raises Unusable where there is none."""
    from app.sinks.preview import PreviewReader

    reader = PreviewReader()
    try:
        first, _ = reader.read()
        until = time.monotonic() + 2
        while time.monotonic() < until:
            number, i420 = reader.read()
            if reader.is_card and time.monotonic() < until - 0.5:
                first = max(first, number - 1)  # nobody watched before: the picture is under way
            elif number > first + 1:  # one may have been under way, at another reader's size
                return bgr_from_i420(i420)
            time.sleep(0.02)
    finally:
        reader.close()
    EngineClient().close()  # says what is wrong with the engine, where something is
    raise Unusable("No picture came. Run the doctor")
