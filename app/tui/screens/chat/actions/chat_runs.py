"""The commands of the chat screen for runs: those of the open conversation, and those that wait for the user."""

from contextlib import closing, suppress

from textual import work

from app.api.errors import Error
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller
from app.tui.session.runs.run_stopped import RunStopped

NO_CONTINUE = "There is nothing to continue: the last reply was not cut off."
NO_RUNS = "Send a message first: a new conversation has no runs."


class ChatRuns(ChatLifecycle):
    """The chat screen with what shows runs and answers their calls."""

    @work(exit_on_error=False)
    async def action_show_runs(self) -> None:
        """Show the runs of the open conversation. A fork in which one is run again there is opened."""
        from app.tui.screens.runs.run_panel import RunPanel  # late: the first paint does not need it

        controller = self.controller
        if controller is None or self.services is None or self.typed_app.screen is not self:
            return
        visit = await controller.opener.arrive()
        if visit is None or self.typed_app.screen is not self:
            return
        if visit.thread_id is None:
            self.notify(NO_RUNS)
            return
        newest = controller.conversation.run
        run = await self.typed_app.push_screen_wait(RunPanel(self.services, visit.thread_id, self._local_state))
        if run is not None:
            await self._open_fork(controller, run.thread_id)
        await self._catch_up(controller)
        begun = controller.conversation.run
        if newest and begun and begun.id != newest.id:  # it is seen at the end alone
            self.panes.history.action_scroll_end()

    @work(exit_on_error=False)
    async def action_show_waiting_runs(self) -> None:
        """Show all runs that wait for the user. The chosen conversation is opened, and its calls to answer above it."""
        from app.tui.screens.runs.answer_calls import AnswerCalls
        from app.tui.screens.runs.waiting_runs import WaitingRuns  # late: as above

        controller = self.controller
        if controller is None or self.services is None or self.typed_app.screen is not self:
            return
        assistants = self.services.assistants
        row = await self.typed_app.push_screen_wait(WaitingRuns(assistants, controller.current.next_id))
        if row is None or row.run_id is None:
            return
        self.focus_box()
        await controller.open(row.id)
        run = await assistants.get_run(row.id, row.run_id)
        if run.status == "requires_action" and self.typed_app.screen is self:
            await self.typed_app.push_screen_wait(AnswerCalls(assistants, run, self._local_state))
        await self._catch_up(controller)

    @work(exclusive=True, group="continue", exit_on_error=False)
    async def action_continue_reply(self) -> None:
        """Let the model go on with the last reply, if it was cut off, and show it at the end."""
        from app.tui.session.runs.run_requests import can_continue, continue_reply  # late: as above

        controller = self.controller
        if controller is None or self.services is None or await controller.opener.arrive() is None:
            return
        run = controller.conversation.run
        if run is None or not can_continue(run):
            self.notify(NO_CONTINUE)
            return
        await continue_reply(self.services, run)
        await self._catch_up(controller)
        self.panes.history.action_scroll_end()

    def on_run_stopped(self, _: RunStopped) -> None:
        """Say at once what the run taught of the endpoint, and that its second choice answered."""
        self.show_news()

    async def _open_fork(self, controller: Controller, thread_id: str) -> None:
        """Open a conversation that the list does not have yet. What is typed from now on belongs to it."""
        with closing(controller.open(thread_id)) as opening:
            self.focus_box()
            with suppress(Error):  # the next poll reads the list
                await controller.pages.refresh()
            await opening

    async def _catch_up(self, controller: Controller) -> None:
        """Show a run that was begun above the conversation, without waiting for the next poll."""
        if controller.current.id is not None:
            await controller.conversation.catch_up(controller.pages.find(controller.current.id))
