"""What is done with seekers beside the feed, a module a subject."""

from services.registry.seekers.domain.reasons import SeekerReason as SeekerReason
from services.registry.seekers.usecases.addresses import email_for_key as email_for_key
from services.registry.seekers.usecases.addresses import email_for_mail as email_for_mail
from services.registry.seekers.usecases.addresses import emails_for_mail as emails_for_mail
from services.registry.seekers.usecases.addresses import emails_of_persons as emails_of_persons
from services.registry.seekers.usecases.addresses import seeker_with_email as seeker_with_email
from services.registry.seekers.usecases.days import SEEKERS_A_BATCH as SEEKERS_A_BATCH
from services.registry.seekers.usecases.days import tell_changes_by_date as tell_changes_by_date
from services.registry.seekers.usecases.my_page import agree_by_use as agree_by_use
from services.registry.seekers.usecases.my_page import change_provision_choice as change_provision_choice
from services.registry.seekers.usecases.my_page import open_my_page as open_my_page
from services.registry.seekers.usecases.my_page import show_my_record as show_my_record
