// The 3-D view: loads complexes that a script has registered, draws them as nesgrooveDraw says, and makes the controls.
(function () {
  "use strict";
  var STEP = Math.PI / 12;
  // What points right, up and to the reader, in the groove frame; the view from the solvent is the scene's own.
  var VIEWS = { along: [[0, 1, 0], [0, 0, 1], [1, 0, 0]], side: [[1, 0, 0], [0, 0, 1], [0, -1, 0]] };

  function bytes(text) {
    return Uint8Array.from(window.atob(text), function (letter) { return letter.charCodeAt(0); });
  }

  // Width to height that shows P0 to P4 and their names from the usual distance; in a narrower view one stands back.
  var WIDE = 1.3;
  var LETTERS = { ALA: "A", ARG: "R", ASN: "N", ASP: "D", CYS: "C", GLN: "Q", GLU: "E", GLY: "G", HIS: "H", ILE: "I",
    LEU: "L", LYS: "K", MET: "M", PHE: "F", PRO: "P", SER: "S", THR: "T", TRP: "W", TYR: "Y", VAL: "V" };

  function background() { return window.nesgrooveIsDark() ? "#14171c" : "#ffffff"; }

  function make(tag, text, name) {
    var made = document.createElement(tag);
    if (tag === "button") made.type = "button";
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  // A view of one or more complexes in an element with .stage and .controls.
  function Viewer(element) {
    this.element = element;
    this.holder = element.querySelector(".stage");
    this.controls = element.querySelector(".controls");
    this.parts = [];
    this.active = false;
    this.holder.textContent = "";
    this.stage = new window.NGL.Stage(this.holder, { backgroundColor: background(), tooltip: false });
    this.tip = this.holder.appendChild(make("div", "", "tip"));
    this.tip.setAttribute("aria-hidden", "true");
    this.tip.hidden = true;
    this.canvas = this.holder.querySelector("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.listen();
  }

  Viewer.prototype.say = function (text) {
    var line = this.element.querySelector(".status") || this.element.appendChild(make("p", "", "status"));
    line.setAttribute("role", "status");
    line.textContent = text;
  };

  Viewer.prototype.clear = function () {
    this.stage.removeAllComponents();
    this.parts = [];
  };

  // Draw a registered complex; scene is how, its own where none is given.
  Viewer.prototype.add = function (complex, scene) {
    var self = this;
    var file = new Blob([bytes(complex.file)]);
    var how = scene || complex.scene;
    return this.stage.loadFile(file, { ext: "bcif", compressed: "gz", defaultRepresentation: false, name: complex.name })
      .then(function (component) {
        var parameters = Object.assign({}, how.stage, { backgroundColor: background(), tooltip: false });
        self.stage.setParameters(parameters);
        var groups = window.nesgrooveDraw(window.NGL, self.stage, component, how);
        self.parts.push({ complex: complex, groups: groups, component: component });
        self.orientation = how.orientation;
        return groups;
      });
  };

  Viewer.prototype.view = function (name) {
    var matrix = new window.NGL.Matrix4();
    matrix.fromArray(this.orientation);
    var axes = VIEWS[name];
    if (axes) {
      var origin = new window.NGL.Vector3(), turn = new window.NGL.Quaternion(), size = new window.NGL.Vector3();
      var basis = new window.NGL.Matrix4();
      basis.set.apply(basis, axes[0].concat(0, axes[1], 0, axes[2], 0, [0, 0, 0, 1]));
      matrix.decompose(origin, turn, size);
      turn.multiply(new window.NGL.Quaternion().setFromRotationMatrix(basis));
      matrix.compose(origin, turn, size);
    }
    var back = Math.max(1, WIDE * this.holder.clientHeight / Math.max(1, this.holder.clientWidth));
    matrix.elements.forEach(function (value, at) { if (at < 12) matrix.elements[at] = value * back; });
    this.stage.viewerControls.orient(matrix);
    this.stage.viewer.rotationGroup.updateMatrix();
    this.stage.viewer.requestRender();
  };

  // A residue as the page names it: XPO1's by position, a ligand by its component.
  Viewer.prototype.residue = function (atom) {
    var part = this.parts.find(function (one) { return one.component.structure === atom.structure; });
    var chains = part ? part.complex.chains : { runs: [], chains: {}, roles: {} };
    var number = atom.resno + (atom.inscode || "");
    var name = (LETTERS[atom.resname] || atom.resname + " ") + number;
    var chain = chains.chains[atom.chainname] || atom.chainname;
    var where = chains.roles[atom.chainname] || "";
    if (atom.chainname === chains.xpo1 && LETTERS[atom.resname]) {
      var run = chains.runs.find(function (one) { return atom.resno >= one[0] && atom.resno <= one[1]; });
      var position = run ? run[2] + atom.resno - run[0] : atom.resno;
      return LETTERS[atom.resname] + position + " of XPO1" + (position === atom.resno ? "" : " (" + name + " in the file)");
    }
    return name.trim() + (where ? " of " + where : "") + ", chain " + chain;
  };

  // What the mouse is on, in words; atom is set where it is one.
  Viewer.prototype.pointed = function (proxy) {
    if (!proxy) return { words: "", atom: null };
    var atom = proxy.atom || proxy.closestBondAtom;
    if (atom) return { words: atom.atomname + " of " + this.residue(atom), atom: atom };
    var shape = proxy.cylinder || proxy.sphere;
    return { words: (shape && shape.name) || "", atom: null };
  };

  Viewer.prototype.hover = function (proxy) {
    var found = this.pointed(proxy);
    this.tip.hidden = !found.words;
    this.tip.textContent = found.words;
    if (found.words) {
      var place = proxy.canvasPosition, width = this.holder.clientWidth;
      var right = place.x > width / 2;
      this.tip.style.left = right ? "" : place.x + 14 + "px";
      this.tip.style.right = right ? width - place.x + 14 + "px" : "";
      this.tip.style.bottom = place.y + 10 + "px";
    }
    return found;
  };

  Viewer.prototype.turn = function (x, y) {
    if (y) this.stage.viewerControls.spin(new window.NGL.Vector3(0, 1, 0), y);
    if (x) this.stage.viewerControls.spin(new window.NGL.Vector3(1, 0, 0), x);
    this.stage.viewer.requestRender();
  };

  Viewer.prototype.zoom = function (part) { this.stage.viewerControls.zoom(part); };

  Viewer.prototype.full = function () {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.element.requestFullscreen) this.element.requestFullscreen();
  };

  Viewer.prototype.save = function () {
    var name = this.parts.map(function (part) { return part.complex.name; }).join("_") + ".png";
    this.stage.makeImage({ factor: 2, antialias: true, trim: false, transparent: false }).then(function (blob) {
      var link = make("a");
      link.href = window.URL.createObjectURL(blob);
      link.download = name;
      link.click();
      window.setTimeout(function () { window.URL.revokeObjectURL(link.href); }, 1000);
    });
  };

  Viewer.prototype.listen = function () {
    var self = this;
    function tell(name, proxy) {
      var found = name === "nesgroove-hover" ? self.hover(proxy) : self.pointed(proxy);
      self.element.dispatchEvent(new CustomEvent(name, { detail: found }));
    }
    this.stage.signals.hovered.add(function (proxy) { tell("nesgroove-hover", proxy); });
    this.stage.signals.clicked.add(function (proxy) { tell("nesgroove-click", proxy); });
    this.holder.addEventListener("pointerleave", function () { tell("nesgroove-hover", undefined); });
    var keys = {
      ArrowLeft: function () { self.turn(0, STEP); }, ArrowRight: function () { self.turn(0, -STEP); },
      ArrowUp: function () { self.turn(STEP, 0); }, ArrowDown: function () { self.turn(-STEP, 0); },
      "+": function () { self.zoom(0.1); }, "=": function () { self.zoom(0.1); }, "-": function () { self.zoom(-0.1); },
      "1": function () { self.view("solvent"); }, "2": function () { self.view("along"); },
      "3": function () { self.view("side"); }, r: function () { self.reset(); }, f: function () { self.full(); },
      Escape: function () { self.element.dispatchEvent(new CustomEvent("nesgroove-release")); },
    };
    this.holder.addEventListener("keydown", function (event) {
      var action = keys[event.key] || keys[event.key.toLowerCase()];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    }, true);
    // The wheel scrolls the page until the view has been clicked: nobody is to be caught in it.
    this.holder.addEventListener("wheel", function (event) {
      var inside = self.holder.contains(document.activeElement) || document.fullscreenElement === self.element;
      if (!inside) event.stopPropagation();
    }, true);
    this.holder.addEventListener("pointerdown", function () { self.holder.focus({ preventScroll: true }); });
    document.addEventListener("nesgroove-theme", function () {
      self.stage.setParameters({ backgroundColor: background() });
    });
    if (window.ResizeObserver) new ResizeObserver(function () { self.stage.handleResize(); }).observe(this.holder);
    window.addEventListener("resize", function () { self.stage.handleResize(); });
  };

  Viewer.prototype.reset = function () {
    this.parts.forEach(function (part) {
      Object.keys(part.groups).forEach(function (name) { part.groups[name].setVisibility(part.first[name]); });
    });
    this.controls.querySelectorAll("input[type=checkbox]").forEach(function (box) { box.checked = box.defaultChecked; });
    this.element.dispatchEvent(new CustomEvent("nesgroove-release"));
    this.view("solvent");
  };

  // Checkboxes for the groups, by name; one box switches the group in all complexes of the view.
  Viewer.prototype.menu = function () {
    var self = this;
    this.controls.textContent = "";
    var set = make("fieldset", undefined, "groups");
    set.appendChild(make("legend", "Show"));
    var names = new Map();
    this.parts.forEach(function (part) {
      part.first = {};
      Object.keys(part.groups).forEach(function (name) {
        var group = part.groups[name];
        part.first[name] = group.shown;
        if (!names.has(name)) names.set(name, { label: group.label, shown: group.shown });
      });
    });
    names.forEach(function (group, name) {
      var line = make("label");
      var box = make("input");
      box.type = "checkbox";
      box.defaultChecked = group.shown;
      box.checked = group.shown;
      box.setAttribute("data-group", name);
      box.addEventListener("change", function () {
        self.parts.forEach(function (part) { if (part.groups[name]) part.groups[name].setVisibility(box.checked); });
      });
      line.appendChild(box);
      line.appendChild(document.createTextNode(" " + group.label));
      set.appendChild(line);
    });
    this.controls.appendChild(set);
    this.bar("View", [
      ["From the solvent", function () { self.view("solvent"); }, "solvent"],
      ["Along the groove", function () { self.view("along"); }, "along"],
      ["From the side", function () { self.view("side"); }, "side"],
      ["Reset", function () { self.reset(); }, "reset"],
    ]);
    this.bar("Turn and zoom", [
      ["←", function () { self.turn(0, STEP); }, "left", "Turn left"],
      ["→", function () { self.turn(0, -STEP); }, "right", "Turn right"],
      ["↑", function () { self.turn(STEP, 0); }, "up", "Turn up"],
      ["↓", function () { self.turn(-STEP, 0); }, "down", "Turn down"],
      ["+", function () { self.zoom(0.15); }, "in", "Zoom in"],
      ["−", function () { self.zoom(-0.15); }, "out", "Zoom out"],
      ["Full screen", function () { self.full(); }, "full"],
      ["Save picture", function () { self.save(); }, "save"],
    ]);
    this.controls.hidden = false;
  };

  Viewer.prototype.bar = function (title, buttons) {
    var bar = make("div", undefined, "bar");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", title);
    buttons.forEach(function (action) {
      var button = make("button", action[0]);
      button.setAttribute("data-action", action[2]);
      if (action[3]) { button.setAttribute("aria-label", action[3]); button.title = action[3]; }
      button.addEventListener("click", action[1]);
      bar.appendChild(button);
    });
    this.controls.appendChild(bar);
  };

  function failed(element, error) {
    var holder = element.querySelector(".stage");
    holder.textContent = "";
    holder.appendChild(make("p", "The 3-D view could not be drawn (" + error + "). It needs a browser with WebGL. " +
      "The pictures, tables and files of this page do not need it.", "wait"));
    element.setAttribute("data-state", "failed");
  }

  window.nesgrooveViewer = {
    open: function (element) {
      try {
        if (!window.NGL) throw new Error("the viewer did not load");
        return new Viewer(element);
      } catch (error) {
        failed(element, error.message);
        return null;
      }
    },
    failed: failed,
  };

  var element = document.getElementById("viewer");
  if (element && element.hasAttribute("data-complex")) {
    var complex = (window.nesgrooveComplexes || {})[element.getAttribute("data-complex")];
    var viewer = complex && window.nesgrooveViewer.open(element);
    if (viewer) {
      window.nesgrooveView = viewer;
      viewer.add(complex).then(function () {
        viewer.menu();
        viewer.view("solvent");
        element.setAttribute("data-state", "drawn");
        element.dispatchEvent(new CustomEvent("nesgroove-drawn"));
      }).catch(function (error) { failed(element, error.message || error); });
    }
  }
})();
