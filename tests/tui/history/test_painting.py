"""Only rows that changed are painted, and the screen is right all the same."""

from tests.requirements import requirement
from tests.tui.history.player import SIZES, Player, ScreenedApp
from tests.tui.history.stage import Stage, conversation


@requirement("history.painting")
async def test_rows_that_are_not_painted_again_look_as_they_should():
    for seed in range(2):
        app = ScreenedApp()
        async with app.run_test(size=SIZES[0]) as pilot:
            await pilot.pause()
            player = Player(Stage(app, pilot), seed)
            history = player.history
            await player.stage.show(conversation(40))
            done: list[str] = []
            for _ in range(60):
                done.append(await player.play())
                await player.stage.settled()
                history.paint()
                height = history.size.height
                truth = [history.row(y) for y in range(height)]
                assert [history.terminal_rows.get(y) for y in range(height)] == truth, (seed, done[-5:])
                top = history.viewport.y
                assert top == round(history.scroll_y), (seed, done[-5:])
                assert top + height <= history.document.heights.total or top == 0, (seed, done[-5:])
