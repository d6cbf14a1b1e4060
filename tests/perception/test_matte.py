import numpy as np

from app.flow import Planes
from app.opencv import cv2
from app.perception.matte import Steadier, coefficients, full_alpha, shrunk

EDGE = np.zeros((144, 256), np.float32)
EDGE[:, 128:] = 1


def test_certain_masks_stay_certain() -> None:
    luma = np.full((144, 256), 90, np.uint8)
    for value in (0.0, 1.0):
        slope, offset = coefficients(np.full((144, 256), value, np.float32), luma)
        assert (full_alpha(slope, offset, np.full((720, 1280), 90, np.uint8)) == round(255 * value)).all()


def test_mask_edge_moves_to_the_picture_s_edge() -> None:
    picture = np.full((720, 1280), 40, np.uint8)
    picture[:, 650:] = 200  # ten pixels from where the mask has its edge
    slope, offset = coefficients(EDGE, shrunk(picture, (256, 144)))
    row = full_alpha(slope, offset, picture)[360]
    assert abs(int(np.flatnonzero(row > 127)[0]) - 650) <= 1


def test_shrunk_keeps_the_mean_and_has_the_size() -> None:
    plane = np.random.default_rng(0).integers(0, 255, (720, 1280), np.uint8)
    for size in ((256, 144), (288, 160), (256, 256), (160, 96), (1280, 720)):
        small = shrunk(plane, size)
        assert small.shape == size[::-1]
        assert abs(float(small.mean()) - float(plane.mean())) < 1.5


def test_first_mask_and_a_mask_after_reset_pass_unchanged() -> None:
    steadier = Steadier(0.9)
    luma = np.full((144, 256), 90, np.uint8)
    assert np.array_equal(steadier.steadied(EDGE, luma), EDGE)
    steadier.reset()
    assert np.array_equal(steadier.steadied(1 - EDGE, luma), 1 - EDGE)


def test_flicker_over_a_still_picture_is_a_tenth() -> None:
    steadier, luma = Steadier(0.9), np.full((144, 256), 90, np.uint8)
    steadier.steadied(EDGE, luma)
    held = steadier.steadied(EDGE * 0.5, luma)
    assert np.allclose(EDGE - held, 0.1 * (EDGE - EDGE * 0.5), atol=1e-5)


def test_nothing_lags_where_the_picture_changes() -> None:
    steadier = Steadier(0.9)
    luma = np.full((144, 256), 90, np.uint8)
    steadier.steadied(EDGE, luma)
    moved = luma.copy()
    moved[:, :128] = 160
    new = steadier.steadied(1 - EDGE, moved)
    assert np.array_equal(new[:, :120], (1 - EDGE)[:, :120])
    assert (new[:, 140:] > 0.85).all()


def test_a_slow_change_counts_too() -> None:
    steadier = Steadier(0.9)
    for level in range(90, 200):
        out = steadier.steadied(EDGE if level < 100 else 1 - EDGE, np.full((144, 256), level, np.uint8))
    assert np.allclose(out, 1 - EDGE, atol=0.01)


def test_a_mask_may_change_its_size() -> None:
    steadier = Steadier(0.9)
    steadier.steadied(EDGE, np.full((144, 256), 90, np.uint8))
    square = cv2.resize(EDGE, (256, 256))
    assert steadier.steadied(square, np.full((256, 256), 90, np.uint8)).shape == (256, 256)


def test_alpha_of_planes_has_their_size() -> None:
    planes = Planes.of(np.full((540, 640), 90, np.uint8))
    assert full_alpha(*coefficients(EDGE, np.full((144, 256), 90, np.uint8)), planes.luma).shape == (360, 640)
