// The picture by mouse and finger: choose, move, connect, look around.

import { s } from "./dom.js";
import { curve } from "./wires.js";

const STILL = 4; // pixels that a press may wander and still be a click
const STEP = 1.0015; // larger by wheel, a notch having 100

export const withPointer = (view, desk) => {
  const { svg } = view;
  const fingers = new Map();
  let doing = null;

  const nodeAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-node]")?.dataset.node ?? null;
  const finger = (event) => ({ x: event.clientX, y: event.clientY });

  svg.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    fingers.set(event.pointerId, finger(event));
    doing?.wire?.remove();
    if (fingers.size === 2) return void (doing = { pinching: true });
    const node = event.target.closest("[data-node]");
    const row = event.target.closest("[data-row]");
    const from = finger(event);
    if (node && row && event.target.matches(".port, .grip") && view.editable) {
      const name = node.dataset.node;
      const way = view.rows(name)[row.dataset.row];
      doing = { connecting: { name, way }, start: view.outlet(view.places()[name], Number(row.dataset.row)), wire: s("path", { class: "wire drawn" }) };
      view.world.append(doing.wire); // above the nodes
    } else if (node) doing = { moving: node.dataset.node, place: view.places()[node.dataset.node], from, moved: false };
    else doing = { looking: true, from };
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  });

  svg.addEventListener("pointermove", (event) => {
    if (!doing) return;
    const before = fingers.get(event.pointerId) ?? finger(event);
    if (doing.pinching && fingers.has(event.pointerId)) pinch(event);
    fingers.set(event.pointerId, finger(event));
    if (doing.looking) view.pan(event.clientX - before.x, event.clientY - before.y);
    if (doing.connecting) connect(event);
    if (doing.moving) move(event);
  });

  const connect = (event) => {
    doing.wire.setAttribute("d", curve(doing.start, view.inside(event)));
    view.aim(nodeAt(event));
  };

  const move = (event) => {
    const across = event.clientX - doing.from.x;
    const down = event.clientY - doing.from.y;
    doing.moved ||= Math.hypot(across, down) > STILL;
    if (!doing.moved || !view.editable) return;
    doing.to = { x: doing.place.x + across / view.port.k, y: doing.place.y + down / view.port.k };
    view.moving(doing.moving, doing.to);
  };

  const pinch = (event) => {
    const [one, other] = [...fingers.values()];
    const apart = Math.hypot(one.x - other.x, one.y - other.y);
    fingers.set(event.pointerId, finger(event));
    const [first, second] = [...fingers.values()];
    const frame = svg.getBoundingClientRect();
    const at = { x: (first.x + second.x) / 2 - frame.x, y: (first.y + second.y) / 2 - frame.y };
    view.zoom(Math.hypot(first.x - second.x, first.y - second.y) / (apart || 1), at);
  };

  // a popover that is opened while the pointer goes up would be closed by it
  const later = (from, place) => setTimeout(() => desk.offer(from, place));

  const end = (event) => {
    fingers.delete(event.pointerId);
    const was = doing;
    doing = null;
    was?.wire?.remove();
    if (!was || event.type === "pointercancel") return view.draw();
    if (was.connecting) {
      view.aim(null);
      const target = nodeAt(event);
      if (target) desk.connect(was.connecting.name, was.connecting.way, target);
      else later(was.connecting, view.inside(event));
    }
    if (was.moving && was.to) desk.edits.move(was.moving, was.to.x, was.to.y);
    if (was.moving) desk.select(was.moving);
  };

  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = svg.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) view.zoom(STEP ** -event.deltaY, { x: event.clientX - frame.x, y: event.clientY - frame.y });
    else view.pan(event.shiftKey ? -event.deltaY : -event.deltaX, event.shiftKey ? 0 : -event.deltaY);
  }, { passive: false });
};
