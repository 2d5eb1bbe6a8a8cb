"""What reporting answers and tells: statistics (RPT-4), and the usage reports of organizations (RPT-1, RPT-2)."""

from services.contracts.reporting.statistics import *  # noqa: F403
from services.contracts.reporting.usage_reports import *  # noqa: F403
from services.contracts.reporting.words import *  # noqa: F403
