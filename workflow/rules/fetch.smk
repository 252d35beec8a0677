# The only step that touches a network. It runs where snakemake was started, not on a node of a cluster.
localrules:
    fetch,


# A checkpoint, because what the mirrors have is known only afterwards: an entry that cannot be obtained is a row
# of problems, and the others are measured. The files in the cache are no outputs: they outlive a run.
checkpoint fetch:
    input:
        sheet=config["archive"]["sheet"],
    output:
        entries=result("fetch/entries.tsv"),
        problems=result("fetch/problems.tsv"),
    log:
        result("logs/fetch.log"),
    benchmark:
        result("benchmarks/fetch.tsv")
    resources:
        mem_mb=500,
        runtime=60,
    params:
        cache=config["archive"]["cache"],
        mirrors=repeated("--mirror", config["archive"]["mirrors"]),
        holdings=config["archive"]["holdings"],
        timeout=config["archive"]["timeout"],
        seconds=config["archive"]["max_seconds"],
        download=config["archive"]["max_download_mb"],
        unpacked=config["archive"]["max_unpacked_mb"],
        jobs=config["archive"]["jobs"],
    shell:
        "nesgroove fetch --from {input.sheet:q} --to {params.cache:q} {params.mirrors:q}"
        " --holdings {params.holdings:q} --timeout {params.timeout} --max-seconds {params.seconds}"
        " --max-download-mb {params.download} --max-unpacked-mb {params.unpacked} --jobs {params.jobs}"
        " --problems {output.problems:q} --keep-going > {output.entries:q} 2> {log:q}"
