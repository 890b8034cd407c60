"""Pictures as Sixel graphics."""

import random

import pytest
from PIL import Image

from app.tui.pictures.sixel import encode
from tests.requirements import requirement
from tests.tui.messages.sixel_reader import read


@requirement("pictures.over-cells")
@pytest.mark.parametrize("size", [(1, 1), (40, 13), (7, 60), (3, 6)])
def test_what_is_encoded_is_read_as_the_same_pixels(size: tuple[int, int]) -> None:
    chosen = random.Random(7)
    shades = [(chosen.randrange(256), chosen.randrange(256), chosen.randrange(256)) for _ in range(9)]
    shown = [chosen.choice(shades) for _ in range(size[0] * size[1])]
    image = Image.frombytes("RGB", size, b"".join(map(bytes, shown)))
    rows = read(encode(image))
    found = [colour for row in rows for colour in row]
    for colour, pixel in zip(found, shown, strict=True):
        assert colour
        assert all(abs(percent * 2.55 - part) < 2 for percent, part in zip(colour, pixel, strict=True))


@requirement("pictures.over-cells")
def test_a_picture_of_noise_has_each_pixel_once() -> None:
    noise = random.Random(3).randbytes(200 * 64 * 3)
    sequence = encode(Image.frombytes("RGB", (200, 64), noise))
    assert all(colour for row in read(sequence) for colour in row)
    assert sequence.isascii()
