"""REG-17: the reference files are loaded with their versions, again without harm, and codes are never lost."""

from dataclasses import replace

import sqlalchemy as sa

from services.contracts.reference import LISTS, CodeList
from services.registry.reference.loading import load_reference
from services.registry.reference.tables import reference_codes, reference_files
from tests.contract.registry_seekers.feeds import NOW


def test_every_list_is_loaded_with_source_and_version(database):
    with database.transaction() as connection:
        assert load_reference(connection, NOW) == {name: len(read()) for name, read in LISTS.items()}
        files = connection.execute(sa.select(reference_files)).all()
        parents = dict(connection.execute(sa.select(reference_codes.c.code, reference_codes.c.parent)).all())
    assert {file.list for file in files} == set(LISTS)
    assert all(file.source and file.version for file in files)
    assert parents["141054"] == "141003"


def test_loading_again_changes_nothing(database):
    with database.transaction() as connection:
        load_reference(connection, NOW)
    with database.transaction() as connection:
        assert load_reference(connection, NOW) == {}


def test_a_code_that_left_its_list_is_retired_and_comes_back_when_it_does(database):
    whole = LISTS["industries"]()
    less = CodeList(
        (replace(whole.headers[0], version="next"),),
        {code: entry for code, entry in whole.entries.items() if code != "99"},
        whole.below,
    )
    retired = sa.select(reference_codes.c.retired).where(reference_codes.c.code == "99")
    with database.transaction() as connection:
        load_reference(connection, NOW)
        assert load_reference(connection, NOW, {"industries": lambda: less}) == {"industries": len(whole) - 1}
        assert connection.execute(retired).scalar() is True
        load_reference(connection, NOW)
        assert connection.execute(retired).scalar() is False
