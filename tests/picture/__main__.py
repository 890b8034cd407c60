"""`python -m tests.picture`: draw all pictures of README again."""

import asyncio

from tests.picture.drawing import draw, file_of
from tests.picture.scenes import SCENES


async def main() -> None:
    """Write each picture."""
    for scene in SCENES:
        file_of(scene).write_text(await draw(scene), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
