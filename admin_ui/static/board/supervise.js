// A supervisor's doings, without leaving the page; what cuts somebody off is asked once more.

export const supervise = (board) => {
  const form = document.getElementById("supervise");
  const sure = board.querySelector("[data-sure]");
  const said = board.querySelector("[data-said]");

  const tell = (text, ok) => {
    said.textContent = text;
    said.className = `alert alert-${ok ? "success" : "danger"}`;
    said.hidden = false;
  };

  const send = async (what) => {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", what);
    body.set("sure", "1");
    body.set("part", "1");
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (!answer || answer.redirected) return location.reload();
    tell(await answer.text(), answer.ok);
  };

  const ask = (kind, button) => {
    for (const one of sure.querySelectorAll("[data-ask]")) {
      one.hidden = one.dataset.ask !== kind;
      one.dataset.words ??= one.textContent;
      one.textContent = one.dataset.words.replace("…", button.value.split(" ")[1]);
    }
    const yes = sure.querySelector("[data-yes]");
    yes.textContent = button.title;
    yes.value = button.value;
    sure.showModal();
  };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.do) return;
    event.preventDefault();
    if (sure.querySelector(`[data-ask="${button.dataset.do}"]`)) ask(button.dataset.do, button);
    else send(button.value);
  });
  sure.querySelector("[data-no]").addEventListener("click", () => sure.close());
  sure.querySelector("[data-yes]").addEventListener("click", (event) => {
    sure.close();
    send(event.currentTarget.value);
  });
};
