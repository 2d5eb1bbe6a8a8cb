"""Applications as they arrive from the site, in order; each test changes the one thing it is about."""

import zlib
from typing import Any

PASSWORD = "correct horse battery"
EMAIL = "saiyo@example.jp"


def a_manager(**changes: Any) -> dict[str, Any]:
    return {
        "name": "山田 花子",
        "department": "人材紹介部",
        "phone": "03-1234-5678",
        "email": "hanako.yamada@example.jp",
        "full_time": True,
        **changes,
    }


def mandatory_information(**changes: Any) -> dict[str, Any]:
    return {
        "placement_record": "令和７年度の常用就職は128件です。",
        "occupation_codes": ["25", "256"],
        "industry_codes": ["G", "39"],
        "area_codes": ["130001"],
        "fees_for_seekers": "求職者の方から手数料はいただきません。",
        "support_offered": "応募書類の添削、面接の練習を行います。",
        "marks_held": ["privacy_mark"],
        **changes,
    }


def number_for(email: str) -> str:
    """A permission number of its own for each ID, as an establishment applies once (REG-4)."""
    return "13-ユ-123456" if email == EMAIL else f"13-ユ-{zlib.crc32(email.encode()) % 1_000_000:06d}"


def an_application(**changes: Any) -> dict[str, Any]:
    """A paid agency in Tokyo that applies for both services."""
    return {
        "kind": "paid_agency",
        "services": ["offers", "seekers"],
        "name": "株式会社東京キャリアサポート",
        "name_kana": "カブシキガイシャトウキョウキャリアサポート",
        "representative_title": "代表取締役",
        "representative_name": "佐藤 一郎",
        "postal_code": "100-0001",
        "municipality_code": "131016",
        "address": "東京都千代田区千代田１丁目１番１号",
        "phone": "03-1234-5678",
        "permission_number": number_for(changes.get("email", EMAIL)),
        "permission_valid_until": "2028-03-31",
        "latest_regular_placement_on": "2026-04-01",
        "contact_managers": {"offers": a_manager(), "seekers": a_manager(name="鈴木 次郎")},
        "privacy_manager": a_manager(name="高橋 三郎", email="kojin@example.jp"),
        "mandatory_information": mandatory_information(),
        "security_declaration": {
            "blocks_malware": True,
            "keeps_definitions_current": True,
            "keeps_software_patched": True,
            "scans_files_regularly": True,
            "prevents_leaks": True,
            "prevents_unauthorized_access": True,
        },
        "terms_version": "2021-12-01",
        "email": EMAIL,
        "password": PASSWORD,
        **changes,
    }


def an_agency(**changes: Any) -> dict[str, Any]:
    """An agency that a municipality commissions."""
    return {
        "name": "株式会社さくらキャリア",
        "contact_manager": a_manager(name="伊藤 四郎"),
        "privacy_manager": a_manager(name="渡辺 五月"),
        **changes,
    }


def a_municipality(**changes: Any) -> dict[str, Any]:
    """A municipality with its own placement, of the municipal class, that applies for seeker information."""
    return an_application(
        kind="municipality_own",
        services=["seekers"],
        name="千代田区",
        permission_number="13-地-000001",
        permission_valid_until=None,
        contact_managers={"seekers": a_manager()},
        **changes,
    )
