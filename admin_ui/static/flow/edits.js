// What can be done to a draft. Each is one step of the model.

const NAME = /^[a-z][a-z0-9_]{0,30}$/;
const GAP = 60;

export class Edits {
  constructor(model, kinds) { Object.assign(this, { model, kinds }); }

  free(base) {
    for (let number = 1; ; number += 1) {
      const name = `${base}${number}`;
      if (!(name in this.model.nodes)) return name;
    }
  }

  // a new node, led to from `from` ({name, way}) where that is given; its name
  add(kind, place, from = null) {
    const name = this.free(kind);
    this.model.change((document, places) => {
      document.nodes[name] = this.kinds.blank(kind);
      places[name] = { ...places[name], x: Math.round(place.x), y: Math.round(place.y) };
      if (!document.start) document.start = name;
      if (from) this.kinds.lead(document.nodes[from.name], from.way, name);
    });
    return name;
  }

  duplicate(name) {
    const copy = this.free(this.kinds.of(this.model.nodes[name])?.name ?? "node");
    this.model.change((document, places) => {
      document.nodes[copy] = structuredClone(document.nodes[name]);
      places[copy] = { x: places[name].x + GAP, y: places[name].y + GAP };
      if (places[name].title) places[copy].title = places[name].title;
    });
    return copy;
  }

  remove(name) {
    this.model.change((document, places) => {
      delete document.nodes[name];
      delete places[name];
      if (document.start === name) delete document.start;
      for (const node of Object.values(document.nodes)) this.#relead(node, name, null);
    });
  }

  // false where the name cannot be
  rename(name, wanted) {
    if (!NAME.test(wanted) || wanted in this.model.nodes) return false;
    this.model.change((document, places) => {
      document.nodes = Object.fromEntries(Object.entries(document.nodes).map(([one, node]) => [one === name ? wanted : one, node]));
      if (places[name]) places[wanted] = places[name];
      delete places[name];
      if (document.start === name) document.start = wanted;
      for (const node of Object.values(document.nodes)) this.#relead(node, name, wanted);
      for (const trial of document.trials ?? []) this.#retell(trial, name, wanted);
    });
    return true;
  }

  set(name, path, value, merge = "") {
    this.model.change((document) => this.kinds.set(document.nodes[name], path, value), merge);
  }

  connect(name, way, target) {
    this.model.change((document) => this.kinds.lead(document.nodes[name], way, target));
  }

  title(name, text) {
    this.model.change((_, places) => {
      places[name] = { ...places[name], title: text };
      if (!text) delete places[name].title;
    }, `title ${name}`);
  }

  begin(name) { this.model.change((document) => { document.start = name; }); }

  move(name, x, y, merge = "") {
    this.model.change((_, places) => { places[name] = { ...places[name], x: Math.round(x), y: Math.round(y) }; }, merge);
  }

  tidy(arranged) {
    this.model.change((_, places) => {
      for (const [name, place] of Object.entries(arranged)) places[name] = { ...places[name], ...place };
    });
  }

  keep(trial) { this.model.change((document) => { document.trials = [...(document.trials ?? []), trial]; }); }
  drop(index) { this.model.change((document) => { document.trials.splice(index, 1); }); }

  #relead(node, name, target) {
    for (const way of this.kinds.ways(node)) if (way.target === name) this.kinds.lead(node, way, target);
  }

  #retell(trial, name, wanted) {
    if (trial.end === name) trial.end = wanted;
    if (Array.isArray(trial.expect)) trial.expect = trial.expect.map((one) => (one === name ? wanted : one));
    if (trial.answers && name in trial.answers) {
      trial.answers[wanted] = trial.answers[name];
      delete trial.answers[name];
    }
  }
}
