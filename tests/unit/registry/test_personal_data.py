"""SEE-2: what is sealed opens for its own place only, and an address is found without being readable."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.email_addresses import in_ascii, normal_form
from services.registry.personal_data import NotOurs, PersonalData, Sealed, from_settings
from services.runtime.settings import SettingInvalid, Settings

OLD, NEW, LOOKUP = bytes(32), b"\x01" * 32, b"\x02" * 32


def personal_data() -> PersonalData:
    return PersonalData({"old": OLD}, LOOKUP)


def test_a_sealed_text_opens_again_and_shows_nothing_of_itself():
    sealed = personal_data().seal("求職 花子", "account 1")
    assert personal_data().open(sealed, "account 1") == "求職 花子"
    assert "求職".encode() not in sealed.ciphertext


def test_the_same_text_is_sealed_differently_each_time():
    assert personal_data().seal("a", "x").ciphertext != personal_data().seal("a", "x").ciphertext


def test_a_value_put_in_another_persons_place_does_not_open():
    sealed = personal_data().seal("求職 花子", "account 1")
    with pytest.raises(NotOurs):
        personal_data().open(sealed, "account 2")


def test_an_altered_value_does_not_open():
    sealed = personal_data().seal("求職 花子", "account 1")
    altered = Sealed(sealed.key_id, sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1]))
    for broken in (altered, Sealed("old", b""), Sealed("unknown", sealed.ciphertext)):
        with pytest.raises(NotOurs):
            personal_data().open(broken, "account 1")


def test_after_rotation_old_values_open_and_new_ones_use_the_new_key():
    old = personal_data().seal("a", "x")
    rotated = PersonalData({"new": NEW, "old": OLD}, LOOKUP)
    assert rotated.open(old, "x") == "a"
    assert rotated.seal("a", "x").key_id == "new"


def test_an_address_is_found_whatever_its_case_and_width():
    lookup = personal_data().lookup
    assert lookup("Taro@Example.jp") == lookup(" ｔａｒｏ＠example.JP ")
    assert lookup("taro@example.jp") != lookup("jiro@example.jp")
    assert lookup("taro@example.jp") != PersonalData({"old": OLD}, NEW).lookup("taro@example.jp")


def test_one_address_has_one_normal_form_however_it_is_written():
    """REG-11: upper case, width and international domains are one account; a plus sign is another mailbox."""
    one = normal_form("taro@xn--r8jz45g.jp")
    for written in ("Taro@例え.jp", "ＴＡＲＯ＠例え．ｊｐ", "taro@XN--R8JZ45G.JP", " taro@例え.JP\u3000"):
        assert normal_form(written) == one
    others = ["taro+work@xn--r8jz45g.jp", "ta.ro@xn--r8jz45g.jp", "tarō@xn--r8jz45g.jp", "taro@例え.com"]
    assert len({one, *map(normal_form, others)}) == 5


@given(st.one_of(st.text(max_size=40), st.builds("{}@{}".format, st.text(max_size=10), st.text(max_size=20))))
def test_the_normal_form_of_a_normal_form_is_itself(text):
    """REG-11: whatever is typed."""
    assert normal_form(normal_form(text)) == normal_form(text)


def test_keys_come_from_the_settings_and_a_bad_one_is_named_but_not_shown(tmp_path):
    good, lookup = base64.b64encode(OLD).decode(), base64.b64encode(LOOKUP).decode()
    settings = {"PERSONAL_DATA_KEYS": f"2026:{good}, old:{good}", "PERSONAL_DATA_LOOKUP_KEY": lookup}
    assert from_settings(Settings(tmp_path, settings)).seal("a", "x").key_id == "2026"
    for bad in ("nothing", "2026:c2hvcnQ=", f":{good}", "2026:ß"):
        with pytest.raises(SettingInvalid) as refused:
            from_settings(Settings(tmp_path, {**settings, "PERSONAL_DATA_KEYS": bad}))
        assert "PERSONAL_DATA_KEYS" in str(refused.value)
        assert "c2hvcnQ" not in str(refused.value)


@given(st.text() | st.from_regex(r"[a-z.+]{1,9}@[a-zぁ-んア-ンＡ-Ｚ。.]{1,20}", fullmatch=True))
def test_the_address_that_mail_servers_take_is_the_same_address(text):
    """REG-11: what is kept of an address typed in another width or script is found by it."""
    assert normal_form(in_ascii(text)) == normal_form(text)
    assert in_ascii(in_ascii(text)) == in_ascii(text)


def test_an_address_typed_with_a_japanese_keyboard_is_taken_as_mail_servers_know_it():
    """REG-11: the case of what stands before the @ stays as typed."""
    assert in_ascii("Ｔａｒｏ＋ＨＷ＠ｅｘａｍｐｌｅ．ｊｐ") == "Taro+HW@example.jp"
    assert in_ascii("Taro@例え。jp") == "Taro@xn--r8jz45g.jp"
    assert in_ascii("花子@例え.jp") == "花子@xn--r8jz45g.jp", "no other mailbox is guessed: the form refuses it"
