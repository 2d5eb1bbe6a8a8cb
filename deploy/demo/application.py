"""The application of the agency that registers itself in the play."""

from __future__ import annotations

import datetime as dt
from typing import Any

from deploy.demo.loading import PASSWORD

AGENCY_EMAIL = "madoguchi@sakura-shoukai.example.jp"
CONTACT_EMAIL = "sekininsha@sakura-shoukai.example.jp"
"""Of the contact manager, who is one for both services (REG-12)."""


def new_application(today: dt.date, terms_version: str) -> dict[str, Any]:
    """What the agency fills in (REG-5, REG-12, OPS-5), registered on `today`."""
    manager = {
        "name": "佐藤 美咲",
        "department": "職業紹介部",
        "phone": "03-0000-1234",
        "email": CONTACT_EMAIL,
        "full_time": True,
    }
    return {
        "kind": "paid_agency",
        "services": ["seekers", "offers"],
        "name": "さくら職業紹介株式会社",
        "name_kana": "サクラショクギョウショウカイカブシキガイシャ",
        "representative_title": "代表取締役",
        "representative_name": "高橋 健一",
        "postal_code": "100-0001",
        "municipality_code": "131016",
        "address": "千代田区千代田１丁目１番１号",
        "phone": "03-0000-1200",
        "permission_number": "13-ユ-999001",
        "permission_valid_until": today.replace(year=today.year + 2).isoformat(),
        "handles_subsidies": True,
        "latest_regular_placement_on": (today - dt.timedelta(days=20)).isoformat(),
        "contact_managers": {"seekers": manager, "offers": manager},
        "privacy_manager": {**manager, "name": "鈴木 直樹", "department": "総務部"},
        "mandatory_information": {
            "placement_record": "直近１年間の常用就職は１２４件です。事務職と情報処理の職種が多くを占めています。",
            "occupation_codes": ["C", "104"],
            "industry_codes": ["G", "39"],
            "area_codes": ["130001", "140007"],
            "fees_for_seekers": "求職者の方から手数料はいただきません。",
            "support_offered": "応募書類の作成の助言、面接の練習、入社後の相談をお受けしています。",
            "marks_held": ["privacy_mark"],
        },
        "security_declaration": {
            "blocks_malware": True,
            "keeps_definitions_current": True,
            "keeps_software_patched": True,
            "scans_files_regularly": True,
            "prevents_leaks": True,
            "prevents_unauthorized_access": True,
        },
        "terms_version": terms_version,
        "email": AGENCY_EMAIL,
        "password": PASSWORD,
    }
