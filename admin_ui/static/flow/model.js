// The draft: its document and layout, changed one step at a time, each of which can be undone.

const MOST = 200; // steps that are kept
const MERGED = 1500; // milliseconds in which typing in one place is one step

const copy = (value) => structuredClone(value);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Model extends EventTarget {
  constructor({ document, layout }) {
    super();
    this.state = { document, layout: { nodes: {}, ...layout } };
    this.past = [];
    this.future = [];
    this.settle = () => {}; // writes the places of nodes that have none, before the first change moves them
  }

  get document() { return this.state.document; }
  get nodes() { return this.state.document.nodes; }
  get start() { return this.state.document.start; }
  get places() { return this.state.layout.nodes; }

  title(name) { return this.places[name]?.title || name; }

  // `edit` changes what it is given; steps of one `merge` shortly after each other are one
  change(edit, merge = "") {
    const before = copy(this.state);
    this.settle(this.places);
    edit(this.state.document, this.places);
    if (same(before, this.state)) return;
    const goes_on = merge && merge === this.merge && Date.now() - this.at < MERGED;
    if (!goes_on) this.past = [...this.past.slice(1 - MOST), before];
    this.future = [];
    this.merge = merge;
    this.at = Date.now();
    this.tell(Boolean(merge));
  }

  // what somebody else drew, or a version: the present state is one undo away
  replace(document, layout) {
    this.past = [...this.past.slice(1 - MOST), copy(this.state)];
    this.future = [];
    this.merge = "";
    this.state = copy({ document, layout: { nodes: {}, ...layout } });
    this.tell(false);
  }

  undo() { return this.#turn(this.past, this.future); }
  redo() { return this.#turn(this.future, this.past); }

  #turn(from, to) {
    if (!from.length) return false;
    to.push(copy(this.state));
    this.state = from.pop();
    this.merge = "";
    this.tell(false);
    return true;
  }

  tell(typing) { this.dispatchEvent(new CustomEvent("change", { detail: { typing } })); }
}
