# Structures of known truth, for a run that needs neither a network nor files. One job for all: starting Python costs
# more than writing them.
rule phantoms:
    output:
        structures=expand(
            result("phantoms/{name}.cif.gz"), name=config["phantom"]["names"]
        ),
        truths=expand(
            result("phantoms/{name}.truth.json"), name=config["phantom"]["names"]
        ),
    log:
        result("logs/phantoms.log"),
    benchmark:
        result("benchmarks/phantoms.tsv")
    resources:
        mem_mb=memory("phantoms"),
        runtime=minutes("phantoms"),
    params:
        directory=lambda wildcards, output: Path(output.structures[0]).parent,
        names=config["phantom"]["names"],
        version=version("nesgroove"),
    shell:
        "{nesgroove} phantom {params.names:q} --out {params.directory:q} > {log:q} 2>&1"
