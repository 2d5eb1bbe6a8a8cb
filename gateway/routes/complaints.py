"""Complaints: made on My Page, answered and kept by organizations, dealt with by staff (CMP-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway import limits
from gateway.answers import CSV, answer_csv
from gateway.context import gateway
from gateway.csv_files import ENCODINGS, csv_file
from gateway.login.rules import Limit
from gateway.routing import Asked, Empty, Route, ask, rpc
from services.contracts import compliance
from services.contracts.caller import ORGANIZATION
from services.contracts.compliance import (
    COMPLAINANT,
    COMPLAINANTS,
    COMPLAINT_EVENTS,
    COMPLAINT_SIDES,
    COMPLAINT_STAFF,
    COMPLAINT_STATES,
    LOCAL_STAFF,
    REGISTER_READERS,
)
from services.contracts.fields import Strict
from services.runtime.clock import japanese_day

_MINE = "/api/my-page/complaints"
_OWN = "/api/complaints"
_STAFF = "/api/staff/complaints"
_REGISTERS = "/api/staff/complaint-registers"
_ONE = "<uuid:complaint_id>"
_SEEN = "苦情の version の値を seen_version に指定してください。"
_MORE = "新しいものから順に表示します。続きがあるときは next の値を after に指定してください。"
_NO_PERSONAL_DATA = "氏名、電話番号、メールアドレスなど、個人を特定できる情報は書かないでください。"
MOST_ENTRIES = 100


class RegisterFileRequest(Strict):
    """In which characters the file is written."""

    encoding = fields.String(load_default="utf-8", validate=validate.OneOf(ENCODINGS))


def _register_file(asked: Asked) -> Response:
    encoding = RegisterFileRequest().load(asked.values)["encoding"]
    titles = ("受付日", "申出者", "苦情の内容", "対応の経過", "状態")
    return answer_csv("苦情の記録", csv_file(titles, _rows(asked), encoding), encoding)


def _rows(asked: Asked) -> Iterator[tuple[str, ...]]:
    """The register of 001 15(2): day, content and course of every complaint made to the organization."""
    after = None
    while True:
        page = ask(compliance.LIST_COMPLAINTS, Asked(asked.asker, {"limit": MOST_ENTRIES, "after": after}, None))
        for entry in page["complaints"]:
            if entry["to_organization"]:
                yield _row(entry)
        after = page["next"]
        if after is None:
            return


def _row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    first, *course = entry["steps"]
    lines = [_line(step) for step in course]
    state = COMPLAINT_STATES[entry["state"]]
    return entry["received_on"], COMPLAINANTS[entry["complainant"]], first["text"], "\n".join(lines), state


def _line(step: Mapping[str, Any]) -> str:
    day = japanese_day(dt.datetime.fromisoformat(step["at"]))
    return f"{day} {COMPLAINT_SIDES[step['side']]} {COMPLAINT_EVENTS[step['event']]}：{step['text']}"


def _limit_complaints(asked: Asked) -> None:
    """Each is read by people, and mailed to all staff of an office (CMP-12)."""
    limit = Limit(gateway().settings.complaints_per_day, dt.timedelta(days=1))
    limits.count_own("complaint", asked.asker.caller.account_id, limit)


def _limit_steps(asked: Asked) -> None:
    """What is added or taken further is counted as a new one is; closing one is always possible."""
    if asked.values.get("event") != "close":
        _limit_complaints(asked)


ROUTES = (
    rpc("POST", _MINE, compliance.FILE_COMPLAINT, COMPLAINANT, "利用団体についての苦情を申し出る", status=201, before=_limit_complaints,
        description="利用団体の個人情報管理・苦情処理責任者に届きます。利用団体に申し出にくいときは、to_authority に true を指定すると、"
        "利用団体には知らせずに、管轄の労働局（office_code を指定したときは、その公共職業安定所にも）に届きます。" + _NO_PERSONAL_DATA),
    rpc("GET", _MINE, compliance.LIST_MY_COMPLAINTS, COMPLAINANT, "自分が申し出た苦情の一覧を見る", description=_MORE),
    rpc("GET", f"{_MINE}/{_ONE}", compliance.SHOW_MY_COMPLAINT, COMPLAINANT, "自分が申し出た苦情と回答を見る"),
    rpc("POST", f"{_MINE}/{_ONE}/steps", compliance.PURSUE_COMPLAINT, COMPLAINANT, "申し出た苦情について続ける", before=_limit_steps,
        description="event には、add（追加の申出）、take_to_authority（解決しないときなどの、労働局又は公共職業安定所への申出）、"
        f"close（終了）のいずれかを指定してください。{_NO_PERSONAL_DATA}{_SEEN}"),
    rpc("GET", _OWN, compliance.LIST_COMPLAINTS, ORGANIZATION, "苦情の記録を見る",
        description="サイトで受けた苦情、自ら記録した苦情と、労働局などから事実関係の報告を求められた苦情を示します。停止中及び利用解除の"
        f"後も見ることができます。{_MORE}"),
    rpc("POST", _OWN, compliance.RECORD_COMPLAINT, ORGANIZATION, "サイトの外で受けた苦情を記録する", status=201,
        description="利用規約により、受け付けた年月日、内容及び対応の経過を記録する必要があります。" + _NO_PERSONAL_DATA),
    Route("GET", f"{_OWN}/register", ORGANIZATION, "苦情の記録をファイル（CSV）で受け取る", _register_file,
          RegisterFileRequest(), Empty(), media_type=CSV, operations=(compliance.LIST_COMPLAINTS,),
          description="自らに申し出られた苦情の全てを、受付日、申出者、内容、対応の経過とともに示します。"
          "文字コードは encoding で選べます。"),
    rpc("GET", f"{_OWN}/register-demands", compliance.LIST_OWN_REGISTER_DEMANDS, ORGANIZATION,
        "苦情の記録の提出の求めを見る", description=_MORE),
    rpc("POST", f"{_OWN}/register-demands/<uuid:demand_id>/hand-in", compliance.HAND_IN_REGISTER, ORGANIZATION,
        "苦情の記録を提出する", description="求められた期間の、提出した時点の記録を、管轄の労働局及び求めた公共職業安定所が"
        "見ることができるようになります。"),
    rpc("GET", f"{_OWN}/{_ONE}", compliance.SHOW_COMPLAINT, ORGANIZATION, "苦情とその経過を見る"),
    rpc("POST", f"{_OWN}/{_ONE}/steps", compliance.ANSWER_COMPLAINT, ORGANIZATION, "苦情に対応する",
        description="event には、answer（申出者への回答）、note（対応の経過の記録）、report_facts（求められた事実関係の報告）、"
        f"close（終了）のいずれかを指定してください。回答は、申出があるごとに一度です。note は申出者に示されません。申出者に氏名、連絡先"
        f"などの個人情報を求めることはできません。{_SEEN}"),
    rpc("GET", _STAFF, compliance.LIST_STAFF_COMPLAINTS, COMPLAINT_STAFF, "労働局又は公共職業安定所に申し出られた苦情の一覧を見る",
        description="労働局の職員には管轄する利用団体のもの、公共職業安定所の職員にはその安定所に申し出られたものを示します。" + _MORE),
    rpc("POST", _STAFF, compliance.RECORD_COMPLAINT_AT_DESK, LOCAL_STAFF, "窓口などで受けた苦情を記録する", status=201,
        description=_NO_PERSONAL_DATA),
    rpc("GET", f"{_STAFF}/{_ONE}", compliance.SHOW_STAFF_COMPLAINT, COMPLAINT_STAFF, "苦情とその経過を見る（職員）"),
    rpc("POST", f"{_STAFF}/{_ONE}/steps", compliance.HANDLE_COMPLAINT, COMPLAINT_STAFF, "苦情に対応する（職員）",
        description="event には、request_facts（利用団体への事実関係の報告又は是正の求め。due_on に期限を指定）、reply（申出者への回答）、"
        f"note（職員だけに示す記録）、close（終了）のいずれかを指定してください。{_SEEN}"),
    rpc("POST", f"{_STAFF}/{_ONE}/case", compliance.LINK_COMPLAINT, REGISTER_READERS, "苦情を事案に引き継いだことを記録する",
        description=f"先に、苦情（complaint）による事案を登録してください。{_SEEN}"),
    rpc("GET", _REGISTERS, compliance.LIST_REGISTER_DEMANDS, COMPLAINT_STAFF, "苦情の記録の提出の求めの一覧を見る",
        description="労働局の職員には管轄する利用団体に対するもの、公共職業安定所の職員にはその安定所が求めたものを示します。" + _MORE),
    rpc("POST", _REGISTERS, compliance.DEMAND_REGISTER, LOCAL_STAFF, "利用団体に苦情の記録の提出を求める", status=201,
        description="期間と提出の期限を指定してください。利用団体にメールで通知されます。公共職業安定所の職員は、その安定所に申し出られ、"
        "対応が終わっていない苦情に係る利用団体に限り、求めることができます。どの安定所が求めたかは、利用団体に示されません。"),
    rpc("GET", f"{_REGISTERS}/<uuid:demand_id>", compliance.SHOW_HANDED_IN_REGISTER, COMPLAINT_STAFF,
        "提出された苦情の記録を見る", description=f"提出した時点の記録です。{_MORE}"),
)  # fmt: skip
