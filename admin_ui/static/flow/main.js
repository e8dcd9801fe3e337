// The flow editor: brings its parts together. Each of them does one thing and knows the others by this desk.

import { get } from "./asking.js";
import { difference } from "./difference.js";
import { fill, useIcons } from "./dom.js";
import { Edits } from "./edits.js";
import { Form } from "./form.js";
import { withKeys } from "./keyboard.js";
import { Kinds } from "./kinds.js";
import { Model } from "./model.js";
import { Outline } from "./outline.js";
import { Palette } from "./palette.js";
import { Panels } from "./panels.js";
import { withPointer } from "./pointer.js";
import { Publishing } from "./publishing.js";
import { byNode, listRemarks } from "./remarks.js";
import { Saving } from "./saving.js";
import { Trial } from "./trial.js";
import { View } from "./view.js";

const SMALL = "(max-width: 767.98px)";
const LARGER = 1.2;

class Desk {
  constructor(root, begun) {
    const { words } = begun;
    const part = (id) => root.querySelector(`#${id}`);
    Object.assign(this, { root, part, words, remarks: begun.remarks, recordings: begun.prompts, selected: null });
    this.editable = begun.may_change;
    this.kinds = new Kinds(begun.kinds, begun.names);
    this.model = new Model(begun);
    this.edits = new Edits(this.model, this.kinds);
    this.view = new View(part("picture"), this.model, this.kinds, words);
    this.view.editable = this.editable;
    this.outline = new Outline(part("list"), this.view, this);
    this.form = new Form(part("panel-node"), this);
    this.trial = new Trial(root, this, begun);
    this.begun = begun;
    this.palette = new Palette(part("kinds"), this);
    this.panels = new Panels(this);
    if (this.editable) {
      this.saving = new Saving(root, this.model, words, begun.revision, (remarks) => this.told(remarks));
      this.publishing = new Publishing(root, this);
    }
    this.model.addEventListener("change", (event) => this.changed(event.detail.typing));
  }

  begin() {
    withPointer(this.view, this);
    withKeys(this.view, this);
    this.buttons();
    this.see(matchMedia(SMALL).matches ? "list" : "picture");
    this.told(this.remarks);
    this.draw();
    this.form.show();
    this.view.fit();
    this.root.inert = false;
    this.root.dataset.ready = "";
  }

  revision() { return this.saving?.revision ?? this.begun.revision; }
  flush() { return this.saving.flush(); }
  say(text) { this.part("said").textContent = text; }

  draw() {
    this.view.draw();
    this.outline.draw();
    this.trial.drawCases();
    const empty = !Object.keys(this.model.nodes).length;
    this.part("blank").hidden = !empty;
    this.part("blank").firstElementChild.textContent = this.words.empty;
  }

  changed(typing) {
    if (!(this.selected in this.model.nodes)) this.selected = null;
    this.draw();
    if (!typing) this.form.show();
  }

  // what the checks say of what was saved last
  told(remarks) {
    this.remarks = remarks;
    this.view.marks.bad = byNode(remarks, "bad");
    this.view.marks.warn = byNode(remarks, "warn");
    listRemarks(this.part("panel-remarks"), this.part("faults"), this);
    this.draw();
    this.form.refresh();
    this.panels.renew();
  }

  mark(marks) {
    Object.assign(this.view.marks, marks);
    this.draw();
  }

  // `focus`: into the picture; `form`: into the form; `item`: into the list
  select(name, { focus = false, form = false, item = false } = {}) {
    this.selected = this.view.selected = name;
    this.draw();
    this.open("node");
    this.form.show();
    this.view.show(name);
    if (focus) this.view.focus(name);
    if (item) this.outline.focus(name);
    if (form) this.openForm();
  }

  openForm() {
    this.open("node");
    this.form.focusFirst();
    this.intoSight("panel-node");
  }

  // on a small screen a panel is below the picture
  intoSight(id) { if (matchMedia(SMALL).matches) this.part(id).scrollIntoView({ block: "start" }); }

  open(panel) { this.panels.open(panel); }

  openWays() {
    this.open("node");
    this.form.focusWay();
  }

  openKinds() { this.palette.open(); }

  // a way was drawn to where there is no node
  offer({ name, way }, place) { this.palette.open({ name, way }, place); }

  add(kind, from, place) {
    const name = this.edits.add(kind, place ?? this.view.near(from?.name ?? this.selected), from);
    this.select(name, { form: true });
    this.say(fill(this.words.added, { node: this.model.title(name) }));
  }

  // a new node at the end of a way, chosen in the form, which stays where it is
  grow(name, way, kind) {
    const made = this.edits.add(kind, this.view.near(name), { name, way });
    this.say(fill(this.words.connected, { node: this.model.title(name), way: way.label, target: this.model.title(made) }));
  }

  connect(name, way, target) {
    this.edits.connect(name, way, target);
    const values = { node: this.model.title(name), way: way.label ?? way.field.title, target: target && this.model.title(target) };
    this.say(fill(target ? this.words.connected : this.words.disconnected, values));
  }

  remove(name) {
    const title = this.model.title(name);
    const places = this.view.places();
    const next = this.view.targets(name).find((one) => one !== name) ?? Object.keys(places).find((one) => one !== name) ?? null;
    const inPicture = this.view.boxes.contains(document.activeElement);
    this.edits.remove(name);
    if (next) this.select(next, { focus: inPicture });
    else this.form.show();
    this.say(fill(this.words.removed, { node: title }));
  }

  undo() { if (this.model.undo()) this.say(this.words.undone); }
  redo() { if (this.model.redo()) this.say(this.words.redone); }

  async listen(name, part) {
    if (this.editable) await this.flush();
    this.trial.hearing.play([this.trial.address(name, part)]);
  }

  see(which) {
    for (const one of this.root.querySelectorAll("[data-view]")) one.setAttribute("aria-pressed", one.dataset.view === which);
    this.root.dataset.seen = which;
    this.part("picture").toggleAttribute("hidden", which !== "picture");
    this.part("list").hidden = which !== "list";
    if (which === "picture") this.view.fit();
  }

  async take(version) {
    const { document } = await difference(this.root, this, version);
    this.model.replace(document, this.model.state.layout);
    this.say(fill(this.words.taken_over, { version }));
    this.part("saved").textContent = fill(this.words.taken_over, { version });
  }

  buttons() {
    const acts = {
      undo: () => this.undo(),
      redo: () => this.redo(),
      tidy: () => { this.edits.tidy(this.view.arranged()); this.view.fit(); },
      in: () => this.view.zoom(LARGER),
      out: () => this.view.zoom(1 / LARGER),
      fit: () => this.view.fit(),
    };
    for (const one of this.root.querySelectorAll("[data-act]")) one.addEventListener("click", acts[one.dataset.act]);
    for (const one of this.root.querySelectorAll("[data-view]")) one.addEventListener("click", () => this.see(one.dataset.view));
    this.part("panel-node").addEventListener("keydown", (event) => event.key === "Escape" && this.leaveForm());
    this.root.addEventListener("keydown", (event) => this.history(event));
  }

  leaveForm() {
    if (!this.selected) return;
    if (this.root.dataset.seen === "picture") this.view.focus(this.selected);
    else this.outline.focus(this.selected);
  }

  // undo and redo from anywhere but a text that has its own
  history(event) {
    if (!this.editable || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || event.target.matches("input, textarea")) return;
    if (event.key === "z" || event.key === "Z") event.shiftKey ? this.redo() : this.undo();
    else if (event.key === "y") this.redo();
    else return;
    event.preventDefault();
  }
}

const root = document.querySelector("#flow");
useIcons(root.dataset.icons);
get(root.dataset.desk).then((begun) => new Desk(root, begun).begin());
