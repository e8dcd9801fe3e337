// The picture: nodes, ways between them, marks, and which part of it is seen.

import { arrange, WIDE } from "./arrange.js";
import { cut, fill, icon, s } from "./dom.js";
import { curve } from "./wires.js";

const EDGE = 16; // around the picture, when all of it is shown
const HEAD = 58;
const ROW = 22;
const LETTERS = 27; // half ones in a line
const CLOSEST = 2;
const FARTHEST = 0.2;

export class View {
  constructor(svg, model, kinds, words) {
    Object.assign(this, { svg, model, kinds, words });
    this.world = s("g");
    this.wires = s("g", { class: "wires" });
    this.boxes = s("g", { class: "nodes" });
    this.world.append(this.wires, this.boxes);
    svg.replaceChildren(this.world);
    this.port = { x: 40, y: 40, k: 1 };
    this.marks = { bad: new Map(), warn: new Map(), added: new Set(), changed: new Set(), ways: new Set(), walked: new Set(), here: null };
    this.editable = false;
    this.selected = null;
    model.settle = (places) => {
      for (const [name, place] of Object.entries(this.places())) places[name] = { ...places[name], ...place };
    };
  }

  // where each node is; those without a place are arranged below the others
  places() {
    const { nodes, places, start } = this.model;
    const names = Object.keys(nodes);
    const placed = names.filter((name) => Number.isFinite(places[name]?.x));
    const missing = names.filter((name) => !placed.includes(name));
    const below = placed.length ? Math.max(...placed.map((name) => places[name].y + this.height(name))) + 2 * ROW : 0;
    const arranged = arrange(missing, (name) => this.targets(name), start, (name) => this.height(name));
    const found = {};
    for (const name of placed) found[name] = { x: places[name].x, y: places[name].y };
    for (const name of missing) found[name] = { x: arranged[name].x, y: arranged[name].y + below };
    return found;
  }

  arranged() {
    return arrange(Object.keys(this.model.nodes), (name) => this.targets(name), this.model.start, (name) => this.height(name));
  }

  targets(name) { return this.kinds.ways(this.model.nodes[name]).map((way) => way.target).filter((target) => target in this.model.nodes); }
  height(name) { return HEAD + ROW * this.rows(name).length; }

  rows(name) {
    const node = this.model.nodes[name];
    const more = this.editable ? this.kinds.openings(node).map((field) => ({ field, key: null, label: "+", target: null, opening: true })) : [];
    return [...this.kinds.ways(node), ...more];
  }

  draw() {
    const places = this.places();
    const focused = this.boxes.contains(document.activeElement);
    this.drawWires(places);
    this.boxes.replaceChildren(...Object.keys(places).map((name) => this.box(name, places[name])));
    if (focused) this.focus(this.selected);
    this.look();
  }

  drawWires(places) {
    const boxes = Object.entries(places).map(([name, place]) => ({ name, ...place, high: this.height(name) }));
    this.wires.replaceChildren(...boxes.flatMap(({ name }) => this.wiresOf(name, places, boxes)));
  }

  // while a node is being moved to `place`
  moving(name, place) {
    this.boxes.querySelector(`[data-node="${name}"]`)?.setAttribute("transform", `translate(${place.x} ${place.y})`);
    this.drawWires({ ...this.places(), [name]: place });
  }

  // the node that a way would lead to if it were let go here
  aim(name) {
    for (const box of this.boxes.children) box.classList.toggle("aim", box.dataset.node === name);
  }

  box(name, place) {
    const node = this.model.nodes[name];
    const kind = this.kinds.of(node);
    const rows = this.rows(name);
    const title = this.model.title(name);
    const parts = [
      s("rect", { class: "box", width: WIDE, height: this.height(name), rx: 8 }),
      s("rect", { class: "band", width: 5, height: this.height(name) - 16, x: 0, y: 8, rx: 2 }),
      s("svg", { x: 14, y: 10, width: 20, height: 20, viewBox: "0 0 24 24", class: "sign" }, icon(kind?.icon ?? "question-mark")),
      s("text", { class: "title", x: 40, y: 25 }, cut(title, LETTERS - 5)),
      s("text", { class: "told", x: 14, y: 47 }, cut(this.kinds.told(node) || kind?.title || this.words.kind_unknown, LETTERS)),
      ...rows.map((way, at) => this.row(way, at)),
    ];
    if (name === this.model.start) parts.push(s("text", { class: "starts", x: 4, y: -6 }, `▸ ${this.words.start}`));
    const faults = (this.marks.bad.get(name) ?? 0) + (this.marks.warn.get(name) ?? 0);
    if (faults) parts.push(s("circle", { class: "fault", cx: WIDE - 6, cy: 4, r: 10 }), s("text", { class: "faults", x: WIDE - 6, y: 8 }, this.marks.bad.has(name) ? "!" : "?"));
    const box = s("g", {
      class: ["node", ...this.states(name)].join(" "),
      transform: `translate(${place.x} ${place.y})`,
      "data-node": name,
      role: "group",
      tabindex: name === this.reachable() ? "0" : "-1",
      "aria-label": this.label(name),
      "aria-current": name === this.selected ? "true" : "false",
    }, s("g", { "aria-hidden": "true" }, ...parts));
    return box;
  }

  states(name) {
    const found = [];
    if (name === this.selected) found.push("selected");
    if (this.marks.bad.has(name)) found.push("bad");
    else if (this.marks.warn.has(name)) found.push("warn");
    for (const mark of ["added", "changed", "walked"]) if (this.marks[mark].has(name)) found.push(mark);
    if (this.marks.here === name) found.push("here");
    return found;
  }

  row(way, at) {
    const y = HEAD + ROW * at + ROW / 2 - 4;
    const free = !way.target;
    return s("g", { class: `way${way.opening ? " opening" : free ? " free" : ""}`, "data-row": at },
      s("text", { x: WIDE - 16, y: y + 4 }, cut(way.label, LETTERS)),
      s("circle", { class: "port", cx: WIDE, cy: y, r: 6 }),
      s("circle", { class: "grip", cx: WIDE, cy: y, r: 14 }));
  }

  wiresOf(name, places, boxes) {
    return this.rows(name).flatMap((way, at) => {
      if (!(way.target in places)) return [];
      const path = ["nodes", name, ...way.path].join("/");
      const states = [this.marks.ways.has(path) ? "changed" : "", name === this.selected || way.target === this.selected ? "near" : ""];
      return [s("path", { class: ["wire", ...states].join(" ").trim(), d: curve(this.outlet(places[name], at), this.inlet(places[way.target]), boxes.filter((box) => box.name !== name && box.name !== way.target)) })];
    });
  }

  outlet(place, at) { return { x: place.x + WIDE, y: place.y + HEAD + ROW * at + ROW / 2 - 4 }; }
  inlet(place) { return { x: place.x, y: place.y + 22 }; }

  label(name) {
    const { words } = this;
    const node = this.model.nodes[name];
    const kind = this.kinds.of(node);
    const ways = this.kinds.ways(node).map((way) => fill(words.leads, { way: way.label, target: way.target ? this.model.title(way.target) : words.no_way }));
    const faults = (this.marks.bad.get(name) ?? 0) + (this.marks.warn.get(name) ?? 0);
    const said = [this.model.title(name), kind?.title ?? words.kind_unknown, this.kinds.told(node)];
    if (name === this.model.start) said.push(words.starts);
    if (faults) said.push(fill(words.remarks_count, { number: faults }));
    return [...said, ...ways].filter(Boolean).join(". ");
  }

  // the one node that Tab comes to
  reachable() { return this.selected ?? this.model.start ?? Object.keys(this.model.nodes)[0]; }
  focus(name) { this.boxes.querySelector(`[data-node="${name}"]`)?.focus({ preventScroll: true }); }

  look() { this.world.setAttribute("transform", `translate(${this.port.x} ${this.port.y}) scale(${this.port.k})`); }

  pan(x, y) {
    this.port.x += x;
    this.port.y += y;
    this.look();
  }

  // larger or smaller around a point of the window
  zoom(factor, at = this.middle()) {
    const k = Math.min(CLOSEST, Math.max(FARTHEST, this.port.k * factor));
    const grown = k / this.port.k;
    this.port = { k, x: at.x - (at.x - this.port.x) * grown, y: at.y - (at.y - this.port.y) * grown };
    this.look();
  }

  middle() { return { x: this.svg.clientWidth / 2, y: this.svg.clientHeight / 2 }; }

  // where a point of the window is in the picture
  inside(event) {
    const frame = this.svg.getBoundingClientRect();
    return { x: (event.clientX - frame.x - this.port.x) / this.port.k, y: (event.clientY - frame.y - this.port.y) / this.port.k };
  }

  fit() {
    const places = Object.entries(this.places());
    if (!places.length) return;
    const left = Math.min(...places.map(([, place]) => place.x));
    const top = Math.min(...places.map(([, place]) => place.y)) - ROW;
    const wide = Math.max(...places.map(([, place]) => place.x)) + WIDE - left;
    const high = Math.max(...places.map(([name, place]) => place.y + this.height(name))) - top;
    const k = Math.min(1, Math.max(FARTHEST, Math.min((this.svg.clientWidth - 2 * EDGE) / wide, (this.svg.clientHeight - 2 * EDGE) / high)));
    this.port = { k, x: EDGE - left * k, y: EDGE - top * k };
    this.look();
  }

  // move as little as shows the node
  show(name) {
    const place = this.places()[name];
    if (!place) return;
    const { x, y, k } = this.port;
    const [left, top] = [place.x * k + x, place.y * k + y];
    const [right, bottom] = [left + WIDE * k, top + this.height(name) * k];
    const edge = 24;
    const across = left < edge ? edge - left : right > this.svg.clientWidth - edge ? this.svg.clientWidth - edge - right : 0;
    const down = top < edge ? edge - top : bottom > this.svg.clientHeight - edge ? this.svg.clientHeight - edge - bottom : 0;
    if (across || down) this.pan(across, down);
  }

  // a free place near a node, or in the middle of what is seen
  near(name) {
    const places = this.places();
    const base = name && places[name] ? { x: places[name].x + WIDE + 90, y: places[name].y } : { x: (this.middle().x - this.port.x) / this.port.k - WIDE / 2, y: (this.middle().y - this.port.y) / this.port.k - HEAD };
    const taken = (spot) => Object.entries(places).some(([other, place]) => Math.abs(place.x - spot.x) < WIDE + 10 && spot.y < place.y + this.height(other) + 10 && place.y < spot.y + HEAD + 3 * ROW);
    while (taken(base)) base.y += ROW * 2;
    return base;
  }
}
