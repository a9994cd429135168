"""Typed input from a terminal: several lines, edited with the usual keys, history in memory only."""

from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from practice.typed import Leave, Typed, by_keyboard, read_block


class Keyboard:
    """Reads answers and commands at the terminal."""

    def __init__(self, *, plain: bool) -> None:
        self._plain = plain
        self._session: PromptSession[str] = PromptSession(history=InMemoryHistory())
        self._keys = self._bindings()

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        @Condition
        def is_command() -> bool:
            text = by_keyboard(self._session.default_buffer.text)
            return text.startswith("/") and "\n" not in text

        @keys.add("enter", filter=is_command)
        def _send(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        @keys.add("enter", filter=~is_command)
        def _next_line(event: KeyPressEvent) -> None:
            event.current_buffer.newline(copy_margin=False)

        return keys

    async def next_block(
        self, prompt: str, hint: str = "", draft: str = "", notice: str = ""
    ) -> Typed:
        """Return what was typed; Leave for Ctrl-D on an empty input and for Ctrl-C.

        Esc then Enter sends several lines; a command is sent by Enter alone. `hint` stands in the
        empty line, `draft` is text to begin with, `notice` stays in sight below it.
        """
        try:
            text = await self._session.prompt_async(
                self._styled(prompt),
                multiline=True,
                key_bindings=self._keys,
                prompt_continuation="  ",
                default=draft,
                bottom_toolbar=notice or None,
                placeholder=None if self._plain else FormattedText([("ansibrightblack", hint)]),
            )
        except EOFError:
            return Leave("quit")
        except KeyboardInterrupt:
            return Leave("interrupt")
        return read_block(by_keyboard(text.encode("utf-8", "replace").decode("utf-8")))

    async def one_line(self, prompt: str, draft: str = "") -> str | Leave:
        """Return one line typed, `draft` being there to begin with; Leave for Ctrl-D and Ctrl-C."""
        session: PromptSession[str] = PromptSession(history=InMemoryHistory())
        try:
            return await session.prompt_async(self._styled(prompt), default=draft)
        except EOFError:
            return Leave("quit")
        except KeyboardInterrupt:
            return Leave("interrupt")

    def _styled(self, prompt: str) -> FormattedText:
        return FormattedText([("" if self._plain else "bold", prompt)])
