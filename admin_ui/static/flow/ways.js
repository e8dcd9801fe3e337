// Where a node leads: to one node of those there are, or to a new one.

import { button, h, icon } from "./dom.js";

const NEW = "+";

const targets = (desk, name, way, attributes) => {
  const { model, kinds, words } = desk;
  const select = h("select", { class: "form-select", "data-way": "", ...attributes },
    h("option", { value: "" }, way.field.needed || way.field.shape === "ways" ? words.no_way : words.ends),
    ...Object.keys(model.nodes).map((other) => h("option", { value: other, selected: other === way.target }, model.title(other))),
    way.target && !(way.target in model.nodes) ? h("option", { value: way.target, selected: true }, way.target) : null,
    h("optgroup", { label: words.new_node }, ...kinds.list.map((kind) => h("option", { value: NEW + kind.name }, kind.title))));
  select.addEventListener("change", () => {
    if (select.value.startsWith(NEW)) desk.grow(name, way, select.value.slice(1));
    else desk.connect(name, way, select.value || null);
  });
  return select;
};

export const wayControl = (field, name, desk) => {
  const way = desk.kinds.ways(desk.model.nodes[name]).find((one) => one.field === field);
  return h("label", { class: "form-label" }, h("span", { class: field.needed ? "required" : "" }, field.title), targets(desk, name, way, { "data-key": field.path.join(".") }));
};

export const waysControl = (field, name, desk) => {
  const { kinds, model, words, edits } = desk;
  const rename = (from, to) => {
    const value = kinds.get(model.nodes[name], field.path);
    if (!to || to in value) return false;
    edits.set(name, field.path, Object.fromEntries(Object.entries(value).map(([one, target]) => [one === from ? to : one, target])));
    return true;
  };
  const row = (way, at) => {
    const key = h("input", { class: "form-control flow-key", value: way.key, "aria-label": words.key, "data-key": `${field.key} ${at} key`, pattern: field.pattern, autocomplete: "off" });
    key.addEventListener("change", () => rename(way.key, key.value.trim()) || (key.value = way.key));
    const gone = () => {
      const value = { ...kinds.get(model.nodes[name], field.path) };
      delete value[way.key];
      edits.set(name, field.path, value);
    };
    return h("div", { class: "flow-row" }, key, targets(desk, name, way, { "aria-label": `${way.key}: ${field.title}`, "data-key": `${field.key} ${at} way` }), button(icon("x"), gone, { class: "btn btn-icon", "aria-label": `${words.remove} ${way.key}`, "data-key": `${field.key} ${at} remove` }));
  };
  const ways = kinds.ways(model.nodes[name]).filter((one) => one.field === field);
  const more = () => edits.connect(name, { field, key: null }, null);
  return h("fieldset", { class: "flow-rows" }, h("legend", { class: "form-label required" }, field.title), ...ways.map(row), button(words.add_way, more, { class: "btn btn-sm", "data-add-way": "", "data-key": `${field.key} add` }));
};
