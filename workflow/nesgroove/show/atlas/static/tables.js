// Tables: shown in pieces, sorted, filtered, searched by sequence. Rows that a script brings are made once and are in the
// page only when they are to be seen: a table of a thousand complexes is as quick as one of fifty.
(function () {
  "use strict";
  var PIECE = Number(document.documentElement.getAttribute("data-piece"));
  var address = window.nesgrooveAddress;
  var tables = new Map();

  // A column's first cell says whether it is numbers; what has no value stays at the end either way.
  function valueOf(row, column) {
    var cell = row.cells[column];
    if (!cell) return null;
    var given = cell.getAttribute("data-sort");
    if (given !== null) return Number(given);
    if (cell.classList.contains("num")) return null;
    var text = cell.textContent.trim();
    return text === "" || text === "–" ? null : text.toLowerCase();
  }

  function slug(text) {
    return text.toLowerCase().replace(/å/g, "a").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  }

  function Table(element) {
    this.element = element;
    this.body = element.tBodies[0];
    this.name = element.id.replace(/^table-/, "");
    this.key = element.getAttribute("data-address") || "sort." + this.name;
    this.rows = Array.from(this.body.rows);
    var more = (window.nesgrooveRows || {})[this.name];
    if (more) {
      var made = document.createElement("template");
      made.innerHTML = "<table><tbody>" + more + "</tbody></table>";
      this.rows = this.rows.concat(Array.from(made.content.firstChild.tBodies[0].rows).map(function (row) {
        return document.adoptNode(row);
      }));
    }
    this.given = this.rows.slice();
    this.fits = null;
    this.count = PIECE;
    this.heads = Array.from(element.tHead.rows[0].cells);
    this.sorted = "";
    this.foot();
    this.head();
  }

  Table.prototype.head = function () {
    var self = this;
    if (!this.element.classList.contains("sortable")) return;
    this.heads.forEach(function (header) {
      if (header.hasAttribute("data-plain")) return;
      var click = document.createElement("button");
      click.type = "button";
      click.className = "sort";
      while (header.firstChild) click.appendChild(header.firstChild);
      header.appendChild(click);
      click.addEventListener("click", function () {
        var name = slug(click.textContent);
        self.sort(self.sorted === name ? name + ":desc" : name);
        var change = {};
        change[self.key] = self.sorted;
        address.write(change);
      });
    });
  };

  // The last row says how many more there are; it is shown in time as one scrolls, and can be pressed.
  Table.prototype.foot = function () {
    var self = this;
    this.last = document.createElement("tr");
    this.last.className = "more";
    var cell = this.last.insertCell();
    cell.colSpan = this.heads.length;
    var more = cell.appendChild(document.createElement("button")), all = cell.appendChild(document.createElement("button"));
    more.type = all.type = "button";
    this.words = more;
    all.textContent = "Show all";
    more.addEventListener("click", function () { self.count += PIECE; self.show(); });
    all.addEventListener("click", function () { self.count = Infinity; self.show(); });
    if (window.IntersectionObserver) {
      new IntersectionObserver(function (seen) {
        if (!seen.some(function (one) { return one.isIntersecting; }) || document.activeElement === more) return;
        self.count += PIECE;
        self.show();
      }, { root: this.element.closest(".scroll"), rootMargin: "0px 0px 200px 0px" }).observe(this.last);
    }
  };

  // By a column's words, as they are in the address: "width-a", "width-a:desc"; as the page came where there is none.
  Table.prototype.sort = function (wanted) {
    var parts = (wanted || "").split(":"), descending = parts[1] === "desc";
    var column = this.heads.findIndex(function (head) {
      return !head.hasAttribute("data-plain") && slug(head.textContent) === parts[0];
    });
    this.heads.forEach(function (head) { head.removeAttribute("aria-sort"); });
    this.sorted = column < 0 ? "" : parts[0] + (descending ? ":desc" : "");
    if (column < 0) { this.rows = this.given.slice(); this.show(); return; }
    this.heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    var entries = this.given.map(function (row, index) {
      return { row: row, index: index, value: valueOf(row, column) };
    });
    entries.sort(function (a, b) {
      if (a.value === null || b.value === null) return (a.value === null) - (b.value === null) || a.index - b.index;
      var order = typeof a.value === "number" && typeof b.value === "number"
        ? a.value - b.value
        : String(a.value).localeCompare(String(b.value), "en", { numeric: true });
      return (descending ? -order : order) || a.index - b.index;
    });
    this.rows = entries.map(function (entry) { return entry.row; });
    this.show();
  };

  Table.prototype.filter = function (fits) {
    this.fits = fits;
    this.count = PIECE;
    return this.show();
  };

  Table.prototype.show = function () {
    var fitting = this.fits ? this.rows.filter(this.fits) : this.rows;
    var shown = fitting.slice(0, this.count);
    if (shown.length < fitting.length) {
      this.words.textContent = "Show more: " + shown.length + " of " + fitting.length + " rows are here";
      shown.push(this.last);
    }
    var here = this.body.rows;
    if (here.length !== shown.length || shown.some(function (row, n) { return here[n] !== row; })) {
      this.body.replaceChildren.apply(this.body, shown);
    }
    return fitting.length;
  };

  // A row that is asked for by others is brought into the page with those before it.
  Table.prototype.reach = function (row) {
    if (row.isConnected) return;
    this.count = this.rows.indexOf(row) + PIECE;
    this.show();
  };

  document.querySelectorAll("table.sortable").forEach(function (element) {
    tables.set(element.id, new Table(element));
  });
  window.nesgrooveTable = function (id) { return tables.get(id); };

  function arrange(now) {
    tables.forEach(function (table) {
      var wanted = now.get(table.key) || "";
      if (wanted !== table.sorted) table.sort(wanted);
    });
  }

  // Filtering: the words are all to be there, and of each facet with choices one of them.
  function Filters(element) {
    var self = this;
    this.element = element;
    this.table = tables.get(element.getAttribute("data-table"));
    this.words = document.getElementById("filter-text");
    this.motif = window.nesgrooveMotif(element, function () { self.apply(); });
    this.texts = new Map(this.table.given.map(function (row) {
      return [row, (row.textContent + " " + (row.getAttribute("data-words") || "")).toLowerCase()];
    }));
    this.sets = Array.from(element.querySelectorAll("fieldset"));
    this.sets.forEach(function (set) { self.choices(set); });
    this.words.addEventListener("input", function () { self.keep(address.read().has("find")); self.apply(); });
    this.motif.field.addEventListener("input", function () { self.keep(address.read().has("seq")); self.motif.seek(); });
    document.getElementById("filter-reset").addEventListener("click", function () {
      self.set(new URLSearchParams());
      self.keep(false);
      self.words.focus();
    });
    element.hidden = false;
  }

  Filters.prototype.choices = function (set) {
    var self = this;
    var facet = set.getAttribute("data-facet");
    var counts = new Map();
    this.table.given.forEach(function (row) {
      var value = row.getAttribute("data-" + facet);
      counts.set(value, (counts.get(value) || 0) + 1);
    });
    if (counts.size < 2) { set.hidden = true; return; }
    var order = (set.getAttribute("data-order") || "").split("|");
    Array.from(counts.keys()).sort().sort(function (one, other) {
      return order.indexOf(one) - order.indexOf(other);
    }).forEach(function (value) {
      var line = document.createElement("label");
      var box = document.createElement("input");
      box.type = "checkbox";
      box.value = value;
      line.appendChild(box);
      line.appendChild(document.createTextNode(" " + value + " "));
      var count = document.createElement("span");
      count.className = "quiet";
      count.textContent = counts.get(value);
      line.appendChild(count);
      set.appendChild(line);
      box.addEventListener("change", function () { self.keep(false); self.apply(); });
    });
  };

  function checked(set) {
    return Array.from(set.querySelectorAll("input:checked")).map(function (box) { return box.value; });
  }

  Filters.prototype.keep = function (again) {
    var now = { find: this.words.value.trim(), seq: this.motif.field.value.trim() };
    this.sets.forEach(function (set) {
      // A value may hold a comma itself.
      now[set.getAttribute("data-facet")] = checked(set).map(function (one) { return one.replace(/,/g, ";"); }).join(",");
    });
    address.write(now, again);
  };

  Filters.prototype.set = function (now) {
    this.words.value = now.get("find") || "";
    this.motif.field.value = now.get("seq") || "";
    this.sets.forEach(function (set) {
      var wanted = (now.get(set.getAttribute("data-facet")) || "").split(",");
      set.querySelectorAll("input").forEach(function (box) {
        box.checked = wanted.includes(box.value.replace(/,/g, ";"));
      });
    });
    this.apply();
    this.motif.seek();
  };

  Filters.prototype.apply = function () {
    var self = this;
    var wanted = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var facets = this.sets.map(function (set) {
      return { name: set.getAttribute("data-facet"), values: checked(set) };
    }).filter(function (facet) { return facet.values.length; });
    var holding = this.motif.complexes;
    var shown = this.table.filter(function (row) {
      return wanted.every(function (word) { return self.texts.get(row).includes(word); }) &&
        facets.every(function (facet) { return facet.values.includes(row.getAttribute("data-" + facet.name)); }) &&
        (!holding || holding.has(row.getAttribute("data-name")));
    });
    document.getElementById("filter-count").textContent = shown + " of " + this.table.given.length + " complexes";
    document.getElementById("filter-none").hidden = shown > 0;
    document.getElementById("filter-reset").hidden = !wanted.length && !facets.length && !this.motif.field.value.trim();
  };

  var element = document.getElementById("filters");
  var filters = element ? new Filters(element) : null;

  function follow(now) {
    arrange(now);
    if (filters) filters.set(now);
  }

  tables.forEach(function (table) { table.show(); });
  follow(address.read());
  address.listen(follow);
})();
