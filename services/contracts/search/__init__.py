"""What search answers and tells: finding seekers, reading a record, exporting several, saved searches."""

from services.contracts.search.exports import *  # noqa: F403
from services.contracts.search.saved import *  # noqa: F403
from services.contracts.search.seekers import *  # noqa: F403
