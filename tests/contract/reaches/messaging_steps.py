"""Steps through messaging: conversations read in a case."""

from __future__ import annotations

import pytest

from services.contracts import messaging as contract
from tests.contract.messaging.conftest import Messaging
from tests.contract.messaging.test_keeping import case
from tests.contract.reaches.steps import BUREAU, Step, step


def _messaging(request: pytest.FixtureRequest) -> Messaging:
    served: Messaging = request.getfixturevalue("messaging")
    return served


@step(contract.LIST_CONVERSATIONS_IN_CASE, BUREAU)
def conversations(request: pytest.FixtureRequest) -> Step:
    messaging = _messaging(request)
    return Step({"case_id": case(messaging, messaging.organization())})


@step(contract.READ_CONVERSATION_IN_CASE, BUREAU)
def conversation(request: pytest.FixtureRequest) -> Step:
    messaging = _messaging(request)
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    return Step({"case_id": case(messaging, agency), "conversation_id": conversation_id})
