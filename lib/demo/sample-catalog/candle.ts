import { SHELF_Y, shelfRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { ACROSS, DOWN, type Pen, place, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

export type CandleLook = { glass: string; wax: string; label: string; wall: string; wood: string };

const JAR = "M208 300A392 36 0 0 0 992 300V980C992 1046 950 1080 884 1080H316C250 1080 208 1046 208 980z";

function label(pen: Pen, look: CandleLook): string {
  const paper = pen.linear(ACROSS, [
    [0, shade(look.label, -0.16)],
    [0.25, shade(look.label, 0.4)],
    [0.6, look.label],
    [1, shade(look.label, -0.2)],
  ]);
  const ink = shade(look.glass, -0.35);
  const petals = Array.from(
    { length: 8 },
    (_, at) => `<path d="M600 700c-26-36-22-66 0-92c22 26 26 56 0 92z" transform="rotate(${at * 45} 600 704)"/>`,
  ).join("");
  return (
    `<rect x="400" y="520" width="400" height="400" rx="8" fill="${paper}"/><rect x="420" y="540" width="360" height="360" rx="4" fill="none" stroke="${ink}" stroke-width="4"/>` +
    `<g fill="none" stroke="${ink}" stroke-width="5" stroke-linejoin="round">${petals}</g><path d="M500 836h200M540 864h120" stroke="${ink}" stroke-width="8" stroke-linecap="round"/>`
  );
}

function flame(pen: Pen, lit: boolean): string {
  const wick =
    '<path d="M600 372C598 340 604 322 598 296" fill="none" stroke="#2b2220" stroke-width="9" stroke-linecap="round"/>';
  if (!lit) return wick;
  const halo = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#ffd98a", 0.85],
      [0.4, "#ffc56b", 0.3],
      [1, "#ffc56b", 0],
    ],
  );
  const fire = pen.linear(DOWN, [
    [0, "#fff3b8"],
    [0.5, "#ffc64d"],
    [1, "#f0792a"],
  ]);
  return `<circle cx="598" cy="232" r="240" fill="${halo}"/>${wick}<path d="M598 128C638 190 652 230 640 268C632 298 566 298 558 268C548 230 566 190 598 128z" fill="${fire}"/><path d="M598 220C614 244 616 264 612 276C606 288 592 288 586 276C582 264 584 244 598 220z" fill="#fffbe6"/>`;
}

function candle(pen: Pen, look: CandleLook, lit = false): string {
  const clip = pen.clip(`<path d="${JAR}"/>`);
  const wax = pen.linear(ACROSS, [
    [0, shade(look.wax, -0.35)],
    [0.25, shade(look.wax, 0.3)],
    [0.6, look.wax],
    [1, shade(look.wax, -0.4)],
  ]);
  const tint = pen.linear(ACROSS, roundStops(look.glass));
  const warm = pen.radial(
    [0.5, 0, 0.9],
    [
      [0, "#ffcf7a", lit ? 0.75 : 0],
      [1, "#ffcf7a", 0],
    ],
  );
  const gloss = pen.linear(DOWN, [
    [0, "#ffffff", 0.7],
    [1, "#ffffff", 0.12],
  ]);
  const back = pen.linear(ACROSS, [
    [0, shade(look.glass, -0.4)],
    [0.5, shade(look.glass, 0.35)],
    [1, shade(look.glass, -0.3)],
  ]);
  return (
    softShadow(pen, 606, 1078, 440, 34, 0.5) +
    `<g clip-path="${clip}"><rect x="200" y="290" width="800" height="800" fill="${back}" opacity=".9"/><rect x="230" y="390" width="740" height="660" fill="${wax}"/>` +
    `<ellipse cx="600" cy="390" rx="370" ry="34" fill="${shade(look.wax, 0.25)}"/><ellipse cx="600" cy="396" rx="250" ry="18" fill="${shade(look.wax, lit ? 0.8 : 0.05)}" opacity=".7"/></g>` +
    `<ellipse cx="600" cy="300" rx="392" ry="36" fill="${back}" fill-opacity=".75"/><ellipse cx="600" cy="300" rx="392" ry="36" fill="none" stroke="${shade(look.glass, 0.45)}" stroke-width="11" opacity=".85"/>${flame(pen, lit)}` +
    `<path d="${JAR}" fill="${tint}" opacity=".62"/><path d="${JAR}" fill="${warm}"/>` +
    label(pen, look) +
    `<g clip-path="${clip}"><path d="M262 330H336V1020C336 1040 290 1030 276 1000z" fill="${gloss}" opacity=".75"/><rect x="948" y="330" width="14" height="660" fill="#fff" opacity=".3"/>` +
    `<rect x="208" y="1040" width="784" height="40" fill="#fff" opacity=".16"/></g>` +
    `<path d="M208 300A392 36 0 0 0 992 300" fill="none" stroke="${shade(look.glass, 0.45)}" stroke-width="11" opacity=".85"/><path d="M210 306C260 340 420 338 560 337" fill="none" stroke="#fff" stroke-width="5" opacity=".8" stroke-linecap="round"/>`
  );
}

function lid(pen: Pen): string {
  const side = pen.linear(ACROSS, roundStops("#c59a6a"));
  const top = pen.linear(
    [0, 0, 1, 1],
    [
      [0, "#e8c89f"],
      [1, "#b8885a"],
    ],
  );
  const rings = [330, 250, 170, 90].map((rx) => `<ellipse cx="560" cy="262" rx="${rx}" ry="${rx * 0.13}"/>`).join("");
  return (
    `<path d="M190 262V330C190 400 1010 400 1010 330V262z" fill="${side}"/><ellipse cx="600" cy="262" rx="410" ry="54" fill="${top}"/>` +
    `<g fill="none" stroke="#8a5f38" stroke-width="3" opacity=".35">${rings}</g>`
  );
}

/** A scented candle in tinted glass with a wooden lid. */
export function candleShots(look: CandleLook): Shots {
  const draw = (pen: Pen) => candle(pen, look);
  return {
    MAIN: onWhite((pen) => place(draw(pen), 1.2, [600, 680], [600, 604])),
    PT01: onNeutral((pen) => `<g transform="translate(0 -40)">${draw(pen)}${lid(pen)}</g>`),
    PT02: closeUp((pen) => candle(pen, look, true), [600, 420], 1.7, "#d9cfc4"),
    PT03: inRoom(
      (pen) => shelfRoom(pen, look.wall, look.wood),
      (pen) => candle(pen, look, true),
      [600, 1080],
      [480, SHELF_Y],
      0.6,
    ),
  };
}
