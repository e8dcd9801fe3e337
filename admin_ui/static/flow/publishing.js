// Publishing the draft, or an earlier version: what changes is shown first, then it is followed until it is live.

import { get, post, Refused } from "./asking.js";
import { difference } from "./difference.js";
import { fill, h } from "./dom.js";
import { places } from "./figures.js";

const BEAT = 1000; // milliseconds between looks at the node
const PATIENCE = 60;

export class Publishing {
  constructor(root, desk) {
    Object.assign(this, { root, desk });
    this.dialog = root.querySelector("#publish");
    this.standing = document.querySelector("#standing");
    this.against = root.querySelector("#against");
    this.button = root.querySelector("#do-publish");
    this.button.addEventListener("click", () => this.publish());
    root.querySelector("#not-publish").addEventListener("click", () => this.dialog.close());
    root.querySelector("#changes").addEventListener("click", (event) => event.target.closest("button") && this.dialog.close());
  }

  async open(version = null) {
    if (!(await this.desk.flush())) return;
    this.version = version;
    const { said } = await difference(this.root, this.desk, version);
    this.root.querySelector("#reason").value = "";
    this.root.querySelector("#changes").replaceChildren(said);
    for (const head of this.dialog.querySelectorAll("[data-of]")) head.hidden = (head.dataset.of === "version") === (version === null);
    const faults = version === null ? this.desk.remarks.filter((one) => one.level === "bad") : [];
    this.against.hidden = !faults.length;
    this.against.replaceChildren(h("ul", {}, ...faults.map((one) => h("li", {}, one.path[0] === "nodes" ? fill(this.desk.words.leads, { way: this.desk.model.title(one.path[1]), target: one.text }) : one.text))));
    this.button.disabled = faults.length > 0;
    this.dialog.showModal();
  }

  async publish() {
    const { words } = this.desk;
    this.button.disabled = true;
    this.standing.textContent = words.publishing;
    const asked = { reason: this.root.querySelector("#reason").value, ...(this.version === null ? { revision: this.desk.revision() } : { version: this.version }) };
    try {
      const done = await post(this.root.dataset.publish, asked, this.root.dataset.token);
      this.dialog.close();
      if (done.version) await this.renew().catch(() => null); // it is published, whether or not that was told
      if (done.unchanged) this.standing.textContent = words.unchanged;
      else if (done.from_day) this.standing.textContent = fill(words.waits, { day: done.from_day });
      else await this.follow(fill(words.published, { version: done.version }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.standing.textContent = "";
      this.against.hidden = false;
      this.against.textContent = error.message;
    } finally {
      this.button.disabled = false;
    }
  }

  // which version is published, and the list of them, as the page would say it now
  async renew() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    for (const id of ["which", "panel-versions"]) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }

  async follow(said) {
    const { words } = this.desk;
    for (let beat = 0; beat < PATIENCE; beat += 1) {
      const now = await get(this.root.dataset.live);
      const told = !now.node ? words.no_node : now.live ? fill(now.seconds === null ? words.live : words.live_after, { node: now.node, seconds: places(now.seconds ?? 0) }) : now.problem ? fill(words.not_live, now) : fill(words.on_its_way, now);
      this.standing.textContent = `${said} ${told}`;
      if (now.live || !now.node) return;
      await new Promise((resolve) => setTimeout(resolve, BEAT));
    }
  }
}
