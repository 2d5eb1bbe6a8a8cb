"""Usage reports: filed and corrected by organizations, read by their bureau (RPT-1, RPT-2)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import reporting
from services.contracts.caller import ORGANIZATION
from services.contracts.reporting import READERS_OF_REPORTS

_OWN = "/api/usage-reports"
_STAFF = "/api/staff/usage-reports"
_VERSIONS = "訂正されたものを含めて、新しいものから順に示します。"

ROUTES = (
    rpc("GET", _OWN, reporting.LIST_OWED_REPORTS, ORGANIZATION, "報告が必要な年度を見る",
        description="終了した年度ごとに、報告が必要なサービス、報告期限（４月20日）、提出済みの版（未提出のときは０）を示します。"),
    rpc("POST", _OWN, reporting.FILE_USAGE_REPORT, ORGANIZATION, "年度の利用状況を報告し、又は訂正する", status=201,
        description="その年度に利用したサービスごとに報告してください。手数料は、有料職業紹介事業者に限り報告します。実績がない場合も、"
        "nothing_to_report に true を指定して報告してください。訂正するときは、訂正する版を seen_version に、訂正の理由を reason に"
        "指定してください。停止中及び利用解除の後も報告できます。"),
    rpc("GET", f"{_OWN}/versions", reporting.SHOW_OWN_USAGE_REPORT, ORGANIZATION,
        "提出した年度の利用状況の報告を見る", description=_VERSIONS),
    rpc("GET", _STAFF, reporting.LIST_USAGE_REPORTS, READERS_OF_REPORTS,
        "提出された利用状況の報告の一覧を見る",
        description="労働局の職員には、管轄する利用団体の報告を示します。続きがあるときは next の値を after に指定してください。"),
    rpc("GET", f"{_STAFF}/<uuid:organization_id>", reporting.SHOW_USAGE_REPORT, READERS_OF_REPORTS,
        "利用団体の利用状況の報告を見る", description=_VERSIONS),
)  # fmt: skip
