"""What staff do for job seekers: the desk of an office, and erasure (SEE-2, SEE-4, SEE-6)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import registry
from services.contracts.registry import ERASERS, OFFICE

_ONE = "/api/office/seekers/<seeker_number:seeker_number>"

ROUTES = (
    # The ID stands in the body: addresses are written into logs on their way.
    rpc("POST", "/api/office/seekers/search", registry.FIND_SEEKER_AT_OFFICE, OFFICE, "自所の求職者を探す",
        description="ハローワークシステムの識別番号で探します。氏名で探すことはできません。見たことは記録されます。"),
    rpc("PUT", f"{_ONE}/choices", registry.CHANGE_CHOICES_AT_OFFICE, OFFICE, "窓口で求職情報の提供と公開の可否を変える",
        description="求職者本人の申出によります。指定しない項目は変わりません。変更は直ちに有効になり、本人にメールで知らせます。"),
    rpc("PUT", f"{_ONE}/validity", registry.EXTEND_APPLICATION_FOR_WORK, OFFICE, "求職申込みの有効期限を延長する",
        description="本日申し込んだ場合の有効期限まで延長できます。"),
    rpc("POST", f"{_ONE}/end", registry.END_APPLICATION_FOR_WORK, OFFICE, "求職申込みを終了する",
        description="就職、取消しなどの理由を記録します。求職者は直ちに検索の対象から外れます。"),
    rpc("POST", f"{_ONE}/end/cancellation", registry.TAKE_BACK_END_OF_APPLICATION, OFFICE, "求職申込みの終了の記録を取り消す",
        description="窓口で誤って記録した終了に限り、求職申込みの有効期限まで取り消すことができます。"
        "求職者は直ちに、選択に従って検索の対象に戻り、本人にメールで知らせます。"),
    rpc("POST", f"{_ONE}/acceptance", registry.ACCEPT_ONLINE_APPLICATION, OFFICE, "オンラインで登録された求職申込みを受理する",
        description="来所した本人から求職者番号を聞き、ハローワークシステムの識別番号を指定します。"
        "受理すると、本人の選択に従い、利用団体への提供が始まります。"),
    rpc("PUT", f"{_ONE}/hello-work-id", registry.CORRECT_HELLO_WORK_ID, OFFICE, "受理のときに入力した識別番号を訂正する",
        description="ハローワークシステムから届く情報の氏名のフリガナと生年月日が本人と一致するまで、訂正することができます。"
        "一致しない間、届いた情報は取り込まれません。"),
    rpc("POST", f"{_ONE}/joining", registry.JOIN_SEEKERS, OFFICE, "二つに分かれた登録を一つにまとめる",
        description="オンラインで登録した人が、ハローワークシステムから届いた情報により別の求職者としても登録されているときに、来所した本人の"
        "求職者番号と識別番号を指定します。オンラインでの登録と求職者マイページが残り、識別番号と窓口での求職申込みの内容を引き継ぎます。"
        "もう一方の登録は直ちに検索の対象から外れ、消去されます。元に戻すことはできません。"
        "もう一方にも求職者マイページがあるときは、その閉鎖に本人が同意したことと、同じ人であることを確かめたことの指定が必要です。やり取りしたメッセージは残るマイページで見ることができ、"
        "受信拒否はいずれの登録にも及びます。"
        "氏名のフリガナと生年月日が一致しないときは、同じ人であることを確かめたことの指定が必要です。"
        "他の安定所で受理された登録でも、識別番号が確認されていないときは、有効な求職申込みのある安定所でまとめることができ、"
        "その登録を受理した安定所の職員へメールで知らせます。"),
    rpc("POST", "/api/erasures", registry.ASK_ERASURE, ERASERS, "個人情報の消去の求めを受け付ける", status=201,
        description="本人であることを確かめた上で受け付けます。別の職員が確認するまで、消去は行われません。"),
    rpc("GET", "/api/erasures", registry.LIST_ERASURES, ERASERS, "消去の求めの一覧を見る",
        description="受付の古い順に表示します。続きがあるときは next の値を after に指定してください。"),
    rpc("POST", "/api/erasures/<uuid:erasure_id>/decision", registry.DECIDE_ERASURE, ERASERS, "消去の求めを確認する",
        description="受け付けた職員とは別の職員が確認します。消去は取り消せません。消去しない場合は、その理由を本人にメールで知らせます。"),
)  # fmt: skip
