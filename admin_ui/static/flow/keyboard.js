// The picture by keys alone; what each does is listed on the page under "Keys".

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 20;
const LARGER = 1.2;

// the node that is nearest in a direction
export const nearest = (places, from, [across, down]) => {
  let found = null;
  let least = Infinity;
  for (const [name, place] of Object.entries(places)) {
    const x = place.x - places[from].x;
    const y = place.y - places[from].y;
    const ahead = x * across + y * down;
    if (name === from || ahead <= 0) continue;
    const aside = Math.abs(x * down) + Math.abs(y * across);
    const far = ahead + 2 * aside;
    if (far < least) [found, least] = [name, far];
  }
  return found;
};

export const withKeys = (view, desk) => {
  view.svg.addEventListener("focusin", (event) => {
    const name = event.target.closest("[data-node]")?.dataset.node;
    if (name && name !== desk.selected) desk.select(name, { focus: true });
  });

  view.svg.addEventListener("keydown", (event) => {
    const name = event.target.closest("[data-node]")?.dataset.node;
    const control = event.ctrlKey || event.metaKey;
    if (!name || (control && !["z", "y", "Z"].includes(event.key))) return;
    const acts = {
      Enter: () => desk.openForm(),
      " ": () => desk.openForm(),
      "+": () => view.zoom(LARGER),
      "=": () => view.zoom(LARGER),
      "-": () => view.zoom(1 / LARGER),
      0: () => view.fit(),
    };
    if (view.editable)
      Object.assign(acts, {
        Delete: () => desk.remove(name),
        Backspace: () => desk.remove(name),
        a: () => desk.openKinds(),
        c: () => desk.openWays(),
        z: () => control && (event.shiftKey ? desk.redo() : desk.undo()),
        y: () => control && desk.redo(),
      });
    const direction = ARROWS[event.key];
    if (direction) arrow(name, direction, event.altKey);
    else if (acts[event.key] || acts[event.key.toLowerCase()]) (acts[event.key] ?? acts[event.key.toLowerCase()])();
    else return;
    event.preventDefault();
  });

  const arrow = (name, direction, moves) => {
    const places = view.places();
    if (moves && view.editable) {
      desk.edits.move(name, places[name].x + direction[0] * STEP, places[name].y + direction[1] * STEP, `move ${name}`);
      return view.show(name);
    }
    const next = moves ? null : nearest(places, name, direction);
    if (next) desk.select(next, { focus: true });
  };
};
