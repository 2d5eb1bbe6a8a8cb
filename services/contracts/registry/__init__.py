"""What the registry answers and tells: accounts, organizations, applications, employers, seekers."""

from services.contracts.fields import Email as Email
from services.contracts.fields import Nothing as Nothing
from services.contracts.registry.accounts import *  # noqa: F403
from services.contracts.registry.application_content import *  # noqa: F403
from services.contracts.registry.applications import *  # noqa: F403
from services.contracts.registry.desk import *  # noqa: F403
from services.contracts.registry.documents import *  # noqa: F403
from services.contracts.registry.employers import *  # noqa: F403
from services.contracts.registry.erasures import *  # noqa: F403
from services.contracts.registry.mail import *  # noqa: F403
from services.contracts.registry.organization_accounts import *  # noqa: F403
from services.contracts.registry.organizations import *  # noqa: F403
from services.contracts.registry.own_account import *  # noqa: F403
from services.contracts.registry.procedures import *  # noqa: F403
from services.contracts.registry.public_lists import *  # noqa: F403
from services.contracts.registry.readings import *  # noqa: F403
from services.contracts.registry.seeker_desk import *  # noqa: F403
from services.contracts.registry.seeker_feed import *  # noqa: F403
from services.contracts.registry.seeker_registration import *  # noqa: F403
from services.contracts.registry.seekers import *  # noqa: F403
from services.contracts.registry.staff_accounts import *  # noqa: F403
from services.contracts.registry.terms import *  # noqa: F403
from services.contracts.registry.tokens import *  # noqa: F403
from services.contracts.registry.words import *  # noqa: F403
