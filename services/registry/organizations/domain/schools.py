"""The kinds of school that may do free placement (職業安定法33条の2第1項1号, 2号), and which of them the service covers (REG-1).

Terms, 2(1)③: schools of items 1 and 2, "中学校及び高等学校を除く". Item 1 means the schools of the School Education Act
(学校教育法1条) but elementary schools and kindergartens.
"""

from __future__ import annotations

from enum import StrEnum


class SchoolKind(StrEnum):
    """The school's kind, in the law's words."""

    UNIVERSITY = "university"
    """大学, junior and graduate ones included (学校教育法83条, 97条, 108条)."""
    COLLEGE_OF_TECHNOLOGY = "college_of_technology"
    """高等専門学校."""
    SPECIALIZED_TRAINING = "specialized_training"
    """専修学校 (item 2)."""
    JUNIOR_HIGH = "junior_high"
    """中学校."""
    HIGH = "high"
    """高等学校."""
    COMPULSORY_EDUCATION = "compulsory_education"
    """義務教育学校: elementary and middle school in one."""
    SECONDARY_EDUCATION = "secondary_education"
    """中等教育学校: middle and high school in one."""
    SPECIAL_NEEDS = "special_needs"
    """特別支援学校, whose upper courses correspond to middle and high school."""


COVERED = frozenset({SchoolKind.UNIVERSITY, SchoolKind.COLLEGE_OF_TECHNOLOGY, SchoolKind.SPECIALIZED_TRAINING})
"""Not middle or high schools, under whatever name they teach that course."""
