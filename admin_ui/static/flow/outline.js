// The flow as a list: for small screens, and for whoever reads rather than sees it.

import { fill, h, icon } from "./dom.js";
import { layers } from "./arrange.js";

export class Outline {
  constructor(list, view, desk) { Object.assign(this, { list, view, desk }); }

  draw() {
    const { model } = this.view;
    const names = Object.keys(model.nodes);
    const order = layers(names, (name) => this.view.targets(name), model.start).flat();
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.list.replaceChildren(...order.map((name) => this.item(name)));
    if (focused) this.list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  item(name) {
    const { view, desk } = this;
    const { words, model, kinds } = view;
    const node = model.nodes[name];
    const kind = kinds.of(node);
    const marks = view.states(name).filter((state) => state !== "selected");
    const faults = view.marks.bad.has(name) ? words.bad : view.marks.warn.has(name) ? words.warn : "";
    return h("li", { class: ["flow-item", ...marks].join(" "), "data-item": name },
      h("button", { type: "button", class: "flow-node", "data-key": name, "aria-current": name === desk.selected ? "true" : false, onclick: () => desk.select(name, { form: true }) },
        icon(kind?.icon ?? "question-mark"),
        h("span", {}, h("strong", {}, model.title(name)), " ", h("span", { class: "text-secondary" }, kind?.title ?? words.kind_unknown), h("span", { class: "told" }, kinds.told(node))),
        name === model.start ? h("span", { class: "badge bg-blue-lt" }, words.start) : null,
        faults ? h("span", { class: `badge ${view.marks.bad.has(name) ? "bg-red-lt" : "bg-orange-lt"}` }, faults) : null),
      h("ul", {}, ...kinds.ways(node).map((way, at) => this.way(name, way, at))));
  }

  way(name, way, at) {
    const { words, model } = this.view;
    if (!(way.target in model.nodes)) return h("li", { class: "text-secondary" }, fill(words.leads, { way: way.label, target: way.target ?? words.no_way }));
    const key = `${name}/${at}`;
    return h("li", {}, `${way.label}: `, h("button", { type: "button", class: "btn btn-link", "data-key": key, onclick: () => this.desk.select(way.target, { form: false, item: true }) }, model.title(way.target)));
  }

  focus(name) { this.list.querySelector(`[data-key="${CSS.escape(name)}"]`)?.focus(); }
}
