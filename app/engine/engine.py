"""The Assistants API on this machine: `api.Assistants` over the store, driving runs on the models."""

from app.engine.operations.assistants import EngineAssistants
from app.engine.operations.call_usage import EngineUsage
from app.engine.operations.files import EngineFiles
from app.engine.operations.runs import EngineRuns
from app.engine.operations.storage import EngineStorage
from app.engine.operations.threads import EngineThreads


class Engine(EngineAssistants, EngineThreads, EngineRuns, EngineFiles, EngineUsage, EngineStorage):
    """An open engine, the sum of its operations. Each operation that changes something is one transaction."""
