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
        result("supplement.zip"),
    log:
        result("logs/supplement.log"),
    benchmark:
        result("benchmarks/supplement.tsv")
    resources:
        mem_mb=memory("supplement"),
        runtime=minutes("supplement"),
    params:
        results=lambda wildcards, input: Path(input.methods).parent,
        # As it is used, with what --config and other files lay over it.
        config=json.dumps(config, indent=1, sort_keys=True),
        entries=repeated("--config", supplement_entries()),
        version=version("nesgroove"),
    shell:
        "work=$(mktemp -d) && trap 'rm -r \"$work\"' EXIT && printf '%s\\n' {params.config:q} > \"$work/config.json\" &&"
        ' {nesgroove} supplement --from {params.results:q} --config "$work/config.json" {params.entries:q}'
        " --out {output:q} > {log:q} 2>&1"
