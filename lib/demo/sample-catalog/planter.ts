import { FLOOR_Y, floorRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { inRoom, measured, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { grains } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, mix, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

export type PlanterLook = { pot: string; leaf: string; legs: string; wall: string; wood: string };

/** Blades as [lean of the tip, height, width, lightness]; the first are the furthest back. */
const BLADES: readonly (readonly [number, number, number, number])[] = [
  [-210, 400, 92, -0.3],
  [200, 420, 92, -0.34],
  [-60, 560, 100, -0.2],
  [96, 530, 96, -0.26],
  [-300, 290, 86, -0.08],
  [288, 300, 86, -0.18],
  [-140, 480, 104, 0.02],
  [150, 450, 100, -0.06],
  [10, 500, 112, 0.12],
];

function blade(
  pen: Pen,
  [lean, height, width, light]: readonly [number, number, number, number],
  colour: string,
): string {
  const tone = shade(colour, light);
  const fill = pen.linear(ACROSS, [
    [0, shade(tone, 0.26)],
    [0.45, tone],
    [1, shade(tone, -0.34)],
  ]);
  const [x, foot, tip] = [600 + lean * 0.42, 640, 640 - height];
  const half = width / 2;
  const outline = `M${x - half * 0.5} ${foot}C${x - half * 1.7} ${foot - height * 0.4} ${x + lean * 0.3 - half} ${tip + height * 0.3} ${600 + lean} ${tip}C${x + lean * 0.4 + half} ${tip + height * 0.34} ${x + half * 1.7} ${foot - height * 0.36} ${x + half * 0.5} ${foot}z`;
  const vein = `M${x} ${foot}C${x} ${foot - height * 0.45} ${x + lean * 0.34} ${tip + height * 0.36} ${600 + lean} ${tip}`;
  return `<path d="${outline}" fill="${fill}" stroke="${mix("#e9e3a4", tone, 0.35)}" stroke-width="5" stroke-linejoin="round"/><path d="${vein}" fill="none" stroke="${shade(tone, -0.4)}" stroke-width="5" opacity=".45"/>`;
}

function leg(pen: Pen, x: number, lean: number, colour: string): string {
  const fill = pen.linear(ACROSS, [
    [0, shade(colour, 0.2)],
    [0.4, colour],
    [1, shade(colour, -0.45)],
  ]);
  return `<path d="M${x - 24} 900H${x + 24}L${x + lean + 14} 1110H${x + lean - 14}z" fill="${fill}"/>`;
}

function planter(pen: Pen, look: PlanterLook): string {
  const pot = "M336 622H864L838 950C834 990 810 1006 776 1006H424C390 1006 366 990 362 950z";
  const dark = mix(look.pot, "#2a1a14", 0.72);
  const clip = pen.clip(`<path d="${pot}"/>`);
  const low = pen.linear(DOWN, [
    [0, dark, 0.3],
    [0.16, dark, 0],
    [0.7, dark, 0],
    [1, dark, 0.42],
  ]);
  const soil = pen.linear(ACROSS, [
    [0, "#2c1f18"],
    [1, "#4a3527"],
  ]);
  const ring = pen.linear(DOWN, [
    [0, shade(look.legs, 0.25)],
    [1, shade(look.legs, -0.35)],
  ]);
  return (
    softShadow(pen, 604, 1106, 330, 50, 0.3) +
    leg(pen, 560, -10, shade(look.legs, -0.35)) +
    leg(pen, 650, 14, shade(look.legs, -0.4)) +
    `<ellipse cx="600" cy="622" rx="264" ry="30" fill="${soil}"/>` +
    BLADES.map((shape) => blade(pen, shape, look.leaf)).join("") +
    `<path d="${pot}" fill="${pen.linear(ACROSS, roundStops(look.pot, 0.8))}"/><g clip-path="${clip}">${grains([340, 640, 860, 1000], 260, 4, dark, 0.22)}` +
    `<rect x="330" y="620" width="540" height="390" fill="${low}"/></g>` +
    `<rect x="318" y="604" width="564" height="50" rx="18" fill="${pen.linear(ACROSS, roundStops(shade(look.pot, 0.06), 0.8))}"/><path d="M336 609H864" stroke="#fff" stroke-width="4" opacity=".45" stroke-linecap="round"/>` +
    `<rect x="352" y="886" width="496" height="36" rx="8" fill="${ring}"/>` +
    leg(pen, 392, -34, look.legs) +
    leg(pen, 808, 34, look.legs)
  );
}

/** A stoneware planter in a wooden stand, with a snake plant. */
export function planterShots(look: PlanterLook): Shots {
  const draw = (pen: Pen) => planter(pen, look);
  return {
    MAIN: onWhite(draw),
    PT01: onNeutral((pen) => `<g transform="translate(-252 -410) scale(1.42)">${draw(pen)}</g>`),
    PT02: inRoom((pen) => floorRoom(pen, look.wall, look.wood), draw, [600, 1112], [640, FLOOR_Y], 0.8),
    PT03: measured(draw, [300, 84, 900, 1112]),
  };
}
