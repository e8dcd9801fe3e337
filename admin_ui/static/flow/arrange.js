// Places for nodes that have none: by layers from the start, few crossings, left to right.

export const WIDE = 210;
const ACROSS = 60;
const DOWN = 36;
const ROUNDS = 4;

// names in the order of layers from the start; what nothing leads to begins in the first layer
export const layers = (names, targets, start) => {
  const depth = new Map();
  const roots = [...(names.includes(start) ? [start] : []), ...names.filter((name) => name !== start && !names.some((other) => targets(other).includes(name)))];
  const visit = (name, at, above) => {
    if (above.has(name) || at >= names.length || (depth.get(name) ?? -1) >= at) return;
    depth.set(name, at);
    above.add(name);
    for (const target of targets(name)) visit(target, at + 1, above);
    above.delete(name);
  };
  for (const root of [...roots, ...names]) if (!depth.has(root)) visit(root, 0, new Set());
  const found = [];
  for (const [name, at] of depth) (found[at] ??= []).push(name);
  return found.filter(Boolean);
};

// {name: {x, y}}; `targets(name)` are the nodes that it leads to, `height(name)` how high it is
export const arrange = (names, targets, start, height) => {
  const known = (name) => targets(name).filter((target) => names.includes(target));
  const rows = layers(names, known, start);
  for (let round = 0; round < ROUNDS; round += 1)
    for (let at = 1; at < rows.length; at += 1) {
      const before = rows[at - 1];
      const middle = (name) => {
        const above = before.flatMap((source, place) => known(source).map((target, way) => [target, place + way / 20])).filter(([target]) => target === name);
        return above.length ? above.reduce((sum, [, place]) => sum + place, 0) / above.length : rows[at].indexOf(name);
      };
      const weights = new Map(rows[at].map((name) => [name, middle(name)]));
      rows[at].sort((one, other) => weights.get(one) - weights.get(other));
    }
  const places = {};
  rows.forEach((row, at) => {
    let y = 0;
    for (const name of row) {
      places[name] = { x: at * (WIDE + ACROSS), y };
      y += height(name) + DOWN;
    }
  });
  return places;
};
