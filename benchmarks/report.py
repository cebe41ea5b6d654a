"""What was measured: as lines, as a table with the bars beside it, and as JSON."""

from dataclasses import dataclass, field


@dataclass
class Line:
    """One job, size and role. Times in milliseconds; k = p95 ÷ that of the bare SQL."""

    job: str
    title: str
    size: int
    role: str
    p50: float
    p95: float
    sql_p50: float | None = None
    sql_p95: float | None = None
    k: float | None = None
    page_p95: float | None = None
    page_ratio: float | None = None
    growth: float | None = None  # p95 ÷ that of the smallest size
    growth_limit: float | None = None
    others: dict = field(default_factory=dict)  # name → its p95 ÷ ours
    queries: int | None = None
    besides: int | None = None  # queries besides those for session, posts and identity
    bars: list = field(default_factory=list)  # [what, value, limit, met]
    note: str = ""

    @classmethod
    def of(cls, job, size: int, role: str, cut: dict) -> "Line":
        """The line of a job whose deeds took so long: `cut` holds (p50, p95) of each."""
        p50, p95 = cut["http"]
        line = cls(job.name, job.title, size, role, round(p50, 2), round(p95, 2))
        if "sql" in cut:
            line.sql_p50, line.sql_p95 = (round(each, 2) for each in cut["sql"])
            line.k = round(p95 / cut["sql"][1], 2)
        if "page" in cut:
            line.page_p95 = round(cut["page"][1], 2)
            line.page_ratio = round(p95 / cut["page"][1], 2)
        line.growth_limit = job.growth
        line.others = {
            name: round(cut[name][1] / p95, 2)
            for name in cut
            if name not in ("http", "sql", "page")
        }
        if job.limit:
            ratio = line.k if job.against == "sql" else line.page_ratio
            line.bar("k" if job.against == "sql" else "× page", ratio, job.limit)
        if job.sql_limit:
            line.bar("SQL ms", line.sql_p95, job.sql_limit)
        for name, least in job.more.items():
            line.bars.append(
                [f"{name} ÷ ours", line.others[name], least, line.others[name] >= least]
            )
        return line

    def count(self, job, queries: int, besides: int) -> None:
        """Notes how many queries the page takes, and whether they are few enough."""
        self.queries, self.besides = queries, besides
        if job.most_queries:
            self.bar("queries", besides, job.most_queries)

    def bar(self, what: str, value, limit) -> None:
        self.bars.append([what, value, limit, value <= limit])

    def told(self) -> str:
        sql = f"  SQL {self.sql_p50} / {self.sql_p95}  k {self.k}" if self.k else ""
        page = f"  {self.page_ratio} × page ({self.page_p95})" if self.page_ratio else ""
        queries = f"  {self.besides}+{self.queries - self.besides} queries" if self.queries else ""
        return (
            f"{self.size:>8} {self.job:<18} {self.role:<15} {self.p50:>8} / {self.p95:<8}"
            f"{sql}{page}{queries}  {self.others or ''} {self.verdict()} {self.note}"
        )

    def verdict(self) -> str:
        return " ".join(
            f"[{what} {value} {'met' if met else 'MISSED'} ({limit:.3g})]"
            for what, value, limit, met in self.bars
        )


def growth(lines: list[Line]) -> list[Line]:
    """Adds to the lines of the largest size how much longer they took than on the smallest."""
    sizes = sorted({line.size for line in lines})
    if len(sizes) < 2:
        return lines
    small = {(line.job, line.role): line for line in lines if line.size == sizes[0]}
    for line in lines:
        first = small.get((line.job, line.role))
        if line.size != sizes[-1] or first is None or not first.p95:
            continue
        line.growth = round(line.p95 / first.p95, 2)
        if line.growth_limit:
            line.bar("growth", line.growth, line.growth_limit)
    return lines


HEAD = (
    "| job | organisations | role | p50 / p95 ms | SQL p50 / p95 ms | k | × empty page | growth"
    " | queries | bars |\n|---|---|---|---|---|---|---|---|---|---|\n"
)


def markdown(lines: list[Line]) -> str:
    """The table of benchmarks/README.md."""
    return HEAD + "\n".join(_row(line) for line in lines) + "\n"


def _row(line: Line) -> str:
    sql = f"{line.sql_p50:.1f} / {line.sql_p95:.1f}" if line.sql_p95 else ""
    queries = f"{line.besides} + {line.queries - line.besides}" if line.queries else ""
    bars = ", ".join(
        f"{'' if met else '**'}{what} {value:g} {'met' if met else 'missed'} ({limit:.3g})"
        f"{'' if met else '**'}"
        for what, value, limit, met in line.bars
    )
    cells = (
        line.title,
        f"{line.size:,}".replace(",", " "),
        line.role,
        f"{line.p50:.1f} / {line.p95:.1f}" if line.p95 else "",
        sql,
        f"{line.k:.1f}" if line.k else "",
        f"{line.page_ratio:.1f}" if line.page_ratio else "",
        f"{line.growth:.2f}" if line.growth else "",
        queries,
        " ".join(part for part in (bars, line.note) if part),
    )
    return "| " + " | ".join(cells) + " |"
