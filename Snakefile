include: "workflow/Snakefile"


# An included file cannot set the default target (snakemake issues 2056 and 2773).
workflow.default_target = "all"
