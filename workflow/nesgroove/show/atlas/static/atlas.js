// What all pages do: light and dark, sorting, filtering.
(function () {
  "use strict";
  var root = document.documentElement;
  var query = window.matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : query.matches;
  }

  function announce() { document.dispatchEvent(new CustomEvent("nesgroove-theme", { detail: { dark: isDark() } })); }

  var button = document.getElementById("theme");
  function label() {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", "Switch to " + (isDark() ? "light" : "dark") + " colours");
  }
  button.hidden = false;
  label();
  button.addEventListener("click", function () {
    var next = isDark() ? "light" : "dark";
    root.setAttribute("data-theme", next);
    try { window.localStorage.setItem("nesgroove-theme", next); } catch (error) { /* not remembered */ }
    label();
    announce();
  });
  query.addEventListener("change", function () { label(); announce(); });
  window.nesgrooveIsDark = isDark;

  // Sorting. A column's first cell says whether it is numbers; what has no value stays at the end either way.
  function valueOf(row, column) {
    var cell = row.cells[column];
    if (!cell) return null;
    var given = cell.getAttribute("data-sort");
    if (given !== null) return Number(given);
    if (cell.classList.contains("num")) return null;
    var text = cell.textContent.trim();
    return text === "" || text === "–" ? null : text.toLowerCase();
  }

  function sortBy(table, header, column) {
    var descending = header.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("thead th").forEach(function (head) { head.removeAttribute("aria-sort"); });
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    var body = table.tBodies[0];
    var rows = Array.from(body.rows).map(function (row, index) {
      return { row: row, index: index, value: valueOf(row, column) };
    });
    rows.sort(function (a, b) {
      if (a.value === null || b.value === null) return (a.value === null) - (b.value === null) || a.index - b.index;
      var order = typeof a.value === "number" && typeof b.value === "number"
        ? a.value - b.value
        : String(a.value).localeCompare(String(b.value), "en", { numeric: true });
      return (descending ? -order : order) || a.index - b.index;
    });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
  }

  document.querySelectorAll("table.sortable").forEach(function (table) {
    table.querySelectorAll("thead th").forEach(function (header, column) {
      if (header.hasAttribute("data-plain")) return;
      var click = document.createElement("button");
      click.type = "button";
      click.className = "sort";
      while (header.firstChild) click.appendChild(header.firstChild);
      header.appendChild(click);
      click.addEventListener("click", function () { sortBy(table, header, column); });
    });
  });

  // Filtering: the words are all to be there, and of each facet with choices one of them.
  var filters = document.getElementById("filters");
  if (filters) {
    var table = document.getElementById(filters.getAttribute("data-table"));
    var rows = Array.from(table.tBodies[0].rows);
    var words = document.getElementById("filter-text");
    var texts = new Map(rows.map(function (row) {
      return [row, (row.textContent + " " + (row.getAttribute("data-words") || "")).toLowerCase()];
    }));
    filters.querySelectorAll("fieldset").forEach(function (set) {
      var facet = set.getAttribute("data-facet");
      var counts = new Map();
      rows.forEach(function (row) {
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
        box.addEventListener("change", apply);
      });
    });

    function apply() {
      var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      var facets = Array.from(filters.querySelectorAll("fieldset")).map(function (set) {
        return {
          name: set.getAttribute("data-facet"),
          values: Array.from(set.querySelectorAll("input:checked")).map(function (box) { return box.value; }),
        };
      }).filter(function (facet) { return facet.values.length; });
      var shown = 0;
      rows.forEach(function (row) {
        var fits = wanted.every(function (word) { return texts.get(row).includes(word); }) &&
          facets.every(function (facet) { return facet.values.includes(row.getAttribute("data-" + facet.name)); });
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      document.getElementById("filter-count").textContent = shown + " of " + rows.length + " complexes";
      document.getElementById("filter-none").hidden = shown > 0;
      document.getElementById("filter-reset").hidden = !wanted.length && !facets.length;
    }

    words.addEventListener("input", apply);
    document.getElementById("filter-reset").addEventListener("click", function () {
      words.value = "";
      filters.querySelectorAll("input:checked").forEach(function (box) { box.checked = false; });
      apply();
      words.focus();
    });
    filters.hidden = false;
    apply();
  }
})();
