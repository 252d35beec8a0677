# From structures to tables. The version is a parameter so that another nesgroove measures everything again:
# one table must not mix the numbers of two.
wildcard_constraints:
    batch=r"batch_\d+",


rule reference:
    input:
        reference_files,
    output:
        result("references.json"),
    log:
        result("logs/reference.log"),
    benchmark:
        result("benchmarks/reference.tsv")
    priority: 30
    resources:
        mem_mb=memory("reference"),
        runtime=minutes("reference"),
    params:
        files=given_files(),
        open=config["references"]["open"],
        closed=config["references"]["closed"],
        cargo=config["references"]["cargo"],
        version=version("nesgroove"),
    shell:
        "{nesgroove} reference {params.files:q} --open {params.open:q} --closed {params.closed:q} --cargo {params.cargo:q}"
        " --keep-going --out {output:q} > {log:q} 2>&1"


# Starting costs as much as measuring eight entries, so a job measures a batch; it passes over the entries whose file,
# references, ligand chemistry and version are those of its last run.
rule measure:
    input:
        structures=batch_files,
        references=result("references.json"),
        ligands=ligand_files,
        reports=batch_reports,
        names=config["names"] or [],
    output:
        directory(result("measured/{batch}")),
    log:
        result("logs/measure/{batch}.log"),
    benchmark:
        result("benchmarks/measure/{batch}.tsv")
    priority: 30
    resources:
        mem_mb=memory("measure", asked_by_batch),
        runtime=minutes("measure", asked_by_batch),
    params:
        ligands=repeated("--ligand", map("=".join, config["ligands"].items())),
        sources=repeated("--source", map("=".join, config["sources"].items())),
        names=repeated("--names", [config["names"]] if config["names"] else []),
        files=given_files(),
        batch=batch_option,
        others=other_files,
        parts=lambda wildcards: kept(f"measured/{wildcards.batch}"),
        version=version("nesgroove"),
    shell:
        "{nesgroove} measure {params.files:q} --batch {params.batch} --references {input.references:q}"
        " {params.ligands:q} {params.sources:q} {params.names:q} --parts {params.parts:q} --keep-going --out {output:q} > {log:q} 2>&1"


# A run in which nothing was measured ends here, with the reason on the screen.
rule gather:
    input:
        directories=measured,
        problems=fetch_problems,
    output:
        report(
            expand(result("tables/{table}.tsv"), table=table_names()),
            caption="../report/tables.rst",
            category="Tables",
            subcategory="Measured",
        ),
        result("tables/provenance.json"),
        directory(result("tables/superposed")),
    log:
        result("logs/gather.log"),
    benchmark:
        result("benchmarks/gather.tsv")
    priority: 30
    resources:
        mem_mb=memory("gather"),
        runtime=minutes("gather"),
    params:
        problems=lambda wildcards, input: repeated("--problems", input.problems),
        directory=lambda wildcards, output: Path(output[0]).parent,
    shell:
        "{nesgroove} gather {input.directories:q} {params.problems:q} --out {params.directory:q} 2>&1 | tee {log:q}"
