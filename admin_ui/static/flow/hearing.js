// Prompts one after the other, through the page's loudspeaker.

export class Hearing {
  constructor() { this.audio = new Audio(); this.turn = 0; }

  // resolves when all was played, or something else is
  async play(addresses) {
    const mine = (this.turn += 1);
    for (const address of addresses) {
      if (mine !== this.turn) return;
      this.audio.src = address;
      const done = new Promise((resolve) => { this.audio.onended = resolve; this.audio.onerror = resolve; this.audio.onpause = resolve; });
      await this.audio.play().then(() => done, () => undefined);
    }
  }

  stop() {
    this.turn += 1;
    this.audio.pause();
  }
}
