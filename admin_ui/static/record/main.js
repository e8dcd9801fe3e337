// A prompt recorded with the machine's microphone becomes the file of the upload form.

import { RATE, samplesOf, wav } from "./wav.js";

const form = document.querySelector("#record");
const recorder = form.querySelector("[data-recorder]");
const button = form.querySelector("[data-record]");
const hear = form.querySelector("[data-hear]");
const state = form.querySelector("[data-state]");
const word = button.querySelector("[data-word]");
const words = { begin: word.textContent, going: button.dataset.going };
let recording = null;
let samples = null;

const begin = async () => {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    state.textContent = state.dataset.refused;
    return;
  }
  const parts = [];
  recording = new MediaRecorder(stream);
  recording.ondataavailable = (event) => parts.push(event.data);
  recording.onstop = async () => {
    stream.getTracks().forEach((track) => track.stop());
    await take(new Blob(parts, { type: recording.mimeType }));
    recording = null;
  };
  recording.start();
  word.textContent = words.going;
  state.textContent = state.dataset.recording;
};

const take = async (blob) => {
  samples = await samplesOf(blob);
  const name = form.elements.name.value.trim() || "recording.wav";
  const files = new DataTransfer();
  files.items.add(new File([wav(samples)], name, { type: "audio/wav" }));
  form.elements.file.files = files.files;
  word.textContent = words.begin;
  hear.hidden = false;
  state.textContent = state.dataset.ready;
};

button.addEventListener("click", () => (recording ? recording.stop() : begin()));
hear.addEventListener("click", () => {
  const context = new AudioContext();
  const heard = context.createBuffer(1, samples.length, RATE);
  heard.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = heard;
  source.connect(context.destination);
  source.start();
});
recorder.hidden = !(navigator.mediaDevices && window.MediaRecorder);

for (const one of document.querySelectorAll("[data-replace]"))
  one.addEventListener("click", () => {
    form.elements.name.value = one.dataset.replace;
    form.scrollIntoView({ block: "center" });
    form.elements.file.focus();
  });
