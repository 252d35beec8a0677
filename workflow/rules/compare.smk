# The family compared: tables over all complexes, figures, and the paragraph that says how it was done.
rule ensemble:
    input:
        expand(result("tables/{table}.tsv"), table=table_names()),
    output:
        report(
            expand(result("ensemble/{table}.tsv"), table=comparison_names()),
            caption="../report/ensemble.rst",
            category="Tables",
            subcategory="Comparisons",
        ),
    log:
        result("logs/ensemble.log"),
    benchmark:
        result("benchmarks/ensemble.tsv")
    resources:
        mem_mb=memory("ensemble"),
        runtime=minutes("ensemble"),
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        directory=lambda wildcards, output: Path(output[0]).parent,
        version=version("nesgroove"),
    shell:
        "{nesgroove} ensemble --keep-going --from {params.tables:q} --out {params.directory:q} > {log:q} 2>&1"


# One job for all figures: starting costs more than drawing one.
rule figures:
    input:
        expand(result("tables/{table}.tsv"), table=table_names()),
    output:
        expand(result("figures/{name}.png"), name=figure_names()),
        [
            report(
                result(f"figures/{name}.svg"),
                caption=f"../report/{name}.rst",
                category="Figures",
                labels={"figure": name},
            )
            for name in figure_names()
        ],
    log:
        result("logs/figures.log"),
    benchmark:
        result("benchmarks/figures.tsv")
    priority: 20
    resources:
        mem_mb=memory("figures"),
        runtime=minutes("figures"),
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        directory=lambda wildcards, output: Path(output[0]).parent,
        names=figure_names(),
        options=figure_options(),
        version=version("nesgroove"),
    shell:
        "{nesgroove} figure --keep-going {params.names:q} {params.options:q} --from {params.tables:q} --out {params.directory:q} > {log:q} 2>&1"


rule methods:
    input:
        result("tables/complexes.tsv"),
        result("tables/provenance.json"),
    output:
        report(
            result("methods.txt"),
            caption="../report/methods.rst",
            category="Methods",
        ),
    log:
        result("logs/methods.log"),
    benchmark:
        result("benchmarks/methods.tsv")
    resources:
        mem_mb=memory("methods"),
        runtime=minutes("methods"),
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
    shell:
        "{nesgroove} methods --from {params.tables:q} --out {output:q} > {log:q} 2>&1"
