"""The rules of findability in Japanese, as a seeker reads them on My Page (SEE-7)."""

from __future__ import annotations

from services.contracts.registry import CLASSES, PROVISION_CHOICES
from services.japanese_calendar import in_era
from services.registry.seekers.domain.explanation import Answer, Ground
from services.registry.seekers.domain.visibility import ProvisionChoice, ReaderClass

_TEXTS: dict[tuple[Ground, bool], str] = {
    (Ground.VALID_APPLICATION, True): "求職申込みが有効です。",
    (Ground.VALID_APPLICATION, False): "求職申込みが有効ではありません。",
    (Ground.ACCEPTED_AT_OFFICE, True): "ハローワークが求職申込みを受理しています。",
    (
        Ground.ACCEPTED_AT_OFFICE,
        False,
    ): "求職申込みはオンラインで登録されたもので、ハローワークではまだ受理されていません。",
    (Ground.NO_PUPIL, True): "対象外となる学校の生徒又は新規卒業者ではありません。",
    (
        Ground.NO_PUPIL,
        False,
    ): "大学及び高等専門学校を除く学校の生徒は卒業するまで、新規卒業者は卒業年の６月末まで、対象になりません。",
    (Ground.MY_PAGE, True): "求職者マイページを開設しています。",
    (Ground.MY_PAGE, False): "求職者マイページを開設していません。",
    (Ground.CONSENT, True): "利用規約（求職者用）に同意しています。",
    (Ground.CONSENT, False): "利用規約（求職者用）に同意していません。",
    (Ground.OPENNESS, True): "求人者への求職情報の公開に同意しています。",
    (Ground.OPENNESS, False): "求人者への求職情報の公開に同意していません。",
}


BLOCKED = "受信を拒否している利用団体は、次の条件にかかわらず、求職情報を検索することができません。"
"""Beside the rules of a class (SRC-3): which organizations these are, the blocks of My Page tell."""


def in_words(answer: Answer, choice: ProvisionChoice, reader: ReaderClass | None = None) -> str:
    """One rule in a sentence, with its days in the Japanese calendar where they are known.

    The provision choice is called as wherever it is chosen, with what it means for this class of reader.
    """
    days = "、".join(
        f"{in_era(day)}{word}" for day, word in ((answer.since, "から"), (answer.until, "まで")) if day is not None
    )
    if answer.ground is Ground.CHOICE:
        assert reader is not None, "no rule for employers"
        provided = "提供します" if answer.fulfilled else "提供しません"
        told = f"求職情報提供の可否は「{PROVISION_CHOICES[choice]}」です。{CLASSES[reader]}には{provided}。"
    else:
        told = _TEXTS[answer.ground, answer.fulfilled]
    return told + (f"（{days}）" if days else "")
