"""Pictures in messages: which are shown as such, and that none is fetched."""

import asyncio
from itertools import chain

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@requirement("pictures.nothing-fetched")
async def test_an_image_of_the_web_is_a_link_and_nothing_is_fetched(settings: Settings) -> None:
    connections: list[object] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    address = "http://127.0.0.1:{}/{}.png".format(server.sockets[0].getsockname()[1], "{}")
    images = f"![a *red* \\* cat]({address.format('a')})\n\n[![c]({address.format('c')})](https://b.example/)\n\n"
    table = f"![d]\n\n| ![e]({address.format('e')}) |\n|---|\n\n[d]: {address.format('d')}\n\n{address.format('f')}"
    await stored(settings, [images, images + table])
    script = Script([images + table])
    async with server, terminal(settings, script) as t:
        await t.shows(f"image: a red * cat ({address.format('a')})")
        links = {segment.style.link for segment in chain.from_iterable(t.strips()) if segment.style}
        assert {address.format(letter) for letter in "adef"} | {"https://b.example/"} <= links
        assert address.format("c") not in links  # it is part of the link around it
        await t.send("More")
        await t.shows("completed")
        t.history.focus()
        await t.press("o")
        await t.shows("Leads to 127.0.0.1.")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the chat")
        await t.press("v")
        await t.shows("![a *red*")
    assert connections == []
