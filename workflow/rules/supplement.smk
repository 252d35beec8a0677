# One archive for a paper's supplement. Made when it is asked for: snakemake supplement
rule supplement:
    input:
        expand(result("tables/{table}.tsv"), table=table_names()),
        result("tables/provenance.json"),
        expand(result("ensemble/{table}.tsv"), table=comparison_names()),
        expand(
            result("figures/{name}.{ending}"),
            name=figure_names(),
            ending=["svg", "png"],
        ),
        methods=result("methods.txt"),
        entries=supplement_entries(),
    output:
        archive=result("supplement.zip"),
        # As it was used, with what --config and other files laid over it.
        config=temp(result("config.json")),
    log:
        result("logs/supplement.log"),
    benchmark:
        result("benchmarks/supplement.tsv")
    resources:
        mem_mb=600,
        runtime=10,
    params:
        results=lambda wildcards, input: Path(input.methods).parent,
        config=json.dumps(config, indent=1, sort_keys=True),
        entries=repeated("--config", supplement_entries()),
        version=version("nesgroove"),
    shell:
        "printf '%s\\n' {params.config:q} > {output.config:q} && nesgroove supplement --from {params.results:q}"
        " --config {output.config:q} {params.entries:q} --out {output.archive:q} > {log:q} 2>&1"
