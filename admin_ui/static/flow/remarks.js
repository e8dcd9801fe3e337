// What the server's checks say, by node and as a list.

import { fill, h, icon } from "./dom.js";

export const byNode = (remarks, level) => {
  const found = new Map();
  for (const { path, level: its } of remarks)
    if (its === level && path[0] === "nodes" && path[1]) found.set(path[1], (found.get(path[1]) ?? 0) + 1);
  return found;
};

export const listRemarks = (panel, badge, desk) => {
  const { remarks, words, model } = desk;
  const bad = remarks.filter((one) => one.level === "bad").length;
  badge.hidden = !bad;
  badge.textContent = bad;
  const line = (one) => {
    const node = one.path[0] === "nodes" ? one.path[1] : null;
    const where = node ? model.title(node) : words.whole;
    const said = [icon(one.level === "bad" ? "alert-circle" : "alert-triangle"), h("span", {}, h("strong", {}, fill(words.leads, { way: where, target: "" })), one.text)];
    const inner = node in model.nodes ? h("button", { type: "button", class: "flow-node", onclick: () => desk.select(node, { form: true }) }, ...said) : h("div", { class: "flow-node" }, ...said);
    return h("li", { class: `flow-fault ${one.level}` }, inner);
  };
  const list = remarks.length ? h("ul", { class: "flow-remarks" }, ...remarks.map(line)) : null;
  panel.replaceChildren(bad ? "" : h("p", { class: "text-success" }, icon("circle-check"), ` ${words.sound}`), list ?? "");
};
