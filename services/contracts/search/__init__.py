"""What search answers and tells: finding seekers, reading a record, saved searches."""

from services.contracts.search.saved import *  # noqa: F403
from services.contracts.search.seekers import *  # noqa: F403
