// A WAV file of samples: one channel, 16 bits, at the rate that the telephone's sound is made of on the server.

export const RATE = 16000;
const HEAD = 44;

// samples between -1 and 1
export const wav = (samples, rate = RATE) => {
  const view = new DataView(new ArrayBuffer(HEAD + samples.length * 2));
  const text = (at, word) => [...word].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, at) => view.setInt16(HEAD + at * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true));
  return view.buffer;
};

// what the browser recorded (in whatever form it likes), as samples of one channel
export const samplesOf = async (blob) => {
  const context = new OfflineAudioContext(1, 1, RATE);
  const heard = await context.decodeAudioData(await blob.arrayBuffer());
  const mixed = new OfflineAudioContext(1, heard.length, RATE);
  const source = mixed.createBufferSource();
  source.buffer = heard;
  source.connect(mixed.destination);
  source.start();
  return (await mixed.startRendering()).getChannelData(0);
};
