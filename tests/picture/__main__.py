"""`python -m tests.picture [NAME …]`: draw the pictures of README again, all of them or those with these names."""

import asyncio
import sys

from tests.picture.drawing import draw, file_of
from tests.picture.scenes import SCENES


async def main(names: list[str]) -> None:
    """Write each picture."""
    for scene in SCENES:
        if not names or scene.name in names:
            file_of(scene).write_text(await draw(scene), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
