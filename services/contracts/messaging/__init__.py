"""What messaging answers and tells: guidance, questions and answers, blocks, applications and acceptances."""

from services.contracts.messaging.allowance import *  # noqa: F403
from services.contracts.messaging.blocks import *  # noqa: F403
from services.contracts.messaging.conversations import *  # noqa: F403
from services.contracts.messaging.explanations import *  # noqa: F403
from services.contracts.messaging.guidance import *  # noqa: F403
from services.contracts.messaging.information import *  # noqa: F403
from services.contracts.messaging.keeping import *  # noqa: F403
from services.contracts.messaging.placements import *  # noqa: F403
from services.contracts.messaging.reports import *  # noqa: F403
from services.contracts.messaging.templates import *  # noqa: F403
from services.contracts.messaging.texts import *  # noqa: F403
from services.contracts.messaging.words import *  # noqa: F403
