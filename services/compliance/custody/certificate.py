"""The certificate of deletion (削除・廃棄証明書) that an organization gets on the deletions it has confirmed (MSG-11).

A pure function from frozen facts to bytes: the same facts give the same bytes. It certifies what was reported and kept, not what
nobody but the organization can see. Names of persons stand nowhere on it: a seeker is a number (SEE-8), a reporter an account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_uppercase

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from services.japanese_calendar import in_era, in_sentence, with_time
from services.legal_calendar import japanese_day
from services.paper.layout import (
    WIDTH,
    Letterhead,
    body,
    centre,
    gap,
    heading,
    labelled,
    listed,
    numbered,
    printed,
    right,
    title,
)

NAME = "求職情報削除・廃棄証明書"
SERVICE_NAME = "ハローワーク求人・求職情報提供サービス"

_COLUMNS = ("番号", "求職者番号", "取得した日\n（方法）", "削除の事由\n生じた日", "削除した日\n報告した日時（報告者）")
_WIDTHS = tuple(width * mm for width in (10.5, 27, 33, 37.3))
_NOTES = (
    "この証明書は、利用団体から削除・廃棄の報告があり、その内容がサイトに記録されていることを証明するものです。",
    (
        "対象は、サービスを通じて取得された求職情報（印刷したもの、書き写したもの及び電子データを含みます。）です。利用団体が受理した"
        "求職申込みと、これに伴い求職者から直接受け取った情報は、対象ではありません。"
    ),
    "「削除した日」は、利用団体が報告した日です。「報告者」の記号は、報告を行ったアカウントを示します。",
)


@dataclass(frozen=True)
class CertifiedDeletion:
    """One deletion: which record, acquired when and how, why it had to go since when, deleted when, and who reported it."""

    seeker_number: str
    acquired_on: date
    acquired_by: str
    ground: str
    due_since: date
    deleted_on: date
    confirmed_at: datetime
    confirmed_by: str
    account_id: str


@dataclass(frozen=True)
class DeletionCertificate:
    """What the certificate is made from; at least one deletion."""

    number: str
    issued_at: datetime
    bureau_name: str
    organization_name: str
    deletions: tuple[CertifiedDeletion, ...]

    @property
    def file_name(self) -> str:
        """Under which name it is saved."""
        return f"{NAME}_{self.number}.pdf"


def deletion_certificate(certificate: DeletionCertificate) -> bytes:
    """The certificate as PDF, from the head of the competent bureau to the organization."""
    letterhead = Letterhead(
        title=f"{SERVICE_NAME} {NAME}",
        author=certificate.bureau_name,
        footer=f"{NAME}　第{certificate.number}号",
        made_at=certificate.issued_at,
    )
    return printed(list(_story(certificate)), letterhead)


def _story(certificate: DeletionCertificate) -> Iterator[Flowable]:
    marks = _reporters(certificate)
    yield right(f"第{certificate.number}号")
    yield right(in_era(japanese_day(certificate.issued_at)))
    yield gap(4)
    yield body(f"{certificate.organization_name}　御中")
    yield gap(6)
    yield right(f"{certificate.bureau_name}長")
    yield right("（公印省略）")
    yield gap(8)
    yield title(f"{SERVICE_NAME}\n{NAME}")
    yield gap(6)
    yield body(
        "　貴団体から、利用規約に基づき、サービスを通じて取得した求職情報を下記のとおり削除・廃棄した旨の報告があり、これを記録している"
        "ことを証明します。"
    )
    yield gap(3)
    yield centre("記")
    yield gap(2)
    yield labelled(_summary(certificate))
    yield from heading("削除・廃棄した求職情報の明細")
    yield listed([_COLUMNS, *_rows(certificate, marks)], (*_WIDTHS, WIDTH - sum(_WIDTHS)), header=True)
    yield from heading("報告者")
    yield listed(
        [("記号", "アカウントの種類", "アカウントの識別番号"), *((mark, *who) for who, mark in marks.items())],
        (16 * mm, 44 * mm, WIDTH - 60 * mm),
        header=True,
    )
    yield gap(4)
    yield KeepTogether(
        [
            body("（注意事項）"),
            numbered([(f"{in_sentence(number)}．", text) for number, text in enumerate(_NOTES, 1)], small=True),
            gap(2),
            right("以上"),
        ]
    )


def _summary(certificate: DeletionCertificate) -> list[tuple[str, str]]:
    deletions = certificate.deletions
    grounds = Counter(deletion.ground for deletion in deletions)
    return [
        ("利用団体の名称", certificate.organization_name),
        ("求職情報の件数", _count(len(deletions))),
        ("取得した日", _range([deletion.acquired_on for deletion in deletions])),
        ("削除・廃棄した日", _range([deletion.deleted_on for deletion in deletions])),
        ("削除の事由", "\n".join(f"{ground}　{_count(count)}" for ground, count in grounds.most_common())),
    ]


def _count(number: int) -> str:
    return f"{number:,}件" if number >= 1_000 else f"{in_sentence(number)}件"


def _range(days: list[date]) -> str:
    first, last = min(days), max(days)
    return in_era(first) if first == last else f"{in_era(first)}から{in_era(last)}まで"


def _reporters(certificate: DeletionCertificate) -> dict[tuple[str, str], str]:
    """A mark for each account that reported: A … Z, AA …, in the order in which they first appear."""
    accounts = dict.fromkeys((deletion.confirmed_by, deletion.account_id) for deletion in certificate.deletions)
    return {account: _mark(place) for place, account in enumerate(accounts)}


def _mark(place: int) -> str:
    rounds, letter = divmod(place, len(ascii_uppercase))
    return (_mark(rounds - 1) if rounds else "") + ascii_uppercase[letter]


def _rows(certificate: DeletionCertificate, marks: dict[tuple[str, str], str]) -> Iterator[tuple[str, ...]]:
    for number, deletion in enumerate(certificate.deletions, 1):
        reporter = marks[deletion.confirmed_by, deletion.account_id]
        yield (
            str(number),
            deletion.seeker_number,
            f"{in_era(deletion.acquired_on)}\n（{deletion.acquired_by}）",
            f"{deletion.ground}\n{in_era(deletion.due_since)}",
            f"{in_era(deletion.deleted_on)}\n{with_time(deletion.confirmed_at)}（{reporter}）",
        )
