"use strict";
// Finds reports by the words typed: in the rows of this page, or in the data of all pages, fetched once it is needed.
(() => {
  const MOST = 200;
  const box = document.getElementById("search");
  const table = document.querySelector("#reports table");
  if (!box || !table) return;
  const rows = table.tBodies[0], hits = document.createElement("tbody"), count = document.getElementById("hits");
  const several = Number(box.dataset.pages) > 1;
  let data = null;
  table.append(hits);
  box.parentElement.hidden = false;

  const load = () => {
    if (!several || data) return;
    data = document.createElement("script");
    data.src = "reports-data.js";
    data.onload = find;
    document.head.append(data);
  };
  const matches = (text, words) => words.every(word => text.includes(word));
  const row = ([id, name, ...facts]) => {
    const tr = document.createElement("tr"), link = document.createElement("a");
    link.href = `evidence/${encodeURIComponent(id)}.html`;
    link.textContent = name;
    tr.insertCell().append(link);
    for (const fact of facts) tr.insertCell().textContent = fact === null ? "—" : fact.toLocaleString("en");
    tr.cells[3].textContent = facts[2] === null ? "—" : facts[2];
    return tr;
  };
  const find = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    hits.replaceChildren();
    rows.hidden = several && words.length > 0;
    if (!several) {
      for (const tr of rows.rows) {
        tr.hidden = !matches(tr.textContent.toLowerCase(), words);
        found += !tr.hidden;
      }
    } else if (words.length) {
      for (const report of window.fazhiReports || []) {
        if (!matches(report.slice(1, 5).join(" ").toLowerCase(), words)) continue;
        if (found++ < MOST) hits.append(row(report));
      }
    }
    const waiting = several && !window.fazhiReports;
    count.textContent = words.length ? (waiting ? "…" : found > MOST && several ? `${MOST} / ${found}` : found) : "";
  };
  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); find(); });
  if (box.value) { load(); find(); }
})();
