// A form whose answer changes as one types: the server computes and renders, this only carries.
// <form data-live="address"> … <div data-fault> <div data-result>; rows are added and removed here.
"use strict";

const PAUSE = 250; // milliseconds without a key before the server is asked

for (const form of document.querySelectorAll("form[data-live]")) {
  const result = form.querySelector("[data-result]");
  const fault = form.querySelector("[data-fault]");
  let waiting = 0;
  let asking = null;

  const unmark = () => form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));

  const mark = (name) => {
    if (!name) return;
    const found = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden]), [data-name="${CSS.escape(name)}"]`);
    if (!found) return;
    found.setAttribute("aria-invalid", "true");
    for (let around = found.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  };

  const ask = async () => {
    asking?.abort();
    const mine = (asking = new AbortController());
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.live, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        signal: mine.signal,
      });
      if (answer.redirected) return location.reload();
      const text = await answer.text();
      unmark();
      result.classList.toggle("stale", !answer.ok);
      if (answer.ok) {
        const opened = [...result.querySelectorAll("details")].map((one) => one.open);
        result.innerHTML = text;
        result.querySelectorAll("details").forEach((one, at) => (one.open = opened[at] ?? one.open));
        fault.replaceChildren();
      } else {
        fault.innerHTML = text;
        const said = fault.querySelector("[data-at]");
        if (!said) fault.textContent = `${answer.status} ${answer.statusText}`;
        mark(said?.dataset.at);
      }
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return;
    }
    form.removeAttribute("aria-busy");
  };

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };

  // a row's number stands in the first brackets behind the name of its rows
  const renumber = (row, name, number) => {
    for (const one of row.querySelectorAll("[name]")) {
      one.name = name + one.name.slice(name.length).replace(/^\[\d+\]/, `[${number}]`);
      if (one.type === "checkbox") one.checked = false;
      else if (one.type !== "hidden" && !one.dataset.keep) one.value = "";
      one.removeAttribute("aria-invalid");
    }
  };

  const add = (rows) => {
    const body = rows.querySelector("tbody");
    const row = body.lastElementChild.cloneNode(true);
    row.querySelectorAll(".badge, .hint").forEach((one) => one.remove());
    rows.dataset.next = Math.max(Number(rows.dataset.next ?? 0), body.children.length) + 1;
    renumber(row, rows.dataset.name, rows.dataset.next);
    row.hidden = false;
    body.append(row);
    row.querySelector("input:not([type=hidden]), select")?.focus();
  };

  // the empty last row is for browsers without scripts, where others stand before it
  for (const body of form.querySelectorAll("fieldset.rows tbody"))
    if (body.children.length > 1) body.lastElementChild.remove();

  form.addEventListener("input", soon);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    const rows = button.closest("[data-name].rows");
    if (button.matches("[data-add]")) return add(rows);
    const row = button.closest("tr");
    if (row.parentElement.children.length > 1) row.remove();
    else renumber(row, rows.dataset.name, 0);
    soon();
  });
  form.querySelectorAll("[data-add]").forEach((button) => (button.hidden = false));
}
