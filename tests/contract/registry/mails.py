"""What queued mails say, as their recipients read it."""

from services.registry.mail.composing import Sender, written
from services.registry.mail.templates import TEMPLATES
from tests.contract.registry.conftest import QueuedMail

SENDER = Sender(address="system@mail.example.jp", site_url="https://site.example.jp")


def words(mail: QueuedMail) -> str:
    """The text of a mail, without the breaks of its lines."""
    return written(TEMPLATES[mail.kind], mail.parameters, SENDER).text.replace("\n", "")
