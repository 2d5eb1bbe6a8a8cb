from collections.abc import Mapping
from typing import Any

from kombu import Exchange, Queue
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

RPC_QUEUE_TEMPLATE: str

def get_rpc_exchange(config: Mapping[str, Any]) -> Exchange: ...

class RpcConsumer(SharedExtension, ProviderCollector):
    queue: Queue
    queue_consumer: Any

class Rpc(Entrypoint):
    rpc_consumer: Any
