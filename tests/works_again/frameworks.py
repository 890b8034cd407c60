"""The frameworks and clients, the program for each, and the packages that it needs."""

from pathlib import Path
from typing import NamedTuple

PROGRAMS = Path(__file__).with_name("programs")


class Framework(NamedTuple):
    """A row of the table, and how to run it. `later` says what its users also do and this server cannot do yet."""

    name: str
    program: str
    versions: tuple[tuple[str, ...], ...]
    """For each version that is run: what its tool is told to install."""
    later: str = ""

    @property
    def path(self) -> Path:
        """The file of the program."""
        return PROGRAMS / self.program


HTTPX = "httpx<0.28"
"""Clients of before December 2024 pass an argument to httpx that it has dropped since; their users pin it too."""

FRAMEWORKS = (
    Framework(
        "openai-python",
        "openai_client.py",
        (
            ("openai==1.21.*", HTTPX),
            ("openai==1.40.*", HTTPX),
            ("openai==1.109.*",),
            ("openai==2.*",),
            ("openai==3.*",),
        ),
    ),
    Framework("openai-python, AzureOpenAI", "azure_client.py", (("openai==1.30.*", HTTPX), ("openai==3.*",))),
    Framework("openai-node", "openai_4.mjs", (("openai@4.104",),)),
    Framework("openai-node", "openai_5.mjs", (("openai@5",), ("openai@6",), ("openai@7",))),
    Framework("go-openai", "go_openai.go", (("github.com/sashabaranov/go-openai",),)),
    Framework(
        "LangChain (Python)",
        "langchain_agent.py",
        (
            ("langchain==0.3.*", "langchain-community==0.3.*", "openai==1.*"),
            ("langchain==1.*", "langchain-classic==1.*", "langchain-community==0.4.*", "openai==2.*"),
        ),
    ),
    Framework(
        "LangChain (JavaScript)",
        "langchain_agent.mjs",
        (("langchain@0.3", "@langchain/core@0.3", "@langchain/openai@0.6", "openai@5"),),
    ),
    Framework(
        "LlamaIndex",
        "llama_index_agent.py",
        (("llama-index-agent-openai==0.4.*",),),
        "file search",
    ),
    Framework("AutoGen 0.2", "autogen_2_agent.py", (("autogen-agentchat==0.2.*", "openai==1.*"),)),
    Framework(
        "AutoGen 0.7",
        "autogen_7_agent.py",
        (("autogen-agentchat==0.7.*", "autogen-ext[openai]==0.7.*"),),
        "file search",
    ),
    Framework("Semantic Kernel", "semantic_kernel_agent.py", (("semantic-kernel",),), "hosted tools"),
    Framework("LiteLLM", "litellm_assistants.py", (("litellm",),)),
    Framework("Agency Swarm", "agency_swarm_agent.py", (("agency-swarm==0.7.*",),), "hosted tools"),
    Framework(
        "Vercel ai",
        "vercel_ai.mjs",
        (
            ("ai@3", "react@18", "react-dom@18", "jsdom", "openai@4"),
            ("ai@4", "@ai-sdk/react@1", "react@18", "react-dom@18", "jsdom", "openai@4"),
        ),
    ),
    Framework("openai-php", "openai_client.php", (("openai-php/client", "guzzlehttp/guzzle"),)),
    Framework("ruby-openai", "openai_client.rb", (("ruby-openai",),)),
)
