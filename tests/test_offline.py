"""A talk through a scene into a video file."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.effects import Avatar, Blur, NoEffect, Scene
from app.errors import DeviceLost, Unusable
from app.flow import Mouth, Performance, Picture, Size
from app.mouth_points import encoded
from app.offline import Material, Mouths, render
from app.options import Options
from app.render.cpu import CpuRenderer
from app.render.gl import GlRenderer
from app.sinks.video_file import VideoFile
from app.sources.files import Clip
from app.sources.sound_file import sound_in
from tests.perception.test_mouth import voice
from tests.sources.test_sources import clip_of

SIZE = Size(640, 360)
SPEAKING = Scene((Avatar(),))


def options(renderer: str = "cpu", rate: float = 25) -> Options:
    return Options(size=str(SIZE), rate=rate, renderer=renderer)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("speech") / "speech.wav"
    soundfile.write(path, voice(1.5), 16000)
    return path


class Acted:
    """Remembers what each picture of a render acted."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.performances: list[Performance] = []
        draw = CpuRenderer.draw

        def noted(
            renderer: CpuRenderer, layers: object, seen: object, seconds: float, acted: Performance
        ) -> np.ndarray:
            self.performances.append(acted)
            return draw(renderer, layers, seen, seconds, acted)  # type: ignore[arg-type]

        patch.setattr(CpuRenderer, "draw", noted)

    @property
    def gaps(self) -> list[float]:
        return [0.0 if acted.mouth is None else acted.mouth.gap for acted in self.performances]


@pytest.mark.parametrize("renderer", ["cpu", "gl"])
def test_the_same_speech_gives_the_same_bytes(speech: Path, tmp_path: Path, renderer: str) -> None:
    if renderer == "gl":
        try:
            GlRenderer(SIZE).close()
        except Unusable as error:
            pytest.skip(str(error))
    made = []
    for name in ("a.mp4", "b.mp4"):
        assert render(Material(audio=speech), tmp_path / name, SPEAKING, options(renderer)) == 38
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_the_sound_goes_along_in_time_with_the_pictures(speech: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    render(Material(audio=speech), out, SPEAKING, options())
    given, _ = sound_in(speech)
    heard, _ = sound_in(out)
    count = min(len(given), len(heard))
    assert abs(len(heard) - len(given)) < 1600
    likeness = [
        np.corrcoef(given[1000 : count - 1000], heard[1000 + k : count - 1000 + k])[0, 1] for k in range(-80, 81)
    ]
    assert abs(int(np.argmax(likeness)) - 80) <= 16  # one millisecond


@pytest.mark.parametrize("seconds", [0.5, 3.0])
def test_a_video_is_as_long_as_its_pictures_whatever_its_sound_is(seconds: float, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "talk.wav", voice(seconds), 16000)
    clip = clip_of(tmp_path / "in.avi", [40] * 50, rate=25, size=(640, 360))
    material = Material(clip=clip, audio=tmp_path / "talk.wav")
    assert render(material, tmp_path / "out.mp4", Scene((NoEffect(),)), options()) == 50
    assert Clip(tmp_path / "out.mp4").frame_count == 50
    samples, rate = sound_in(tmp_path / "out.mp4")
    assert 2 - 0.1 < len(samples) / rate < 2 + 0.1


def test_sound_that_is_no_number_goes_along_all_the_same(speech: Path, tmp_path: Path) -> None:
    samples, rate = soundfile.read(speech, dtype="float32")
    samples[2000:2100] = np.nan
    soundfile.write(tmp_path / "broken.wav", samples, rate, subtype="FLOAT")
    render(Material(audio=tmp_path / "broken.wav"), tmp_path / "out.mp4", SPEAKING, options())
    heard, _ = sound_in(tmp_path / "out.mp4")
    assert abs(len(heard) - len(samples)) < 1600 and np.corrcoef(heard[8000:20000], samples[8000:20000])[0, 1] > 0.9


def test_a_video_whose_sound_cannot_go_along_says_so(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    sink = VideoFile(tmp_path / "out.mp4", SIZE, 25, tmp_path / "text.wav")
    sink.send(Picture(np.full((540, 640), 128, np.uint8), 1, None))
    with pytest.raises(DeviceLost, match=r"out\.mp4 is without sound"):
        sink.close()
    assert Clip(tmp_path / "out.mp4").read() is not None
    assert [path.name for path in tmp_path.glob("*.mp4")] == ["out.mp4"]


def test_a_picture_shows_the_mouth_of_its_own_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silence = np.zeros(16000, np.float32)
    soundfile.write(tmp_path / "late.wav", np.concatenate([silence, voice(1), silence]), 16000)
    acted = Acted(monkeypatch)
    render(Material(audio=tmp_path / "late.wav"), tmp_path / "out.mp4", SPEAKING, options())
    opened = np.flatnonzero(np.array(acted.gaps) > 0.05)
    assert len(acted.gaps) == 75 and 22 <= opened[0] <= 29 and opened[-1] <= 53


def test_points_move_the_mouth_and_none_of_their_closures_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = np.zeros((31, 2), np.float32)
    points[18, 1] = 0.2
    talk = [Mouth(points * (number % 5 != 3), 1.0) for number in range(50)]
    (tmp_path / "talk.points").write_bytes(encoded(talk, 25, 0.04))
    acted = Acted(monkeypatch)
    material = Material(points=tmp_path / "talk.points")
    assert render(material, tmp_path / "out.mp4", SPEAKING, options(rate=30)) == 60
    shut = np.array(acted.gaps) < 0.02
    assert (np.diff(shut.astype(int)) == 1).sum() == 10


def test_after_the_last_mouth_there_is_none() -> None:
    mouth = Mouth(np.zeros((31, 2), np.float32), 1.0)
    mouths = Mouths(iter([mouth, mouth]), 25)
    assert mouths.at(0) is mouth and mouths.at(0.05) is mouth and mouths.at(0.08) is None


def test_a_clip_s_own_sound_moves_the_avatar(speech: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = tmp_path / "clip.mp4"
    sink = VideoFile(clip, SIZE, 25, speech)
    for _ in range(38):
        sink.send(Picture(np.full((540, 640), 128, np.uint8), 1, None))
    sink.close()
    acted = Acted(monkeypatch)
    assert render(Material(clip=clip), tmp_path / "out.mp4", SPEAKING, options()) == 38
    assert max(acted.gaps) > 0.05
    picture = Clip(tmp_path / "out.mp4").read()
    assert picture.std() > 20  # the avatar, not the clip


def test_a_clip_without_sound_is_told_and_the_avatar_stays_silent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = clip_of(tmp_path / "in.avi", [40] * 10, rate=25, size=(640, 360))
    acted = Acted(monkeypatch)
    assert render(Material(clip=clip), tmp_path / "out.mp4", SPEAKING, options()) == 10
    assert "stays silent" in capsys.readouterr().err and max(acted.gaps) == 0


def test_what_cannot_be_rendered_is_a_sentence_and_leaves_no_file(speech: Path, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "text.mp4").write_text("no sound")
    out = tmp_path / "out.mp4"
    for material, scene, says in (
        (Material(audio=tmp_path / "none.wav"), SPEAKING, "does not exist"),
        (Material(audio=tmp_path / "text.wav"), SPEAKING, "no sound that can be read"),
        (Material(audio=tmp_path / "text.mp4"), SPEAKING, "no sound that can be read"),
        (Material(audio=speech), Scene((Avatar("Nobody"),)), "no character 'Nobody'"),
        (Material(audio=speech), Scene((Blur(),)), "needs a clip"),
        (Material(points=speech), SPEAKING, "no mouth's points"),
    ):
        with pytest.raises(Unusable, match=says):
            render(material, out, scene, options())
        assert not out.exists()
    with pytest.raises(Unusable, match="--audio"):
        Material()


def test_a_video_is_heard_as_its_sound_track_says(speech: Path, tmp_path: Path) -> None:
    words = ["ffmpeg", "-v", "error", "-i", str(speech), "-ac", "2", "-ar", "44100", str(tmp_path / "sound.mkv")]
    subprocess.run(words, check=True)
    samples, rate = sound_in(tmp_path / "sound.mkv")
    assert rate == 16000 and abs(len(samples) - 24000) < 400 and 0.2 < np.abs(samples).max() <= 1
