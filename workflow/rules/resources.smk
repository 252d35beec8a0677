# What the rules ask a cluster for. A job that was ended for want of memory or time is tried again with twice and with
# three times as much, as often as `retries` of the profile says. `python tools/resources.py results` holds the numbers
# against what a run took.

# On a cluster two processes of Snakemake are in each job beside the command, and their memory counts as the job's.
SNAKEMAKE_MB = 400

# They start one after the other, and the packages of both may come from a slow disk.
STARTING_MINUTES = 5

# Rule: megabytes, and how much more for each file; minutes, and how much more for each file. Files are those of the
# run, or of the job where a rule has one for each batch.
TAKES = {
    "phantoms": (150, 0, 2, 0.05),
    "reference": (300, 0, 5, 0.02),
    "measure": (450, 0, 5, 0.2),
    "gather": (150, 0.5, 5, 0.02),
    "ensemble": (150, 0.6, 5, 0.02),
    "figures": (600, 0.8, 10, 0.1),
    "methods": (150, 0.5, 5, 0.02),
    "scenes": (200, 2, 5, 0.1),
    "pictures": (550, 0, 10, 1),
    "superpositions": (600, 4, 20, 0.1),
    "atlas": (900, 2, 10, 0.1),
    "overview": (200, 0.5, 5, 0.02),
    "supplement": (400, 1, 5, 0.05),
    "motions": (300, 0, 5, 0),
    "trajectory": (1500, 0, 240, 0),
    "over_time": (1500, 0, 30, 0),
}


def memory(rule, files=lambda: asked()):
    """Megabytes of a job: of its command and of Snakemake, more with every attempt."""
    least, each, _, _ = TAKES[rule]
    return lambda wildcards, attempt: attempt * (
        SNAKEMAKE_MB + least + round(each * files())
    )


def minutes(rule, files=lambda: asked()):
    """Minutes of a job, more with every attempt."""
    _, _, least, each = TAKES[rule]
    return lambda wildcards, attempt: attempt * (
        STARTING_MINUTES + least + round(each * files())
    )
