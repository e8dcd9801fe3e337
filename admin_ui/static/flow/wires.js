// The lines of the picture: from where a way begins to the node that it leads to, around the nodes between.

import { WIDE } from "./arrange.js";

const CLEAR = 12; // between a line and the nodes that it goes around
const TURN = 30; // how far from a node a line turns

// how high a line is at `x`, on its way without a turn
const heightAt = (from, to, x) => {
  const part = Math.min(1, Math.max(0, (x - from.x) / (to.x - from.x)));
  return from.y + (to.y - from.y) * part * part * (3 - 2 * part);
};

// of boxes ({x, y, high}) those that it would run through
export const crossed = (from, to, boxes) => boxes.filter((box) => {
  if (box.x <= from.x || box.x + WIDE >= to.x) return false;
  const ends = [heightAt(from, to, box.x), heightAt(from, to, box.x + WIDE)];
  return Math.max(...ends) > box.y - CLEAR / 2 && Math.min(...ends) < box.y + box.high + CLEAR / 2;
});

const head = (to) => `${to.x - 4} ${to.y}l-7 -4v8l7 -4`;

export const curve = (from, to, boxes = []) => {
  const across = crossed(from, to, boxes);
  if (!across.length) {
    const bend = to.x > from.x + 20 ? Math.max(40, (to.x - from.x) / 2) : 90;
    return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${head(to)}`;
  }
  const left = Math.min(...across.map((box) => box.x));
  const right = Math.max(...across.map((box) => box.x + WIDE));
  const [above, below] = [Math.min(...across.map((box) => box.y)) - CLEAR, Math.max(...across.map((box) => box.y + box.high)) + CLEAR];
  const lane = from.y + to.y < above + below ? above : below;
  return `M${from.x} ${from.y}C${from.x + TURN} ${from.y} ${left - TURN} ${lane} ${left} ${lane}H${right}C${right + TURN} ${lane} ${to.x - TURN} ${to.y} ${head(to)}`;
};
