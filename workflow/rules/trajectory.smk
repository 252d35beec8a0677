# Trajectories: frames measured, what they say together, figures over time, and an atlas of each. A trajectory stays
# apart from the tables of structures, for frames of one molecule are no structures to be averaged with others.
wildcard_constraints:
    trajectory=r"[A-Za-z0-9_.-]+",


rule motions:
    output:
        topology=result("motion/{trajectory}.pdb"),
        trajectory=result("motion/{trajectory}.xtc"),
        truth=result("motion/{trajectory}.truth.json"),
    log:
        result("logs/motion/{trajectory}.log"),
    benchmark:
        result("benchmarks/motion/{trajectory}.tsv")
    resources:
        mem_mb=memory("motions"),
        runtime=minutes("motions"),
    params:
        directory=lambda wildcards, output: Path(output.topology).parent,
        version=version("nesgroove"),
    shell:
        "{nesgroove} phantom --motion {wildcards.trajectory:q} --out {params.directory:q} > {log:q} 2>&1"


rule trajectory:
    input:
        topology=lambda wildcards: trajectory_files(wildcards)[0],
        trajectories=lambda wildcards: trajectory_files(wildcards)[1:],
        references=result("references.json"),
        ligands=ligand_files,
    output:
        directory(result("trajectories/{trajectory}")),
    log:
        result("logs/trajectories/{trajectory}.log"),
    benchmark:
        result("benchmarks/trajectories/{trajectory}.tsv")
    threads: 2
    resources:
        mem_mb=memory("trajectory"),
        runtime=minutes("trajectory"),
    params:
        options=trajectory_options,
        ligands=repeated("--ligand", map("=".join, config["ligands"].items())),
        version=version("nesgroove"),
    shell:
        "{nesgroove} trajectory {input.topology:q} {input.trajectories:q} {params.options:q} --references {input.references:q}"
        " {params.ligands:q} --jobs {threads} --keep-going --out {output:q} > {log:q} 2>&1"


rule over_time:
    input:
        result("trajectories/{trajectory}"),
    output:
        figures=report(
            directory(result("over_time/{trajectory}/figures")),
            patterns=["{figure}.svg"],
            caption="../report/over_time.rst",
            category="Trajectories",
            labels={"trajectory": "{trajectory}", "figure": "{figure}"},
        ),
        atlas=directory(result("over_time/{trajectory}/atlas")),
    log:
        result("logs/over_time/{trajectory}.log"),
    benchmark:
        result("benchmarks/over_time/{trajectory}.tsv")
    resources:
        mem_mb=memory("over_time"),
        runtime=minutes("over_time"),
    params:
        names=figure_names_over_time(),
        options=figure_options(),
        version=version("nesgroove"),
    shell:
        "({nesgroove} figure --keep-going {params.names:q} {params.options:q} --from {input:q} --out {output.figures:q} &&"
        " {nesgroove} atlas --keep-going --from {input:q} --out {output.atlas:q}) > {log:q} 2>&1"
