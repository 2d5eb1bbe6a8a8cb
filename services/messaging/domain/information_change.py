"""What a seeker is told when an organization's mandatory information has changed (MSG-3; seed 001, 7(2)①カ)."""

from __future__ import annotations

from services.messaging.domain.guidance import CodeNames, MandatoryInformation, Section, sections


def change_body(
    before: MandatoryInformation, after: MandatoryInformation, changed_on: str, names: CodeNames
) -> str | None:
    """What changed, item by item, and the new text whole; None where a seeker would read the same as before.

    `changed_on`: the day of the approval, as people read it.
    """
    new = sections(after, names)
    changed = [(was, now) for was, now in zip(sections(before, names), new, strict=True) if was != now]
    if not changed:
        return None
    return "\n\n".join(
        [
            _opening(after.organization_name, changed_on),
            "【変更のあった項目】",
            *(_difference(was, now) for was, now in changed),
            "【変更後の内容】",
            *map(str, new),
            _CLOSING,
        ]
    )


def _opening(name: str, changed_on: str) -> str:
    return (
        f"{name}が労働局に登録している内容が、{changed_on}に変更されました。\n"
        "以前にお送りした利用案内と異なる部分がありますので、変更のあった項目と変更後の内容をお知らせします。\n"
        "このお知らせは、登録された内容をもとに、システムが自動的に作成しています。"
    )


_CLOSING = """\
ご質問は、このサイトからお名前を出さずに送ることができます。氏名、電話番号、住所、メールアドレスなどの個人情報は書かないでください。
この団体からのメッセージを今後受け取りたくない場合は、いつでも受信を拒否することができます。"""


def _difference(was: Section, now: Section) -> str:
    """Of a list what came and what went, of a text how it was and how it is."""
    if was.entries is None or now.entries is None:
        return f"■ {now.heading}\n（変更前）\n{was.text or 'なし'}\n（変更後）\n{now.text or 'なし'}"
    added = [entry for entry in now.entries if entry not in was.entries]
    gone = [entry for entry in was.entries if entry not in now.entries]
    lines = [f"（追加）{'、'.join(added)}"] if added else []
    lines += [f"（削除）{'、'.join(gone)}"] if gone else []
    return "\n".join([f"■ {now.heading}", *(lines or ["（順序の変更）"])])
