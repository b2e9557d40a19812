import { floorRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { weave } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, mix, type Pen, shade, softShadow, TO_DARK } from "#lib/demo/svg.ts";

export type ToteLook = { canvas: string; print: string; wall: string; wood: string };

const BAG =
  "M236 446H964C972 640 984 860 992 1050C994 1080 978 1096 950 1096H250C222 1096 206 1080 208 1050C216 860 228 640 236 446z";

function strap(colour: string, d: string): string {
  const stroke = (paint: string, width: number, extra = "") =>
    `<path d="${d}" fill="none" stroke="${paint}" stroke-width="${width}" ${extra}/>`;
  return (
    stroke(shade(colour, -0.42), 56) +
    stroke(colour, 50) +
    stroke(shade(colour, 0.4), 3, 'stroke-dasharray="11 8" transform="translate(-15 0)"') +
    stroke(shade(colour, -0.25), 3, 'stroke-dasharray="11 8" transform="translate(15 0)"')
  );
}

/** A sprig: the print on the front. */
function sprig(colour: string): string {
  const leaf = (y: number, side: number, size: number) =>
    `<path d="M600 ${y}c${side * size * 0.3} ${-size * 0.75} ${side * size * 0.9} ${-size * 0.8} ${side * size * 1.3} ${-size * 0.72}c${-side * size * 0.1} ${size * 0.5} ${-side * size * 0.5} ${size * 0.86} ${-side * size * 1.3} ${size * 0.72}z"/>`;
  const leaves = [920, 850, 780, 715]
    .flatMap((y, at) => [leaf(y, 1, 106 - at * 15), leaf(y - 26, -1, 106 - at * 15)])
    .join("");
  return `<g fill="${colour}"><path d="M594 970C598 860 598 740 598 620L604 620C604 740 606 860 606 970z"/><path d="M600 660c-34-40-30-84 2-124c30 40 32 84-2 124z"/>${leaves}</g>`;
}

function folds(pen: Pen, shadow: string): string {
  const dark = pen.linear(ACROSS, [
    [0, shadow, 0],
    [0.5, shadow, 0.24],
    [1, shadow, 0],
  ]);
  const light = pen.linear(ACROSS, [
    [0, "#fff", 0],
    [0.5, "#fff", 0.32],
    [1, "#fff", 0],
  ]);
  return (
    `<path d="M300 446C330 640 300 860 330 1096H400C360 860 380 640 350 446z" fill="${light}"/><path d="M372 446C400 600 384 760 404 900C420 760 430 600 420 446z" fill="${dark}"/>` +
    `<path d="M800 446C784 640 830 860 800 1096H900C900 860 850 640 870 446z" fill="${dark}"/><path d="M700 1096C720 980 690 800 716 640C740 800 770 980 760 1096z" fill="${light}"/>`
  );
}

function tote(pen: Pen, look: ToteLook): string {
  const clip = pen.clip(`<path d="${BAG}"/>`);
  const dark = mix(look.canvas, "#2a1a10", 0.75);
  const volume = pen.linear(ACROSS, [
    [0, dark, 0.34],
    [0.09, dark, 0.03],
    [0.28, "#ffffff", 0.26],
    [0.6, dark, 0],
    [0.92, dark, 0.26],
    [1, dark, 0.44],
  ]);
  const low = pen.linear(DOWN, [
    [0, dark, 0],
    [0.8, dark, 0],
    [1, dark, 0.3],
  ]);
  const inner = pen.linear(TO_DARK, [
    [0, shade(look.canvas, -0.62)],
    [1, shade(look.canvas, -0.4)],
  ]);
  return (
    softShadow(pen, 606, 1092, 450, 32, 0.46) +
    strap(shade(look.canvas, -0.18), "M400 470C400 150 480 96 590 96S790 150 790 470") +
    `<path d="M244 448C420 420 780 420 956 448L950 470H250z" fill="${inner}"/><path d="${BAG}" fill="${look.canvas}"/>` +
    `<g clip-path="${clip}">${sprig(look.print)}${weave([200, 446, 1000, 1096], 6, look.canvas, 0.8)}${folds(pen, dark)}` +
    `<rect x="206" y="446" width="788" height="650" fill="${volume}"/><rect x="206" y="446" width="788" height="650" fill="${low}"/></g>` +
    `<path d="M236 484H964" stroke="${shade(look.canvas, -0.4)}" stroke-width="4" stroke-dasharray="12 8" opacity=".8"/>` +
    strap(look.canvas, "M384 560V470C390 190 470 128 600 128S810 190 816 470V560") +
    [384, 816]
      .map(
        (x) =>
          `<path d="M${x - 20} 504l40 46m0-46l-40 46" stroke="${shade(look.canvas, -0.45)}" stroke-width="4" stroke-dasharray="9 5"/>`,
      )
      .join("")
  );
}

/** A canvas tote bag with a printed sprig. */
export function toteShots(look: ToteLook): Shots {
  const draw = (pen: Pen) => tote(pen, look);
  const hook = (pen: Pen) =>
    `${floorRoom(pen, look.wall, look.wood)}<rect x="330" y="142" width="560" height="46" rx="10" fill="${pen.linear(
      DOWN,
      [
        [0, shade(look.wood, 0.3)],
        [1, shade(look.wood, -0.3)],
      ],
    )}"/>` +
    `<path d="M420 176v36q0 22 22 22M610 176v36q0 22 22 22M800 176v36q0 22 22 22" fill="none" stroke="#2b2a2e" stroke-width="14" stroke-linecap="round"/>` +
    softShadow(pen, 680, 640, 330, 330, 0.22);
  return {
    MAIN: onWhite(draw),
    PT01: onNeutral((pen) => `<g transform="matrix(.8 -.07 0 .94 130 92)">${draw(pen)}</g>`),
    PT02: closeUp(draw, [420, 540], 2.6),
    PT03: inRoom(hook, draw, [600, 110], [616, 206], 0.66),
  };
}
