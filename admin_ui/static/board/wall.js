// Full screen, to be read from across a room.

export const wall = (board) => {
  const button = document.querySelector("[data-wall]");
  const leave = board.querySelector("[data-leave]");

  button?.addEventListener("click", (event) => {
    event.preventDefault();
    board.classList.add("wall");
    board.requestFullscreen?.().catch(() => {}); // a browser that will not still shows it large
    leave.focus();
  });

  leave.addEventListener("click", (event) => {
    event.preventDefault();
    board.classList.remove("wall");
    if (document.fullscreenElement) document.exitFullscreen();
    button?.focus();
  });

  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) board.classList.remove("wall");
  });
};
