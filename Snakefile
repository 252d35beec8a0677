include: "workflow/Snakefile"


# An included file cannot set the default target (snakemake issues 2056 and 2773). A workflow that uses this one as a
# module may have its own.
if workflow.default_target is None:
    workflow.default_target = rules.all.rule.name
