import { SHELF_Y, shelfRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { weave } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

export type LampLook = { base: string; fabric: string; wall: string; wood: string };

const SHADE = "M396 110H804L912 560H288z";
const BASE =
  "M560 640C560 690 470 720 424 800C372 890 400 1010 470 1072C490 1090 520 1098 560 1098H640C680 1098 710 1090 730 1072C800 1010 828 890 776 800C730 720 640 690 640 640z";

function lampshade(pen: Pen, fabric: string, lit: boolean): string {
  const clip = pen.clip(`<path d="${SHADE}"/>`);
  const cloth = pen.linear(ACROSS, [
    [0, shade(fabric, -0.2)],
    [0.16, shade(fabric, 0.2)],
    [0.36, shade(fabric, 0.5)],
    [0.7, shade(fabric, -0.06)],
    [1, shade(fabric, -0.34)],
  ]);
  const glow = pen.radial(
    [0.5, 0.62, 0.62],
    [
      [0, "#ffe7a8", 0.95],
      [0.5, "#ffd58a", 0.6],
      [1, "#f7b65a", 0.12],
    ],
  );
  const seam = `<path d="M396 110H804M288 560H912" stroke="${shade(fabric, -0.22)}" stroke-width="13" stroke-linecap="round"/>`;
  return (
    `<path d="${SHADE}" fill="${cloth}"/>${lit ? `<path d="${SHADE}" fill="${glow}"/>` : ""}<g clip-path="${clip}">${weave([288, 110, 912, 560], 5, fabric, 0.6)}</g>${seam}` +
    `<path d="M392 106H808M286 556H914" stroke="#fff" stroke-width="3" opacity=".4"/>`
  );
}

function lamp(pen: Pen, look: LampLook, lit = false): string {
  const clay = pen.linear(ACROSS, roundStops(look.base));
  const brass = pen.linear(ACROSS, roundStops("#c79a4e", 1.2));
  const clip = pen.clip(`<path d="${BASE}"/>`);
  const low = pen.linear(DOWN, [
    [0, "#1c1620", 0.3],
    [0.2, "#1c1620", 0],
    [0.6, "#1c1620", 0],
    [1, "#1c1620", 0.42],
  ]);
  const spot = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#ffffff", 0.75],
      [1, "#ffffff", 0],
    ],
  );
  const rings = Array.from(
    { length: 15 },
    (_, at) => `M380 ${730 + at * 25}Q600 ${752 + at * 25} 820 ${730 + at * 25}`,
  ).join("");
  return (
    softShadow(pen, 606, 1100, 300, 32, 0.5) +
    `<rect x="584" y="548" width="32" height="100" fill="${brass}"/><path d="${BASE}" fill="${clay}"/>` +
    `<g clip-path="${clip}"><path d="${rings}" fill="none" stroke="${shade(look.base, -0.4)}" stroke-width="4" opacity=".22"/>` +
    `<path d="${rings}" transform="translate(0 5)" fill="none" stroke="#fff" stroke-width="3" opacity=".16"/>` +
    `<rect x="380" y="640" width="440" height="460" fill="${low}"/><ellipse cx="492" cy="848" rx="52" ry="104" transform="rotate(16 492 848)" fill="${spot}"/></g>` +
    `<rect x="548" y="624" width="104" height="26" rx="10" fill="${brass}"/>` +
    lampshade(pen, look.fabric, lit)
  );
}

function litRoom(pen: Pen, look: LampLook): string {
  const glow = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#ffe2a0", 0.75],
      [0.5, "#ffd58a", 0.28],
      [1, "#ffd58a", 0],
    ],
  );
  return `${shelfRoom(pen, look.wall, look.wood)}<circle cx="430" cy="470" r="520" fill="${glow}"/>`;
}

/** A ceramic table lamp with a linen shade. */
export function lampShots(look: LampLook): Shots {
  const draw = (pen: Pen) => lamp(pen, look);
  return {
    MAIN: onWhite(draw),
    PT01: onNeutral((pen) => lamp(pen, look, true), "#eceae6"),
    PT02: closeUp(draw, [600, 690], 2),
    PT03: inRoom(
      (pen) => litRoom(pen, look),
      (pen) => lamp(pen, look, true),
      [600, 1098],
      [430, SHELF_Y],
      0.72,
    ),
  };
}
