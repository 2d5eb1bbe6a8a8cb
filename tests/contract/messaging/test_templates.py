"""MSG-2, MSG-8: templates of an organization's own texts, and what of them goes beside a guidance or into a reply."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    CHANGE_TEMPLATE,
    CREATE_TEMPLATE,
    DELETE_TEMPLATE,
    FILL_TEMPLATE,
    LIST_TEMPLATES,
    PREVIEW_GUIDANCE_TO_SEEKER,
    READ_CONVERSATION,
    REPLY,
    SEND_GUIDANCE,
)
from services.contracts.messaging.texts import DEMAND_REFUSED
from services.messaging.tables import guidance_texts, message_templates, messages
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused


def kept(messaging: Messaging, agency: Caller, kind: str = "reply", **changes: Any) -> dict[str, Any]:
    """A template, as it is told when it is made."""
    text = {"kind": kind, "name": "ご挨拶", "body": "{{団体名}}です。{{利用期限}}までにご返事ください。"}
    return messaging.call(CREATE_TEMPLATE, agency, **{**text, **changes})


def refusal(messaging: Messaging, *arguments: Any, **request: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        messaging.call(*arguments, **request)
    return refused.value


def names(messaging: Messaging, agency: Caller, **wanted: Any) -> list[str]:
    return [one["name"] for one in messaging.call(LIST_TEMPLATES, agency, **wanted)["templates"]]


def test_msg_2_a_text_of_the_organizations_own_is_off_by_default_and_replies_are_not_touched_by_it(
    messaging: Messaging,
) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    refused = refusal(messaging, CREATE_TEMPLATE, agency, kind="guidance", name="ご挨拶", body="こんにちは。")
    assert refused.code is ErrorCode.OWN_TEXT_NOT_ALLOWED
    assert kept(messaging, agency)["usable"] is True
    messaging.allow_own_texts()
    template = kept(messaging, agency, "guidance")
    messaging.allow_own_texts(allowed=False)
    chosen = {"template_id": template["template_id"], "version": 1}
    for operation, request in (
        (SEND_GUIDANCE, {"seeker_numbers": [number], "template": chosen}),
        (PREVIEW_GUIDANCE_TO_SEEKER, {"seeker_number": number, "template_id": template["template_id"]}),
        (CHANGE_TEMPLATE, {**chosen, "name": "別", "body": "別の文章"}),
    ):
        assert refusal(messaging, operation, agency, **request).code is ErrorCode.OWN_TEXT_NOT_ALLOWED
    assert messaging.count(messages) == 0
    usable = {one["kind"]: one["usable"] for one in messaging.call(LIST_TEMPLATES, agency)["templates"]}
    assert usable == {"guidance": False, "reply": True}
    messaging.call(DELETE_TEMPLATE, agency, template_id=template["template_id"])
    assert names(messaging, agency) == ["ご挨拶"]


def test_msg_2_the_own_text_stands_below_all_that_the_system_made_and_the_guidance_names_its_template(
    messaging: Messaging,
) -> None:
    messaging.allow_own_texts()
    agency, number = messaging.organization(), messaging.seeker()
    template = kept(messaging, agency, "guidance")
    chosen = {"template_id": template["template_id"], "version": 1}
    sent = messaging.call(SEND_GUIDANCE, agency, seeker_numbers=[number], template=chosen)
    conversation_id = sent["results"][0]["conversation_id"]
    (read,) = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)["messages"]
    system, _, own = read["body"].partition(
        "■ 団体からのメッセージ\n（ここから下は、システムではなく、団体が作成した文章です。）\n"
    )
    assert own == "みなと人材紹介株式会社です。令和８年６月30日までにご返事ください。"
    assert "受信を拒否することができます。" in system
    assert read["template_id"] == template["template_id"]
    (theirs,) = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)["messages"]
    assert (theirs["body"], theirs["template_id"]) == (read["body"], None)


def test_msg_14_what_was_sent_stays_when_its_template_changes_or_goes(messaging: Messaging) -> None:
    messaging.allow_own_texts()
    agency, numbers = messaging.organization(), messaging.seekers(2)
    template_id = kept(messaging, agency, "guidance", body="一つめの文章")["template_id"]
    request = {"template": {"template_id": template_id, "version": 1}}
    sent = messaging.call(SEND_GUIDANCE, agency, seeker_numbers=numbers[:1], **request)
    messaging.call(CHANGE_TEMPLATE, agency, template_id=template_id, version=1, name="改", body="二つめの文章")
    stale = refusal(messaging, SEND_GUIDANCE, agency, seeker_numbers=numbers[1:], **request)
    assert (stale.code, stale.pointer) == (ErrorCode.CHANGED_MEANWHILE, "/template")
    messaging.call(DELETE_TEMPLATE, agency, template_id=template_id)
    gone = refusal(messaging, SEND_GUIDANCE, agency, seeker_numbers=numbers[1:], **request)
    assert (gone.code, gone.pointer) == (ErrorCode.NOT_FOUND, "/template")
    conversation_id = sent["results"][0]["conversation_id"]
    (read,) = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)["messages"]
    assert read["body"].endswith("一つめの文章")
    assert read["template_id"] == template_id


def test_a_batch_keeps_one_text_for_each_last_day_and_not_one_a_seeker(messaging: Messaging) -> None:
    messaging.allow_own_texts()
    agency, numbers = messaging.organization(), messaging.seekers(30)
    template = kept(messaging, agency, "guidance")
    chosen = {"template_id": template["template_id"], "version": 1}
    messaging.call(SEND_GUIDANCE, agency, seeker_numbers=numbers, template=chosen)
    assert (messaging.count(messages), messaging.count(guidance_texts)) == (30, 1)


def test_an_unknown_placeholder_is_refused_with_its_place_as_pages_count(messaging: Messaging) -> None:
    body = "𠮷日です。{{ 氏名 }}様、{{団体名}}です。{{"
    refused = refusal(messaging, CREATE_TEMPLATE, messaging.organization(), kind="reply", name="x", body=body)
    assert (refused.code, refused.pointer) == (ErrorCode.PLACEHOLDER_UNKNOWN, "/body")
    units = body.encode("utf-16-le")
    found = [units[2 * one["start"] : 2 * one["end"]].decode("utf-16-le") for one in refused.details["found"]]
    assert found == ["{{ 氏名 }}", "{{"]


def test_a_text_too_long_with_its_placeholders_filled_is_refused_when_it_is_kept(messaging: Messaging) -> None:
    messaging.allow_own_texts()
    agency = messaging.organization(name="み" * 100)
    fits = {"kind": "guidance", "name": "長い", "body": "{{団体名}}" * 20}
    refused = refusal(messaging, CREATE_TEMPLATE, agency, **{**fits, "body": "{{団体名}}" * 21})
    assert (refused.code, refused.pointer) == (ErrorCode.TEXT_TOO_LONG_WHEN_FILLED, "/body")
    assert (refused.details["longest"], refused.details["length"]) == (2_000, 2_100)
    template = messaging.call(CREATE_TEMPLATE, agency, **fits)
    messaging.organization(agency.organization_id, version=2, name="み" * 101)
    chosen = {"template_id": template["template_id"], "version": 1}
    late = refusal(messaging, SEND_GUIDANCE, agency, seeker_numbers=[messaging.seeker()], template=chosen)
    assert (late.code, late.pointer) == (ErrorCode.TEXT_TOO_LONG_WHEN_FILLED, "/template")
    assert messaging.count(messages) == 0


@pytest.mark.parametrize("kind", ["guidance", "reply"])
def test_msg_8_a_template_that_demands_personal_data_is_refused_and_counted(messaging: Messaging, kind: str) -> None:
    messaging.allow_own_texts()
    body = "お名前と電話番号をこのメッセージへの返信で教えてください。"
    refused = refusal(messaging, CREATE_TEMPLATE, messaging.organization(), kind=kind, name="x", body=body)
    assert (refused.code, refused.pointer) == (ErrorCode.PERSONAL_DATA_DEMANDED, "/body")
    assert [event["conversation_id"] for event in messaging.published(DEMAND_REFUSED)] == [None]


def test_msg_8_a_template_that_was_kept_before_its_demand_was_known_is_sent_nowhere(messaging: Messaging) -> None:
    """What is known of demands grows: each text is looked at again when it is filled, and counted as no attempt."""
    messaging.allow_own_texts()
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    ids = {kind: kept(messaging, agency, kind)["template_id"] for kind in ("guidance", "reply")}
    with messaging.database.transaction() as connection:
        connection.execute(message_templates.update().values(body="お名前と電話番号を返信で教えてください。"))
    chosen = {"template_id": ids["guidance"], "version": 1}
    for operation, request, pointer in (
        (SEND_GUIDANCE, {"seeker_numbers": [number], "template": chosen}, "/template"),
        (PREVIEW_GUIDANCE_TO_SEEKER, {"seeker_number": number, "template_id": ids["guidance"]}, "/template_id"),
        (FILL_TEMPLATE, {"conversation_id": conversation_id, "template_id": ids["reply"]}, "/template_id"),
    ):
        refused = refusal(messaging, operation, agency, **request)
        assert (refused.code, refused.pointer) == (ErrorCode.PERSONAL_DATA_DEMANDED, pointer)
    assert (messaging.count(messages), messaging.published(DEMAND_REFUSED)) == (1, [])


def test_msg_8_a_template_is_held_to_what_messages_are(messaging: Messaging) -> None:
    refused = refusal(messaging, CREATE_TEMPLATE, messaging.organization(), kind="reply", name="x", body="あ\u202eい")
    assert refused.code is ErrorCode.CHARACTERS_NOT_ALLOWED


def test_templates_are_made_listed_by_name_changed_and_deleted(messaging: Messaging) -> None:
    messaging.allow_own_texts()
    agency = messaging.organization()
    second = kept(messaging, agency, name="二", body="第二")
    kept(messaging, agency, name="一", body="第一")
    kept(messaging, agency, "guidance", name="二", body="同じ名前でも種類が違います。")
    assert names(messaging, agency) == ["一", "二", "二"]
    assert names(messaging, agency, kind="reply") == ["一", "二"]
    changed = messaging.call(
        CHANGE_TEMPLATE, agency, template_id=second["template_id"], version=1, name="三", body="第三"
    )
    assert (changed["version"], changed["name"], changed["kind"]) == (2, "三", "reply")
    stale = {"template_id": second["template_id"], "version": 1, "name": "四", "body": "第四"}
    assert refusal(messaging, CHANGE_TEMPLATE, agency, **stale).code is ErrorCode.CHANGED_MEANWHILE
    taken = {"template_id": second["template_id"], "version": 2, "name": "一", "body": "第一"}
    assert refusal(messaging, CHANGE_TEMPLATE, agency, **taken).code is ErrorCode.TEMPLATE_NAME_TAKEN
    messaging.call(DELETE_TEMPLATE, agency, template_id=second["template_id"])
    assert refusal(messaging, DELETE_TEMPLATE, agency, template_id=second["template_id"]).code is ErrorCode.NOT_FOUND
    kept(messaging, agency, name="三")
    told = messaging.call(LIST_TEMPLATES, agency)["placeholders"]
    assert [one["name"] for one in told if "guidance" in one["kinds"]] == ["団体名", "送信日", "利用期限"]


def test_templates_are_shared_by_the_accounts_of_an_organization_and_by_nobody_else(messaging: Messaging) -> None:
    agency, other = messaging.organization(), messaging.organization()
    template = kept(messaging, agency)
    colleague = Caller(agency.role, account_id=new_id(), organization_id=agency.organization_id)
    assert (names(messaging, colleague), names(messaging, other)) == (["ご挨拶"], [])
    change = {"template_id": template["template_id"], "version": 1, "name": "横取り", "body": "横取り"}
    for operation, request in ((CHANGE_TEMPLATE, change), (DELETE_TEMPLATE, {"template_id": change["template_id"]})):
        assert refusal(messaging, operation, other, **request).code is ErrorCode.NOT_FOUND


def test_of_templates_made_at_once_no_more_than_allowed_are_kept_and_no_name_twice(messaging: Messaging) -> None:
    messaging.service.template_settings = type(messaging.service.template_settings)(templates_an_organization=3)
    agency = messaging.organization()

    def make(position: int) -> ErrorCode | None:
        try:
            kept(messaging, agency, name=f"{position % 5}")
        except Refused as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(10) as threads:
        outcomes = list(threads.map(make, range(20)))
    assert outcomes.count(None) == 3
    assert set(outcomes) <= {None, ErrorCode.TEMPLATE_NAME_TAKEN, ErrorCode.TOO_MANY_TEMPLATES}
    assert len(set(names(messaging, agency))) == 3


def test_a_template_for_replies_is_filled_for_its_conversation_and_says_what_stands_against_it(
    messaging: Messaging,
) -> None:
    messaging.set_cap(3)
    agency, numbers = messaging.organization(), messaging.seekers(3)
    conversation_id = messaging.conversation(agency, numbers[0])
    body = "{{求職者番号}}の方へ　{{団体名}}より、{{送信日}}"
    template_id = kept(messaging, agency, body=body)["template_id"]

    def fill() -> dict[str, Any]:
        return messaging.call(FILL_TEMPLATE, agency, conversation_id=conversation_id, template_id=template_id)

    assert fill()["obstacle"] == "nothing_to_reply_to"
    messaging.call(ASK, seeker_caller(numbers[0]), conversation_id=conversation_id, body="質問です。")
    told = fill()
    assert told["body"] == f"{numbers[0]}の方へ　みなと人材紹介株式会社より、令和８年４月22日"
    assert (told["obstacle"], told["allowance"]["remaining"]) == (None, 2)
    messaging.call(REPLY, agency, conversation_id=conversation_id, body=told["body"])
    messaging.guide(agency, numbers[1])
    assert fill()["obstacle"] == "daily_cap_reached"
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(numbers[0]), organization_id=agency.organization_id)
    assert fill()["obstacle"] == "blocked_by_seeker"
    messaging.pass_by(days=100)
    assert fill()["obstacle"] == "blocked_by_seeker"
    other = kept(messaging, messaging.organization(), body="他団体")["template_id"]
    foreign = {"conversation_id": conversation_id, "template_id": other}
    assert refusal(messaging, FILL_TEMPLATE, agency, **foreign).pointer == "/template_id"
