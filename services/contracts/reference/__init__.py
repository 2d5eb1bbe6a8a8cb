"""Code lists of the reference data (REG-17): versioned CSV files and their readers.

Each file begins with comment lines `# title:`, `# source:`, `# version:`, `# status: official|illustrative`. A table
that could not be had is marked illustrative, with codes outside the official ranges; the official file, in the same
columns, takes its place unchanged. Lists are read once a process and looked up in memory.
"""

from services.contracts.reference.code_list import CodeList, Entry, ReferenceFileError, check_digit
from services.contracts.reference.lists import (
    FOLDER,
    LISTS,
    BureauContact,
    bureau_contacts,
    bureau_of,
    bureaus,
    competent_office,
    industries,
    licences,
    local_government_of,
    occupation_titles,
    occupations,
    offices,
    place_name,
    place_names,
    place_readings,
    places,
)

__all__ = [
    "FOLDER",
    "LISTS",
    "BureauContact",
    "CodeList",
    "Entry",
    "ReferenceFileError",
    "bureau_contacts",
    "bureau_of",
    "bureaus",
    "check_digit",
    "competent_office",
    "industries",
    "licences",
    "local_government_of",
    "occupation_titles",
    "occupations",
    "offices",
    "place_name",
    "place_names",
    "place_readings",
    "places",
]
