// Two complexes in one view, each in a colour of its own, and their numbers side by side. Texts go in as texts only.
(function () {
  "use strict";
  var style = window.getComputedStyle(document.documentElement);
  var POCKETS = ["P0", "P1", "P2", "P3", "P4", "all"];
  var choose = { a: document.getElementById("choose-a"), b: document.getElementById("choose-b") };
  var tables = document.getElementById("compare-tables");
  var status = document.getElementById("compare-status");
  var words = document.getElementById("view-words");
  var element = document.getElementById("viewer");
  var viewer = null;
  var round = 0;

  function make(tag, text, name) {
    var made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function load(name) {
    return new Promise(function (resolve, reject) {
      var known = window.nesgrooveComplexes || {};
      if (known[name]) { resolve(known[name]); return; }
      var script = make("script");
      script.src = "data/" + encodeURIComponent(name) + ".js";
      script.onload = function () {
        var data = (window.nesgrooveComplexes || {})[name];
        if (data) resolve(data); else reject(new Error("no data of " + name));
      };
      script.onerror = function () { reject(new Error("no data of " + name)); };
      document.head.appendChild(script);
    });
  }

  // The scene of one side: only what can be distinguished when two lie over each other, in this side's colours.
  function coloured(complex, side) {
    var shown = { xpo1: true, occupant: true, cys528: true };
    var groups = complex.scene.groups.filter(function (group) {
      return shown[group.name] || (group.name === "pockets" && side === "a");
    }).map(function (group) {
      if (group.name === "pockets") return Object.assign({}, group, { label: "Pockets P0 to P4" });
      var colour = style.getPropertyValue("--side-" + side + (group.name === "xpo1" ? "-xpo1" : "")).trim();
      var representations = group.representations.map(function (representation) {
        var params = Object.assign({}, representation.params);
        if (params.colorScheme === "element") params.colorValue = colour;
        else { delete params.colorScheme; delete params.colorValue; params.color = colour; }
        return { type: representation.type, params: params };
      });
      var shapes = side === "a" ? group.shapes : [];
      var labels = { xpo1: "XPO1", occupant: "What is in the groove", cys528: "Position 528" };
      return { name: group.name, label: labels[group.name], shown: group.shown, representations: representations,
        shapes: group.name === "cys528" ? [] : shapes };
    });
    return Object.assign({}, complex.scene, { id: complex.scene.id + " " + side, groups: groups });
  }

  function number(value, digits) {
    return value === null || value === undefined ? "–" : value.toFixed(digits).replace("-", "−");
  }

  function cell(row, text, name) { row.appendChild(make("td", text, name)); }

  function heading(row, text, scope) {
    var made = make("th", text);
    made.scope = scope;
    row.appendChild(made);
    return made;
  }

  function table(id, title, caption, heads) {
    var section = make("section");
    var head = make("h2", title);
    head.id = id;
    section.setAttribute("aria-labelledby", id);
    section.appendChild(head);
    var scroll = make("div", undefined, "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-labelledby", "cap-" + id);
    var made = make("table");
    var words = make("caption", caption);
    words.id = "cap-" + id;
    made.appendChild(words);
    var row = made.createTHead().insertRow();
    heads.forEach(function (name) { heading(row, name, "col").className = /^(P\d|all|difference)$/.test(name) ? "num" : ""; });
    made.createTBody();
    scroll.appendChild(made);
    section.appendChild(scroll);
    tables.appendChild(section);
    return made.tBodies[0];
  }

  function facts(a, b) {
    var body = table("numbers", "Side by side", "What each is", ["What", a.id, b.id, "difference"]);
    function line(title, first, second, digits) {
      var row = body.insertRow();
      heading(row, title, "row");
      var numeric = typeof first === "number" && typeof second === "number";
      cell(row, typeof first === "number" ? number(first, digits) : first || "–");
      cell(row, typeof second === "number" ? number(second, digits) : second || "–");
      cell(row, numeric ? number(second - first, digits) : "", "num");
    }
    line("In the groove", a.bound, b.bound);
    Object.keys(a.facts).forEach(function (name) { line(name, a.facts[name], b.facts[name], 2); });
    POCKETS.forEach(function (pocket) {
      line("Volume of " + (pocket === "all" ? "the groove" : pocket) + " (Å³)", a.volumes[pocket], b.volumes[pocket], 1);
    });
  }

  function occupancy(a, b) {
    var body = table("filled", "What fills the pockets", "Part of each pocket's volume that the occupant fills; hatched: borderline, neither occupied nor empty",
      ["Complex", "Occupant"].concat(POCKETS));
    [["a", a], ["b", b]].forEach(function (pair) {
      var complex = pair[1];
      if (!complex.occupants.length) {
        var empty = body.insertRow();
        heading(empty, complex.id, "row");
        cell(empty, "nothing in the groove", "quiet");
        POCKETS.forEach(function () { cell(empty, "–", "num"); });
      }
      complex.occupants.forEach(function (occupant) {
        var row = body.insertRow();
        var head = heading(row, " " + complex.id, "row");
        head.insertBefore(make("span", undefined, "swatch side-" + pair[0]), head.firstChild);
        cell(row, occupant.name);
        POCKETS.forEach(function (pocket) {
          cell(row, number(occupant.filled[pocket], 2), occupant.occupied[pocket] === "borderline" ? "num borderline" : "num");
        });
      });
    });
  }

  function touched(a, b) {
    var positions = Array.from(new Set(Object.keys(a.touched).concat(Object.keys(b.touched))))
      .map(Number).sort(function (x, y) { return x - y; });
    var both = positions.filter(function (p) { return a.touched[p] && b.touched[p]; });
    var caption = both.length + " shared, " + (Object.keys(a.touched).length - both.length) + " only in " + a.id + ", " +
      (Object.keys(b.touched).length - both.length) + " only in " + b.id;
    var body = table("positions", "Positions touched", caption, ["Position", a.id, b.id, "Touched in"]);
    positions.forEach(function (position) {
      var row = body.insertRow();
      heading(row, String(position), "row");
      [a, b].forEach(function (complex) {
        var types = complex.touched[position];
        cell(row, types ? (complex.residues[position] || "") + " " + (types.length ? types.join(", ") : "touched") : "–", types ? "" : "quiet");
      });
      var where = a.touched[position] && b.touched[position] ? "both" : a.touched[position] ? a.id : b.id;
      row.className = where === "both" ? "both" : "only";
      cell(row, where);
    });
    if (!positions.length) {
      var none = body.insertRow().insertCell();
      none.colSpan = 4;
      none.textContent = "Neither has anything in the groove.";
    }
  }

  function pictures(a, b) {
    if (!a.pictures.length && !b.pictures.length) return;
    var section = make("section");
    var head = make("h2", "Pictures");
    head.id = "pictures";
    section.setAttribute("aria-labelledby", "pictures");
    section.appendChild(head);
    var views = Array.from(new Set(a.pictures.concat(b.pictures).map(function (picture) { return picture.view; })));
    views.forEach(function (view) {
      var pair = make("div", undefined, "pictures pair");
      [a, b].forEach(function (complex) {
        var picture = complex.pictures.find(function (candidate) { return candidate.view === view; });
        var figure = make("figure");
        if (picture) {
          var image = make("img");
          image.src = picture.path;
          image.width = picture.width;
          image.height = picture.height;
          image.alt = "Groove of " + complex.id + " " + view + ". " + complex.words;
          figure.appendChild(image);
        }
        figure.appendChild(make("figcaption", complex.id + " " + view + (complex.mark ? " (" + complex.mark + ")" : "") +
          (picture ? "" : ": no picture")));
        pair.appendChild(figure);
      });
      section.appendChild(pair);
    });
    tables.appendChild(section);
  }

  function describe(side, complex) {
    var line = make("span");
    line.appendChild(make("span", undefined, "swatch side-" + side));
    line.appendChild(document.createTextNode(" "));
    var link = make("a", complex.id);
    link.href = "complex/" + encodeURIComponent(complex.name) + ".html";
    line.appendChild(link);
    if (complex.mark) {
      line.appendChild(document.createTextNode(" "));
      line.appendChild(make("span", complex.mark, "badge " + complex.mark.split(",")[0]));
    }
    line.appendChild(document.createTextNode(" " + complex.words + " "));
    line.className = "described";
    return line;
  }

  function show() {
    var mine = ++round;
    element.removeAttribute("data-state");
    status.textContent = "Loading …";
    Promise.all([load(choose.a.value), load(choose.b.value)]).then(function (loaded) {
      if (mine !== round) return null;
      var a = loaded[0], b = loaded[1];
      tables.textContent = "";
      words.textContent = "";
      words.appendChild(describe("a", a));
      words.appendChild(describe("b", b));
      facts(a, b);
      occupancy(a, b);
      touched(a, b);
      pictures(a, b);
      status.textContent = "";
      viewer = viewer || window.nesgrooveViewer.open(element);
      if (!viewer) return null;
      viewer.clear();
      return viewer.add(a, coloured(a, "a")).then(function () {
        return mine === round && a !== b ? viewer.add(b, coloured(b, "b")) : null;
      }).then(function () {
        if (mine !== round) return;
        viewer.menu();
        viewer.view("solvent");
        element.setAttribute("data-state", "drawn");
      });
    }).catch(function (error) {
      status.textContent = "These two cannot be compared: " + (error.message || error);
    });
  }

  // The pair is in the address, so that it can be kept and sent: compare.html#3gjx-D,4hb2-C.
  function asked() {
    return (window.location.hash.slice(1) || window.location.search.slice(1)).split(",").map(function (part) {
      try { return decodeURIComponent(part); } catch (error) { return ""; }
    });
  }

  function read() {
    var known = Array.from(choose.a.options).map(function (option) { return option.value; });
    var names = asked();
    var first = known.includes(names[0]) ? names[0] : known[0];
    var other = known.find(function (name) { return name !== first; }) || first;
    choose.a.value = first;
    choose.b.value = known.includes(names[1]) ? names[1] : other;
  }

  function keep() {
    var hash = "#" + encodeURIComponent(choose.a.value) + "," + encodeURIComponent(choose.b.value);
    if (window.location.hash === hash) return;
    try { window.history.replaceState(null, "", hash); } catch (error) { /* some browsers refuse it on a disk */ }
  }

  if (choose.a) {
    read();
    document.getElementById("choose").hidden = false;
    ["a", "b"].forEach(function (side) {
      choose[side].addEventListener("change", function () { keep(); show(); });
    });
    document.getElementById("swap").addEventListener("click", function () {
      var kept = choose.a.value;
      choose.a.value = choose.b.value;
      choose.b.value = kept;
      keep();
      show();
    });
    window.addEventListener("hashchange", function () {
      // Other parts of this page have addresses too.
      if (asked().length < 2) return;
      read();
      show();
    });
    show();
  }
})();
