// The form of the node that is chosen, made from the fields of its kind.

import { button, fill, h, icon } from "./dom.js";
import { control } from "./fields.js";
import { replaced } from "./hours.js";

export class Form {
  constructor(panel, desk) { Object.assign(this, { panel, desk }); }

  show() {
    const { desk, panel } = this;
    const { model, words, kinds } = desk;
    const name = desk.selected;
    const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    if (!name || !(name in model.nodes)) {
      panel.replaceChildren(h("p", { class: "text-secondary" }, words.nobody));
      return;
    }
    const node = model.nodes[name];
    const kind = kinds.of(node);
    panel.replaceChildren(
      h("div", { class: "flow-head" }, icon(kind?.icon ?? "question-mark"), h("h2", { class: "card-title" }, kind?.title ?? words.kind_unknown)),
      h("p", { class: "form-hint" }, kind?.help ?? ""),
      h("div", { id: "node-remarks" }, ...this.remarks(name, [])),
      h("fieldset", { disabled: !desk.editable }, ...this.names(name), ...(kind?.fields ?? []).filter((field) => !replaced(node, field)).map((field) => this.field(name, field)), ...this.acts(name)));
    if (focused) panel.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  // what is said of the node, or of one of its fields
  remarks(name, path) {
    const here = ["nodes", name, ...path];
    const { kinds, model } = this.desk;
    const fields = kinds.of(model.nodes[name])?.fields ?? [];
    const within = (one, base) => base.every((part, at) => one.path[at] === part);
    return this.desk.remarks
      .filter((one) => within(one, here))
      .filter((one) => path.length || !fields.some((field) => within(one, ["nodes", name, ...field.path])))
      .map((one) => h("p", { class: one.level === "bad" ? "flow-fault bad" : "flow-fault warn" }, icon(one.level === "bad" ? "alert-circle" : "alert-triangle"), h("span", {}, one.text)));
  }

  names(name) {
    const { model, words, edits, desk } = { ...this.desk, desk: this.desk };
    const called = h("input", { class: "form-control", value: name, "data-key": "name", maxlength: 31, pattern: "[a-z][a-z0-9_]*", autocomplete: "off" });
    called.addEventListener("change", () => {
      if (called.value === name) return;
      if (edits.rename(name, called.value)) return desk.select(called.value);
      called.setCustomValidity(words.name_taken);
      called.reportValidity();
      called.value = name;
      called.setCustomValidity("");
    });
    const title = h("input", { class: "form-control", value: model.places[name]?.title ?? "", placeholder: name, "data-key": "title", maxlength: 40, autocomplete: "off" });
    title.addEventListener("input", () => edits.title(name, title.value.trim()));
    return [
      h("label", { class: "form-label" }, words.title, title),
      h("details", { class: "mb-2" }, h("summary", {}, words.name), h("label", { class: "form-label" }, h("span", { class: "visually-hidden" }, words.name), called), h("p", { class: "form-hint" }, words.name_help)),
    ];
  }

  field(name, field) {
    const id = field.path.join(".");
    const box = h("div", { class: "flow-field", "data-field": id });
    box.append(control(field, name, this.desk), h("div", { class: "flow-said" }, ...this.remarks(name, field.path)));
    if (field.usual !== null && field.usual !== undefined && field.shape === "count") box.append(h("p", { class: "form-hint" }, fill(this.desk.words.usual, { value: field.usual })));
    return box;
  }

  acts(name) {
    const { words, model, desk } = { ...this.desk, desk: this.desk };
    const first = name === model.start ? h("p", { class: "text-secondary" }, words.starts) : button(words.make_start, () => desk.edits.begin(name));
    return [h("div", { class: "btn-list mt-3" }, first, button(words.duplicate, () => desk.select(desk.edits.duplicate(name))), button(words.remove_node, () => desk.remove(name), { class: "btn btn-outline-danger", "data-key": "remove" }))];
  }

  // remarks alone, while somebody types
  refresh() {
    const name = this.desk.selected;
    if (!name || !(name in this.desk.model.nodes)) return;
    this.panel.querySelector("#node-remarks")?.replaceChildren(...this.remarks(name, []));
    for (const box of this.panel.querySelectorAll("[data-field]")) box.querySelector(".flow-said")?.replaceChildren(...this.remarks(name, box.dataset.field.split(".")));
  }

  focusFirst() { this.panel.querySelector(".flow-field input, .flow-field textarea, .flow-field select, input")?.focus(); }
  focusWay() {
    const ways = [...this.panel.querySelectorAll("select[data-way]")];
    (ways.find((one) => !one.value) ?? this.panel.querySelector("[data-add-way]") ?? ways[0])?.focus();
  }
}
