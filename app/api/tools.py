"""Tools, formats and other values that requests and objects share.

A field that the caller left out stays out (`UNSET`), so that a tool is returned as it was sent.
Limits: openai-openapi f85dbe2.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

ToolName = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,64}\Z")]
Description = Annotated[str, Meta(max_length=1_048_576)]
JsonObject = dict[str, object]


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of a request; fields that the API does not know are refused."""


class FunctionDefinition(Value, frozen=True, kw_only=True):
    """A function that the caller runs; `parameters` is a JSON schema, passed to the model untouched."""

    name: ToolName
    description: Description | UnsetType | None = UNSET
    parameters: JsonObject | UnsetType | None = UNSET
    strict: bool | UnsetType | None = UNSET


class FunctionTool(Value, frozen=True, kw_only=True, tag_field="type", tag="function"):
    """A tool whose calls stop the run in `requires_action`."""

    function: FunctionDefinition


class CodeInterpreterTool(Value, frozen=True, kw_only=True, tag_field="type", tag="code_interpreter"):
    """A hosted tool: stored and shown; offered to the model once its engine exists."""


class RankingOptions(Value, frozen=True, kw_only=True):
    """How file search ranks; `score_threshold` 0 drops nothing."""

    score_threshold: Annotated[float, Meta(ge=0, le=1)]
    ranker: Literal["auto", "default_2024_08_21"] | UnsetType | None = UNSET


class FileSearchOptions(Value, frozen=True, kw_only=True):
    """The settings of one file search tool."""

    max_num_results: Annotated[int, Meta(ge=1, le=50)] | UnsetType | None = UNSET
    ranking_options: RankingOptions | UnsetType | None = UNSET


class FileSearchTool(Value, frozen=True, kw_only=True, tag_field="type", tag="file_search"):
    """A hosted tool: stored and shown; offered to the model once its engine exists."""

    file_search: FileSearchOptions | UnsetType | None = UNSET


Tool = CodeInterpreterTool | FileSearchTool | FunctionTool


class CodeInterpreterFiles(Value, frozen=True, kw_only=True):
    """The files that the code interpreter sees."""

    file_ids: Annotated[list[str], Meta(max_length=20)] = []


class FileSearchStores(Value, frozen=True, kw_only=True):
    """The vector store that file search reads."""

    vector_store_ids: Annotated[list[str], Meta(max_length=1)] = []


class ToolResources(Value, frozen=True, kw_only=True):
    """What hosted tools work on; `{}` if nothing was given."""

    code_interpreter: CodeInterpreterFiles | UnsetType | None = UNSET
    file_search: FileSearchStores | UnsetType | None = UNSET


class TextFormat(Value, frozen=True, kw_only=True, tag_field="type", tag="text"):
    """Plain text."""


class JsonObjectFormat(Value, frozen=True, kw_only=True, tag_field="type", tag="json_object"):
    """Any JSON object."""


class JsonSchema(Value, frozen=True, kw_only=True):
    """The schema that a reply must follow."""

    name: ToolName
    description: str | UnsetType | None = UNSET
    schema: JsonObject | UnsetType | None = UNSET
    strict: bool | UnsetType | None = UNSET


class JsonSchemaFormat(Value, frozen=True, kw_only=True, tag_field="type", tag="json_schema"):
    """JSON that follows a schema."""

    json_schema: JsonSchema


ResponseFormat = Literal["auto"] | TextFormat | JsonObjectFormat | JsonSchemaFormat


class FunctionName(Value, frozen=True, kw_only=True):
    """The function that must be called."""

    name: ToolName


class FunctionToolChoice(Value, frozen=True, kw_only=True, tag_field="type", tag="function"):
    """Call this function."""

    function: FunctionName


class CodeInterpreterToolChoice(Value, frozen=True, kw_only=True, tag_field="type", tag="code_interpreter"):
    """Use the code interpreter. `function` has no meaning; clients with one type for all choices send it."""

    function: JsonObject | UnsetType | None = UNSET


class FileSearchToolChoice(Value, frozen=True, kw_only=True, tag_field="type", tag="file_search"):
    """Use file search. `function` is accepted for the same reason as in `CodeInterpreterToolChoice`."""

    function: JsonObject | UnsetType | None = UNSET


ToolChoice = Literal["none", "auto", "required"] | FunctionToolChoice | CodeInterpreterToolChoice | FileSearchToolChoice


class TruncationStrategy(Value, frozen=True, kw_only=True):
    """Which messages of the thread the model sees: all that fit, or the last few."""

    type: Literal["auto", "last_messages"]
    last_messages: Annotated[int, Meta(ge=1, le=2**31)] | None = None


ReasoningEffort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class AttachmentCodeInterpreter(Value, frozen=True, kw_only=True, tag_field="type", tag="code_interpreter"):
    """The attached file is for the code interpreter."""


class AttachmentFileSearch(Value, frozen=True, kw_only=True, tag_field="type", tag="file_search"):
    """The attached file is for file search."""


class Attachment(Value, frozen=True, kw_only=True):
    """A file added to a message and the tools it is for."""

    file_id: str | UnsetType | None = UNSET
    tools: list[AttachmentCodeInterpreter | AttachmentFileSearch] | UnsetType | None = UNSET


class ImageFile(Value, frozen=True, kw_only=True):
    """An uploaded image, by its id."""

    file_id: str
    detail: Literal["auto", "low", "high"] | None = "auto"


class ImageUrl(Value, frozen=True, kw_only=True):
    """An image by its address or as a data URL."""

    url: Annotated[str, Meta(min_length=1, max_length=33_554_432)]
    detail: Literal["auto", "low", "high"] | None = "auto"


class ImageFilePart(Value, frozen=True, kw_only=True, tag_field="type", tag="image_file"):
    """An uploaded image in a message."""

    image_file: ImageFile


class ImageUrlPart(Value, frozen=True, kw_only=True, tag_field="type", tag="image_url"):
    """An image by address in a message."""

    image_url: ImageUrl
