# To look at: ray-traced pictures, scenes for other programs, and the atlas for the browser.
# The parts that were measured are the parts that are drawn: a file more is a part more, and nothing else.
rule pictures:
    input:
        result("measured/{part}"),
    output:
        directory(result("pictures/{part}")),
    log:
        result("logs/pictures/{part}.log"),
    conda:
        "../../environment.yml"
    params:
        version=version("nesgroove"),
    shell:
        "nesgroove picture --from {input:q} --out {output:q} > {log:q} 2>&1"


rule superpositions:
    input:
        expand(result("tables/{table}.tsv"), table=TABLES),
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
    conda:
        "../../environment.yml"
    threads: 2
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        version=version("nesgroove"),
    shell:
        "nesgroove picture --family --jobs {threads} --from {params.tables:q} --out {output:q} > {log:q} 2>&1"


rule scenes:
    input:
        expand(result("tables/{table}.tsv"), table=TABLES),
        result("tables/superposed"),
    output:
        directory(result("scenes")),
    log:
        result("logs/scenes.log"),
    conda:
        "../../environment.yml"
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        version=version("nesgroove"),
    shell:
        "nesgroove scene --from {params.tables:q} --out {output:q} > {log:q} 2>&1"


rule atlas:
    input:
        expand(result("tables/{table}.tsv"), table=TABLES),
        result("tables/superposed"),
        result("tables/provenance.json"),
        ensemble=expand(result("ensemble/{table}.tsv"), table=COMPARISONS),
        figures=expand(result("figures/{name}.svg"), name=FIGURES),
        pictures=picture_directories,
    output:
        directory(result("atlas")),
    log:
        result("logs/atlas.log"),
    conda:
        "../../environment.yml"
    threads: 2
    params:
        tables=lambda wildcards, input: Path(input[0]).parent,
        ensemble=lambda wildcards, input: Path(input.ensemble[0]).parent,
        figures=lambda wildcards, input: Path(input.figures[0]).parent,
        pictures=lambda wildcards, input: repeated("--pictures", input.pictures),
        version=version("nesgroove"),
    shell:
        "nesgroove atlas --jobs {threads} --from {params.tables:q} --ensemble {params.ensemble:q} --figures {params.figures:q}"
        " {params.pictures:q} --out {output:q} > {log:q} 2>&1"
