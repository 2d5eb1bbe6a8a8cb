"""What an organization holds and must delete, its certificates, and what staff see of late deletions (MSG-11, MSG-12)."""

from __future__ import annotations

from gateway.answers import answer_pdf
from gateway.routing import rpc
from services.contracts import compliance
from services.contracts.caller import ORGANIZATION
from services.contracts.compliance import SUPERVISORS

_DUTIES = "/api/deletion-duties"
_CERTIFICATES = "/api/deletion-certificates"
_NEXT = "続きがあるときは next の値を after に指定してください。"

ROUTES = (
    rpc("GET", _DUTIES, compliance.LIST_DUTIES, ORGANIZATION, "削除すべき求職情報の一覧を見る",
        description="求職者からの求めによるものは直ちに、その他のものは遅滞なく、削除してください。confirm_by は、報告が遅れているとして"
        "扱われる前の最後の日の目安であり、それまで待ってよいという期限ではありません。停止中、利用解除及び退会の後も見ることができます。"
        f"{_NEXT}"),
    rpc("POST", f"{_DUTIES}/<uuid:duty_id>/confirmation", compliance.CONFIRM_DUTY, ORGANIZATION, "削除したことを報告する",
        description="deleted_on は実際に削除した日で、省くと今日となります。報告した日時とアカウントが記録されます。"),
    rpc("POST", f"{_DUTIES}/confirmations", compliance.CONFIRM_DUTIES, ORGANIZATION, "削除したことをまとめて報告する",
        description="1,000件まで指定できます。結果は１件ごとに示し、報告できなかったものがあっても、他のものの報告は受け付けられます。"),
    rpc("GET", "/api/custody", compliance.LIST_CUSTODY, ORGANIZATION, "保有している求職情報の一覧を見る",
        description="保有できる期限の早い順、又は取得した順に表示します。days_left は、今日の翌日から期限までの日数です。"),
    rpc("GET", "/api/custody/counts", compliance.COUNT_CUSTODY, ORGANIZATION, "保有している求職情報と削除すべきものの件数を見る",
        description="ending_soon は、ending_soon_days の日数以内に保有できる期限が到来するものの件数です。"),
    rpc("POST", _CERTIFICATES, compliance.ISSUE_CERTIFICATE, ORGANIZATION, "削除・廃棄証明書を発行する", status=201,
        description="削除を報告したものに限り、１通につき500件まで指定できます。"),
    rpc("GET", _CERTIFICATES, compliance.LIST_OWN_CERTIFICATES, ORGANIZATION, "発行された削除・廃棄証明書の一覧を見る",
        description=f"新しい順に表示します。{_NEXT}"),
    rpc("GET", f"{_CERTIFICATES}/<uuid:certificate_id>/pdf", compliance.GET_CERTIFICATE, ORGANIZATION | SUPERVISORS,
        "削除・廃棄証明書（PDF）を受け取る", respond=answer_pdf, media_type="application/pdf",
        description="労働局の職員は、管轄する利用団体のものに限り受け取れます。"),
    rpc("GET", "/api/staff/late-deletions", compliance.LIST_LATE_DUTIES, SUPERVISORS, "報告が遅れている削除の一覧を見る",
        description="最も遅れているものから順に表示します。労働局の職員には、管轄する利用団体のものを示します。ages は、遅れた日数ごとの"
        f"件数です。{_NEXT}"),
    rpc("GET", "/api/staff/late-deletions/organizations", compliance.LIST_LATE_ORGANIZATIONS, SUPERVISORS,
        "削除の報告が遅れている利用団体の一覧を見る", description=f"最も遅れている利用団体から順に表示します。{_NEXT}"),
    rpc("GET", "/api/staff/organizations/<uuid:organization_id>/deletion-certificates", compliance.LIST_CERTIFICATES,
        SUPERVISORS, "利用団体に発行された削除・廃棄証明書の一覧を見る",
        description=f"労働局の職員は、管轄する利用団体に限り見ることができます。{_NEXT}"),
)  # fmt: skip
