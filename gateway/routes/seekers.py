"""Finding seekers, reading and exporting their records; saved searches (SRC-1, SRC-2, SRC-6, SRC-7)."""

from __future__ import annotations

from flask import Response
from marshmallow import fields, validate

from gateway import seeker_columns
from gateway.answers import CSV, answer_csv, answer_json
from gateway.availability.doors import count_as_large
from gateway.csv_files import ENCODINGS, csv_file
from gateway.routing import Asked, Route, ask, rpc
from services.contracts import search
from services.contracts.caller import ORGANIZATION

_SAVED = "/api/saved-searches"
FORMATS = {"json": "JSON", "csv": "CSV"}


class ExportRequest(search.ExportSeekersRequest):
    """Whose records are wanted, and in which form."""

    format = fields.String(load_default="json", validate=validate.OneOf(FORMATS))
    encoding = fields.String(load_default="utf-8", validate=validate.OneOf(ENCODINGS))


def _export(asked: Asked) -> Response:
    """The records as JSON or as a file; what is taken at once counts for the limits of OPS-2 as so many views."""
    form = ExportRequest().load(asked.values)
    count_as_large(asked.asker.caller.organization_id, len(form["seeker_numbers"]))
    answer = ask(search.EXPORT_SEEKERS, Asked(asked.asker, {"seeker_numbers": form["seeker_numbers"]}, None))
    if form["format"] == "json":
        return answer_json(answer, 200)
    file = csv_file(seeker_columns.TITLES, seeker_columns.rows(answer["results"]), form["encoding"])
    return answer_csv("求職情報", file, form["encoding"])


ROUTES = (
    rpc("POST", "/api/seekers/search", search.SEARCH_SEEKERS, ORGANIZATION, "求職者を検索する",
        description="同じ項目に指定した複数のコードは「いずれか」、異なる項目どうしは「全て」を満たすものを探します。"
        "続きを見るときは、同じ条件に cursor を付けてください。facets は最初のページにだけ付きます。"),
    rpc("GET", "/api/seekers/<seeker_number:seeker_number>", search.SHOW_SEEKER, ORGANIZATION, "求職情報を見る",
        description="初めて見たときに、求職情報を「取得」したものとして記録します。保有できる期間は、この取得の日から数えます。"),
    Route("POST", "/api/seekers/export", ORGANIZATION, "求職情報を出力する", _export, ExportRequest(),
          search.ExportSeekersAnswer(), other_media_types=(CSV,), operations=(search.EXPORT_SEEKERS,),
          description="指定した求職者（100人まで）の求職情報を、JSON又はCSVのファイルで受け取ります。内容は画面で見るものと同じです。"
          "初めて受け取る求職情報は、閲覧と同じく「取得」したものとして記録します。出力できない求職者については、その旨だけを示します。"
          "アクセス制限では、指定した人数と同じ回数の依頼として数えます。CSVの文字コードは encoding で選べます。cp932 にない文字は"
          "「〓」に置き換え、その行の「置換えの有無」の列に「有」と示します。表計算ソフトが式とみなす文字で始まる値には、"
          "先頭に「'」を付けます。"),
    rpc("GET", _SAVED, search.LIST_SAVED_SEARCHES, ORGANIZATION, "保存した検索条件の一覧を見る",
        description="検索条件は、アカウントごとに保存されます。query の値を、検索（POST /api/seekers/search）にそのまま指定できます。"
        "new_hits と changed_hits は、前回のお知らせの後に新しく提供された件数と、内容が変わった件数です。"),
    rpc("POST", _SAVED, search.SAVE_SEARCH, ORGANIZATION, "検索条件を保存する", status=201,
        description="notify を true とすると、該当する新しい求職情報があったときに、その件数を１日に１回メールでお知らせします。"),
    rpc("PUT", f"{_SAVED}/<uuid:saved_search_id>", search.CHANGE_SAVED_SEARCH, ORGANIZATION, "保存した検索条件を変更する",
        description="検索条件を変えたときは、その後に提供されたものから数え直します。"),
    rpc("DELETE", f"{_SAVED}/<uuid:saved_search_id>", search.DELETE_SAVED_SEARCH, ORGANIZATION, "保存した検索条件を削除する"),
)  # fmt: skip
