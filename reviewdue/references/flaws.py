"""What is wrong with one value of a reference, and the list such findings are gathered in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing wrong with an entry. `name` is the dotted path of its key: `superseded_by.0.released`."""

    code: str
    name: str
    message: str
    remedy: str


@dataclass(slots=True)
class Flaws:
    """Gathers findings while an entry is read, so that one bad value does not hide the next."""

    gathered: list[Flaw] = field(default_factory=list)
    prefix: str = ""

    def add(self, code: str, name: str, message: str, remedy: str) -> None:
        self.gathered.append(Flaw(code=code, name=self.prefix + name, message=message, remedy=remedy))

    def inside(self, where: str) -> "Flaws":
        """The same list for the values inside another one."""
        return Flaws(self.gathered, f"{self.prefix}{where}.")

    @property
    def found(self) -> tuple[Flaw, ...]:
        return tuple(self.gathered)
