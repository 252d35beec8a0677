// Before anything is drawn: the reader's choice of light or dark, where there is one and it can be remembered.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var chosen = window.localStorage.getItem("nesgroove-theme");
    if (chosen === "light" || chosen === "dark") root.setAttribute("data-theme", chosen);
  } catch (error) { /* storage is not available; the system's choice holds */ }
})();
