// What callers hear: a text to be spoken, or a recording; and speeches of several parts.

import { button, fill, h, icon } from "./dom.js";

const FILE = ".wav";

const area = (value, label, key, changed) => {
  const input = h("textarea", { class: "form-control", rows: 3, maxlength: 500, "aria-label": label, "data-key": key }, value);
  input.addEventListener("input", () => changed(input.value));
  return input;
};

export const promptControl = (field, name, desk) => {
  const { kinds, model, words, edits } = desk;
  const value = kinds.get(model.nodes[name], field.path);
  const recorded = typeof value === "string" && value.endsWith(FILE);
  const id = field.path.join(".");
  const set = (now, merge) => edits.set(name, field.path, now, merge);
  const kind = (word, on, now) => {
    const input = h("input", { class: "form-check-input", type: "radio", name: `kind ${id}`, checked: on, "data-key": `${id} ${word}` });
    input.addEventListener("change", () => set(now));
    return h("label", { class: "form-check form-check-inline" }, input, h("span", { class: "form-check-label" }, word));
  };
  const file = () => {
    const listed = desk.recordings.map(([one]) => one).filter((one) => !/^[0-9a-f]{16}\.wav$/.test(one));
    const all = listed.includes(value) ? listed : [value, ...listed];
    const select = h("select", { class: "form-select", "aria-label": words.file, "data-key": `${id} file` }, ...all.map((one) => h("option", { value: one, selected: one === value }, one)));
    select.addEventListener("change", () => set(select.value));
    return select;
  };
  const firstFile = desk.recordings.map(([one]) => one).find((one) => !/^[0-9a-f]{16}\.wav$/.test(one)) ?? `${name}${FILE}`;
  const text = typeof value === "object" && value ? value.say ?? "" : "";
  return h("fieldset", { class: "flow-rows" }, h("legend", { class: `form-label${field.needed ? " required" : ""}` }, field.title),
    h("div", {}, kind(words.say, !recorded, { say: text }), kind(words.file, recorded, firstFile)),
    recorded ? file() : area(text, words.say, `${id} say`, (now) => set(now ? { say: now } : undefined, `${name} ${id}`)),
    listen(name, desk, 0));
};

const listen = (name, desk, part) => {
  const play = button([icon("player-play"), desk.words.listen], () => desk.listen(name, part), { class: "btn btn-sm" });
  return play;
};

export const speechControl = (field, name, desk) => {
  const { kinds, model, words, edits } = desk;
  const value = kinds.get(model.nodes[name], field.path);
  const parts = Array.isArray(value) ? value : [value ?? ""];
  const id = field.path.join(".");
  const put = (now, merge) => edits.set(name, field.path, now.length === 1 && typeof now[0] === "string" ? now[0] : now, merge);
  const replaced = (at, part, merge) => put(parts.map((one, place) => (place === at ? part : one)), merge);
  const row = (part, at) => {
    const gone = button(icon("x"), () => put(parts.filter((_, place) => place !== at)), { class: "btn btn-icon", "aria-label": words.remove, disabled: parts.length === 1 });
    if (typeof part === "string") return h("div", { class: "flow-row" }, area(part, words.say, `${id} ${at}`, (now) => { parts[at] = now; put([...parts], `${name} ${id} ${at}`); }), gone);
    const kept = kinds.kept(model.nodes);
    const names = kept.includes(part?.digits) ? kept : [part?.digits ?? "", ...kept];
    const select = h("select", { class: "form-select", "data-key": `${id} ${at}`, "aria-label": words.add_digits }, ...names.map((one) => h("option", { value: one, selected: one === part?.digits }, one ? fill(words.digits_of, { name: one }) : words.none)));
    select.addEventListener("change", () => replaced(at, { digits: select.value }));
    return h("div", { class: "flow-row" }, select, gone);
  };
  return h("fieldset", { class: "flow-rows" }, h("legend", { class: "form-label required" }, field.title), ...parts.map(row),
    h("div", { class: "btn-list" }, button(words.add_text, () => put([...parts, ""]), { class: "btn btn-sm" }), button(words.add_digits, () => put([...parts, { digits: kinds.kept(model.nodes)[0] ?? "" }]), { class: "btn btn-sm" }), listen(name, desk, 0)));
};
