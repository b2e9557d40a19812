import { closeUp, measured, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { grains } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

export type BottleLook = { coat: string; lid: string };

const BODY =
  "M438 430C438 372 474 352 500 318L500 268H700V318C726 352 762 372 762 430V1040C762 1076 744 1092 712 1092H488C456 1092 438 1076 438 1040z";

function mountain(colour: string): string {
  const fill = shade(colour, 0.72);
  return (
    `<g opacity=".9" fill="none" stroke="${fill}" stroke-width="9" stroke-linejoin="round" stroke-linecap="round">` +
    '<path d="M520 742L580 640L612 690L634 660L684 742z"/><circle cx="652" cy="606" r="17"/></g>'
  );
}

function lid(pen: Pen, colour: string): string {
  const fill = pen.linear(ACROSS, roundStops(colour));
  const steel = pen.linear(ACROSS, roundStops("#c9cbcf", 1.2));
  const ridges = Array.from({ length: 13 }, (_, at) => `M${508 + at * 15.4} 186V262`).join("");
  return (
    `<path d="M522 182C522 92 556 64 600 64S678 92 678 182" fill="none" stroke="${shade(colour, -0.4)}" stroke-width="42"/>` +
    `<path d="M522 182C522 92 556 64 600 64S678 92 678 182" fill="none" stroke="${shade(colour, 0.06)}" stroke-width="30"/>` +
    `<path d="M516 170C518 94 550 58 598 58" fill="none" stroke="${shade(colour, 0.5)}" stroke-width="8" stroke-linecap="round" opacity=".7"/>` +
    `<rect x="492" y="264" width="216" height="20" rx="6" fill="${steel}"/>` +
    `<path d="M494 190C494 176 504 168 518 168H682C696 168 706 176 706 190V268H494z" fill="${fill}"/>` +
    `<path d="${ridges}" stroke="${shade(colour, -0.6)}" stroke-width="3" opacity=".45"/>`
  );
}

function bottle(pen: Pen, look: BottleLook): string {
  const coat = pen.linear(ACROSS, roundStops(look.coat, 0.9));
  const gloss = pen.linear(DOWN, [
    [0, "#ffffff", 0.5],
    [0.6, "#ffffff", 0.2],
    [1, "#ffffff", 0.05],
  ]);
  const base = pen.linear(ACROSS, roundStops("#b9bcc2", 1.2));
  const clip = pen.clip(`<path d="${BODY}"/>`);
  const shoulder = pen.linear(DOWN, [
    [0, "#1c1620", 0.4],
    [1, "#1c1620", 0],
  ]);
  return (
    `<path d="M452 1080H748V1104C748 1114 740 1120 730 1120H470C460 1120 452 1114 452 1104z" fill="${base}"/>` +
    `<path d="${BODY}" fill="${coat}"/><g clip-path="${clip}">${grains([440, 330, 760, 1080], 420, 2, "#ffffff", 0.3)}<rect x="430" y="268" width="340" height="90" fill="${shoulder}"/>` +
    `<path d="M486 440C486 398 512 370 528 346H552C540 380 520 404 520 444V1040C520 1052 490 1052 488 1040z" fill="${gloss}"/>` +
    `<path d="M744 430V1050" stroke="#fff" stroke-width="5" opacity=".22"/></g>` +
    mountain(look.coat) +
    lid(pen, look.lid)
  );
}

function standing(pen: Pen, look: BottleLook): string {
  return softShadow(pen, 608, 1108, 260, 26, 0.5) + bottle(pen, look);
}

function lying(pen: Pen, look: BottleLook): string {
  return (
    softShadow(pen, 610, 775, 560, 44, 0.5) +
    `<g transform="rotate(90 600 600) translate(10 10)">${bottle(pen, look)}</g>`
  );
}

/** An insulated steel bottle with a carrying loop. */
export function bottleShots(look: BottleLook): Shots {
  const upright = (pen: Pen) => standing(pen, look);
  return {
    MAIN: onWhite(upright),
    PT01: onNeutral((pen) => lying(pen, look)),
    PT02: closeUp(upright, [600, 262], 2.7),
    PT03: measured(upright, [438, 42, 762, 1120]),
  };
}
