// What all pages do: light and dark, copying, and a word where links lead out of the atlas and there is no network.
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

  // Copying; by a field that is selected where the browser keeps its clipboard from pages on a disk.
  function copyBySelection(text) {
    var field = document.createElement("textarea");
    field.value = text;
    field.className = "away";
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    return done;
  }

  function copy(text) {
    if (!navigator.clipboard) return Promise.resolve(copyBySelection(text));
    return navigator.clipboard.writeText(text).then(function () { return true; }, function () {
      return copyBySelection(text);
    });
  }

  document.querySelectorAll("button.copy").forEach(function (one) {
    var said = one.textContent;
    one.addEventListener("click", function () {
      copy(one.parentElement.querySelector("code").textContent).then(function (done) {
        one.textContent = done ? "Copied" : "Not copied";
        window.setTimeout(function () { one.textContent = said; }, 2000);
      });
    });
  });

  // Without a network a link out says where it leads, and is not followed to an error page.
  document.querySelectorAll("ul.outward").forEach(function (list) {
    var words = document.createElement("p");
    words.className = "notice";
    words.setAttribute("role", "status");
    function look() {
      words.textContent = navigator.onLine ? "" : "There is no network now: these links lead out of the atlas.";
      words.hidden = navigator.onLine;
    }
    list.before(words);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
  });
})();
