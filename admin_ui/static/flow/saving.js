// The draft is kept on the server as one draws: soon after a change, one save at a time, against the revision
// that it was drawn upon. Where somebody else saved meanwhile one is asked, and either draft can be brought back.

import { get, post, Refused } from "./asking.js";
import { fill } from "./dom.js";

const SOON = 500; // milliseconds
const LATER = 3000;

export class Saving {
  constructor(root, model, words, revision, told) {
    Object.assign(this, { root, model, words, revision, told });
    this.status = root.querySelector("#saved");
    this.bar = root.querySelector("#conflict");
    this.dirty = false;
    this.busy = null;
    this.timer = 0;
    this.asking = false;
    model.addEventListener("change", () => this.soon());
    addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
    for (const one of this.bar.querySelectorAll("[data-choose]")) {
      one.textContent = words[one.dataset.choose];
      one.addEventListener("click", () => this.choose(one.dataset.choose));
    }
    this.say("saved");
  }

  say(word) {
    this.status.dataset.state = word;
    this.status.textContent = this.words[word];
  }

  soon(after = SOON) {
    this.dirty = true;
    if (this.asking) return;
    this.say("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), after);
  }

  // all that was drawn is kept when this is done; false where it could not be
  async flush() {
    clearTimeout(this.timer);
    while (this.busy) await this.busy;
    if (this.dirty && !this.asking) await this.save();
    return !this.dirty;
  }

  save() {
    this.busy ??= this.#send().finally(() => { this.busy = null; });
    return this.busy;
  }

  async #send() {
    const sent = JSON.stringify(this.model.state);
    this.dirty = false;
    try {
      const kept = await post(this.root.dataset.save, { revision: this.revision, ...this.model.state }, this.root.dataset.token);
      this.revision = kept.revision;
      this.told(kept.remarks);
      if (JSON.stringify(this.model.state) !== sent) this.soon();
      else this.say("saved");
    } catch (error) {
      this.dirty = true;
      if (error instanceof Refused && error.status === 409) return this.#ask();
      if (!(error instanceof Refused)) {
        this.say("unsaved");
        this.timer = setTimeout(() => this.save(), LATER);
        return;
      }
      this.say("refused");
      this.status.textContent = `${this.words.refused}: ${error.message}`;
    }
  }

  async #ask() {
    this.asking = true;
    this.theirs = await get(this.root.dataset.desk);
    this.say("refused");
    this.bar.querySelector("span").textContent = fill(this.words.conflict, { by: this.theirs.changed_by });
    this.bar.hidden = false;
  }

  choose(whose) {
    const mine = this.model.state;
    const { document, layout, revision } = this.theirs;
    this.asking = false;
    this.bar.hidden = true;
    this.revision = revision;
    this.model.replace(document, layout);
    if (whose === "mine") this.model.replace(mine.document, mine.layout);
  }
}
