"""MSG-11: the certificate of deletion as paper."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from services.compliance.custody.certificate import CertifiedDeletion, DeletionCertificate, deletion_certificate
from services.japanese_calendar import in_sentence

ISSUED_AT = dt.datetime(2026, 5, 15, 1, 0, tzinfo=dt.UTC)
ACCOUNT = "01a22af9-1e99-728e-be8d-a372eadf7143"


def a_deletion(**changes: Any) -> CertifiedDeletion:
    values: dict[str, Any] = {
        "seeker_number": "48210937561",
        "acquired_on": dt.date(2026, 4, 22),
        "acquired_by": "閲覧",
        "ground": "求職者による受信拒否",
        "due_since": dt.date(2026, 5, 1),
        "deleted_on": dt.date(2026, 5, 2),
        "confirmed_at": dt.datetime(2026, 5, 3, 1, 5, tzinfo=dt.UTC),
        "confirmed_by": "主アカウント",
        "account_id": ACCOUNT,
    }
    return CertifiedDeletion(**(values | changes))


def a_certificate(*deletions: CertifiedDeletion) -> DeletionCertificate:
    return DeletionCertificate(
        "2026-000123", ISSUED_AT, "東京労働局", "みなと人材紹介株式会社", deletions or (a_deletion(),)
    )


def pages(certificate: DeletionCertificate) -> list[str]:
    reader = PdfReader(BytesIO(deletion_certificate(certificate)))
    return [page.extract_text() for page in reader.pages]


@pytest.mark.parametrize(
    "part",
    [
        "第2026-000123号",
        "令和８年５月15日",
        "東京労働局長",
        "みなと人材紹介株式会社　御中",
        "求職情報削除・廃棄証明書",
        "48210937561",
        "令和８年４月22日",
        "（閲覧）",
        "求職者による受信拒否",
        "令和８年５月１日",
        "令和８年５月２日",
        "令和８年５月３日 10時05分（A）",
        "主アカウント",
        ACCOUNT,
        "対象ではありません",
    ],
)
def test_a_certificate_says(part: str) -> None:
    assert part in "".join(pages(a_certificate()))


def test_it_sums_up_how_many_on_which_ground_between_which_days() -> None:
    late = a_deletion(ground="求職者からの求め", deleted_on=dt.date(2026, 6, 1), acquired_on=dt.date(2026, 3, 1))
    [text] = pages(a_certificate(a_deletion(), late, a_deletion()))
    for part in (
        "３件",
        "求職者による受信拒否　２件",
        "求職者からの求め　１件",
        "令和８年３月１日から令和８年４月22日まで",
        "令和８年５月２日から令和８年６月１日まで",
    ):
        assert part in text, part


def test_each_account_that_reported_has_a_mark_of_its_own() -> None:
    accounts = [a_deletion(account_id=f"{index:036}", confirmed_by="追加アカウント") for index in range(28)]
    text = "".join(pages(a_certificate(*accounts)))
    assert "10時05分（Z）" in text
    assert f"AB\n追加アカウント\n{27:036}" in text


def test_a_list_over_many_pages_repeats_its_header_and_numbers_every_page() -> None:
    found = pages(a_certificate(*(a_deletion(seeker_number=f"{index:011}") for index in range(500))))
    text = "".join(found)
    assert all(f"{index:011}" in text for index in range(500))
    listing = [page for page in found if "（閲覧）" in page]
    assert len(listing) > 10
    assert all("求職者番号" in page for page in listing)
    assert all(f"{in_sentence(number)} ／ {in_sentence(len(found))} 頁" in page for number, page in enumerate(found, 1))


def test_the_same_certificate_is_the_same_bytes() -> None:
    assert deletion_certificate(a_certificate()) == deletion_certificate(a_certificate())
