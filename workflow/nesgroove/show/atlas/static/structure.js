// Writes the structure that is drawn as mmCIF, where an atlas of very many complexes keeps it once.
(function () {
  "use strict";
  var button = document.getElementById("structure");
  var COLUMNS = ["group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
    "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy", "B_iso_or_equiv", "auth_seq_id",
    "auth_comp_id", "auth_asym_id", "auth_atom_id", "pdbx_PDB_model_num"];

  function quoted(text) {
    if (/^[A-Za-z0-9+*][^\s'"]*$/.test(text)) return text;
    return text.includes("\"") ? "'" + text + "'" : "\"" + text + "\"";
  }

  function cif(component, complex) {
    var names = complex.chains.chains;
    var lines = ["data_" + complex.name, "loop_"].concat(COLUMNS.map(function (name) { return "_atom_site." + name; }));
    component.structure.eachAtom(function (atom) {
      var hetero = atom.residue.hetero === 1;
      var name = quoted(atom.atomname);
      lines.push([hetero ? "HETATM" : "ATOM", atom.index + 1, atom.element, name, ".", atom.resname,
        quoted(names[atom.chainid] || atom.chainid), hetero ? "." : atom.resno, atom.inscode || "?", atom.x.toFixed(3),
        atom.y.toFixed(3), atom.z.toFixed(3), atom.occupancy.toFixed(2), atom.bfactor.toFixed(2), atom.resno,
        atom.resname, quoted(names[atom.chainname] || atom.chainname), name, 1].join(" "));
    });
    return lines.join("\n") + "\n";
  }

  if (!button) return;
  button.addEventListener("click", function () {
    var part = window.nesgrooveView.parts[0];
    var link = document.createElement("a");
    link.href = window.URL.createObjectURL(new Blob([cif(part.component, part.complex)], { type: "chemical/x-cif" }));
    link.download = button.getAttribute("data-file");
    link.click();
    window.setTimeout(function () { window.URL.revokeObjectURL(link.href); }, 1000);
  });
  document.getElementById("viewer").addEventListener("nesgroove-drawn", function () { button.disabled = false; });
})();
