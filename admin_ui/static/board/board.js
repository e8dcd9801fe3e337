// The live board: takes what the server sends, keeps it, and has it drawn. How old it is stands on the page.
import { clocks, draw, prune, sums } from "./draw.js";
import { supervise } from "./supervise.js";
import { wall } from "./wall.js";

const board = document.getElementById("board");
const words = board.querySelector("[data-words]").dataset;
const age = board.querySelector("[data-age]");
const STALE = 5; // seconds without a word of the worker
const QUIET = 4000; // milliseconds without a word of the server
const AGAIN = 2000;

const entries = new Map();
let ahead = 0; // by how many milliseconds the server's clock is ahead of this one's
let written = null; // when the figures were right, by the server's clock
let heard = 0; // when the server was heard last, by this one's
let over = "";
let stream = null;

const now = () => Date.now() + ahead;

const said = (text, tone, sign) => {
  if (age.dataset.text === text) return;
  age.dataset.text = text;
  age.innerHTML = "";
  const badge = document.createElement("span");
  badge.className = `badge bg-${tone}-lt`;
  const look = board.querySelector(`template[data-look="${sign}"]`).content.querySelector("svg").cloneNode(true);
  badge.append(look, ` ${text}`);
  age.append(badge);
};

const span = (seconds) => (seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);

const tell = () => {
  const cut = Date.now() - heard > QUIET;
  const old = written === null ? null : (now() - written) / 1000;
  const live = !over && !cut && old !== null && old <= STALE;
  board.classList.toggle("not-live", !live);
  if (over) said(over, "red", "unregistered");
  else if (live) said(words.live, "green", "ready");
  else if (old === null) said(words.never, "orange", "waiting");
  else said((cut ? words.cut : words.old).replace("…", span(old)), cut ? "red" : "orange", cut ? "unregistered" : "waiting");
};

const take = (event) => {
  const told = JSON.parse(event.data);
  ahead = told.at - Date.now();
  heard = Date.now();
  return told;
};

const changed = (told) => {
  for (const [name, entry] of Object.entries(told)) entry === null ? entries.delete(name) : entries.set(name, entry);
  draw(board, entries, Object.keys(told));
  sums(board, entries);
  clocks(board, now());
};

const open = () => {
  stream = new EventSource(board.dataset.events);
  stream.addEventListener("all", (event) => {
    const told = take(event);
    entries.clear();
    changed(told.entries);
    prune(board, entries);
    board.dataset.drawn = "all";
  });
  stream.addEventListener("change", (event) => changed(take(event).entries));
  stream.addEventListener("beat", (event) => {
    const told = take(event);
    written = told.age === null ? null : told.at - told.age * 1000;
    tell();
  });
  stream.addEventListener("end", () => {
    stream.close();
    over = words.ended;
    tell();
  });
  stream.addEventListener("error", async () => {
    if (stream.readyState !== EventSource.CLOSED || over) return; // it comes again by itself
    const answer = await fetch(board.dataset.events, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer?.status === 429) over = words.many;
    else if (answer && answer.status !== 200 && answer.status < 500) over = words.ended;
    else setTimeout(open, AGAIN);
    tell();
  });
};

open();
setInterval(() => {
  clocks(board, now());
  tell();
}, 500);
for (const filters of board.querySelectorAll("[data-filters]")) {
  filters.hidden = false;
  filters.addEventListener("change", () => draw(board, entries, [...entries.keys()]));
}
addEventListener("pagehide", () => stream.close());
supervise(board);
wall(board);
