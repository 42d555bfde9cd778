"""The MCP server: six read-only tools and the knowledge as resources. Stateless: each call carries the whole case."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError, UnexpectedToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from crural import __version__
from crural.assess import assess as assess_case
from crural.assess import explanation
from crural.assess.cases import checked, problems_of
from crural.assess.turns import next_turn, with_answers
from crural.concepts.assessment import Assessment
from crural.concepts.base import Concept
from crural.concepts.case import MAX_TEXT, Case, Number
from crural.concepts.explanation import Explanation, WhatIf
from crural.concepts.interview import Turn
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.errors import InputError, shown
from crural.knowledge.load import SECTIONS
from crural.language import read
from crural.surfaces.lookup import Listed, found, listed

T = TypeVar("T")
log = logging.getLogger(__name__)

INSTRUCTIONS = """Crural judges the leg complaints of adults: how soon somebody must look, what it could be, why, and
what to do. It answers from published numbers. It is not a diagnosis, and you are not the doctor.

1. Say `urgency` first, always: its `act`, then its `reasons`, before any cause. Say `while_waiting` too.
2. Never soften a danger sign. Never tell a lower level than the answer has, and add no reassurance of your own. If the
   level is emergency, tell the person to call the emergency number now, and ask nothing more before that.
3. Unknown is not no. Put into `absent` only what the person said is not so. Name the signs in `not_asked`.
4. Quote the sources: give the `source` ids with what you say, and read them at crural://sources/ID.
5. Give chances with their interval, as chances. When `cannot_tell.said` is true, say that first among the causes.
6. Never tell anybody to stop or change a prescribed medicine: say that they should ask who prescribed it.
7. Pass the person's own words in `text`. Send the whole case each time: nothing is kept between calls.
8. Children are not judged here; follow the `act` all the same."""

READ_ONLY = ToolAnnotations(
    read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False
)


def _told(name: str) -> WrapValidator:
    """A wrong argument becomes its error, in our words, which the tool raises (`good`). The SDK's own words would
    repeat what was sent.
    """

    def check(raw: Any, read_it: ValidatorFunctionWrapHandler) -> Any:
        try:
            return read_it(raw)
        except ValidationError as error:
            wrong = (problem.removeprefix("case: ") for problem in problems_of(error))
            return InputError(f"{name}: {'; '.join(wrong)}", code="IN-003")

    return WrapValidator(check)


def good(argument: T) -> T:
    """The argument itself; raises the error that it is when it was wrong."""
    if isinstance(argument, InputError):
        raise argument
    return argument


NUMBERS = {"prior", "factors", "course", "produces", "wordings", "absent_wordings", "prevalence", "taken"}
"""Fields that the engine works with; a look-up leaves them out, the resource has them."""

Text = Annotated[
    str,
    Field(max_length=MAX_TEXT, description="What the person says, in their own words."),
    _told("text"),
]
Id = Annotated[str, Field(max_length=200), _told("words")]
Cause = Annotated[str, Field(max_length=200, description="The id of a cause of the answer."), _told("cause")]
ToldCase = Annotated[Case, _told("case")]
Answers = Annotated[
    dict[str, str | Number | tuple[str, ...]],
    Field(
        description='By the id of the question: "yes", "no", "unsure", values of its choices, or a number.'
    ),
    _told("answers"),
]

Changes = Annotated[Answers, Field(min_length=1), _told("changes")]


class Step(Concept):
    """The case with the answers in it, to be sent again, and what to ask next."""

    case: Case
    turn: Turn


class Found(Concept):
    """Entries that fit. entry: when just one fits, what there is to read of it; its numbers are in the resource."""

    matches: tuple[Listed, ...]
    entry: dict[str, Any] | None = None


async def _off_the_loop(job: Callable[[], T]) -> T:
    """The job's result from a thread; what is wrong with the input becomes the words of the tool's error."""
    try:
        return await anyio.to_thread.run_sync(job)
    except InputError as error:
        raise ToolError(f"{error.code}: {error.message}") from None


def _entry(base: KnowledgeBase, section: str, name: str, *, leave: set[str] | None = None) -> dict[str, Any]:
    item = getattr(base, section)[name]
    return dict(item.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=leave))


def _add_tools(server: MCPServer[Any], base: KnowledgeBase) -> None:
    @server.tool(title="Read a text", annotations=READ_ONLY)
    async def understand(text: Text) -> Reading:
        """What is understood of a text: complaints, denials, sides, durations, medicines, with quotes.

        Use it to show the person what was understood, and what was not (`unread`), so that they can correct it.
        """
        return await _off_the_loop(lambda: read(good(text).encode("utf-8", "replace").decode(), base))

    @server.tool(title="Assess a case", annotations=READ_ONLY)
    async def assess(case: ToldCase) -> Assessment:
        """How soon somebody must look, possible causes with chances and reasons, questions, tests and advice.

        Give at least `text` or one entry in `present`; with age and sex the answer is better. Say `urgency` first.
        """
        return await _off_the_loop(lambda: assess_case(checked(good(case)), base=base))

    @server.tool(title="Next question", annotations=READ_ONLY)
    async def next_question(case: ToldCase, answers: Answers | None = None) -> Step:
        """What to ask next, danger signs first, and the case with the answers so far; `done` says when to stop.

        Begin with an empty case, or with what the person told. Send back the case that you got, with the person's
        answers to its questions.
        """

        def job() -> Step:
            given = good(answers) or {}
            told = checked(with_answers(good(case), given, base), empty=True)
            return Step(case=told, turn=next_turn(told, base=base))

        return await _off_the_loop(job)

    @server.tool(title="Explain a cause", annotations=READ_ONLY)
    async def explain(case: ToldCase, cause: Cause) -> Explanation:
        """One cause in depth: what speaks for and against it, how it makes the complaint, what would change it most."""
        return await _off_the_loop(lambda: explanation.explain(checked(good(case)), good(cause), base=base))

    @server.tool(title="What if", annotations=READ_ONLY)
    async def what_if(case: ToldCase, changes: Changes) -> WhatIf:
        """The case as it is beside the case with some answers changed: urgency and causes before and after."""
        return await _off_the_loop(lambda: explanation.what_if(checked(good(case)), good(changes), base=base))

    @server.tool(title="Look up", annotations=READ_ONLY)
    async def lookup(words: Id) -> Found:
        """Conditions, findings, medicines, rules, tests, sources and other entries, by id or by words."""

        def job() -> Found:
            matches = found(base, good(words))
            if len(matches) != 1:
                return Found(matches=tuple(matches))
            section, name = matches[0].section, matches[0].id
            return Found(matches=tuple(matches), entry=_entry(base, section, name, leave=NUMBERS))

        return await _off_the_loop(job)


def _add_resources(server: MCPServer[Any], base: KnowledgeBase) -> None:
    def one(section: str, name: str) -> dict[str, Any]:
        if name not in getattr(base, section):
            raise ResourceNotFoundError(f"{section} has nothing called {shown(name)}; see crural://{section}")
        return _entry(base, section, name)

    def add(section: str) -> None:
        @server.resource(
            f"crural://{section}",
            name=section,
            description=f"All {section}: ids and names.",
            mime_type="application/json",
        )
        def entries() -> list[dict[str, Any]]:
            return [item.model_dump() for item in listed(base, section)]

        @server.resource(
            f"crural://{section}/{{name}}",
            name=f"one of {section}",
            description=f"All that is known of one of {section}.",
            mime_type="application/json",
        )
        def entry(name: str) -> dict[str, Any]:
            return one(section, name)

    for section in SECTIONS:
        add(section)


class Server(MCPServer[Any]):
    """The SDK's server, with errors in our words: they name arguments, and never repeat what was sent."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool. Raises ToolError."""
        try:
            self._check(name, arguments, {tool.name: tool.input_schema for tool in await self.list_tools()})
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            last = traceback.extract_tb((error.__cause__ or error).__traceback__)[-1]
            log.error("%s in %s line %s", type(error.__cause__).__name__, last.name, last.lineno)
            raise ToolError("CR-000: This could not be answered. Please report it.") from None

    @staticmethod
    def _check(name: str, arguments: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> None:
        if name not in schemas:
            raise ToolError(f"IN-004: There is no tool called {shown(name)}; there are {', '.join(schemas)}")
        known, needed = schemas[name]["properties"], schemas[name].get("required", ())
        wrong = [f"{shown(each)}: is no argument of this tool" for each in arguments if each not in known]
        wrong += [f"{each}: is needed" for each in needed if each not in arguments]
        if wrong:
            raise ToolError(f"IN-003: {'; '.join(wrong)}. It takes {', '.join(known)}.")


def server_of(base: KnowledgeBase) -> MCPServer[Any]:
    """The MCP server over one knowledge base, for stdio, HTTP or an in-memory client."""
    server = Server(
        "crural",
        title="Crural: leg complaints",
        instructions=INSTRUCTIONS,
        version=__version__,
        log_level="WARNING",
    )
    _add_tools(server, base)
    _add_resources(server, base)
    return server
