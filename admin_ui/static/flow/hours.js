// Opening hours as rows of days and times, and days of one's own. What cannot be read as rows is shown as text.

import { button, h, icon } from "./dom.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const SPAN = /^([A-Za-z/-]+)\s+(\d\d:\d\d)-(\d\d:\d\d)$/;

// "Mon-Fri 09:00-18:00, Sat 10:00-14:00" as [{days: [true…], from, to}]; null for anything else
export const read = (text) => {
  const rows = [];
  for (const part of String(text ?? "").split(",").map((one) => one.trim()).filter(Boolean)) {
    const match = SPAN.exec(part);
    if (!match) return null;
    const days = Array(7).fill(false);
    for (const piece of match[1].split("/")) {
      const [first, last = first] = piece.split("-").map((day) => DAYS.indexOf(day));
      if (first < 0 || last < 0) return null;
      for (let at = 0; at <= (last - first + 7) % 7; at += 1) days[(first + at) % 7] = true;
    }
    rows.push({ days, from: match[2], to: match[3] });
  }
  return rows;
};

// the same rows as text: neighbouring days as a range
export const write = (rows) => rows.filter((row) => row.days.some(Boolean)).map((row) => {
  const pieces = [];
  for (let at = 0; at < 7; at += 1) {
    if (!row.days[at]) continue;
    const first = at;
    while (row.days[at + 1]) at += 1;
    pieces.push(first === at ? DAYS[first] : `${DAYS[first]}-${DAYS[at]}`);
  }
  return `${pieces.join("/")} ${row.from}-${row.to}`;
}).join(", ");

const timed = (value, label, key, changed) => {
  const input = h("input", { class: "form-control", type: "time", value: value === "24:00" ? "00:00" : value, "aria-label": label, "data-key": key, required: true });
  input.addEventListener("change", () => input.value && changed(input.value));
  return input;
};

const OWN = ["when", "holidays", "days"];
const USUAL = "Mon-Fri 09:00-18:00";

// the fields that say nothing while hours are named: those of the node's own
export const replaced = (node, field) => node.hours?.named !== undefined && field.path[0] === "hours" && OWN.includes(field.path[1]);

// the tenant's working hours by name, in place of the node's own; null where there is nothing to choose
export const hoursNameControl = (field, name, desk) => {
  const { kinds, model, words, edits } = desk;
  const value = kinds.get(model.nodes[name], field.path);
  const known = kinds.names.hours_name.map(([one]) => one);
  const listed = value === undefined || known.includes(value) ? known : [...known, value];
  const select = h("select", { class: "form-select", "data-key": field.path.join(".") }, h("option", { value: "" }, words.own_hours), ...listed.map((one) => h("option", { value: one, selected: one === value }, one)));
  select.addEventListener("change", () => {
    const { named, when, holidays, days, ...ways } = model.nodes[name].hours ?? {};
    edits.set(name, ["hours"], select.value ? { named: select.value, ...ways } : { when: when ?? USUAL, ...(holidays && { holidays }), ...(days && { days }), ...ways });
  });
  return h("label", { class: "form-label" }, h("span", {}, field.title), select);
};

export const hoursControl = (field, name, desk) => {
  const { kinds, model, words, edits } = desk;
  const value = kinds.get(model.nodes[name], field.path);
  const id = field.path.join(".");
  const rows = read(value);
  const put = (now, merge) => edits.set(name, field.path, now || undefined, merge);
  const legend = h("legend", { class: "form-label required" }, field.title);
  const text = h("input", { class: "form-control", value: value ?? "", placeholder: field.example, "aria-label": words.as_text, "data-key": `${id} text`, autocomplete: "off" });
  text.addEventListener("input", () => put(text.value, `${name} ${id}`));
  if (rows === null) return h("fieldset", { class: "flow-rows" }, legend, text);
  const short = words.days.split(" ");
  const row = (one, at) => {
    const day = (on, place) => {
      const input = h("input", { type: "checkbox", class: "form-check-input", checked: on, "data-key": `${id} ${at} ${place}` });
      input.addEventListener("change", () => { one.days[place] = input.checked; if (one.days.some(Boolean)) put(write(rows)); else input.checked = one.days[place] = true; });
      return h("label", { class: "flow-day" }, input, h("span", {}, short[place]));
    };
    return h("div", { class: "flow-hours" }, h("div", { class: "flow-days" }, ...one.days.map(day)),
      h("div", { class: "flow-row" }, timed(one.from, words.from, `${id} ${at} from`, (now) => { one.from = now; put(write(rows)); }), timed(one.to, words.to, `${id} ${at} to`, (now) => { one.to = now === "00:00" ? "24:00" : now; put(write(rows)); }), button(icon("x"), () => put(write(rows.filter((_, place) => place !== at))), { class: "btn btn-icon", "aria-label": words.remove })));
  };
  const more = () => put(write([...rows, { days: [true, true, true, true, true, false, false], from: "09:00", to: "18:00" }]));
  return h("fieldset", { class: "flow-rows" }, legend, ...rows.map(row), button(words.add_hours, more, { class: "btn btn-sm", "data-key": `${id} add` }));
};

export const daysControl = (field, name, desk) => {
  const { kinds, model, words, edits } = desk;
  const days = Object.entries(kinds.get(model.nodes[name], field.path) ?? {}).sort();
  const id = field.path.join(".");
  const put = (now, merge) => edits.set(name, field.path, now.length ? Object.fromEntries(now) : undefined, merge);
  const row = ([day, text], at) => {
    const date = h("input", { class: "form-control", type: "date", value: day, "aria-label": words.day, "data-key": `${id} ${at} day` });
    date.addEventListener("change", () => date.value && put(days.map((one, place) => (place === at ? [date.value, text] : one))));
    const hours = h("input", { class: "form-control", value: text === "closed" ? "" : text, placeholder: words.closed, "aria-label": words.hours, "data-key": `${id} ${at} hours`, autocomplete: "off" });
    hours.addEventListener("input", () => { days[at][1] = hours.value.trim() || "closed"; put(days, `${name} ${id} ${at}`); });
    return h("div", { class: "flow-row" }, date, hours, button(icon("x"), () => put(days.filter((_, place) => place !== at)), { class: "btn btn-icon", "aria-label": words.remove }));
  };
  const today = new Date().toISOString().slice(0, 10);
  return h("fieldset", { class: "flow-rows" }, h("legend", { class: "form-label" }, field.title), ...days.map(row), button(words.add_day, () => put([...days, [today, "closed"]]), { class: "btn btn-sm", "data-key": `${id} add` }));
};
