import { FLOOR_Y, floorRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { weave } from "#lib/demo/sample-catalog/textile.ts";
import { DOWN, mix, type Pen, shade, softShadow, TO_DARK } from "#lib/demo/svg.ts";

export type CushionLook = { linen: string; trim: string; wall: string; wood: string };

const FORM =
  "M104 122C300 158 470 164 600 162C730 164 900 158 1096 122C1062 320 1056 460 1058 600C1056 740 1062 880 1096 1078C900 1044 730 1038 600 1040C470 1038 300 1044 104 1078C138 880 144 740 142 600C144 460 138 320 104 122z";

/** A fold that starts in the upper left corner and fades towards the middle. */
const FOLDS = [
  "M112 130C200 210 290 300 356 420C280 350 190 250 112 130z",
  "M116 132C230 180 340 230 430 300C330 270 220 220 116 132z",
];
const CORNERS = [
  "",
  "translate(1200 0) scale(-1 1)",
  "translate(0 1200) scale(1 -1)",
  "translate(1200 1200) scale(-1 -1)",
];

function stripes(colour: string): string {
  const band = (x: number, width: number) =>
    `<path d="M${x} 120C${x - 14} 460 ${x - 14} 740 ${x} 1080" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
  return `<g opacity=".75">${band(330, 12)}${band(372, 34)}${band(414, 12)}${band(800, 12)}${band(842, 34)}${band(884, 12)}</g>`;
}

function cushion(pen: Pen, look: CushionLook): string {
  const clip = pen.clip(`<path d="${FORM}"/>`);
  const dark = mix(look.linen, "#3a2413", 0.72);
  const volume = pen.radial(
    [0.4, 0.36, 0.76],
    [
      [0, "#fffdf8", 0.5],
      [0.35, "#fffdf8", 0.14],
      [0.6, dark, 0.03],
      [0.85, dark, 0.26],
      [1, dark, 0.5],
    ],
  );
  const crease = pen.linear(TO_DARK, [
    [0, dark, 0.5],
    [0.5, dark, 0.22],
    [1, dark, 0],
  ]);
  const folds = FOLDS.map((d) => `<path d="${d}" fill="${crease}"/>`).join("");
  return (
    softShadow(pen, 606, 1048, 500, 46, 0.36) +
    `<path d="${FORM}" fill="${look.linen}"/><g clip-path="${clip}">${stripes(look.trim)}` +
    `${weave([100, 120, 1100, 1080], 7, look.linen)}<rect x="100" y="120" width="1000" height="960" fill="${volume}"/>` +
    CORNERS.map((turn) => `<g transform="${turn}">${folds}</g>`).join("") +
    "</g>" +
    `<path d="${FORM}" fill="none" stroke="${shade(look.linen, -0.32)}" stroke-width="9" stroke-linejoin="round"/>` +
    `<path d="${FORM}" fill="none" stroke="${shade(look.linen, 0.4)}" stroke-width="4" stroke-dasharray="9 7" transform="translate(-1 -2)" opacity=".8"/>`
  );
}

function bench(pen: Pen, look: CushionLook): string {
  const seat = pen.linear(DOWN, [
    [0, shade(look.wood, 0.3)],
    [1, shade(look.wood, -0.2)],
  ]);
  const leg = (x: number) => `<path d="M${x} 950h54l-10 ${FLOOR_Y + 40 - 950}h-34z" fill="${shade(look.wood, -0.3)}"/>`;
  return (
    floorRoom(pen, look.wall, shade(look.wood, 0.25)) +
    softShadow(pen, 600, FLOOR_Y + 40, 560, 34, 0.4) +
    leg(150) +
    leg(990) +
    `<rect x="90" y="906" width="1020" height="58" rx="14" fill="${seat}"/><rect x="96" y="908" width="1008" height="6" rx="3" fill="#fff" opacity=".4"/>`
  );
}

/** A square linen cushion with woven stripes. */
export function cushionShots(look: CushionLook): Shots {
  const draw = (pen: Pen) => cushion(pen, look);
  const leaning = (pen: Pen) => `<g transform="matrix(.86 -.1 .05 .96 54 70)">${draw(pen)}</g>`;
  return {
    MAIN: onWhite(draw),
    PT01: onNeutral(leaning),
    PT02: closeUp(draw, [930, 330], 2.7),
    PT03: inRoom((pen) => bench(pen, look), draw, [600, 1050], [560, 912], 0.56),
  };
}
