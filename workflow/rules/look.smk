# To look at: ray-traced pictures, scenes for other programs, and the atlas for the browser.
# Pictures of complexes whose rows and structure are those of the last run are kept, and the others drawn.
# Which jobs begin first is said by their priority: what others wait for (measure, gather), then the longest that cannot
# be parted (figures, superpositions), then pictures, of which the last cores take one after the other.
rule pictures:
    input:
        result("measured/{batch}"),
    output:
        directory(result("pictures/{batch}")),
    log:
        result("logs/pictures/{batch}.log"),
    benchmark:
        result("benchmarks/pictures/{batch}.tsv")
    priority: 10
    resources:
        mem_mb=memory("pictures", asked_by_batch),
        runtime=minutes("pictures", asked_by_batch),
    params:
        parts=lambda wildcards: kept(f"pictures/{wildcards.batch}"),
        version=version("nesgroove"),
    shell:
        "{nesgroove} picture --keep-going --from {input:q} --parts {params.parts:q} --out {output:q} > {log:q} 2>&1"


rule superpositions:
    input:
        expand(result("tables/{table}.tsv"), table=table_names()),
        result("tables/superposed"),
    output:
        report(
            directory(result("pictures/superpositions")),
            patterns=["{picture}.png"],
            caption="../report/superpositions.rst",
            category="Pictures",
            labels={"picture": "{picture}"},
        ),
    log:
        result("logs/superpositions.log"),
    benchmark:
        result("benchmarks/superpositions.tsv")
    priority: 20
    resources:
        mem_mb=memory("superpositions"),
        runtime=minutes("superpositions"),
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        parts=kept("pictures/superpositions"),
        version=version("nesgroove"),
    shell:
        "{nesgroove} picture --keep-going --family --from {params.tables:q} --parts {params.parts:q}"
        " --out {output:q} > {log:q} 2>&1"


rule scenes:
    input:
        expand(result("tables/{table}.tsv"), table=table_names()),
        result("tables/superposed"),
    output:
        directory(result("scenes")),
    log:
        result("logs/scenes.log"),
    benchmark:
        result("benchmarks/scenes.tsv")
    resources:
        mem_mb=memory("scenes"),
        runtime=minutes("scenes"),
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        version=version("nesgroove"),
    shell:
        "{nesgroove} scene --keep-going --from {params.tables:q} --out {output:q} > {log:q} 2>&1"


rule atlas:
    input:
        expand(result("tables/{table}.tsv"), table=table_names()),
        result("tables/superposed"),
        result("tables/provenance.json"),
        ensemble=expand(result("ensemble/{table}.tsv"), table=comparison_names()),
        figures=expand(result("figures/{name}.svg"), name=figure_names()),
        pictures=picture_directories,
    output:
        directory(result("atlas")),
    log:
        result("logs/atlas.log"),
    benchmark:
        result("benchmarks/atlas.tsv")
    threads: 2
    resources:
        mem_mb=memory("atlas"),
        runtime=minutes("atlas"),
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        ensemble=lambda wildcards, input: Path(input.ensemble[0]).parent,
        figures=lambda wildcards, input: Path(input.figures[0]).parent,
        pictures=lambda wildcards, input: repeated("--pictures", input.pictures),
        parts=kept("atlas"),
        version=version("nesgroove"),
    shell:
        "{nesgroove} atlas --keep-going --jobs {threads} --from {params.tables:q} --ensemble {params.ensemble:q} --figures {params.figures:q}"
        " {params.pictures:q} --parts {params.parts:q} --out {output:q} > {log:q} 2>&1"


# The first page of the report: after all else, for it says what could not be made.
rule overview:
    input:
        result("tables/provenance.json"),
        result("methods.txt"),
        result("scenes"),
        result("atlas"),
        tables=expand(result("tables/{table}.tsv"), table=table_names()),
    output:
        result("overview.rst"),
    log:
        result("logs/overview.log"),
    benchmark:
        result("benchmarks/overview.tsv")
    resources:
        mem_mb=memory("overview"),
        runtime=minutes("overview"),
    params:
        results=lambda wildcards, output: Path(output[0]).parent,
        version=version("nesgroove"),
    shell:
        "{nesgroove} summary --from {params.results:q} --page {output:q} > {log:q} 2>&1"
