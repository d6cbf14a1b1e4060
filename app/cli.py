"""The command line: the verbs and their flags."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

from app.errors import StandinError, Unusable
from app.journal import strings_in

DONE, FAILED, USAGE, RUNNING = 0, 1, 2, 3


class WrongUse(StandinError):
    """A flag that cannot be."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one verb; gives the exit status: 0 done, 1 failed, 2 wrong use, 3 already running,
    4 a recording that ended early."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=os.environ.get("STANDIN_LOG", "ERROR"), format="%(name)s: %(message)s")
    from app.control import AlreadyRunning

    try:
        return _parse_and_run(words)
    except AlreadyRunning as error:
        return _refuse(error, RUNNING)
    except WrongUse as error:
        return _refuse(error, USAGE)
    except StandinError as error:
        return _refuse(error, FAILED)
    except KeyboardInterrupt:
        return _refuse("stopped", 130)
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        return _refuse(f"{error.strerror or error}{where}. Check that place and try again", FAILED)


def _refuse(sentence: object, status: int) -> int:
    print(f"standin: {sentence}", file=sys.stderr)
    return status


def _parse_and_run(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="standin", description="A virtual camera that shows you, not your room")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, (help_text, _, _) in VERBS.items():
        verbs.add_parser(name, help=help_text, add_help=False)
    known = bool(words) and (words[0] in VERBS or words[0] in ("-h", "--help", "--version"))
    if not words or (words[0].startswith("-") and not known):
        words = [_verb_for_none(), *words]
    found = parser.parse_args(words[:1])
    if found.version:
        from app.version import version

        print(f"standin {version()}")
        return DONE
    help_text, add_arguments, run_verb = VERBS[found.verb]
    verb_parser = argparse.ArgumentParser(prog=f"standin {found.verb}", description=help_text)
    add_arguments(verb_parser, words[1:])
    return int(run_verb(verb_parser.parse_args(words[1:])))


# --- flags that verbs share


def _add_effect_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    """--effect and --preset, and a flag for each setting of the effect that the words name."""
    from app.effects import EFFECTS
    from app.settings import add_flags

    names = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "--effect"]
    names += [word.removeprefix("--effect=") for word in words if word.startswith("--effect=")]
    parser.add_argument("--effect", choices=tuple(EFFECTS), help="what happens to the room")
    effect = EFFECTS.get(names[-1] if names else "")
    if effect is None:
        parser.epilog = "With --effect, its settings are flags too: try --effect blur --help"
        return
    add_flags(parser, effect)
    if effect.presets:
        parser.add_argument("--preset", choices=tuple(effect.presets), help="ready settings")


def _add_option_flags(parser: argparse.ArgumentParser, *leave_out: str) -> None:
    from app.options import Options
    from app.settings import add_flags

    add_flags(parser, Options, leave_out)


def _effect_json(arguments: argparse.Namespace) -> list[dict[str, Any]] | None:
    """The scene that flags name, as JSON; None where they name none."""
    from app.effects import EFFECTS
    from app.resources import user_path
    from app.settings import settings_of

    if arguments.effect is None:
        return None
    kind = EFFECTS[arguments.effect]
    values = dict(kind.presets.get(getattr(arguments, "preset", None) or "", {}))
    values |= {s.name: getattr(arguments, s.name) for s in settings_of(kind) if hasattr(arguments, s.name)}
    if values.get("file"):
        values["file"] = _whole_path(values["file"])
    if values.get("character", "").endswith(".json") and user_path(values["character"]).is_file():
        values["character"] = _whole_path(values["character"])
    return [{"effect": kind.name, **values}]


def _whole_path(name: str) -> str:
    """The path of what a user names: the engine runs in a folder of its own."""
    from app.resources import user_path

    return str(user_path(name).absolute())


def _options(arguments: argparse.Namespace, stored: Any) -> Any:
    from app.settings import settings_of

    given = {s.name: getattr(arguments, s.name) for s in settings_of(type(stored)) if hasattr(arguments, s.name)}
    options = dataclasses.replace(stored, **given)
    try:
        options.output_size  # noqa: B018  raises where the text is no size
    except StandinError as error:
        raise WrongUse(str(error)) from error
    return options


# --- verbs


def _run_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    _add_effect_flags(parser, words)
    _add_option_flags(parser)
    parser.add_argument("--profile", help="start with this profile's scene")
    parser.add_argument(
        "--scene", type=_json, help="start with this scene, as 'ctl status' gives it, or a profile's name in JSON"
    )
    parser.add_argument("--card", action="store_true", help="start with the card on air, until it is taken off")
    parser.add_argument("--seconds", type=_positive, help="stop after this time")
    parser.add_argument("--safe", action="store_true", help="draw on the CPU, blur, no microphone, the card first")


def _run(arguments: argparse.Namespace) -> int:
    from app import service

    try:
        found = _run_check(arguments)
        return service.run(*found, seconds=arguments.seconds, card=arguments.card, safe=arguments.safe)
    except StandinError as error:
        service.refused(error, strings_in(vars(arguments)))
        raise


def _run_check(arguments: argparse.Namespace) -> tuple[Any, Any, Any]:
    """Options, scene and settings to run with; raises where a flag names something that cannot be used."""
    from app import service
    from app.effects import DEFAULT_SCENE, Layers, Scene
    from app.picture import check_file
    from app.resources import user_path
    from app.sinks.video_file import check_new_video
    from app.sources.capture import check_source
    from app.sources.sound_file import is_sound_file

    settings = service.settings_file()
    options = _options(arguments, service.stored_options(settings))
    named = _effect_json(arguments)
    profiles = service.stored_profiles(settings)
    if arguments.profile is not None and arguments.scene is None:
        if arguments.profile not in profiles:
            raise Unusable(f"There is no profile '{arguments.profile}'; there are {', '.join(profiles) or 'none'}")
        named = profiles[arguments.profile]
    if isinstance(arguments.scene, str):
        if arguments.scene not in profiles:
            settings.notices.append(f"There is no profile '{arguments.scene}'; the room is blurred")
        named = profiles.get(arguments.scene, DEFAULT_SCENE.to_json())
    elif arguments.scene is not None:
        named = arguments.scene
    scene = Scene.from_json(named, settings.notices) if named is not None else service.stored_scene(settings)
    if arguments.safe:
        return dataclasses.replace(options, renderer="cpu", microphone="off"), DEFAULT_SCENE, settings
    if arguments.effect is not None and arguments.scene is None:
        Layers(scene, options.output_size, live=False).release()  # a file that cannot be used is told at once
    if hasattr(arguments, "source") and arguments.scene is None:
        check_source(options.source)
    if hasattr(arguments, "microphone") and is_sound_file(options.microphone) and arguments.scene is None:
        check_file(user_path(options.microphone), "recording")
    if hasattr(arguments, "record") and options.record and arguments.scene is None:
        check_new_video(user_path(options.record))
    return options, scene, settings


def _gui(arguments: argparse.Namespace) -> int:
    from app.gui.display import display_found

    if not display_found():
        raise Unusable("No display answers. Log in to a desktop, or start the engine alone: standin run")
    from app.gui.run import run_window

    _, _, settings = _run_check(arguments)
    words = [word for word in arguments.words if word != "--hidden"]
    return run_window(["run", *words], hidden=arguments.hidden, notices=settings.notices)


def _gui_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    _run_flags(parser, words)
    parser.add_argument("--hidden", action="store_true", help="show only the icon in the tray at first")
    parser.set_defaults(words=words)


def _verb_for_none() -> str:
    """The window where there is a display, else the engine alone."""
    from app.gui.display import display_found, display_named

    if display_found():
        return "gui"
    if display_named():
        print(f"standin: The display '{display_named()}' does not answer, so there is no window", file=sys.stderr)
    return "run"


def _ctl_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    from app.avatar.pose import EXPRESSIONS, GESTURES
    from app.perception.observer import QUALITIES

    calls = parser.add_subparsers(dest="call", metavar="CALL", required=True)
    calls.add_parser("status", help="what is on air, as JSON")
    effect = calls.add_parser("scene", help="put an effect on air: scene --effect blur --radius 0.05")
    _add_effect_flags(effect, words[1:])
    card = calls.add_parser("card", help="put the card on air, or take it off")
    card.add_argument("shown", choices=("on", "off"))
    quality = calls.add_parser("quality", help="tier of the mask")
    quality.add_argument("tier", choices=QUALITIES)
    source = calls.add_parser("source", help="change the camera")
    source.add_argument("name", nargs="?")
    source.add_argument("--rotation", type=int, choices=(0, 90, 180, 270))
    source.add_argument("--mirror", choices=("on", "off"))
    calls.add_parser("microphone", help="change the microphone: a name, default or off").add_argument("name")
    for call, text in (
        ("profile", "put a profile on air"),
        ("save-profile", "keep what is on air"),
        ("delete-profile", "remove a profile"),
    ):
        calls.add_parser(call, help=text).add_argument("name")
    rename = calls.add_parser("rename-profile", help="give a profile another name")
    rename.add_argument("name")
    rename.add_argument("new_name")
    perform = calls.add_parser("perform", help="have the avatar show an expression, or make a gesture")
    perform.add_argument("--expression", choices=tuple(EXPRESSIONS))
    perform.add_argument("--gesture", choices=("none", *GESTURES), help="'raise' lasts until 'none'")
    calls.add_parser("snapshot", help="save the outgoing picture").add_argument("file", type=Path)
    calls.add_parser("stop", help="end the engine")


def _ctl(arguments: argparse.Namespace) -> int:
    from app.control import EngineClient
    from app.sources.capture import is_file_name
    from app.sources.sound_file import is_sound_file

    call = arguments.call.replace("-", "_")
    if call == "snapshot":
        return _snapshot(arguments.file)
    given = {
        key: value
        for key, value in vars(arguments).items()
        if key in ("tier", "name", "new_name", "rotation", "expression", "gesture") and value is not None
    }
    if call == "perform":
        if not given:
            raise WrongUse("Name an --expression or a --gesture")
        if given.get("gesture") == "none":
            given["gesture"] = ""
    if call == "scene":
        effects = _effect_json(arguments)
        if effects is None:
            raise Unusable("Name the effect: standin ctl scene --effect blur")
        given = {"effects": effects}
    for switch in ("shown", "mirror"):
        if getattr(arguments, switch, None) is not None:
            given[switch] = getattr(arguments, switch) == "on"
    names_file = {"source": is_file_name, "microphone": is_sound_file}.get(call)
    if names_file is not None and given.get("name") and names_file(given["name"]):
        given["name"] = _whole_path(given["name"])
    engine = EngineClient()
    answer = engine.call(call, **given)
    engine.close()
    if call == "stop":
        _wait_for_the_end()
    if call == "status":
        print(json.dumps(answer, indent=2, ensure_ascii=False))
    elif call in ("scene", "profile"):
        for notice in answer:
            print(notice, file=sys.stderr)
    return DONE


def _wait_for_the_end() -> None:
    """Waits until the engine that was told to stop has stopped: a recording may take a while to finish."""
    from app.control import AlreadyRunning, EngineLock

    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            EngineLock().close()
            return
        except AlreadyRunning:
            time.sleep(0.05)


def _snapshot(path: Path) -> int:
    from app.opencv import cv2
    from app.service import snapshot

    if path.suffix.lower() not in (".png", ".jpg"):
        raise Unusable("A snapshot is named .png or .jpg")
    _save(path, cv2.imencode(path.suffix, snapshot())[1].tobytes())
    return DONE


def _checked_place(path: Path) -> Path:
    """Where a file that the user names lies; raises Unusable where there can be none."""
    from app.resources import user_path

    path = user_path(str(path)).resolve()
    if path.exists() and not path.is_file():
        raise Unusable(f"{path} is {'a folder' if path.is_dir() else 'no ordinary file'}. Name another file")
    if not path.parent.is_dir():
        raise Unusable(f"There is no folder {path.parent}. Make it or name another file")
    return path


def _save(path: Path, content: str | bytes) -> None:
    """Writes a file of the user's, whole or not at all; raises Unusable, with the reason, where that fails."""
    from app.settings import write_whole

    path = _checked_place(path)
    os.umask(usual := os.umask(0o077))
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~usual
    try:
        write_whole(path, content)
        path.chmod(mode)
    except OSError as error:
        raise Unusable(f"{path} could not be written ({error.strerror}). Make room or choose another place") from error


def _no_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def _devices(arguments: argparse.Namespace) -> int:
    from app import service
    from app.sinks.virtual_camera import loopback_named
    from app.sources.camera import cameras
    from app.sources.portaudio import input_names

    options = service.stored_options(service.settings_file())
    found = [
        {"camera": camera.name, "at": camera.where, "problem": camera.problem}
        for camera in cameras(options.virtual_camera)
    ]
    try:
        device = loopback_named(options.virtual_camera)
        virtual: dict[str, str] = {"label": device.label, "at": device.path, "problem": ""}
    except StandinError as error:
        virtual = {"label": options.virtual_camera, "at": "", "problem": str(error)}
    microphones: dict[str, Any] = {"names": [], "problem": ""}
    try:
        microphones["names"] = input_names()
    except StandinError as error:
        microphones["problem"] = str(error)
    if arguments.json:
        devices = {"cameras": found, "microphones": microphones, "virtual_camera": virtual}
        print(json.dumps(devices, indent=2, ensure_ascii=False))
        return DONE
    for camera in found:
        print(f"camera: {camera['camera']} ({camera['problem'] or camera['at']})")
    if not found:
        print("camera: none found")
    for name in microphones["names"] or [microphones["problem"] or "none found"]:
        print(f"microphone: {name}")
    print(f"virtual camera: {virtual['problem'] or virtual['label'] + ' (' + virtual['at'] + ')'}")
    return DONE


def _doctor_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    from app.doctor.cures import CURES

    titles = "; ".join(f"'{name}' to {cure.title.lower()}" for name, cure in CURES.items())
    _no_flags(parser, words)
    _add_option_flags(parser)
    parser.add_argument("--only", help=argparse.SUPPRESS)  # what this program calls itself with
    parser.add_argument("--self-test", action="store_true", help="open our own camera, and see what others see")
    parser.add_argument(
        "--fix", metavar="NAME", choices=tuple(CURES), help=f"carry out a cure of the virtual camera: {titles}"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write all that a bug report needs, without names")


def _doctor(arguments: argparse.Namespace) -> int:
    from app import doctor, service
    from app.doctor.cures import CURES

    settings = service.settings_file()
    options = _options(arguments, service.stored_options(settings))
    if arguments.fix is not None:
        doctor.mend(arguments.fix, options)
        also = "log out and in again, then " if arguments.fix == "join" else ""
        print(f"Done ({CURES[arguments.fix].title.lower()}). Now {also}run the doctor again")
        return DONE
    if arguments.only is not None:
        doctor.apart.tell((name, doctor.part(name, options)) for name in arguments.only.split(","))
        return DONE
    if arguments.report is not None:
        _check_report(arguments.report)
    rows = []
    for check in doctor.checks(options, test=arguments.self_test):
        rows.append(check)
        if not arguments.json:
            _say_check(check)
    if arguments.json:
        print(json.dumps([check.to_json() for check in rows], indent=2, ensure_ascii=False))
    if arguments.report is not None:
        _write_report(arguments.report, rows, options, settings)
    return FAILED if any(check.state == "broken" for check in rows) else DONE


def _say_check(check: Any) -> None:
    from app.doctor.cures import can_cure

    marks = {"ok": "ok     ", "warning": "warning", "broken": "BROKEN "}
    print(f"{marks[check.state]} {check.name}: {check.why}")
    if check.fix:
        print(f"        {check.fix}")
    if check.cure and (can_cure(check.cure) or check.cure != "install"):
        print(f"        or: {'' if can_cure(check.cure) else 'sudo '}standin doctor --fix {check.cure}")


def _check_report(path: Path) -> None:
    if _checked_place(path).exists():
        raise Unusable(f"There is already a file {path}. Choose another name for the report")


def _write_report(path: Path, rows: list[Any], options: Any, settings: Any) -> None:
    from app.doctor.report import report

    _check_report(path)
    _save(path, json.dumps(report(rows, options, settings), indent=2, ensure_ascii=False))
    print(f"{path}: read it before you send it; it holds no pictures, names or paths of yours", file=sys.stderr)


def _bench_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    _add_effect_flags(parser, words)
    _add_option_flags(parser, "microphone", "virtual_camera", "record")
    parser.add_argument("--frames", type=_count, default=240, help="frames to measure (240)")
    parser.add_argument("--audio", default="", help="speech for the avatar; a built-in voice unless told")
    parser.add_argument("--no-paced", action="store_true", help="leave out the part in real time")
    parser.add_argument("--sizes", action="store_true", help="cost per frame against size instead")
    parser.add_argument("--window", action="store_true", help="measure the window instead")
    parser.add_argument("--json", action="store_true", help="as JSON")


def _bench(arguments: argparse.Namespace) -> int:
    from app import bench
    from app.effects import DEFAULT_SCENE, Scene
    from app.options import Options
    from app.sources.capture import check_source

    options = _options(arguments, Options())
    named = _effect_json(arguments)
    scene = Scene.from_json(named, []) if named is not None else DEFAULT_SCENE
    check_source(options.source)
    if arguments.window:
        return _bench_window(options.source, as_json=arguments.json)
    if arguments.sizes:
        result = bench.by_size(options, scene, arguments.frames, arguments.audio)
    else:
        result = bench.bench(options, scene, arguments.frames, paced=not arguments.no_paced, audio=arguments.audio)
    print(json.dumps(result, indent=2) if arguments.json else bench.as_text(result))
    return DONE


def _bench_window(source: str, *, as_json: bool) -> int:
    from app.gui import bench

    if named := os.environ.get("STANDIN_BENCH"):
        return bench.measure(named)
    result = bench.bench_window(source or "pattern")
    print(json.dumps(result, indent=2) if as_json else bench.as_text(result))
    return DONE


def _render_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    parser.add_argument("clip", type=Path, nargs="?", help="video to read; an avatar needs none, only --audio")
    parser.add_argument("--out", type=Path, required=True, help="video to write (.mp4, .mkv); must not exist yet")
    parser.add_argument("--audio", type=Path, help="what the avatar says: WAV, FLAC, Ogg ... or a video's sound")
    parser.add_argument("--points", type=Path, help="what its mouth does, as 'standin mouth' writes it (.points)")
    if not any(word.split("=")[0] == "--effect" for word in words):
        # Who names speech or a character means the avatar.
        named = any(word.split("=")[0] in ("--audio", "--points", "--character") for word in words)
        words = [*words, "--effect=avatar"] if named else words
        parser.set_defaults(**({"effect": "avatar"} if named else {}))
    _add_effect_flags(parser, words)
    _add_option_flags(parser, "source", "microphone", "virtual_camera", "record")


def _render(arguments: argparse.Namespace) -> int:
    from app.effects import DEFAULT_SCENE, Scene
    from app.offline import Material, render
    from app.options import Options

    named = _effect_json(arguments)
    scene = Scene.from_json(named, []) if named is not None else DEFAULT_SCENE
    if arguments.clip and hasattr(arguments, "rate"):
        raise WrongUse("A clip keeps its own rate. Leave out --rate")
    material = Material(arguments.clip, arguments.audio, arguments.points)
    try:
        count = render(material, arguments.out, scene, _options(arguments, Options()))
    except RuntimeError as error:
        raise Unusable(f"A picture could not be treated, so nothing more was written: {error}") from error
    print(f"{arguments.out}: {count} pictures")
    return DONE


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise argparse.ArgumentTypeError("this is no JSON") from error


def _mouth_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    parser.add_argument("recording", type=Path, help="speech: WAV, FLAC, Ogg ..., or a video with sound")
    parser.add_argument("track", type=Path, nargs="?", help="file to write the points to (.npz, .points)")
    parser.add_argument("--plot", type=Path, help="picture to draw of them (.png)")
    parser.add_argument("--phones", type=Path, help="table with start, end and phone (.csv), to be drawn too")


def _mouth(arguments: argparse.Namespace) -> int:
    from app.mouth_track import check_new_files, save_plot, save_track, track_of

    if arguments.track is None and arguments.plot is None:
        raise WrongUse("Name a file for the points (.npz, .points), or a picture with --plot")
    if arguments.phones is not None and arguments.plot is None:
        raise WrongUse("The phones are drawn into a picture: name it with --plot")
    check_new_files(arguments.track, arguments.plot)
    track = track_of(arguments.recording)
    if arguments.track is not None:
        save_track(track, arguments.track)
    if arguments.plot is not None:
        save_plot(track, arguments.plot, arguments.phones)
    print(f"{len(track.points)} mouths, {1e3 * track.look_ahead_seconds:.0f} ms look-ahead")
    return DONE


def _avatar_flags(parser: argparse.ArgumentParser, words: list[str]) -> None:
    calls = parser.add_subparsers(dest="call", metavar="CALL", required=True)
    calls.add_parser("list", help="names of the characters").add_argument("--json", action="store_true")
    check = calls.add_parser("check", help="what is wrong with parts and drawings: a line and a hint for each")
    check.add_argument("file", type=Path, nargs="+", help="parts, drawings, characters (.json), or folders of parts")
    check.add_argument("--json", action="store_true", help="as JSON")
    add = calls.add_parser("import", help="keep a character, a drawing (.svg) or a set of pictures (.png)")
    add.add_argument("file", type=Path)
    add.add_argument("--name", help="what to call it")
    export = calls.add_parser("export", help="write a character as one file")
    export.add_argument("name")
    export.add_argument("file", type=Path)
    show = calls.add_parser("show", help="draw a still of a character, or of a part with the default one")
    show.add_argument("name")
    show.add_argument("--out", type=Path, required=True, help="picture to write (.png, .jpg)")
    show.add_argument("--size", default="1280x720", help="of the picture (1280x720)")
    # "draw" is what this program calls itself with, to draw what it does not trust.
    calls.add_parser("draw")


def _avatar(arguments: argparse.Namespace) -> int:
    from app.avatar import apart, character

    if arguments.call == "draw":
        return apart.answer()
    if arguments.call == "check":
        return _avatar_check(arguments.file, as_json=arguments.json)
    if arguments.call == "list":
        names = {"own": character.own(), "ready": character.ready()}
        lines = [f"{name} ({kind})" for kind, found in names.items() for name in found]
        print(json.dumps(names, indent=2, ensure_ascii=False) if arguments.json else "\n".join(lines))
        return DONE
    notices: list[str] = []
    if arguments.call == "import":
        _avatar_import(arguments.file, arguments.name, notices)
    elif arguments.call == "export":
        character.write(character.find(arguments.name, notices), arguments.file)
    else:
        _avatar_show(arguments.name, arguments.out, arguments.size, notices)
    for notice in notices:
        print(notice, file=sys.stderr)
    return DONE


def _avatar_check(files: list[Path], *, as_json: bool) -> int:
    from app.avatar.lint import problems_in

    paths = [part for path in files for part in (sorted(path.rglob("*.svg")) if path.is_dir() else [path])]
    if not paths:
        raise Unusable("There is no drawing (.svg) in that place")
    found = [(path, problem) for path in paths for problem in problems_in(path)]
    if as_json:
        print(json.dumps([{"file": str(path), **problem.to_json()} for path, problem in found], indent=2))
    else:
        for path, problem in found:
            print(f"{path}:{problem.line}: {problem.what}. {problem.hint}")
        print(f"{len(paths)} checked, {len(found) or 'nothing'} wrong", file=sys.stderr)
    return FAILED if found else DONE


def _avatar_import(path: Path, name: str | None, notices: list[str]) -> None:
    from app.avatar import character
    from app.avatar.imports import free_name, imported

    new = imported(path, notices)
    named = character.checked_name(name) if name else free_name(new.name)
    if named in (*character.own(), *character.ready()):
        raise Unusable(f"There is a character '{named}' already. Choose another name")
    character.keep(dataclasses.replace(new, name=named))
    print(f"{named} is kept. Show it with: standin avatar show '{named}' --out picture.png")


def _avatar_show(name: str, out: Path, size: str, notices: list[str]) -> None:
    from app.effects import Avatar, Layers, Scene
    from app.opencv import cv2
    from app.options import Options
    from app.picture import bgr_from_i420
    from app.render.cpu import CpuRenderer

    if out.suffix.lower() not in (".png", ".jpg"):
        raise Unusable("A picture is named .png or .jpg")
    output = _options(argparse.Namespace(size=size), Options()).output_size
    layers = Layers(Scene((Avatar(character=name, liveliness=0.0),)), output, live=False)
    picture = bgr_from_i420(CpuRenderer(output).draw(layers.items, None, 0.0))
    notices.extend(layers.notices)
    layers.release()
    _save(out, cv2.imencode(out.suffix, picture)[1].tobytes())


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0")
    return number


def _count(text: str) -> int:
    if not text.isdecimal() or not 10 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 10 to 1000000")
    return int(text)


VERBS = {
    "gui": ("show the window (what a start without a verb does where there is a display)", _gui_flags, _gui),
    "run": ("start the engine: camera in, virtual camera out", _run_flags, _run),
    "ctl": ("talk to the running engine", _ctl_flags, _ctl),
    "devices": ("list cameras, microphones and the virtual camera", _no_flags, _devices),
    "doctor": ("check what is needed, and say what to do", _doctor_flags, _doctor),
    "avatar": ("check, list, import, export and show characters", _avatar_flags, _avatar),
    "bench": ("measure speed beside the usual way", _bench_flags, _bench),
    "mouth": ("what the mouth does in a recording", _mouth_flags, _mouth),
    "render": ("draw a scene into a video file", _render_flags, _render),
}
