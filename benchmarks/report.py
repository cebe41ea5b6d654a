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
    others: dict = field(default_factory=dict)  # name → its p95 ÷ ours
    queries: int | None = None
    besides: int | None = None  # queries besides those for session, posts and identity
    bars: list = field(default_factory=list)  # [what, value, limit, met]
    path: str = ""
    note: str = ""

    @classmethod
    def of(cls, job, size: int, role: str, cut: dict, trial) -> "Line":
        p50, p95 = cut["http"]
        line = cls(job.name, job.title, size, role, round(p50, 2), round(p95, 2), path=trial.path)
        if "sql" in cut:
            line.sql_p50, line.sql_p95 = (round(each, 2) for each in cut["sql"])
            line.k = round(p95 / cut["sql"][1], 2)
        if "page" in cut:
            line.page_p95 = round(cut["page"][1], 2)
            line.page_ratio = round(p95 / cut["page"][1], 2)
        line.others = {
            name: round(cut[name][1] / p95, 2)
            for name in cut
            if name not in ("http", "sql", "page")
        }
        if job.limit:
            ratio = line.k if job.against == "sql" else line.page_ratio
            line.bar("k" if job.against == "sql" else "× page", ratio, job.limit)
        for name, least in job.more.items():
            line.bars.append(
                [f"{name} ÷ ours", line.others[name], least, line.others[name] >= least]
            )
        return line

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
