"""The database of a service, as nameko hands it to its methods."""

from __future__ import annotations

from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider

from services.runtime.database import Database

DATABASE_URL_KEY = "DATABASE_URL"


class DatabaseProvider(DependencyProvider):
    """One pool for the process, at the URL that the setting DATABASE_URL names."""

    def setup(self) -> None:
        """Make the pool; its connections open at first use."""
        self.database = Database(self.container.config[DATABASE_URL_KEY], name=self.container.service_name)

    def stop(self) -> None:
        """Close the pool once the last worker has ended."""
        self.database.close()

    def get_dependency(self, worker_ctx: WorkerContext) -> Database:
        """The same pool for every worker."""
        return self.database
