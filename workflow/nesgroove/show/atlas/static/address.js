// What a reader has chosen is in the address, so that it can be kept, sent, and gone back to: #state=open&sort=width.
(function () {
  "use strict";
  var listeners = [];

  function read() {
    var text = window.location.hash.slice(1);
    return new URLSearchParams(text.includes("=") ? text : "");
  }

  // Names and values of the choice; an empty value takes its name away. With again, the last step is put in its place.
  function write(changes, again) {
    var now = read();
    Object.keys(changes).forEach(function (name) {
      if (changes[name]) now.set(name, changes[name]);
      else now.delete(name);
    });
    var text = now.toString().replace(/%2C/g, ",").replace(/%3A/g, ":");
    var address = text ? "#" + text : window.location.pathname + window.location.search;
    if (text === window.location.hash.slice(1)) return;
    try {
      if (again) window.history.replaceState(null, "", address);
      else window.history.pushState(null, "", address);
    } catch (error) {  // some browsers refuse it on a disk
      window.location.hash = text;
    }
  }

  function tell() { listeners.forEach(function (listener) { listener(read()); }); }

  window.addEventListener("popstate", tell);
  window.addEventListener("hashchange", tell);
  window.nesgrooveAddress = { read: read, write: write, listen: function (listener) { listeners.push(listener); } };
})();
