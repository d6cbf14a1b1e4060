"""Pictures of scenes that are not on air, for the user's own window."""

from pathlib import Path

import numpy as np
import pytest

from app.effects import Blur, Card, Layers, NoEffect, Replace, Scene
from app.errors import Unusable
from app.flow import Picture
from app.looking import Looks
from app.opencv import cv2
from app.picture import i420_from_bgr
from tests.engine_room import SIZE, mark_in, running


def decoded(jpeg: bytes | None) -> np.ndarray:
    assert jpeg is not None
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))


def mark_of(jpeg: bytes | None) -> float:
    picture = cv2.resize(decoded(jpeg), (SIZE.width, SIZE.height))
    return mark_in(Picture(i420_from_bgr(picture), 1, None))


def test_each_scene_is_shown_without_being_on_air() -> None:
    with running(Scene((Blur(0.06),))) as room:
        room.wait_for(room.treated)
        looks = Looks(room.engine)
        assert mark_of(looks.look(Scene((NoEffect(),)), 640)) > 0.6
        assert mark_of(looks.look(Scene((Blur(0.06),)), 640)) < 0.1
        green = decoded(looks.look(Scene((Replace(colour="#00c000", light_wrap=0.0),)), 640))
        assert np.abs(green[20, 20].astype(int) - (0, 192, 0)).max() < 12
        assert room.leaks() == []
        looks.close()


def test_a_mask_is_worked_out_for_a_look_where_the_scene_on_air_needs_none() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        looks = Looks(room.engine)
        assert mark_of(looks.look(Scene((Blur(0.06),)), 640)) < 0.1
        red = decoded(looks.look_at_mask(640)).astype(int)
        assert red[40, 40, 2] - red[40, 40, 1] > 60
        assert abs(red[300, 320, 2] - red[300, 320, 1]) < 10


@pytest.mark.parametrize("width", [64, 136, 449, 1280])
def test_a_look_has_the_width_that_was_asked(width: int) -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        assert decoded(Looks(room.engine).look(Scene((Blur(),)), width)).shape[1] == width


def test_without_a_camera_there_is_no_frame_but_the_background_is_shown() -> None:
    with running(Scene((Card(),))) as room:
        room.wait_for(lambda: len(room.sent) > 3)
        looks = Looks(room.engine)
        assert looks.look(Scene((NoEffect(),)), 200) is None
        assert looks.look(Scene((Blur(),)), 200) is None
        assert looks.look_at_mask(200) is None
        green = decoded(looks.look(Scene((Replace(colour="#00c000"),)), 200))
        assert np.abs(green[50, 100].astype(int) - (0, 192, 0)).max() < 12


def test_a_changed_file_is_looked_at_again_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "place.png"
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        looks = Looks(room.engine)
        for number, value in enumerate((30, 200)):
            cv2.imwrite(str(file), np.full((90, 160, 3), value, np.uint8))
            file.touch()
            shown = decoded(looks.look(Scene((Replace(file=str(file), light_wrap=0.0),)), 200))
            assert abs(int(shown[5, 5, 0]) - value) < 8, number
        file.write_bytes(b"")
        with pytest.raises(Unusable, match="empty"):
            looks.look(Scene((Replace(file=str(file)),)), 200)


def test_a_video_plays_on_while_its_settings_change(video: Path) -> None:
    first = Layers(Scene((Replace(file=str(video), light_wrap=0.1),)), SIZE, live=True)
    second = Layers(Scene((Replace(file=str(video), light_wrap=0.9),)), SIZE, live=True, former=first)
    asset = second.items[0][1]
    assert asset is first.items[0][1]
    first.release()
    assert asset._thread.is_alive()
    with pytest.raises(Unusable):
        Layers(Scene((Replace(file=str(video)), Replace(file="/none.png"))), SIZE, live=True, former=second)
    assert asset._thread.is_alive()
    second.release()
    assert not asset._thread.is_alive()


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "waves.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (320, 176))
    for number in range(25):
        writer.write(np.full((176, 320, 3), 8 * number, np.uint8))
    writer.release()
    return path
