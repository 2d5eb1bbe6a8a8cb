"""What compliance answers and tells: custody of acquired records, cases, orders, the standing of organizations."""

from services.contracts.compliance.audit import *  # noqa: F403
from services.contracts.compliance.cases import *  # noqa: F403
from services.contracts.compliance.complaints import *  # noqa: F403
from services.contracts.compliance.custody import *  # noqa: F403
from services.contracts.compliance.deletions import *  # noqa: F403
from services.contracts.compliance.orders import *  # noqa: F403
from services.contracts.compliance.standing import *  # noqa: F403
from services.contracts.compliance.watch import *  # noqa: F403
from services.contracts.compliance.words import *  # noqa: F403
