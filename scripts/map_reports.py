"""Maps reports of commit 3b3c010 to the form of today, and compares: every number has to be the same, digit for digit.

    python3 scripts/map_reports.py OLD/report.json NEW/report.json
    python3 scripts/map_reports.py --recorded OLD/report.json OLD/recorded.json.gz OUT.json.gz

The form changed in one place: an experiment with a matrix writes down which attacks it tries, behind its defences. Reports
without a matrix are what they were, fingerprint included. A fingerprint is SHA-256 over a report as compact JSON without
the fingerprint itself, so the mapped one is computed here from the mapped text, numbers kept as they were written.
"""

import gzip
import hashlib
import json
import sys

ATTACKS = [
    "max_confidence", "log_odds", "loss", "modified_entropy", "entropy", "shadow", "lira_online", "lira_offline",
    "rmia", "gradient_norm", "white_box", "gap", "noise", "boundary",
]
ATTRIBUTE_ATTACKS = ["confidence", "log_odds", "yeom_loss", "csmia", "lomia", "robustness", "imputed_confidence"]


class Number(str):
    """A number as it was written."""


def read(text):
    return json.loads(text, parse_float=Number, parse_int=Number)


def written(value):
    """Compact JSON, numbers as they were."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(key, ensure_ascii=False) + ":" + written(own) for key, own in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def mapped(document):
    matrix = document["experiment"].get("matrix")
    if matrix is not None:
        matrix.setdefault("attacks", ATTACKS)
        matrix.setdefault("attribute_attacks", ATTRIBUTE_ATTACKS)
    return document


def fingerprint(report):
    content = {key: value for key, value in report.items() if key != "fingerprint"}
    return hashlib.sha256(written(content).encode()).hexdigest()


def main(arguments):
    if arguments[0] == "--recorded":
        report, packed, out = arguments[1:]
        recorded = mapped(read(gzip.open(packed, "rt", encoding="utf-8").read()))
        recorded["fingerprint"] = fingerprint(mapped(read(open(report, encoding="utf-8").read())))
        with open(out, "wb") as file:
            file.write(gzip.compress(written(recorded).encode(), 9, mtime=0))
        return
    old, new = (read(open(path, encoding="utf-8").read()) for path in arguments)
    old = mapped(old)
    old["fingerprint"] = fingerprint(old)
    if written(old) != written(new):
        sys.exit(f"{arguments[1]} isn't {arguments[0]} in the new form: {old['fingerprint']}, {new['fingerprint']}")
    print(f"{arguments[1]}: every number as in {arguments[0]}, fingerprint {new['fingerprint']}")


main(sys.argv[1:])
