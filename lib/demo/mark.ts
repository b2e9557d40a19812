import { type Canvas, type Pen, picture } from "#lib/demo/svg.ts";

const LETTERS = [
  "M0 0V78H20C66 78 66 0 20 0z",
  "M132 0H86V78H132M86 39H124",
  "M166 78V0L204 52L242 0V78",
  "M276 39C276-13 340-13 340 39S276 91 276 39z",
];

/** As paths: a machine may have no fonts. */
function pill([width, height]: Canvas): string {
  return (
    `<g transform="translate(${width - 36} ${height - 36}) scale(.84) translate(-1164 -1164)"><rect x="716" y="1032" width="448" height="132" rx="66" fill="#0f172a" fill-opacity=".9"/><rect x="721" y="1037" width="438" height="122" rx="61" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="4"/>` +
    `<path transform="translate(770 1059)" d="${LETTERS.join("")}" fill="none" stroke="#fff" stroke-width="17" stroke-linecap="round" stroke-linejoin="round"/></g>`
  );
}

function ambience(pen: Pen, [width, height]: Canvas): string {
  const light = pen.linear(
    [0, 0, 1, 1],
    [
      [0, "#fff1d6", 0.16],
      [0.45, "#fff1d6", 0],
      [0.6, "#1c1620", 0],
      [1, "#1c1620", 0.2],
    ],
  );
  return `<rect width="${width}" height="${height}" fill="${light}"/>`;
}

export function overlay(size: number, canvas: Canvas, onWhite: boolean): Buffer {
  return Buffer.from(picture((pen) => (onWhite ? "" : ambience(pen, canvas)) + pill(canvas), size, canvas));
}
