"""Write www/data/digits.csv.gz: scikit-learn's 8x8 digits in black and white.

    pip install scikit-learn
    python scripts/digits.py

The data set's pixels count the ink of a 4x4 block, 0 to 16. A pixel above 7 becomes 1, others 0: of all thresholds
this one keeps the digits readable with strokes of one or two pixels, and a nearest neighbour tells them apart best.
Columns are `label`, then r1c1 (row 1, column 1: top left) to r8c8, row by row.
"""

import gzip
import hashlib
import io
from pathlib import Path

from sklearn.datasets import load_digits

INK = 7
TARGET = Path(__file__).parent.parent / "www" / "data" / "digits.csv.gz"


def main() -> None:
    digits = load_digits()
    pixels = (digits.images > INK).astype(int)
    text = io.StringIO()
    header = ["label"] + [f"r{row}c{column}" for row in range(1, 9) for column in range(1, 9)]
    print(",".join(header), file=text)
    for label, picture in zip(digits.target, pixels):
        print(",".join(str(value) for value in [label, *picture.flat]), file=text)
    # Without a time or a name inside, the same data give the same bytes.
    plain = text.getvalue().encode()
    TARGET.write_bytes(gzip.compress(plain, compresslevel=9, mtime=0))
    print(f"{len(pixels)} records, {pixels[0].size} features, {TARGET.stat().st_size} bytes")
    print(f"SHA-256 packed   {hashlib.sha256(TARGET.read_bytes()).hexdigest()}")
    print(f"SHA-256 unpacked {hashlib.sha256(plain).hexdigest()}")


if __name__ == "__main__":
    main()
