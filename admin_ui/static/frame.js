// What every page in the frame does: asks before what cannot be undone, and lets what it told go away again.
"use strict";

const STAYS = 6000; // milliseconds that a toast is shown for
const TO_UNDO = 20000; // one that can take back what was done

document.querySelector("#menu [aria-current]")?.scrollIntoView({ block: "nearest" });
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const toast of document.querySelectorAll(".toast")) {
  const close = () => toast.remove();
  const stays = toast.querySelector("form") ? TO_UNDO : STAYS;
  let waiting = setTimeout(close, stays);
  const stay = () => clearTimeout(waiting);
  const go = () => (waiting = setTimeout(close, stays));
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", stay);
  toast.querySelector(".btn-close").addEventListener("click", close);
}

// <form data-confirm="what will happen">, or hx-confirm: the browser's own dialog, with the button's own word;
// in red, but for data-mild.
const dialog = document.querySelector("dialog#confirm");

const ask = (told, word, then, mild = false) => {
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("[data-told]").textContent = told;
  dialog.toggleAttribute("data-mild", mild);
  yes.textContent = word;
  yes.classList.toggle("btn-danger", !mild);
  yes.classList.toggle("btn-primary", mild);
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && then(), { once: true });
  dialog.showModal();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const told = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!told || form.dataset.confirmed) return;
  event.preventDefault();
  ask(told, event.submitter.textContent.trim(), () => {
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.confirmed;
  }, "mild" in form.dataset);
});

// what takes its time says so: a file that goes up, or data-busy
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[enctype], [data-busy]")) return;
  event.target.setAttribute("aria-busy", "true");
  event.submitter?.classList.add("btn-loading");
});

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, event.detail.elt.textContent.trim(), () => event.detail.issueRequest(true));
});

// a form that is sent as soon as something else is chosen
for (const form of document.querySelectorAll("form[data-choose]")) {
  form.addEventListener("change", () => form.submit());
}
