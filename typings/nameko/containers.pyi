from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nameko.extensions import DependencyProvider, Entrypoint

class WorkerContext:
    container: ServiceContainer
    service: Any
    entrypoint: Any
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

class _Pool:
    def free(self) -> int: ...

class ServiceContainer:
    service_cls: type
    config: Mapping[str, Any]
    service_name: str
    max_workers: int
    dependencies: Iterable[DependencyProvider]
    entrypoints: Iterable[Entrypoint]
    _worker_pool: _Pool
    _worker_threads: dict[WorkerContext, Any]
    def __init__(self, service_cls: type, config: Mapping[str, Any]) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self, exc_info: Any = ...) -> None: ...
    def wait(self) -> None: ...
    def spawn_worker(
        self,
        entrypoint: Entrypoint,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        context_data: dict[str, Any] | None = ...,
        handle_result: Callable[..., Any] | None = ...,
    ) -> WorkerContext: ...
    def _run_worker(self, worker_ctx: WorkerContext, handle_result: Callable[..., Any] | None) -> None: ...
    def _inject_dependencies(self, worker_ctx: WorkerContext) -> None: ...
    def _worker_setup(self, worker_ctx: WorkerContext) -> None: ...
    def _worker_result(self, worker_ctx: WorkerContext, result: Any, exc_info: Any) -> None: ...
    def _worker_teardown(self, worker_ctx: WorkerContext) -> None: ...
