// A table's marked columns as lines over its rows, with data-bars as bars beside each other (rows that follow no time):
// <div data-chart="id of the tbody">. The table says the same.
"use strict";

const COLOURS = ["--tblr-link-color", "--tblr-green", "--amber", "--tblr-azure"];
const HEIGHT = 240;
const FULL = 0.7; // of a row's width, taken by its bars

// One column's bars, the nth of so many.
const bars = (nth, all) => (chart, series, from, to) => {
  const path = new Path2D();
  const width = ((chart.valToPos(1, "x", true) - chart.valToPos(0, "x", true)) * FULL) / all;
  const ground = chart.valToPos(0, "y", true);
  for (let at = from; at <= to; at++) {
    const value = chart.data[series][at];
    if (!value) continue;
    const top = chart.valToPos(value, "y", true);
    path.rect(chart.valToPos(at, "x", true) + (nth - all / 2) * width, top, width * 0.9, ground - top);
  }
  return { stroke: path, fill: path };
};

for (const place of document.querySelectorAll("[data-chart]")) {
  const body = document.getElementById(place.dataset.chart);
  const heads = [...body.closest("table").tHead.rows[0].cells];
  const drawn = heads.flatMap((head, at) => ("drawn" in head.dataset ? [at] : []));
  const rows = [...body.rows];
  const names = rows.map((row) => row.cells[0].textContent);
  const column = (at) => rows.map(({ cells }) => ("value" in cells[at].dataset ? Number(cells[at].dataset.value) : null));
  const data = [rows.map((_, at) => at), ...drawn.map(column)];

  const colour = (name) => getComputedStyle(place).getPropertyValue(name).trim();
  // Canvas knows no light-dark(): the browser says what a colour comes to here.
  const resolved = (name) => {
    place.style.color = `var(${name})`;
    const found = getComputedStyle(place).color;
    place.style.color = "";
    return found;
  };
  const width = () => {
    const { paddingLeft, paddingRight } = getComputedStyle(place);
    return place.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  };
  const asBars = "bars" in place.dataset;

  let chart = null;
  const draw = () => {
    chart?.destroy();
    const grid = { stroke: resolved("--tblr-border-color"), width: 1 };
    const ink = resolved("--tblr-secondary-color");
    const font = `12px ${colour("--tblr-font-sans-serif") || "sans-serif"}`;
    const axis = { stroke: ink, font, grid, ticks: grid };
    const label = (_, marks) => marks.map((at) => names[at] ?? "");
    const series = drawn.map((at, nth) => ({
      label: heads[at].textContent,
      stroke: resolved(COLOURS[nth]),
      value: (_, value) => value ?? "",
      ...(asBars
        ? { fill: resolved(COLOURS[nth]), width: 0, paths: bars(nth, drawn.length), points: { show: false } }
        : { width: 2, dash: nth ? [6, 3 * nth] : [], points: { show: rows.length < 40 } }),
    }));
    chart = new uPlot(
      {
        width: width(),
        height: HEIGHT,
        padding: [16, 36, 0, 0],
        scales: { x: { time: false, range: (_, low, high) => (asBars ? [low - 0.5, high + 0.5] : [low, high]) }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] } },
        axes: [{ ...axis, values: label, space: 90, incrs: [1, 2, 5, 7, 10, 14, 24, 30, 48, 168] }, axis],
        series: [{ label: heads[0].textContent, value: (_, at) => (at === null ? "" : names[at]) }, ...series],
      },
      data,
      place,
    );
  };

  draw();
  new ResizeObserver(() => chart.setSize({ width: width(), height: HEIGHT })).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
