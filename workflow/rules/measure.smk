# From structures to tables. The version is a parameter so that another nesgroove measures everything again:
# one table must not mix the numbers of two.
wildcard_constraints:
    part=r"batch_\d+|local/[^/]+",


rule reference:
    input:
        reference_files,
    output:
        result("references.json"),
    log:
        result("logs/reference.log"),
    conda:
        "../../environment.yml"
    params:
        open=config["references"]["open"],
        closed=config["references"]["closed"],
        cargo=config["references"]["cargo"],
        version=version("nesgroove"),
    shell:
        "nesgroove reference {input:q} --open {params.open:q} --closed {params.closed:q} --cargo {params.cargo:q}"
        " --keep-going --out {output:q} > {log:q} 2>&1"


rule measure:
    input:
        structures=part_files,
        references=result("references.json"),
        ligands=ligand_files,
    output:
        directory(result("measured/{part}")),
    log:
        result("logs/measure/{part}.log"),
    conda:
        "../../environment.yml"
    params:
        ligands=repeated("--ligand", map("=".join, config["ligands"].items())),
        version=version("nesgroove"),
    shell:
        "nesgroove measure {input.structures:q} --references {input.references:q} {params.ligands:q}"
        " --keep-going --out {output:q} > {log:q} 2>&1"


rule gather:
    input:
        parts=parts,
        problems=fetch_problems,
    output:
        report(
            expand(result("tables/{table}.tsv"), table=TABLES),
            caption="../report/tables.rst",
            category="Tables",
            subcategory="Measured",
        ),
        result("tables/provenance.json"),
        directory(result("tables/superposed")),
    log:
        result("logs/gather.log"),
    conda:
        "../../environment.yml"
    params:
        problems=lambda wildcards, input: repeated("--problems", input.problems),
        directory=lambda wildcards, output: Path(output[0]).parent,
    shell:
        "nesgroove gather {input.parts:q} {params.problems:q} --out {params.directory:q} > {log:q} 2>&1"
