"""What a service class is made of: `serve`, `on`, `every` and the providers. The nameko side of the runtime."""

from services.runtime.entrypoints.asking import Asker, AskingProvider, NoAnswer
from services.runtime.entrypoints.container import BusConsumer, Container
from services.runtime.entrypoints.database import DatabaseProvider
from services.runtime.entrypoints.events import on
from services.runtime.entrypoints.rpc import serve
from services.runtime.entrypoints.settings import SettingsProvider
from services.runtime.entrypoints.timers import every

__all__ = [
    "Asker",
    "AskingProvider",
    "BusConsumer",
    "Container",
    "DatabaseProvider",
    "NoAnswer",
    "SettingsProvider",
    "every",
    "on",
    "serve",
]
