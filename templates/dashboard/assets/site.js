// Search, choose and sort the rows that are already in the page. Without this script every row is still there.
(function () {
  "use strict";

  var table = document.querySelector("[data-rows]");
  var finder = document.querySelector("[data-finder]");
  if (!table || !finder) return;

  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var shown = document.querySelector("[data-shown]");
  var nothing = document.querySelector("[data-nothing]");
  var search = finder.querySelector("[data-find]");
  var choices = Array.prototype.slice.call(finder.querySelectorAll("[data-choose]"));
  var said = shown.textContent;
  var texts = rows.map(function (row) { return plain(row.textContent); });

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ");
  }

  function values(row, key) {
    return (row.dataset[key] || "").split("|").filter(Boolean);
  }

  function fill(select) {
    var found = {};
    rows.forEach(function (row) {
      values(row, select.dataset.choose).forEach(function (value) { found[value] = (found[value] || 0) + 1; });
    });
    Object.keys(found).sort(compare).forEach(function (value) {
      select.add(new Option(value + " (" + found[value] + ")", value));
    });
    select.closest(".finder-field").hidden = Object.keys(found).length < 2;
  }

  function fits(row, at) {
    var words = plain(search.value).split(" ").filter(Boolean);
    return words.every(function (word) { return texts[at].indexOf(word) >= 0; }) &&
      choices.every(function (select) {
        return !select.value || values(row, select.dataset.choose).indexOf(select.value) >= 0;
      });
  }

  function find() {
    var count = 0;
    rows.forEach(function (row, at) {
      row.hidden = !fits(row, at);
      if (!row.hidden) count += 1;
    });
    var all = count === rows.length;
    shown.textContent = all ? said : count + " of " + rows.length + " rows fit.";
    nothing.hidden = count > 0;
    table.hidden = count === 0;
  }

  function compare(one, other) {
    return one.localeCompare(other, "en-GB", { numeric: true, sensitivity: "base" });
  }

  function order(key, down) {
    return function (one, other) {
      var a = one.dataset[key] || "", b = other.dataset[key] || "";
      if (!a || !b) return a ? -1 : b ? 1 : 0;   // what has no value stays last either way
      var numbers = !isNaN(a) && !isNaN(b);
      var result = numbers ? a - b : compare(a, b);
      return down ? -result : result;
    };
  }

  function sortable(head) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("[aria-sort]").forEach(function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.slice().sort(order(head.dataset.sort, down)).forEach(function (row) { body.appendChild(row); });
    });
  }

  choices.forEach(fill);
  choices.forEach(function (select) { select.addEventListener("change", find); });
  search.addEventListener("input", find);
  finder.querySelector("[data-clear]").addEventListener("click", function () {
    search.value = "";
    choices.forEach(function (select) { select.value = ""; });
    find();
    search.focus();
  });
  table.querySelectorAll("[data-sort]").forEach(sortable);
  finder.hidden = false;
  find();   // the browser may have kept what was typed before
})();
