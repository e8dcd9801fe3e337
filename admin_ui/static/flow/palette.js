// The kinds of nodes that can be added, in a popover: to the picture, or to the end of a way that leads nowhere.

import { h, icon } from "./dom.js";

export class Palette {
  constructor(popover, desk) {
    Object.assign(this, { popover, desk, from: null, place: null });
    popover?.addEventListener("toggle", (event) => { if (event.newState === "closed") this.from = this.place = null; });
    popover?.append(...desk.kinds.list.map((kind) => this.line(kind)));
  }

  line(kind) {
    const told = h("span", {}, kind.title, h("small", { class: "d-block text-secondary" }, kind.help));
    return h("button", { type: "button", class: "dropdown-item", "data-kind": kind.name, onclick: () => this.chosen(kind.name) }, icon(kind.icon), told);
  }

  // `from` ({name, way}): what the new node continues; `place`: where it is to be
  open(from = null, place = null) {
    Object.assign(this, { from, place });
    this.popover.showPopover();
    this.popover.querySelector("button").focus();
  }

  chosen(kind) {
    const { from, place } = this;
    this.popover.hidePopover();
    this.desk.add(kind, from, place);
  }
}
