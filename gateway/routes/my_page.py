"""A seeker's own page: record, provision choice, blocks, holders, and the password (SEE-4, SEE-7, MSG-7)."""

from __future__ import annotations

from gateway.routes.mailed_keys import asking, trying
from gateway.routing import rpc
from services.contracts import compliance, messaging, registry
from services.contracts.messaging import SEEKER

_BLOCK = "/api/my-page/blocks/<uuid:organization_id>"


ROUTES = (
    rpc("GET", "/api/my-page/record", registry.SHOW_MY_RECORD, SEEKER, "登録内容を見る"),
    rpc("PUT", "/api/my-page/provision-choice", registry.CHANGE_PROVISION_CHOICE, SEEKER, "求職情報提供の可否を変える",
        description="変更は直ちに有効になります。提供の範囲を狭めると、対象から外れた利用団体の検索には表示されなくなります。"),
    rpc("PUT", "/api/my-page/openness", registry.CHANGE_OPENNESS, SEEKER, "求人者への求職情報の公開を変える",
        description="求人者に求職情報を公開することへの同意です。民間職業紹介事業者や地方自治体などへの提供の可否とは別に選べます。"
        "変更は直ちに有効になります。"),
    rpc("PUT", "/api/my-page/terms", registry.AGREE_TO_SEEKER_TERMS, SEEKER, "利用規約（求職者用）に同意する",
        description="同意できるのは、現在の利用規約に限ります。"),
    rpc("GET", "/api/my-page/visibility", registry.SHOW_MY_VISIBILITY, SEEKER, "求職情報が誰に見えるか、その理由を見る",
        description="民間職業紹介事業者等、地方自治体等、求人者のそれぞれについて、提供の条件を一つずつ、満たしているかどうかを示します。"
        "全ての条件を満たすときに限り、検索の対象になります。ただし、受信を拒否している利用団体は、条件にかかわらず検索することができません。"),
    rpc("PUT", "/api/my-page/record", registry.CHANGE_MY_RECORD, SEEKER, "オンラインで登録した求職情報を書き換える",
        description="ハローワークの窓口で求職申込みが受理された後は、窓口での変更となります。"),
    rpc("POST", "/api/my-page/application", registry.APPLY_AGAIN, SEEKER, "オンラインで改めて求職申込みをする",
        description="前の求職申込みの有効期限の後、又は終了の後に、同じ求職者番号で申し込むことができます。"),
    rpc("POST", "/api/my-page/application/end", registry.END_MY_APPLICATION, SEEKER,
        "オンラインで登録した求職申込みを取り消す", description="取消しは直ちに有効になり、求職情報の公開は終了します。"),
    rpc("POST", "/api/my-page/erasure", registry.DEMAND_MY_ERASURE, SEEKER, "個人情報の消去を求める",
        description="ハローワーク又は運用管理組織の職員が確認した後に、消去されます。消去は取り消せません。"
        "消去しないこととした場合は、その理由をメールでお知らせします。"),
    rpc("GET", "/api/my-page/erasure", registry.SHOW_MY_ERASURE, SEEKER, "個人情報の消去の求めの状態を見る",
        description="最後の求めについて、確認待ちか、消去しないこととしたか（その理由を含む。）を示します。"),
    rpc("PUT", _BLOCK, messaging.BLOCK_ORGANIZATION, SEEKER, "利用団体からの受信を拒否する",
        description="以後、この利用団体からのメッセージは届きません。受信が拒否されたことは利用団体に分かりますが、その理由は"
        "伝わりません。求職情報を取得している利用団体は、遅滞なく削除し、削除したことを報告しなければなりません。"),
    rpc("DELETE", _BLOCK, messaging.UNBLOCK_ORGANIZATION, SEEKER, "受信の拒否を解除する"),
    rpc("GET", "/api/my-page/blocks", messaging.LIST_BLOCKS, SEEKER, "受信を拒否している利用団体を見る"),
    rpc("GET", "/api/my-page/holders", compliance.LIST_HOLDERS, SEEKER, "求職情報を取得した利用団体を見る",
        description="取得とは、求職情報の全体を初めて見たとき、出力したとき、又は利用案内を送信したときをいいます。"
        "取得した利用団体がその後に再び見たことは、記録の対象ではありません。保有できる期限（keep_until）と、削除すべきときは"
        "その事由、利用団体が削除を報告したときはその日時を示します。"),
    rpc("POST", "/api/my-page/holders/<uuid:organization_id>/deletion-demand", compliance.DEMAND_DELETION, SEEKER,
        "取得された求職情報の削除を求める",
        description="利用団体は、直ちに削除し、削除したことを報告しなければなりません。報告があったときは、メールとマイページで"
        "お知らせします。その時に保有していない利用団体に求めたときは、その旨を示します。その後に改めて取得されることを望まないときは、"
        "受信拒否をしてください。"),
    asking("/api/my-page/authentication-keys", registry.REQUEST_AUTHENTICATION_KEY, "認証キーを請求する",
        "登録されたメールアドレスであれば、認証キーをメールで送信します。登録の有無にかかわらず、回答は同じです。"
        "認証キーは、請求した端末・ブラウザに限り使えます（Cookieで確かめます）。短い時間に何度も請求したときは、"
        "新しい認証キーは送信されません。最後に届いた認証キーを使ってください。"),
    trying("/api/my-page/password", registry.SET_PASSWORD, "パスワードを設定する",
        "メールで届いた認証キーを用いて、マイページを開設し、又はパスワードを設定し直します。"
        "認証キーを請求した端末・ブラウザから入力してください。"),
)  # fmt: skip
