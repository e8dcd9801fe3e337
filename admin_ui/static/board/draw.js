// Entries to rows: each has a template that the server has made, and keeps its place in its list.

const clock = (milliseconds) => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

export const clocks = (board, now) => {
  for (const one of board.querySelectorAll("time[data-since]")) {
    const text = one.dataset.since ? clock(now - Number(one.dataset.since)) : "";
    if (one.textContent !== text) one.textContent = text;
  }
};

const put = (node, text) => {
  if (node && node.textContent !== String(text)) node.textContent = text;
};

const since = (node, moment) => {
  const one = node.querySelector("time[data-since]");
  if (one) one.dataset.since = moment ?? "";
};

const word = (board, node, entry) => {
  const words = board.querySelector("[data-words]").dataset;
  const reason = entry.reason ? words[`reason-${entry.reason}`] ?? words[`reason${entry.reason}`] ?? entry.reason : "";
  const mark = `${entry.state} ${reason}`;
  const there = node.querySelector("[data-state]");
  if (there.dataset.state === mark) return;
  const fresh = board.querySelector(`template[data-look="${entry.state}"]`).content.firstElementChild.cloneNode(true);
  if (reason) fresh.querySelector("[data-word]").textContent += ` (${reason})`;
  fresh.dataset.state = mark;
  there.replaceWith(fresh);
};

const level = (board, node, one) => {
  const words = board.querySelector("[data-words]").dataset;
  const share = one.offered ? one.in_time / one.offered : null;
  const good = share === null || share >= Number(board.dataset.target);
  const there = node.querySelector("[data-level]");
  there.className = `level ${good ? "good" : "bad"}`;
  there.firstChild.data = share === null ? "—" : `${Math.floor(share * 100)} %`;
  put(there.querySelector(".arrow"), share === null ? "" : good ? "▲" : "▼");
  put(there.querySelector(".visually-hidden"), share === null ? "" : good ? words.good : words.bad);
};

const fields = (node, entry, names) => names.forEach((name) => put(node.querySelector(`[data-f="${name}"]`), entry[name]));

const FILL = {
  queue(board, node, entry) {
    fields(node, entry, ["name", "waiting", "answered", "abandoned", "ready", "talking", "seats"]);
    since(node, entry.since);
    level(board, node, entry);
  },
  seat(board, node, entry) {
    fields(node, entry, ["number", "name"]);
    put(node.querySelector('[data-f="party"]'), entry.call?.party ?? "");
    node.dataset.is = entry.state;
    since(node, entry.since);
    word(board, node, entry);
  },
  call(board, node, entry, entries) {
    const call = entry.call ?? entry;
    put(node.querySelector('[data-f="party"]'), call.party);
    put(node.querySelector('[data-f="queue"]'), entries.get(`queue/${call.queue}`)?.name ?? "—");
    put(node.querySelector('[data-f="seat"]'), entry.call ? `${entry.number} ${entry.name}` : "—");
    since(node, entry.since);
    word(board, node, entry);
    node.querySelector(".acts > div").hidden = !entry.call || !["talking", "hold"].includes(entry.state);
    for (const button of entry.call ? node.querySelectorAll("[data-do]") : []) {
      button.value = `${button.dataset.do} ${entry.number} ${call.leg}`;
      button.setAttribute("aria-label", `${button.title} ${entry.number}`);
    }
  },
};

const ORDER = {
  queue: (entry) => entry.name,
  seat: (entry) => entry.number,
  call: (entry) => `${entry.call ? 1 : 0} ${String(entry.since ?? 0).padStart(15, "0")}`,
};

const shows = (board, list, entry) => {
  if (list === "call") return !entry.number || (entry.call !== undefined && !entry.call.supervises && !entry.call.waits);
  if (list !== "seat") return true;
  const chosen = (by) => board.querySelector(`[data-by="${by}"]`)?.value ?? "";
  const queue = chosen("queue");
  return (!queue || entry.queues.includes(Number(queue))) && (!chosen("state") || chosen("state") === entry.state);
};

const place = (list, node, order) => {
  node.dataset.order = order;
  let before = null;
  for (const one of list.children)
    if (one !== node && one.dataset.order > order) {
      before = one;
      break;
    }
  if (node.parentElement !== list || node.nextElementSibling !== before) list.insertBefore(node, before);
};

const row = (board, list, name, entries) => {
  const into = board.querySelector(`[data-list="${list}"]`);
  const entry = entries.get(name);
  let node = into.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!entry || !shows(board, list, entry)) return node?.remove();
  const order = ORDER[list](entry);
  if (!node) {
    node = board.querySelector(`template[data-row="${list}"]`).content.firstElementChild.cloneNode(true);
    node.dataset.key = name;
  }
  FILL[list](board, node, entry, entries);
  if (node.dataset.order !== order) place(into, node, order);
};

const LISTS = { queue: ["queue"], seat: ["seat", "call"], caller: ["call"] };

export const draw = (board, entries, names) => {
  for (const name of names) for (const list of LISTS[name.split("/")[0]]) row(board, list, name, entries);
  for (const none of board.querySelectorAll("[data-none]"))
    none.hidden = board.querySelector(`[data-list="${none.dataset.none}"]`).childElementCount > 0;
};

// rows of what is not there any more, such as the server drew before the first event came
export const prune = (board, entries) => {
  for (const node of board.querySelectorAll("[data-list] > [data-key]")) if (!entries.has(node.dataset.key)) node.remove();
};

export const sums = (board, entries) => {
  const all = { waiting: 0, offered: 0, answered: 0, in_time: 0, abandoned: 0, ready: 0, talking: 0, seats: 0, since: null };
  for (const [name, entry] of entries) {
    if (name.startsWith("queue/")) {
      for (const one of ["waiting", "offered", "answered", "in_time", "abandoned"]) all[one] += entry[one];
      if (entry.since !== null && (all.since === null || entry.since < all.since)) all.since = entry.since;
    } else if (name.startsWith("seat/")) {
      all.seats += 1;
      all.ready += entry.state === "ready";
      all.talking += ["talking", "hold"].includes(entry.state);
    }
  }
  for (const one of board.querySelectorAll("[data-sum]")) {
    const name = one.dataset.sum;
    if (name === "since") since(one, all.since);
    else if (name === "level") level(board, one, all);
    else put(one, all[name]);
  }
};
