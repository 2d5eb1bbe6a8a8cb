"""What the registry answers and tells: accounts, organizations, applications, seekers."""

from services.contracts.fields import Email as Email
from services.contracts.fields import Nothing as Nothing
from services.contracts.registry.accounts import *  # noqa: F403
from services.contracts.registry.applications import *  # noqa: F403
from services.contracts.registry.seekers import *  # noqa: F403
from services.contracts.registry.words import *  # noqa: F403
