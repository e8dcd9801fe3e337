// Nodes read by the fields of their kinds, as the server describes them: a new kind needs nothing here.

const NAMED = ["queue", "seat", "box", "room"];

export class Kinds {
  constructor(list, names) {
    this.list = list;
    this.names = names;
    this.known = new Map(list.map((kind) => [kind.name, kind]));
  }

  of(node) { return this.list.find((kind) => node && kind.name in node); }

  get(node, path) { return path.reduce((value, key) => (value && typeof value === "object" ? value[key] : undefined), node); }

  // undefined takes the key away
  set(node, path, value) {
    let inner = node;
    for (const key of path.slice(0, -1)) {
      if (typeof inner[key] !== "object" || inner[key] === null) inner[key] = {};
      inner = inner[key];
    }
    if (value === undefined) delete inner[path.at(-1)];
    else inner[path.at(-1)] = value;
  }

  blank(name) {
    const kind = this.known.get(name);
    if (kind.fields.some((field) => field.path.length > 1)) return { [name]: {} };
    const own = kind.fields.find((field) => field.path[0] === name);
    const first = own.choices.length ? own.choices[0][0] : this.names[own.shape]?.[0]?.[0];
    return { [name]: first ?? "" };
  }

  // each way out of a node: {field, key, path, label, target}; of several by key also those that are there
  ways(node) {
    const found = [];
    for (const field of this.of(node)?.fields ?? []) {
      const value = this.get(node, field.path);
      if (field.shape === "way") found.push({ field, key: null, path: field.path, label: field.title, target: value ?? null });
      else if (field.shape === "ways")
        for (const [key, target] of Object.entries(value && typeof value === "object" ? value : {}))
          found.push({ field, key, path: [...field.path, key], label: key, target: target || null });
    }
    return found;
  }

  // where one more way may begin
  openings(node) { return (this.of(node)?.fields ?? []).filter((field) => field.shape === "ways"); }

  // let a way lead to a node, or nowhere; an opening ({field, key: null}) becomes a way
  lead(node, way, target) {
    let path = way.path;
    if (way.field.shape === "ways" && way.key === null) path = [...way.field.path, this.freeKey(node, way.field)];
    const keyed = way.field.shape === "ways";
    this.set(node, path, target ?? (keyed ? "" : undefined));
  }

  freeKey(node, field) {
    const taken = this.get(node, field.path) ?? {};
    const fits = new RegExp(`^${field.pattern}$`);
    const digits = [..."1234567890*#"].filter((key) => fits.test(key) && !(key in taken));
    if (digits.length && !field.example.match(/[a-z]/)) return digits[0];
    for (let number = 1; ; number += 1) {
      const key = number === 1 ? field.example : `${field.example}${number}`;
      if (!(key in taken)) return key;
    }
  }

  // what a node does, in the tenant's words
  told(node) {
    for (const field of this.of(node)?.fields ?? []) {
      if (field.shape === "way" || field.shape === "ways" || field.shape === "count") continue;
      const said = this.say(field, this.get(node, field.path));
      if (said) return said;
    }
    return "";
  }

  say(field, value) {
    if (value === undefined || value === null) return "";
    const chosen = field.choices.find(([one]) => one === value);
    if (chosen) return field.shape === "choice" && value === true ? "" : chosen[1];
    if (NAMED.includes(field.shape)) {
      const title = this.names[field.shape].find(([name]) => name === String(value))?.[1];
      return title ? `${value} ${title}` : String(value);
    }
    if (Array.isArray(value)) return value.map((part) => (typeof part === "string" ? part : `{${part?.digits ?? ""}}`)).join(" ");
    if (typeof value === "object") return typeof value.say === "string" ? value.say : "";
    return String(value);
  }

  // names under which nodes keep digits
  kept(nodes) {
    const found = new Set();
    for (const node of Object.values(nodes))
      for (const field of this.of(node)?.fields ?? [])
        if (field.shape === "variable" && this.get(node, field.path)) found.add(this.get(node, field.path));
    return [...found];
  }
}
