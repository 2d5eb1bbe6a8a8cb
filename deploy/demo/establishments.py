"""Establishments that offices registered before the demo begins, made of nothing real."""

from __future__ import annotations

from typing import Any

FIRST_EMAIL = "jinji@midori-seisakusho.example.jp"

_ROWS = (
    # name, reading, postal code, municipality, address, industry, employees in all, here, address of the contact person
    ("株式会社みどり製作所　本社工場", "カブシキガイシャミドリセイサクショ　ホンシャコウジョウ", "144-0001", "131113",
     "羽田旭町９９番", "24", 320, 120, FIRST_EMAIL),
    ("ひまわり介護サービス有限会社", "ヒマワリカイゴサービスユウゲンガイシャ", "160-0001", "131041",
     "片町９９番", "85", 58, 31, "saiyou@himawari-kaigo.example.jp"),
    ("北極星ソフト合同会社", "ホッキョクセイソフトゴウドウガイシャ", "060-0001", "011011",
     "北一条西９９丁目", "39", 24, 24, "recruit@hokkyokusei.example.jp"),
    ("なにわ運送株式会社　港営業所", "ナニワウンソウカブシキガイシャ　ミナトエイギョウショ", "552-0001", "271071",
     "波除９９番", "44", 140, 36, "jinji@naniwa-unsou.example.jp"),
)  # fmt: skip


def establishments() -> list[dict[str, Any]]:
    """Each as it was registered at the counter, with a My Page."""
    return [
        {
            "establishment": {
                "name": name,
                "name_kana": kana,
                "postal_code": postal_code,
                "municipality_code": municipality,
                "address": address,
                "phone": f"0{3 + place}-0000-4{place:03}",
                "industry_code": industry,
                "employees_total": total,
                "employees_here": here,
            },
            "contact": {
                "name": "採用 担当",
                "department": "人事課",
                "phone": f"0{3 + place}-0000-5{place:03}",
                "email": email,
            },
            "with_my_page": True,
        }
        for place, (name, kana, postal_code, municipality, address, industry, total, here, email) in enumerate(_ROWS)
    ]
