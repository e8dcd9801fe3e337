// What is different from the published version: in words, and marked in the picture.

import { get } from "./asking.js";
import { fill, h } from "./dom.js";

const SIGNS = { added: "+", removed: "−", changed: "~" };

// one difference; of a node that is there it leads to it
const line = ({ change, path, text }, desk) => {
  const said = [h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[change]), h("span", {}, text)];
  const name = path[0] === "nodes" && path[1] in desk.model.nodes ? path[1] : null;
  return h("li", { class: change }, name === null ? h("div", { class: "flow-node" }, ...said) : h("button", { type: "button", class: "flow-node", onclick: () => desk.select(name) }, ...said));
};

// the list, and where it says so in the picture
export const difference = async (root, desk, version = null) => {
  const { words } = desk;
  const found = await get(version === null ? root.dataset.difference : `${root.dataset.difference}?version=${version}`);
  const lines = found.items.map((one) => line(one, desk));
  const between = h("p", { class: "text-secondary" }, fill(version === null ? words.to_draft : words.to_version, { published: found.published, version }));
  const list = lines.length ? h("ul", { class: "flow-differences" }, ...lines) : h("p", {}, words.alike);
  const said = found.published === null ? h("p", {}, words.unpublished) : h("div", {}, between, list);
  const whole = found.items.filter((one) => one.path[0] === "nodes" && one.path.length === 2);
  const inside = found.items.filter((one) => one.path[0] === "nodes" && one.path.length > 2);
  const marks = {
    added: new Set(whole.filter((one) => one.change === "added").map((one) => one.path[1])),
    changed: new Set([...inside, ...whole.filter((one) => one.change === "changed")].map((one) => one.path[1])),
    ways: new Set(inside.map((one) => one.path.join("/"))),
  };
  return { said, marks, document: found.document };
};
