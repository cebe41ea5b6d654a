"""What the server said it had kept, written down where a crash of ours would not lose it either."""

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


class Ledger:
    """Keys of acknowledged writes, one a line, on the disk before the next is sent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("a", encoding="ascii")
        self.lock = threading.Lock()

    def acknowledge(self, key: str) -> None:
        with self.lock:
            self.file.write(f"{key}\n")
            self.file.flush()
            os.fsync(self.file.fileno())

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_raised) -> None:
        self.file.close()

    def keys(self) -> list[str]:
        return self.path.read_text(encoding="ascii").split()


@dataclass
class Figures:
    """What a drill found. `recovery` is seconds from each blow to the next acknowledged write."""

    name: str
    blows: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    retried: int = 0
    recovery: list[float] = field(default_factory=list)
    more: dict[str, object] = field(default_factory=dict)

    def compare(self, acknowledged: list[str], found: dict[str, int]) -> None:
        """`found`: key → how many rows there are of it now."""
        self.acknowledged = len(acknowledged)
        self.lost = sum(key not in found for key in acknowledged)
        self.duplicated = sum(count > 1 for count in found.values())

    @property
    def well(self) -> bool:
        return self.acknowledged > 0 and not self.lost and not self.duplicated

    def __str__(self) -> str:
        slowest = f"{max(self.recovery):.1f}" if self.recovery else "-"
        usual = f"{median(self.recovery):.1f}" if self.recovery else "-"
        more = "".join(f", {name} {value}" for name, value in self.more.items())
        return (
            f"{self.name}: blows {self.blows}, acknowledged {self.acknowledged}, lost {self.lost}, "
            f"duplicated {self.duplicated}, retried {self.retried}, "
            f"recovery median {usual} s, longest {slowest} s{more}"
        )
