"""The engines by name. Each is a module here with a function of this form, which loads all and may take seconds::

    def open_recogniser(model: Path | None, language: str) -> Recogniser

`model` None: the engine's own default. It raises EngineError when the engine cannot be opened, and it is called in a
worker process, never in the daemon: only there are the libraries of an engine imported.
"""

from importlib import import_module
from pathlib import Path

from ivr.hearing import Recogniser
from ivr.speech.engines.trouble import EngineError

ENGINES = ("whisper", "sphinx")


def open_engine(name: str, model: Path | None, language: str) -> Recogniser:
    """The engine `name`, ready to hear. EngineError when there is none, or a library or its model is missing."""
    if name not in ENGINES:
        raise EngineError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
    try:
        module = import_module(f"{__name__}.{name}")
    except ImportError as error:
        raise EngineError(f"the engine {name} needs {error.name}: install asterisk-acd[speech]") from None
    opened: Recogniser = module.open_recogniser(model, language)
    return opened
