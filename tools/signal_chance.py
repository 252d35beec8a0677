"""How many patterns of export signals chance makes: sequences shuffled, patterns counted (docs/signal.md).

    python tools/signal_chance.py docs/signal.fasta --shuffles 2000

Each sequence keeps its composition. Beside the mean of the shuffles stands what `nesgroove signal` computes exactly.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys

from nesgroove.errors import NesgrooveError
from nesgroove.io.sequences import given_sequences
from nesgroove.measure.signal_patterns import PHI, expected_patterns, signal_patterns

SEED = 20261126


def shuffled_counts(letters: str, shuffles: int, phi: str = PHI, seed: int = SEED) -> list[int]:
    """Count the patterns of a sequence in random orders.

    Parameters
    ----------
    letters
        One-letter codes.
    shuffles
        How many orders.
    phi
        Letters that may be anchors.
    seed
        Of the random numbers.

    Returns
    -------
    list of int
        One count for each order.
    """
    numbers = random.Random(seed)
    order = list(letters)
    counts = []
    for _ in range(shuffles):
        numbers.shuffle(order)
        counts.append(len(signal_patterns("".join(order), phi)))
    return counts


def main(arguments: list[str] | None = None) -> int:
    """Print a row for each sequence, numbers for 100 residues."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("sequences", help="FASTA file, or one sequence")
    parser.add_argument("--shuffles", type=int, default=1000)
    parser.add_argument("--phi", default=PHI)
    asked = parser.parse_args(arguments)
    try:
        sequences = given_sequences(asked.sequences)
    except NesgrooveError as error:
        print(f"signal_chance: {error}", file=sys.stderr)
        return 1
    print("| sequence | residues | may be anchors | patterns | shuffled, mean (sd) | computed | per 100, shuffled |")
    print("|---|---|---|---|---|---|---|")
    for given in sequences:
        if given.problem:
            print(f"signal_chance: {given.name}: {given.problem}", file=sys.stderr)
            continue
        letters, length = given.letters, len(given.letters)
        possible = sum(letter in asked.phi for letter in letters)
        counts = shuffled_counts(letters, asked.shuffles, asked.phi)
        mean, spread = statistics.fmean(counts), statistics.pstdev(counts)
        print(f"| {given.name} | {length} | {possible} ({100 * possible / length:.0f} %) | "
              f"{len(signal_patterns(letters, asked.phi))} | {mean:.2f} ({spread:.2f}) | "
              f"{expected_patterns(length, possible):.2f} | {100 * mean / length:.2f} |")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
