// What is different from the published version: in words, and marked in the picture.

import { get } from "./asking.js";
import { h } from "./dom.js";

const SIGNS = { added: "+", removed: "−", changed: "~" };

// the list, and where it says so in the picture
export const difference = async (root, words, version = null) => {
  const found = await get(version === null ? root.dataset.difference : `${root.dataset.difference}?version=${version}`);
  const lines = found.items.map((one) => h("li", { class: one.change }, h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[one.change]), h("span", {}, one.text)));
  const said = found.published === null ? h("p", {}, words.unpublished) : found.items.length ? h("ul", { class: "flow-differences" }, ...lines) : h("p", {}, words.alike);
  const whole = found.items.filter((one) => one.path[0] === "nodes" && one.path.length === 2);
  const inside = found.items.filter((one) => one.path[0] === "nodes" && one.path.length > 2);
  const marks = {
    added: new Set(whole.filter((one) => one.change === "added").map((one) => one.path[1])),
    changed: new Set([...inside, ...whole.filter((one) => one.change === "changed")].map((one) => one.path[1])),
    ways: new Set(inside.map((one) => one.path.join("/"))),
  };
  return { said, marks, document: found.document };
};
