// The table of contacts and the 3-D view: a row that is chosen is drawn and brought near; an atom marks its rows.
(function () {
  "use strict";
  var NEAR = 20;      // distance of the camera from a contact, Å
  var MOVE = 450;     // milliseconds
  var HIDDEN = ["surface", "pockets", "anchors", "contacts", "hydrophobic"];
  var element = document.getElementById("viewer");
  var box = document.getElementById("linked");
  var table = document.getElementById("table-contacts");
  var data = (window.nesgrooveComplexes || {})[element.getAttribute("data-complex")];
  if (!table || !data) return;
  var list = window.nesgrooveTable("table-contacts");
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");
  var rows = new Map();
  var ofAtom = new Map();
  var ofWords = new Map();
  var chosen = null;
  var drawn = [];

  function viewer() { return window.nesgrooveView; }

  function remember(map, key, row) { map.set(key, (map.get(key) || []).concat(row)); }

  function parts() {
    var part = viewer() && viewer().parts[0];
    return part && part.component;
  }

  function at(component, number) {
    var atom = component.structure.getAtomProxy(number);
    return [atom.x, atom.y, atom.z];
  }

  function erase() {
    var component = parts();
    drawn.forEach(function (one) {
      if (one.type === "shape") viewer().stage.removeComponent(one);
      else if (component) component.removeRepresentation(one);
    });
    drawn = [];
  }

  function release() {
    if (drawn.length) quiet(false);
    erase();
    if (chosen) {
      chosen.removeAttribute("aria-selected");
      chosen.querySelector("button.show").setAttribute("aria-pressed", "false");
    }
    chosen = null;
  }

  function residueOf(component, number) {
    var atom = component.structure.getAtomProxy(number);
    return { words: viewer().residue(atom).replace(/(,| of) .*/, ""), first: atom.residueAtomOffset,
      count: atom.residue.atomCount };
  }

  function around(component, number) {
    var residue = residueOf(component, number);
    var numbers = Array.from({ length: residue.count }, function (_, n) { return residue.first + n; });
    return "@" + numbers.join(",");
  }

  // What would stand before it or cover it with names is put away while a contact is looked at.
  function quiet(on) {
    var groups = viewer().parts[0].groups;
    HIDDEN.forEach(function (name) {
      var group = groups[name];
      var box = element.querySelector("input[data-group=" + name + "]");
      if (group && box) group.setVisibility(on ? false : box.checked);
    });
  }

  function named(name) { return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function draw(line, kind) {
    var component = parts();
    var NGL = window.NGL, stage = viewer().stage;
    var start = line[3] || at(component, line[0]), end = line[4] || at(component, line[1]);
    var middle = start.map(function (value, n) { return (value + end[n]) / 2; });
    var dark = window.nesgrooveIsDark();
    var colour = named("--chosen").match(/[0-9A-Fa-f]{2}/g).map(function (part) { return parseInt(part, 16) / 255; });
    var shape = new NGL.Shape("chosen contact", { radialSegments: 16 });
    shape.addCylinder(start, end, colour, 0.13, line[2]);
    shape.addSphere(start, colour, 0.24, line[2]);
    shape.addSphere(end, colour, 0.24, line[2]);
    // The names stand apart: that of the upper end above it, that of the lower one below.
    var upper = start[1] > end[1] ? 0 : 1;
    [line[0], line[1]].forEach(function (number, n) {
      var words = residueOf(component, number).words + " " + component.structure.getAtomProxy(number).atomname;
      if (n === 1) words += "  " + line[2].replace(/^.*, /, "").replace("\u00c5", "\u212b");
      shape.addBuffer(new NGL.TextBuffer({ position: new Float32Array(at(component, number)),
        color: new Float32Array(dark ? [1, 1, 1] : [0.05, 0.05, 0.1]), size: new Float32Array([1.7]), text: [words] },
      { zOffset: 10, attachment: n === upper ? "bottom-center" : "top-center", yOffset: n === upper ? 0.6 : -0.6,
        fontWeight: "bold", showBackground: true, backgroundColor: dark ? 0x14171c : 0xffffff, backgroundMargin: 0.3,
        backgroundOpacity: 0.85 }));
    });
    var made = stage.addComponentFromObject(shape, { name: "chosen contact" });
    made.addRepresentation("buffer");
    drawn.push(made);
    drawn.push(component.addRepresentation("licorice", { sele: around(component, line[0]), colorScheme: "element",
      colorValue: named("--carbon"), radiusType: "size", radiusSize: 0.2, multipleBond: "off" }));
    drawn.push(component.addRepresentation("licorice", { sele: around(component, line[1]), colorScheme: "element",
      colorValue: named("--" + kind), radiusType: "size", radiusSize: 0.16, multipleBond: "off" }));
    var controls = stage.animationControls;
    controls.zoomMove(new NGL.Vector3(middle[0], middle[1], middle[2]), -NEAR, still.matches ? 0 : MOVE);
  }

  function choose(row, scroll) {
    var line = data.lines[Number(row.getAttribute("data-line"))];
    var again = row === chosen;
    release();
    if (again || !line || !parts()) { if (again && viewer()) viewer().view("solvent"); return; }
    chosen = row;
    row.setAttribute("aria-selected", "true");
    row.querySelector("button.show").setAttribute("aria-pressed", "true");
    draw(line, row.getAttribute("data-kind"));
    quiet(true);
    var seen = element.getBoundingClientRect();
    if (seen.top < 0 || seen.top > window.innerHeight / 2) element.scrollIntoView({ block: "start" });
    viewer().say("Shown: " + line[2] + "; the residue of XPO1 is at position " + row.cells[0].textContent);
    if (scroll) reveal(row, true);
  }

  // The row is brought into its box; the page itself moves only where it was asked for by a click.
  function reveal(row, page) {
    list.reach(row);
    var head = table.tHead.getBoundingClientRect().height;
    var top = row.offsetTop - head, bottom = row.offsetTop + row.offsetHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    if (page) {
      var details = box.closest("details");
      if (details) details.open = true;
    }
  }

  function mark(found, page) {
    var marked = [];
    if (found.atom) marked = ofAtom.get(found.atom.index) || ofResidue(found.atom);
    else if (found.words) marked = ofWords.get(found.words) || [];
    rows.forEach(function (row) { row.classList.toggle("pointed", marked.includes(row)); });
    var first = list.rows.find(function (row) { return marked.includes(row); });
    if (first) reveal(first, page);
    return first;
  }

  function ofResidue(atom) {
    var found = [];
    for (var n = 0; n < atom.residue.atomCount; n++) found = found.concat(ofAtom.get(atom.residueAtomOffset + n) || []);
    return found;
  }

  list.given.forEach(function (row) {
    var number = Number(row.getAttribute("data-line"));
    var line = data.lines[number];
    if (!line) return;
    rows.set(number, row);
    remember(ofAtom, line[0], row);
    remember(ofAtom, line[1], row);
    remember(ofWords, line[2], row);
    row.classList.add("choice");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "show";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", "Show " + line[2]);
    button.textContent = row.cells[1].textContent;
    row.cells[1].textContent = "";
    row.cells[1].appendChild(button);
    row.addEventListener("click", function () { choose(row, false); });
  });

  element.addEventListener("nesgroove-hover", function (event) { mark(event.detail, false); });
  element.addEventListener("nesgroove-click", function (event) { mark(event.detail, true); });
  element.addEventListener("nesgroove-release", release);
  table.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !chosen) return;
    release();
    viewer().view("solvent");
  });
})();
