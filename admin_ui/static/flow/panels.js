// What stands beside the picture: one panel of several is open, and marks in the picture belong to it.

import { difference } from "./difference.js";

export class Panels {
  constructor(desk) {
    Object.assign(this, { desk, root: desk.root, part: desk.part, now: "node", against: null });
    for (const one of document.querySelectorAll("[data-panel]")) one.addEventListener("click", () => this.asked(one.dataset.panel));
    this.root.querySelector("[role=tablist]").addEventListener("keydown", (event) => this.arrows(event));
    this.part("panel-versions").addEventListener("click", (event) => this.version(event.target.closest("button")?.dataset));
  }

  asked(panel) {
    if (panel === "publish") return this.desk.publishing.open();
    if (panel === "difference") return this.compare();
    this.open(panel);
    if (panel === "trial") this.desk.intoSight("panel-trial");
  }

  open(panel) {
    const { desk } = this;
    for (const tab of this.root.querySelectorAll("[role=tab]")) {
      const here = tab.dataset.panel === panel;
      tab.setAttribute("aria-selected", here);
      tab.tabIndex = here ? 0 : -1;
      this.part(`panel-${tab.dataset.panel}`).hidden = !here;
    }
    if (panel !== "trial") desk.trial.hearing.stop();
    if (panel !== "difference" && panel !== "node") desk.mark({ added: new Set(), changed: new Set(), ways: new Set() });
    if (panel !== "trial" && panel !== "node") desk.mark({ walked: new Set(), here: null });
    this.now = panel;
  }

  // the draft against what is published, or an earlier version
  async compare(version = null) {
    const { desk } = this;
    if (desk.editable && !(await desk.flush())) return;
    this.against = version;
    this.open("difference");
    await this.differ();
    desk.intoSight("panel-difference");
  }

  async differ() {
    const { desk, against } = this;
    const { said, marks } = await difference(this.root, desk, against);
    this.part("panel-difference").replaceChildren(said);
    if (against === null) desk.mark(marks);
  }

  // once it was saved otherwise
  async renew() { if (this.now === "difference") await this.differ(); }

  version({ compare, take, back } = {}) {
    if (compare) this.compare(Number(compare));
    else if (take) this.desk.take(Number(take));
    else if (back) this.desk.publishing.open(Number(back));
  }

  arrows(event) {
    const tabs = [...this.root.querySelectorAll("[role=tab]")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }
}
