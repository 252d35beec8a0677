# The only step that touches a network. It runs where snakemake was started, not on a node of a cluster.
localrules:
    fetch,


# A checkpoint, because what the mirrors have is known only afterwards: an entry that cannot be obtained is a row
# of problems, the others are measured, and the next run asks for it again, for `asked` is another number then. The
# files in the cache are no outputs: they outlive a run.
checkpoint fetch:
    input:
        sheet=config["archive"]["sheet"],
        lock=lock_files(),
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
        mirrors=repeated("--mirror", config["archive"]["mirrors"] or []),
        holdings=config["archive"]["holdings"],
        timeout=config["archive"]["timeout"],
        seconds=config["archive"]["max_seconds"],
        download=config["archive"]["max_download_mb"],
        unpacked=config["archive"]["max_unpacked_mb"],
        jobs=config["archive"]["jobs"],
        lock=(
            ["--locked", *repeated("--lock-file", lock_files())]
            if lock_files()
            else []
        ),
        validation="--validation" if config["archive"]["validation"] else "",
        in_vain=kept("fetch/in_vain"),
        asked=asked_in_vain(),
    shell:
        "{nesgroove} fetch --from {input.sheet:q} --to {params.cache:q} {params.mirrors:q} {params.lock:q} {params.validation}"
        " --holdings {params.holdings:q} --timeout {params.timeout} --max-seconds {params.seconds}"
        " --max-download-mb {params.download} --max-unpacked-mb {params.unpacked} --jobs {params.jobs}"
        " --in-vain {params.in_vain:q} --problems {output.problems:q} --keep-going > {output.entries:q} 2> {log:q}"
