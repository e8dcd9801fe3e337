// Elements, icons and sentences for the other modules.

const SVG = "http://www.w3.org/2000/svg";
let icons = "";

export const useIcons = (address) => { icons = address; };

const made = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return element;
};

export const h = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);
export const s = (tag, attributes = {}, ...children) => made(document.createElementNS(SVG, tag), attributes, children);
export const icon = (name) => s("svg", { class: "icon", "aria-hidden": "true" }, s("use", { href: `${icons}#${name}` }));
export const button = (word, act, more = {}) => h("button", { type: "button", class: "btn", onclick: act, ...more }, word);

// "{node} added" with {node: "hello"}
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// as many characters as fit into `width` half ones; a Chinese one is two
export const cut = (text, width) => {
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += character.codePointAt(0) > 0x2e7f ? 2 : 1;
    if (used > width) return `${kept}…`;
    kept += character;
  }
  return kept;
};
