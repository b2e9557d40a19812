import { FLOOR_Y, floorRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { weave } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, mix, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

export type BackpackLook = { cloth: string; leather: string; wall: string; wood: string };

const BODY =
  "M300 420C296 250 420 150 600 150S904 250 900 420L924 980C928 1060 880 1104 800 1104H400C320 1104 272 1060 276 980z";
const FLAP = "M292 420C286 240 420 142 600 142S914 240 908 420L904 560C760 604 440 604 296 560z";
const POCKET = "M352 690C440 716 760 716 848 690L862 960C864 1020 830 1052 776 1052H424C370 1052 336 1020 338 960z";

function stitched(d: string, colour: string): string {
  return `<path d="${d}" fill="none" stroke="${shade(colour, 0.55)}" stroke-width="4" stroke-dasharray="13 9" opacity=".7"/>`;
}

function clothStops(colour: string): readonly (readonly [number, string])[] {
  return [
    [0, shade(colour, -0.36)],
    [0.12, shade(colour, 0.02)],
    [0.3, shade(colour, 0.26)],
    [0.58, colour],
    [0.88, shade(colour, -0.32)],
    [1, shade(colour, -0.48)],
  ];
}

function buckle(pen: Pen, x: number, leather: string): string {
  const hide = pen.linear(ACROSS, [
    [0, shade(leather, -0.2)],
    [0.35, shade(leather, 0.3)],
    [1, shade(leather, -0.35)],
  ]);
  const brass = pen.linear(DOWN, [
    [0, "#f3d894"],
    [0.5, "#c79a4e"],
    [1, "#7d5a22"],
  ]);
  return (
    `<rect x="${x - 6}" y="516" width="62" height="290" rx="8" fill="#1c1620" opacity=".22"/>` +
    `<path d="M${x - 30} 500H${x + 30}V760Q${x} 806 ${x - 30} 760z" fill="${hide}"/><path d="M${x - 20} 510V752M${x + 20} 510V752" stroke="${shade(leather, 0.6)}" stroke-width="3" stroke-dasharray="9 7" opacity=".8"/>` +
    `<rect x="${x - 44}" y="626" width="88" height="66" rx="12" fill="none" stroke="${brass}" stroke-width="14"/><rect x="${x - 5}" y="628" width="10" height="62" rx="5" fill="${brass}"/><circle cx="${x}" cy="736" r="6" fill="${shade(leather, -0.6)}"/>`
  );
}

function straps(look: BackpackLook): string {
  const hoop = (paint: string, width: number) =>
    `<path d="M520 160C520 70 680 70 680 160" fill="none" stroke="${paint}" stroke-width="${width}"/>`;
  const side = (d: string) =>
    `<path d="${d}" fill="none" stroke="${shade(look.cloth, -0.5)}" stroke-width="52" stroke-linecap="round"/><path d="${d}" fill="none" stroke="${shade(look.cloth, -0.22)}" stroke-width="30" stroke-linecap="round"/>`;
  return (
    side("M330 330C216 420 196 760 262 1010") +
    side("M870 330C984 420 1004 760 938 1010") +
    hoop(shade(look.leather, -0.4), 44) +
    hoop(look.leather, 32)
  );
}

function backpack(pen: Pen, look: BackpackLook): string {
  const dark = mix(look.cloth, "#150f1c", 0.75);
  const clip = pen.clip(`<path d="${BODY}"/>`);
  const low = pen.linear(DOWN, [
    [0, dark, 0],
    [0.75, dark, 0],
    [1, dark, 0.45],
  ]);
  const cloth = pen.linear(ACROSS, clothStops(look.cloth));
  const flap = pen.linear(ACROSS, clothStops(shade(look.cloth, 0.07)));
  const pocket = pen.linear(ACROSS, clothStops(shade(look.cloth, 0.05)));
  const base = pen.linear(ACROSS, roundStops(look.leather, 0.8));
  const under = pen.linear(DOWN, [
    [0, dark, 0.6],
    [1, dark, 0],
  ]);
  return (
    softShadow(pen, 606, 1100, 440, 34, 0.5) +
    straps(look) +
    `<path d="${BODY}" fill="${cloth}"/><g clip-path="${clip}"><path d="M270 1000C400 1022 800 1022 930 1000V1110H270z" fill="${base}"/>` +
    `<path d="M270 996C400 1018 800 1018 930 996" fill="none" stroke="${shade(look.leather, -0.5)}" stroke-width="5"/></g>` +
    `<path d="M340 700C440 726 760 726 860 700L876 972C878 1036 836 1068 776 1068H424C364 1068 322 1036 324 972z" fill="${dark}" opacity=".28"/><path d="${POCKET}" fill="${pocket}"/>` +
    `<path d="M366 700C440 728 760 728 834 700L846 956C848 1004 820 1034 772 1034H428C380 1034 352 1004 354 956z" fill="none" stroke="${shade(look.cloth, 0.5)}" stroke-width="4" stroke-dasharray="13 9" opacity=".7"/>` +
    `<path d="M290 556C440 606 760 606 910 556V640C760 680 440 680 290 640z" fill="${under}" clip-path="${clip}"/>` +
    `<path d="${FLAP}" fill="${flap}"/>${stitched("M310 544C440 584 760 584 890 544", look.cloth)}` +
    `<g clip-path="${clip}">${weave([270, 142, 930, 996], 7, look.cloth, 0.55)}<rect x="270" y="142" width="660" height="970" fill="${low}"/></g>` +
    `<path d="M350 300C390 220 480 184 580 180" fill="none" stroke="#fff" stroke-width="16" stroke-linecap="round" opacity=".2"/>` +
    buckle(pen, 452, look.leather) +
    buckle(pen, 748, look.leather) +
    `<rect x="546" y="820" width="108" height="76" rx="8" fill="${shade(look.leather, 0.08)}"/><rect x="554" y="828" width="92" height="60" rx="5" fill="none" stroke="${shade(look.leather, 0.6)}" stroke-width="2.5" stroke-dasharray="7 5"/><path d="M574 876l26-34l26 34z" fill="${shade(look.leather, -0.5)}"/>`
  );
}

/** A flap backpack with leather straps. */
export function backpackShots(look: BackpackLook): Shots {
  const draw = (pen: Pen) => backpack(pen, look);
  return {
    MAIN: onWhite(draw),
    PT01: onNeutral((pen) => `<g transform="matrix(.76 .06 0 .94 150 0)">${draw(pen)}</g>`),
    PT02: closeUp(draw, [452, 640], 2.8),
    PT03: inRoom((pen) => floorRoom(pen, look.wall, look.wood), draw, [600, 1104], [640, FLOOR_Y], 0.74),
  };
}
