import { closeUp, measured, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { mix, type Pen, place, randomFrom, shade, softShadow, TO_DARK } from "#lib/demo/svg.ts";

export type BoardLook = { wood: string; cord: string };

const OUTLINE =
  "M364 440C364 316 534 330 534 226V130C534 84 562 60 600 60S666 84 666 130V226C666 330 836 316 836 440V1030C836 1090 800 1120 744 1120H456C400 1120 364 1090 364 1030zM627 130A27 27 0 1 0 573 130A27 27 0 1 0 627 130z";

function grain(wood: string): string {
  const next = randomFrom(11);
  const lines = Array.from({ length: 34 }, (_, at) => {
    const x = 372 + at * 14 + next() * 6;
    const bend = Math.max(0, 1 - Math.abs(x - 640) / 150) * 46 * (x < 640 ? -1 : 1);
    return `M${x.toFixed(0)} 50C${(x + 8).toFixed(0)} 420 ${(x + bend).toFixed(0)} 620 ${(x + bend).toFixed(0)} 720S${(x - 6).toFixed(0)} 960 ${x.toFixed(0)} 1130`;
  });
  const dark = shade(wood, -0.5);
  const bold = lines.filter((_, at) => at % 4 === 1).join("");
  return (
    `<path d="${lines.join("")}" fill="none" stroke="${dark}" stroke-width="3" opacity=".3"/><path d="${bold}" fill="none" stroke="${dark}" stroke-width="8" opacity=".17"/>` +
    `<ellipse cx="640" cy="722" rx="15" ry="42" fill="${dark}" opacity=".5"/><ellipse cx="640" cy="722" rx="30" ry="76" fill="none" stroke="${dark}" stroke-width="5" opacity=".32"/>`
  );
}

function board(pen: Pen, look: BoardLook): string {
  const face = pen.linear(TO_DARK, [
    [0, shade(look.wood, 0.3)],
    [0.5, look.wood],
    [1, shade(look.wood, -0.22)],
  ]);
  const clip = pen.clip(`<path d="${OUTLINE}" clip-rule="evenodd"/>`);
  const stripe = mix(look.wood, "#4a2a18", 0.35);
  const sheen = pen.linear(TO_DARK, [
    [0, "#fff", 0.28],
    [0.4, "#fff", 0],
    [1, "#2a1408", 0.2],
  ]);
  return (
    `<path d="${OUTLINE}" fill="${shade(look.wood, -0.5)}" fill-rule="evenodd" transform="translate(13 10)"/><path d="${OUTLINE}" fill="${face}" fill-rule="evenodd"/>` +
    `<g clip-path="${clip}"><rect x="450" y="40" width="44" height="1100" fill="${stripe}" opacity=".5"/><rect x="720" y="40" width="26" height="1100" fill="${stripe}" opacity=".45"/>${grain(look.wood)}` +
    `<rect x="364" y="60" width="472" height="1060" fill="${sheen}"/></g>` +
    `<path d="${OUTLINE}" fill="none" stroke="#fff" stroke-width="5" opacity=".3" transform="translate(2 3)"/>` +
    `<rect x="408" y="392" width="384" height="684" rx="34" fill="none" stroke="${shade(look.wood, -0.5)}" stroke-width="10" opacity=".45"/><rect x="411" y="396" width="384" height="684" rx="34" fill="none" stroke="#fff" stroke-width="4" opacity=".35"/>` +
    `<path d="M574 122A27 27 0 0 1 626 122" fill="none" stroke="${shade(look.wood, -0.7)}" stroke-width="9"/>` +
    `<path d="M600 130C560 60 590 14 640 40C680 62 660 130 606 132" fill="none" stroke="${look.cord}" stroke-width="11" stroke-linecap="round"/>`
  );
}

function bread(pen: Pen): string {
  const crust = pen.radial(
    [0.38, 0.26, 0.8],
    [
      [0, "#e8b878"],
      [0.5, "#c07f3c"],
      [1, "#7a431a"],
    ],
  );
  const slice = (x: number, angle: number) =>
    `<g transform="rotate(${angle} ${x} 740)"><path d="M${x - 100} 700C${x - 140} 600 ${x - 60} 560 ${x} 560S${x + 140} 600 ${x + 100} 700V860H${x - 100}z" fill="#a9652a"/><path d="M${x - 82} 700C${x - 118} 616 ${x - 52} 580 ${x} 580S${x + 118} 616 ${x + 82} 700V842H${x - 82}z" fill="#f3dfb8"/></g>`;
  const cuts = [470, 590, 710]
    .map(
      (x) =>
        `<path d="M${x} 440C${x + 40} 500 ${x + 60} 540 ${x + 56} 590" fill="none" stroke="#f2d6a2" stroke-width="20" stroke-linecap="round"/>`,
    )
    .join("");
  return `${softShadow(pen, 620, 650, 380, 60, 0.5)}<path d="M300 560C300 440 420 380 610 380S900 440 900 560S780 680 600 680S300 650 300 560z" fill="${crust}"/>${cuts}${softShadow(pen, 470, 880, 160, 26, 0.4)}${slice(430, -8)}${slice(640, 7)}`;
}

function served(pen: Pen, look: BoardLook): string {
  const lying = `<g transform="translate(0 1200) rotate(-90)">${board(pen, look)}</g>`;
  return `${softShadow(pen, 620, 860, 560, 60, 0.42)}<g transform="matrix(1 0 0 .92 0 60)">${lying}</g><g transform="translate(250 160) scale(.76)">${bread(pen)}</g>`;
}

/** A paddle-shaped cutting board with a juice groove. */
export function boardShots(look: BoardLook): Shots {
  const draw = (pen: Pen) => softShadow(pen, 612, 1118, 300, 28, 0.5) + board(pen, look);
  return {
    MAIN: onWhite((pen) => place(draw(pen), 0.93, [604, 580], [600, 600])),
    PT01: onNeutral((pen) => served(pen, look), "#e9eae6"),
    PT02: closeUp(draw, [640, 300], 2.3),
    PT03: measured(draw, [364, 60, 848, 1130]),
  };
}
