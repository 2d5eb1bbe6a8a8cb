"""What is kept of organizations: `applications` and the log of their steps, `organizations`, their `managers`."""

from services.registry.organizations.storage.applications import NO_RECEIPT as NO_RECEIPT
from services.registry.organizations.storage.applications import NO_REFUSAL as NO_REFUSAL
from services.registry.organizations.storage.applications import NO_WITHDRAWAL as NO_WITHDRAWAL
from services.registry.organizations.storage.applications import GivenUpTerm as GivenUpTerm
from services.registry.organizations.storage.applications import StoredApplication as StoredApplication
from services.registry.organizations.storage.applications import applicant_of as applicant_of
from services.registry.organizations.storage.applications import application as application
from services.registry.organizations.storage.applications import application_issued_with as application_issued_with
from services.registry.organizations.storage.applications import application_nobody_holds as application_nobody_holds
from services.registry.organizations.storage.applications import certificates_in_force as certificates_in_force
from services.registry.organizations.storage.applications import change_download_key as change_download_key
from services.registry.organizations.storage.applications import give_way as give_way
from services.registry.organizations.storage.applications import insert_application as insert_application
from services.registry.organizations.storage.applications import keep_given_up as keep_given_up
from services.registry.organizations.storage.applications import log_registration as log_registration
from services.registry.organizations.storage.applications import log_step as log_step
from services.registry.organizations.storage.applications import next_registration_number as next_registration_number
from services.registry.organizations.storage.applications import note_term as note_term
from services.registry.organizations.storage.applications import note_told_nobody as note_told_nobody
from services.registry.organizations.storage.applications import open_applications as open_applications
from services.registry.organizations.storage.applications import organization_of as organization_of
from services.registry.organizations.storage.applications import overdue as overdue
from services.registry.organizations.storage.applications import own_summaries as own_summaries
from services.registry.organizations.storage.applications import receipt_values as receipt_values
from services.registry.organizations.storage.applications import renewals_received as renewals_received
from services.registry.organizations.storage.applications import summaries as summaries
from services.registry.organizations.storage.applications import take_step as take_step
from services.registry.organizations.storage.applications import transitions as transitions
from services.registry.organizations.storage.applications import waits_without_its_address as waits_without_its_address
from services.registry.organizations.storage.managers import CONTACT as CONTACT
from services.registry.organizations.storage.managers import contact_addresses as contact_addresses
from services.registry.organizations.storage.managers import forget_managers as forget_managers
from services.registry.organizations.storage.managers import insert_contact_managers as insert_contact_managers
from services.registry.organizations.storage.managers import insert_managers as insert_managers
from services.registry.organizations.storage.managers import manager as manager
from services.registry.organizations.storage.organizations import apply_content as apply_content
from services.registry.organizations.storage.organizations import change_organization as change_organization
from services.registry.organizations.storage.organizations import ids_to_close as ids_to_close
from services.registry.organizations.storage.organizations import insert_organization as insert_organization
from services.registry.organizations.storage.organizations import lock_establishment as lock_establishment
from services.registry.organizations.storage.organizations import lock_organization as lock_organization
from services.registry.organizations.storage.organizations import organization as organization
from services.registry.organizations.storage.organizations import registered_as as registered_as
from services.registry.organizations.storage.organizations import services_open as services_open
from services.registry.organizations.storage.procedures import another_approved_since as another_approved_since
from services.registry.organizations.storage.procedures import carry_instead as carry_instead
from services.registry.organizations.storage.procedures import (
    carry_instead_of_taken_back as carry_instead_of_taken_back,
)
from services.registry.organizations.storage.procedures import (
    change_waits_since_withdrawal as change_waits_since_withdrawal,
)
from services.registry.organizations.storage.procedures import decided_since_withdrawal as decided_since_withdrawal
from services.registry.organizations.storage.procedures import has_had_seeker_information as has_had_seeker_information
from services.registry.organizations.storage.procedures import procedures_of_terms as procedures_of_terms
from services.registry.organizations.storage.procedures import services_given_up_since as services_given_up_since
from services.registry.organizations.storage.procedures import state_of as state_of
