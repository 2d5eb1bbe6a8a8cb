"""What seed 000 and the rules of CMP say of many who block an organization, for the simulated decade (CMP-11)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass
class Blocks:
    """受信拒否をしている求職者数が一定数を超えた場合 (000, その他; CMP-11).

    More than so many (50), or more than a fifth of those guided where 10 or more block.
    One open case at a time; after it another only when the number was clearly lower meanwhile (four fifths of the threshold), or
    has doubled.
    """

    lower_since: bool = True
    at_the_last: int = 0
    last_case: str | None = None
    most: int = 50

    def opens(self, blocking: int, guided: int, *, last_is_open: bool) -> bool:
        """Whether the bureau gets a case on these numbers."""
        if not self._more_than(blocking, guided, 1):
            self.lower_since = self.lower_since or not self._more_than(blocking, guided, Fraction(4, 5))
            return False
        return not last_is_open and (self.lower_since or blocking >= 2 * self.at_the_last)

    def opened(self, case: str, blocking: int) -> None:
        """It got one."""
        self.lower_since, self.at_the_last, self.last_case = False, blocking, case

    def _more_than(self, blocking: int, guided: int, part: Fraction | int) -> bool:
        of_guided = guided > 0 and blocking >= 10 and Fraction(blocking, guided) > Fraction(1, 5) * part
        return blocking > self.most * part or of_guided
