// One control for each shape of a field. What is left empty is left out of the document.

import { h } from "./dom.js";
import { hoursControl, hoursNameControl, daysControl } from "./hours.js";
import { promptControl, speechControl } from "./prompts.js";
import { wayControl, waysControl } from "./ways.js";

const labelled = (field, input) => h("label", { class: "form-label" }, h("span", { class: field.needed ? "required" : "" }, field.title), input);
const key = (field) => field.path.join(".");

const written = (field, name, desk, attributes, read) => {
  const value = desk.kinds.get(desk.model.nodes[name], field.path);
  const input = h("input", { class: "form-control", value: value ?? "", placeholder: field.example || (field.usual ?? ""), "data-key": key(field), autocomplete: "off", ...attributes });
  input.addEventListener("input", () => desk.edits.set(name, field.path, read(input.value), `${name} ${key(field)}`));
  return labelled(field, input);
};

const chosen = (field, name, desk, options, empty) => {
  const value = desk.kinds.get(desk.model.nodes[name], field.path);
  const known = options.some(([one]) => one === value);
  const listed = known || value === undefined || value === "" ? options : [...options, [value, String(value)]];
  const blank = !field.needed || !known;
  const select = h("select", { class: "form-select", "data-key": key(field) }, blank ? h("option", { value: "" }, empty) : null, ...listed.map(([one, word], at) => h("option", { value: String(at), selected: one === value }, word)));
  select.addEventListener("change", () => desk.edits.set(name, field.path, select.value === "" ? undefined : listed[Number(select.value)][0]));
  return labelled(field, select);
};

const named = (field, name, desk) => chosen(field, name, desk, desk.kinds.names[field.shape].map(([one, title]) => [one, title ? `${one} ${title}` : one]), desk.words.none);

const choice = (field, name, desk) => {
  const usual = field.choices.find(([one]) => one === field.usual);
  return chosen(field, name, desk, field.choices, usual && !field.needed ? usual[1] : desk.words.none);
};

const whole = (text) => (text === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text);
const text = (value) => value || undefined;

const SHAPES = {
  prompt: promptControl,
  speech: speechControl,
  text: (field, name, desk) => written(field, name, desk, { maxlength: field.most ?? 500 }, text),
  variable: (field, name, desk) => written(field, name, desk, { maxlength: 31 }, text),
  count: (field, name, desk) => written(field, name, desk, { type: "number", min: field.least, max: field.most }, whole),
  choice,
  hours: hoursControl,
  hours_name: hoursNameControl,
  days: daysControl,
  queue: named,
  seat: named,
  box: named,
  room: named,
  way: wayControl,
  ways: waysControl,
};

export const control = (field, name, desk) => (SHAPES[field.shape] ?? SHAPES.text)(field, name, desk);
