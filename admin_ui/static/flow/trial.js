// A trial call: the server walks it with the walker of stored cases, as far as what happened says; here one hears
// the prompts and says what happens next. Everything that happened is sent each time.

import { post, Refused } from "./asking.js";
import { button, fill, h, icon } from "./dom.js";
import { Hearing } from "./hearing.js";

const KEYS = [..."123456789*0#"];

export class Trial {
  constructor(root, desk, { moments, heard }) {
    Object.assign(this, { root, desk, heard });
    this.at = root.querySelector("#at");
    this.way = root.querySelector("#way");
    this.happens = root.querySelector("#happens");
    this.cases = root.querySelector("#cases");
    this.caller = root.querySelector("#call");
    this.hangUp = root.querySelector("#hang-up");
    this.hearing = new Hearing();
    this.at.value = moments[0][1].replace(" ", "T");
    root.querySelector("#moments").append(...moments.map(([word, at]) => button(word, () => { this.at.value = at.replace(" ", "T"); }, { class: "btn btn-sm" })));
    this.caller.addEventListener("click", () => this.begin());
    this.hangUp.addEventListener("click", () => this.end(this.desk.words.left));
  }

  address(node, part) { return `${this.heard.replace("NODE", encodeURIComponent(node)).replace(/0\.wav$/, `${part}.wav`)}?r=${this.desk.revision()}`; }

  async begin(happened = []) {
    this.happened = [];
    this.shown = 0;
    this.way.replaceChildren();
    this.happens.replaceChildren();
    if (this.desk.editable && !(await this.desk.flush())) return;
    this.call = Symbol("call");
    this.up(true);
    for (const one of happened) this.happened.push(one);
    await this.step();
  }

  up(is) {
    this.caller.hidden = is;
    this.hangUp.hidden = !is;
  }

  async step() {
    const { root, desk } = this;
    const call = this.call;
    let went;
    try {
      went = await post(root.dataset.try, { at: this.at.value.replace("T", " "), happened: this.happened }, root.dataset.token);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (call !== this.call) return;
      this.happens.replaceChildren(h("p", { class: "flow-fault bad", role: "alert" }, error.status === 409 ? `${desk.words.mend_first} ${error.message}` : error.message));
      return this.up(false);
    }
    if (call !== this.call) return; // it was hung up, or another one began
    this.went = went;
    const fresh = went.stops.slice(this.shown);
    this.way.replaceChildren(...went.stops.map((stop) => this.stop(stop)));
    this.shown = went.stops.length;
    const last = went.stops.at(-1);
    desk.mark({ walked: new Set(went.stops.map((stop) => stop.node)), here: last.node });
    this.happens.replaceChildren(...(went.waits ? this.choices(last) : []));
    this.happens.querySelector("button")?.focus();
    this.hearing.play(fresh.flatMap((stop) => stop.prompts.map((_, part) => this.address(stop.node, part))));
    if (!went.waits) this.end(last.kind === "hangup" || last.kind === "play" || last.kind === "speech" ? desk.words.over : desk.words.with_people, false);
  }

  stop(stop) {
    const { model, words, kinds } = this.desk;
    const kind = kinds.known.get(stop.kind);
    const said = stop.said === null || stop.said === undefined ? null : this.wording(stop);
    const again = stop.prompts.length ? button(icon("player-play"), () => this.hearing.play(stop.prompts.map((_, part) => this.address(stop.node, part))), { class: "btn btn-icon btn-sm", "aria-label": words.listen }) : null;
    return h("li", { "data-stop": stop.node }, h("div", { class: "flow-stop" }, icon(kind?.icon ?? "point"), h("span", {}, h("strong", {}, model.title(stop.node)), ` ${stop.told}`), again), said ? h("div", { class: "flow-happened" }, said) : null);
  }

  wording(stop) {
    const { words } = this.desk;
    if (stop.asked === "keys") return stop.said ? fill(words.pressed, { keys: stop.said }) : words.pressed_nothing;
    if (stop.asked === "answer") return words[stop.said] ?? stop.said;
    return `${words.server_says}: ${stop.said || words.silence}`;
  }

  // what may happen at the node where the call waits
  choices(stop) {
    const { words } = this.desk;
    if (stop.asked === "keys") return this.pad(stop);
    if (stop.asked === "answer") return [h("p", { class: "form-label" }, words.seat_does), h("div", { class: "btn-list" }, ...stop.allowed.map((one) => button(words[one] ?? one, () => this.next(one), { "data-happens": one })))];
    const known = this.desk.kinds.ways(this.desk.model.nodes[stop.node]).filter((way) => way.key !== null);
    return [h("p", { class: "form-label" }, words.server_says), h("div", { class: "btn-list" }, ...known.map((way) => button(way.key, () => this.next(way.key), { "data-happens": way.key })), button(words.silence, () => this.next(""), { "data-happens": "" }))];
  }

  pad(stop) {
    const { words } = this.desk;
    const typed = h("input", { class: "form-control", readonly: true, "aria-label": words.presses });
    const press = (key) => {
      typed.value += key;
      if (typed.value.length >= stop.longest || key === "#") this.next(typed.value);
    };
    const keys = h("div", { class: "flow-pad" }, ...KEYS.map((key) => button(key, () => press(key), { "data-key": key })));
    keys.addEventListener("keydown", (event) => KEYS.includes(event.key) && press(event.key));
    const rest = [button(words.no_input, () => this.next(""), { "data-happens": "" })];
    if (stop.longest > 1) rest.push(button(words.send, () => this.next(typed.value)));
    return [h("p", { class: "form-label" }, words.presses), stop.longest > 1 ? typed : "", keys, h("div", { class: "btn-list" }, ...rest)];
  }

  next(what) {
    this.hearing.stop();
    this.happened.push(what);
    return this.step();
  }

  end(told, silent = true) {
    const { words } = this.desk;
    if (silent) this.hearing.stop();
    this.call = null;
    this.up(false);
    const keep = this.desk.editable && this.went && !this.went.waits ? button(words.keep_case, () => { this.desk.edits.keep(this.went.case); this.happens.replaceChildren(h("p", { role: "status" }, words.kept_case)); }, { id: "keep-case" }) : null;
    this.happens.replaceChildren(h("p", { role: "status" }, told), keep ?? "");
    this.caller.focus();
  }

  drawCases() {
    const { words, model, remarks, edits, editable } = this.desk;
    const cases = model.document.trials ?? [];
    const line = (one, at) => {
      const fault = remarks.find((remark) => remark.path[0] === "trials" && remark.path[1] === String(at));
      const keys = [one.keys].flat().filter((key) => key !== undefined).join(", ");
      const told = [one.at, keys && fill(words.pressed, { keys }), fill(words.ends_at, { node: model.title(one.end ?? [one.expect].flat().at(-1)) })].filter(Boolean).join(" · ");
      const gone = editable ? button(icon("x"), () => edits.drop(at), { class: "btn btn-icon btn-sm", "aria-label": words.remove }) : null;
      return h("li", {}, h("span", { class: `badge ${fault ? "bg-red-lt" : "bg-green-lt"}` }, fault ? words.fails : words.passes), h("span", {}, ` ${told}`, fault ? h("span", { class: "flow-fault bad" }, fault.text) : null), gone);
    };
    this.cases.replaceChildren(cases.length ? h("ul", { class: "flow-cases" }, ...cases.map(line)) : h("p", { class: "text-secondary" }, words.no_case));
  }
}
