(function () {
  var root = document.documentElement, button = document.getElementById("theme");
  var order = ["auto", "light", "dark"];
  function stored() {
    var asked = /theme=(light|dark)/.exec(location.hash);
    if (asked) return asked[1];
    try { return localStorage.getItem("freshet-theme") || "auto"; } catch (e) { return "auto"; }
  }
  function show(theme) {
    if (theme === "auto") root.removeAttribute("data-theme"); else root.setAttribute("data-theme", theme);
    button.textContent = "Theme: " + theme;
  }
  var theme = stored();
  button.hidden = false;
  button.addEventListener("click", function () {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    try { localStorage.setItem("freshet-theme", theme); } catch (e) { theme = theme; }
    show(theme);
  });
  show(theme);
  // What is folded away on the screen is open on paper.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (d) { d.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); opened = []; });
})();
