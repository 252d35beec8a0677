// Searching sequences: a peptide or a motif, in the cargoes as they are in the files, and in XPO1 by position.
(function () {
  "use strict";
  var MOST = 40;  // results that are listed
  var MARKS = { "Φ": "[LIVMF]", "φ": "[LIVMF]", x: "[A-Z]", X: "[A-Z]", ".": "[A-Z]", "*": "[A-Z]" };

  // A motif as a regular expression, made piece by piece: nothing of what was typed gets into it as it is.
  function parse(text) {
    var rest = text.replace(/[\s-]+/g, ""), made = "";
    while (rest) {
      var piece = rest.match(/^(?:([A-Za-z.*Φφ])|\[([A-Za-z]+)\]|\{([A-Za-z]+)\})(?:[({](\d{1,2})(?:,(\d{1,2}))?[)}])?/);
      if (!piece) throw new Error("“" + rest.slice(0, 12) + "” is no part of a motif");
      if (piece[1]) made += MARKS[piece[1]] || piece[1].toUpperCase();
      else if (piece[2]) made += "[" + piece[2].toUpperCase() + "]";
      else made += "(?:(?![" + piece[3].toUpperCase() + "])[A-Z])";
      if (piece[4]) made += "{" + piece[4] + (piece[5] ? "," + piece[5] : "") + "}";
      rest = rest.slice(piece[0].length);
    }
    return new RegExp(made, "g");
  }

  function matches(pattern, letters) {
    var found = [], match;
    pattern.lastIndex = 0;
    while ((match = pattern.exec(letters)) && found.length < 200) {
      if (match[0]) found.push({ from: match.index, text: match[0] });
      pattern.lastIndex = match.index + 1;  // motifs may overlap
    }
    return found;
  }

  // What the residue at a place is numbered: stretches count on from their first.
  function numbered(strand, place) {
    var run = strand.numbers.filter(function (one) { return one[0] <= place; }).pop();
    return place === run[0] ? run[1] : String(parseInt(run[1], 10) + place - run[0]);
  }

  function make(tag, text, name) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function load() {
    return new Promise(function (resolve, reject) {
      if (window.nesgrooveSequences) { resolve(window.nesgrooveSequences); return; }
      var script = make("script");
      script.src = "data/sequences.js";
      script.onload = function () { resolve(window.nesgrooveSequences); };
      script.onerror = function () { reject(new Error("the sequences of this atlas are not there")); };
      document.head.appendChild(script);
    });
  }

  function links(strand) {
    var line = make("span");
    strand.where.slice(0, 8).forEach(function (place, n) {
      if (n) line.appendChild(document.createTextNode(", "));
      var link = make("a", place[1]);
      link.href = "complex/" + encodeURIComponent(place[0]) + ".html";
      line.appendChild(link);
    });
    if (strand.where.length > 8) line.appendChild(document.createTextNode(" and " + (strand.where.length - 8) + " more"));
    return line;
  }

  function cargoLines(strands, pattern, complexes) {
    var lines = [];
    strands.forEach(function (strand) {
      matches(pattern, strand.letters).forEach(function (match) {
        strand.where.forEach(function (place) { complexes.add(place[0]); });
        var line = make("li");
        var head = make(strand.page ? "a" : "span", strand.name || "cargo");
        if (strand.page) head.href = "cargo/" + encodeURIComponent(strand.page) + ".html";
        line.appendChild(head);
        line.appendChild(document.createTextNode(" "));
        line.appendChild(make("span", match.text, "signal"));
        line.appendChild(document.createTextNode(" at " + numbered(strand, match.from) + "–" +
          numbered(strand, match.from + match.text.length - 1) + ", in "));
        line.appendChild(links(strand));
        lines.push(line);
      });
    });
    return lines;
  }

  function receptorLines(strands, pattern) {
    var places = new Map();
    strands.forEach(function (strand) {
      matches(pattern, strand.letters).forEach(function (match) {
        var from = Number(strand.numbers[0][1]) + match.from;
        var key = match.text + " at positions " + from + "–" + (from + match.text.length - 1);
        var entry = places.get(key) || { at: from, count: 0, species: new Set() };
        entry.count += strand.where.length;
        entry.species.add(strand.name);
        places.set(key, entry);
      });
    });
    return Array.from(places).sort(function (one, other) { return one[1].at - other[1].at; }).map(function (entry) {
      return make("li", "XPO1 " + entry[0] + ", in " + entry[1].count + " complex" + (entry[1].count > 1 ? "es" : "") +
        " (" + Array.from(entry[1].species).join(", ") + ")");
    });
  }

  // The field of a table's filters. Its complexes are those whose cargo holds the motif; null where it sorts none out.
  window.nesgrooveMotif = function (element, changed) {
    var result = document.getElementById("motif-result");
    var self = { field: document.getElementById("filter-motif"), complexes: null, seek: seek };
    var round = 0;

    function say(words, lines) {
      result.textContent = "";
      result.hidden = !words;
      if (!words) return;
      result.appendChild(make("p", words));
      var list = make("ul");
      (lines || []).slice(0, MOST).forEach(function (line) { list.appendChild(line); });
      if (list.children.length) result.appendChild(list);
      if (lines && lines.length > MOST) result.appendChild(make("p", (lines.length - MOST) + " more are not listed."));
    }

    function seek() {
      var text = self.field.value.trim(), mine = ++round, pattern;
      var before = self.complexes;
      self.complexes = null;
      if (!text) { say(""); if (before) changed(); return; }
      try { pattern = parse(text); } catch (error) { say(error.message); if (before) changed(); return; }
      load().then(function (every) {
        if (mine !== round) return;
        var complexes = new Set();
        var cargo = cargoLines(every.filter(function (one) { return !one.xpo1; }), pattern, complexes);
        var receptor = receptorLines(every.filter(function (one) { return one.xpo1; }), pattern);
        if (complexes.size || !receptor.length) self.complexes = complexes;
        say(complexes.size ? "In the cargo of " + complexes.size + " complex" + (complexes.size > 1 ? "es" : "") + ":"
          : receptor.length ? "In no cargo; in XPO1:" : "In no cargo, and nowhere in XPO1.", cargo.concat(receptor));
        changed();
      }).catch(function (error) { say(error.message); });
    }

    return self;
  };
})();
