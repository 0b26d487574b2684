"""Write www/data/voters.csv.gz: voters of the 1996 American National Election Study, with words for its codes.

    pip install statsmodels
    python scripts/voters.py

The meaning of every code is that of statsmodels.datasets.anes96.NOTE. Left out: the population of the place a person
was asked in, a number of a thousand per person that says little about the vote, and its logarithm.
"""

import csv
import gzip
import hashlib
import io
from pathlib import Path

from statsmodels.datasets import anes96

TARGET = Path(__file__).parent.parent / "www" / "data" / "voters.csv.gz"

EDUCATION = {
    1: "Grades 1-8",
    2: "Some high school",
    3: "High school graduate",
    4: "Some college",
    5: "College degree",
    6: "Master's degree",
    7: "PhD",
}
# Lower bounds of the study's brackets of household income, in dollars; the last bracket has no upper bound.
INCOME = dict(
    enumerate(
        [0, 3000, 5000, 7000, 9000, 10000, 11000, 12000, 13000, 14000, 15000, 17000, 20000, 22000, 25000, 30000]
        + [35000, 40000, 45000, 50000, 60000, 75000, 90000, 105000],
        start=1,
    )
)
PARTY = {
    0: "Strong Democrat",
    1: "Weak Democrat",
    2: "Independent, leans Democrat",
    3: "Independent",
    4: "Independent, leans Republican",
    5: "Weak Republican",
    6: "Strong Republican",
}
PLACEMENT = {
    1: "Extremely liberal",
    2: "Liberal",
    3: "Slightly liberal",
    4: "Moderate",
    5: "Slightly conservative",
    6: "Conservative",
    7: "Extremely conservative",
}
VOTE = {0: "Clinton", 1: "Dole"}

# The study's column, the name here, the words for its codes.
COLUMNS = [
    ("age", "age", None),
    ("educ", "education", EDUCATION),
    ("income", "income from ($)", INCOME),
    ("PID", "party", PARTY),
    ("TVnews", "TV news per week", None),
    ("selfLR", "own placement", PLACEMENT),
    ("ClinLR", "Clinton placed as", PLACEMENT),
    ("DoleLR", "Dole placed as", PLACEMENT),
    ("vote", "vote", VOTE),
]


def main() -> None:
    study = anes96.load_pandas().data
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(name for _, name, _ in COLUMNS)
    columns = []
    for source, _, words in COLUMNS:
        codes = [int(value) for value in study[source]]
        assert all(codes == study[source]), f"{source} has fractions"
        columns.append([words[code] for code in codes] if words else codes)
    rows.writerows(zip(*columns))
    # Without a time or a name inside, the same data give the same bytes.
    plain = text.getvalue().encode()
    TARGET.write_bytes(gzip.compress(plain, compresslevel=9, mtime=0))
    print(f"{len(study)} records, {len(COLUMNS) - 1} features, {TARGET.stat().st_size} bytes")
    print(f"SHA-256 packed   {hashlib.sha256(TARGET.read_bytes()).hexdigest()}")
    print(f"SHA-256 unpacked {hashlib.sha256(plain).hexdigest()}")


if __name__ == "__main__":
    main()
