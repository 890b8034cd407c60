"""The words of refusals: which of them say that something is not accepted at all, and which refuse only a value.

A value that is refused (a picture that cannot be fetched, a number out of range) is the caller's. It teaches nothing,
because what is learnt changes every request of a week.
"""

import re

from msgspec import Struct

Pattern = re.Pattern[str]

MAX_CHARS = 2000


class Refusal(Struct, frozen=True, kw_only=True):
    """What a server said. `words`: its sentence. `text`: the sentence and all of the body, which may repeat a request.

    Both are cut off: some of the patterns take quadratic time.
    """

    status: int
    words: str
    text: str

    @classmethod
    def read(cls, status: int, words: str, body: str) -> "Refusal":
        """Make it of a status, the words in the body, and the body; without the body if it repeats the request."""
        words, body = COLOUR.sub("", words[:MAX_CHARS]), body[:MAX_CHARS]
        words = REPEATED_MESSAGES.sub("", words)
        if words and REPEATED_REQUEST.search(body):
            body = ""
        return cls(status=status, words=words, text=f"{words} {body}")

    @property
    def sentence(self) -> str:
        """What the server itself said, without links, and if it is known without a request that the body repeats."""
        return LINK.sub("", self.words or self.text)


COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""Its last letter would be read as the beginning of the word behind it."""
REPEATED_REQUEST = re.compile(r'"messages"\s*:')
REPEATED_MESSAGES = re.compile(r"\bmessages\W{0,2}\s*[=:]\s*\[\s*\{.*", re.S)
"""llama.cpp repeats them in its sentence: a picture there would be read as words about one."""
LINK = re.compile(r"https?://\S+")
NOT_IN_CHINESE = "不支持|不允许|不被支持|不可用"
"""Of servers in China, some of which answer in Chinese only."""
UNSUPPORTED = re.compile(
    r"support|unknown|unrecogni[sz]ed|unexpected|extra|not permitted|not allowed|deprecated|cannot find field"
    r"|only the default|only 1\b|may only be|cannot be (?:used|set|specified)|cannot both|not available|not enabled"
    r"|invalid (?:parameter|field|property|key|request argument)|not (?:a )?valid (?:parameter|field|property|key|arg)"
    r"|not valid (?:for|with) (?:this|the|model)|only (?:be )?(?:allowed|valid)"
    r"|no longer|removed?\b|\bomit|\bunset\b|invalid argument|does not accept|doesn't accept|instead|rather than"
    r"|unavailable|disabled|incompatible|unimplemented|\bis fixed\b|cannot be (?:changed|modified|overrid)"
    r"|\bnot (?:yet )?(?:implemented|recogni[sz]ed|configurable|compatible|customi[sz]able|adjustable|applicable)"
    r"|(?:must|should|may) not be (?:set|specified|present|provided|passed|sent|used|given|included)"
    r"|only \d[\d.]* (?:is|are) (?:allowed|valid|accepted)|must be (?:exactly )?1(?:\.0)?(?!\S| or\b| to\b)"
    rf"|{NOT_IN_CHINESE}|未知参数|无法识别",
    re.I,
)
"""Words of servers for a field that they do not support."""
BOUNDS = (
    r"(?<!alternate )\bbetween\b|\brange\b|less than|greater than|more than"
    r"|too (?:large|small|high|low|many|long|short|big)|at (?:most(?! 0 image)|least)"
    r"|exceed|maximum|minimum|[<>≤≥]=?\s*\d|之间|大于|小于|超过|超出"
)
CHOICES = (
    r"(?:supported|valid|allowed|accepted|permitted|possible) (?:values|options)\b|(?:must|should) be (?:one of|either)"
    r"|unknown variant|input should be|范围"
)
FIELD_VALUE = re.compile(rf"{BOUNDS}|{CHOICES}", re.I)
"""Words for a value that is out of range or none of several: the field itself is known."""

NOT = r"(?:\bun|(?:\bnot|cannot|n['’]t|\bnever|\bno)\b\W+(?:\w+\W+){0,4}?)"
ACCEPTED = r"(?:support|allow|enabl|accept|permit|available|implement|recogni)"

SYSTEM_ROLE = (
    r"(?:['\"`](?:system|developer)\b|\b(?:system|developer)\W+(?:role|messages?|prompts?|instructions?)\b"
    r"|\brole\W{1,4}(?:system|developer)\b)"
)
SYSTEM = re.compile(
    rf"{SYSTEM_ROLE}.{{0,60}}?{NOT}{ACCEPTED}|{NOT}{ACCEPTED}\w*\W+(?:\w+\W+){{0,6}}?(?:\W*){SYSTEM_ROLE}"
    rf"|(?:unknown|invalid|unexpected)\W+(?:\w+\W+){{0,3}}?{SYSTEM_ROLE}|(?:unsupported|invalid|unknown) role\b"
    r"|roles must alternate|only\W+['\"`]?user\W+(?:and\W+|or\W+)?(?:model|assistant)"
    r"|(?:should|must) be\W+(?:one of\W+)?user\W+(?:or\W+|and\W+)?(?:assistant|model)\b"
    r"|(?:must|should) (?:start|begin) with\W+(?:(?:an?|the|role)\W+){0,2}user\b"
    r"|alternate between\W+user\W+and\W+(?:model|assistant)"
    r"|first message (?:must|should) (?:be (?:from )?|have (?:the )?role:? )(?:an? |the )?['\"`]?user"
    r"|first (?:message )?(?:role|turn) (?:must|should) be\W+user\b|expected first role\W+user\b"
    r"|\b(?:system|developer)\W{1,3}is (?:not a valid|an (?:invalid|unknown)) role"
    rf"|(?:{NOT_IN_CHINESE}).{{0,12}}?(?:system|developer|系统(?:角色|消息|提示|指令))"
    rf"|(?:system|developer|系统(?:角色|消息|提示|指令)).{{0,12}}?(?:{NOT_IN_CHINESE})|只(?:支持|能|允许).{{0,6}}?user\b"
    r"|permitted\W+user\W+(?:or\W+|and\W+)?(?:assistant|model)\b",
    re.I | re.S,
)
SYSTEM_IS_PERMITTED = (
    r"(?:permitted|expected|(?:should|must) be)\W+(?:one of\W+)?(?:(?:user|assistant|tool|function|developer|model)\W+"
    r"(?:or\W+|and\W+)?){0,5}system\b"
)
SYSTEM_VALUE = re.compile(rf"{BOUNDS}|{SYSTEM_IS_PERMITTED}|\bempty\b|policy|safety|overload", re.I)

IMAGE = r"(?:\binput_)?\b(?:image|vision|multi-?modal|picture)"
IMAGE_INPUT = (
    r"(?:images\b|image_url|image[ _-](?:input|content|part|message|understanding)|vision|multi-?modal|pictures\b)"
)
IMAGES = re.compile(
    rf"{IMAGE}\w*\W+(?:\w+\W+){{0,8}}?(?:{NOT}{ACCEPTED}|disabled\b|only {ACCEPTED})"
    rf"|(?:\bnot|cannot|n['’]t|\bnever|\bno)\b\W+(?:\w+\W+){{0,4}}?(?:{ACCEPTED}|have|capable)\w*\W+"
    rf"(?:\w+\W+){{0,6}}?{IMAGE}"
    rf"|unsupported\W+(?:\w+\W+){{0,3}}?(?:input_)?{IMAGE_INPUT}"
    r"|(?:unknown|unrecogni[sz]ed|unexpected|unsupported|invalid)\W+(?:\w+\W+){0,3}?(?:variant|types?|values?|parts?)\W+"
    r"(?:input_)?image(?:_url)?\b(?![./])"
    rf"|(?:can ?not|can['’]t|does ?n[o'’]t|unable to)\W+(?:process|handle|read|see|view|understand)\W+{IMAGE_INPUT}"
    r"|not a (?:vision|multi-?modal)|\bno (?:vision|image) (?:support|capabilit)|at most 0 image"
    r"|missing data required for (?:image|vision)|text[ -]only\b"
    r"|only\W+(?:\w+\W+){0,3}?text\b.{0,40}\b(?:support|accept|allow)"
    r"|only (?:support|accept|allow)\w*\W+(?:\w+\W+){0,2}?text\b"
    r"|\bnon-text content\b|not a VLM\b|cannot be prompted with images"
    rf"|(?:{NOT_IN_CHINESE}).{{0,8}}?(?:图片|图像|视觉|多模态)|(?:图片|图像|视觉|多模态).{{0,8}}?(?:{NOT_IN_CHINESE})|非多模态"
    r"|content\S{0,10}type\b.{0,24}?(?:取值范围|允许值|(?:allowed|supported|valid) values?)\W+text\W*$",
    re.I,
)
"""An image alone is not enough, nor is a word of not supporting: they stand beside each other."""
CONTENT_AS_TEXT = re.compile(
    r"content['\"`\]\\]*\W{1,6}(?:str\W{1,6})?(?:(?:msg|value)\W+)?(?:Input should be|(?:must|should|has to) be"
    r"|expected|is not)\W+(?:an?\W+)?(?:valid\W+)?(?:str|string)\b"
    r"|content\b.{0,40}?did not match any variant|(?:unmarshal array|array value)\b.{0,160}?content"
    r"|content\b.{0,160}?(?:unmarshal array|array value)|String` from Array value|Input should be ['\"]text\b"
    r"|concatenate str \(not \\?\"list\\?\"\)"
    r"|invalid type: sequence, expected a string"
    r"|expected (?:an? )?string,? (?:but )?(?:got|received|found)\W+(?:an?\W+)?(?:array|list|sequence)",
    re.I,
)
"""A server that knows no parts of a message, and so no images."""
BOTH_BUDGETS = re.compile(r"\bmax_(?:completion_)?tokens\b\W+(?:and|or|nor)\W+max_(?:completion_)?tokens\b", re.I)
ONE_BUDGET = re.compile(rf"\binstead\b|same time|\bboth\b|together|simultaneous|exclusive|{BOUNDS}", re.I)
"""Words for two names in one request; each of them is known."""
IMAGE_VALUE = re.compile(
    rf"{BOUNDS}|download|fetch|access|retriev|reach|decod|corrupt|truncat|damaged|malformed|not (?:a )?valid|is valid"
    r"|formats?\b|mime|media[ _-]type|file type|image[ _]type|extension"
    r"|\b(?:png|jpe?g|gif|webp|svg|heic|bmp|tiff?|animated)\b"
    r"|\bsizes?\b|dimension|resolution|pixel|width|height|[\d.]+ ?[kmg]i?b\b|base64|data[ -]ur[il]"
    r"|\bremote\b|url scheme|https? urls?"
    r"|multiple|single|\bone image|number of|policy|safety|moderat|flagged|violat|expired|\bempty\b|blank"
    r"|image(?:_url)?\W+detail|detail (?:level|value|param)"
    r"|(?:fail\w*|unable|could ?n[o'’]t|error) (?:to )?(?:load|open|read|process|identify|parse (?:the |your )?image)"
    r"|格式|大小|尺寸|下载|像素",
    re.I,
)
"""Words for a picture that is refused, while the model reads others."""

MISSING_SCHEMA = re.compile(
    r"\bparameters\b.{0,40}?(?:required|missing|must be an object)|(?:missing|requires?d?)\b.{0,30}?\bparameters\b"
    r"|invalid schema for function.{0,120}?\bobject\b",
    re.I | re.S,
)
CALL_IDS = re.compile(
    r"(?:tool.?(?:call|use).?ids?|call.?ids?|tool_calls\W+(?:\w+\W+){0,3}id)\b.{0,160}?"
    r"(?:length|alphanumeric|a-z|\b9\b|pattern|too long|\bformat\b|characters)",
    re.I | re.S,
)
CALL_MISSING = re.compile(r"not found|no matching|no tool call|must follow|followed by|preceding|did not have", re.I)
"""An id that names no call is refused as such, however it is written."""
NO_NULL = re.compile(
    r"\bcontent\b.{0,80}?(?:<nil>|\bnull\b|\bnil\b|\bNone(?:Type)?\b)|(?:\bnull\b|\bNone(?:Type)?\b).{0,40}?\bcontent\b"
    r"|concatenate str \(not \\?\"NoneType\\?\"\)|\bcontent\W{1,4}(?:field |property )?is (?:a )?(?:required|missing)"
    r"|\b(?:missing|required)\b.{0,24}?\bcontent\b|\bcontent\W{1,6}(?:msg\W+)?field required",
    re.I,
)
"""`content` is null beside calls, as OpenAI itself sends it; Ollama, for one, accepts only a string."""
NOT_EMPTY = re.compile(
    r"\b(?:contents?|text|message)\b.{0,80}?(?:non-?empty|(?:must|can|should|may) ?not be (?:empty|blank)"
    r"|\bis (?:empty|blank)\b|non-whitespace|at least 1 character)|不能为空",
    re.I,
)
REASONING = re.compile(r"reasoning_content|reasoning_details|reasoning_text|\breasoning\b|\bthinking\b")
DEMANDED = re.compile(
    r"(?:missing|require|must (?:be|have|include|contain)|pass(?:ed)? back|should be (?:passed|included)|expected"
    r"|lacks?|without).{0,80}?(?P<value>reasoning_content|reasoning)\b"
    r"|(?P<later>reasoning_content|reasoning)\b.{0,120}?"
    r"(?:missing|require|must be|passed back|should be|expected|not provided)",
    re.I | re.S,
)
REASONING_VALUE = re.compile(
    r"(?:must|should) be (?:an?|one|either|disabled|off)\b|expected an?\b|input should be|disabled"
    rf"|reasoning (?:model|mode|effort)|{BOUNDS}",
    re.I,
)
