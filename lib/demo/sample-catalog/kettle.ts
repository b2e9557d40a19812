import { TABLE_Y, tableRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { ACROSS, DOWN, type Pen, roundStops, shade, softShadow, TO_DARK } from "#lib/demo/svg.ts";

export type KettleLook = { enamel: string; grip: string; wall: string; wood: string };

const BODY =
  "M372 470C352 640 318 800 312 930C310 972 334 992 380 994H780C826 992 850 972 848 930C842 800 808 640 788 470C784 440 770 424 742 424H418C390 424 376 440 372 470z";
const SPOUT = "M346 846C228 838 214 742 214 640C214 540 206 456 120 430";

function spout(colour: string): string {
  const stroke = (width: number, paint: string, shift = 0) =>
    `<path d="${SPOUT}" fill="none" stroke="${paint}" stroke-width="${width}" stroke-linecap="round" transform="translate(${-shift} ${-shift})"/>`;
  return (
    stroke(58, shade(colour, -0.5)) +
    stroke(48, shade(colour, -0.16)) +
    stroke(28, shade(colour, 0.1), 5) +
    stroke(9, shade(colour, 0.5), 10) +
    `<ellipse cx="112" cy="428" rx="13" ry="29" transform="rotate(17 112 428)" fill="${shade(colour, -0.75)}"/>`
  );
}

function handle(pen: Pen, look: KettleLook): string {
  const wood = pen.linear(ACROSS, [
    [0, shade(look.grip, 0.3)],
    [0.4, look.grip],
    [1, shade(look.grip, -0.5)],
  ]);
  const arm = (path: string) =>
    `<path d="${path}" fill="none" stroke="${shade(look.enamel, -0.5)}" stroke-width="34" stroke-linejoin="round"/>` +
    `<path d="${path}" fill="none" stroke="${shade(look.enamel, 0.12)}" stroke-width="14" stroke-linejoin="round" transform="translate(-3 -6)"/>`;
  return (
    arm("M770 500H930C970 500 996 520 1000 556") +
    `<path d="M968 548C968 536 978 528 990 528H1022C1036 528 1044 536 1046 548L1062 800C1064 826 1050 842 1028 842C1006 842 994 830 992 808z" fill="${wood}"/>` +
    `<path d="M988 552L1008 800" stroke="#fff" stroke-width="9" opacity=".35" stroke-linecap="round"/>` +
    `<path d="M1016 560L1034 820M1030 556L1046 812" stroke="${shade(look.grip, -0.5)}" stroke-width="3" opacity=".35"/>`
  );
}

function lid(pen: Pen, look: KettleLook): string {
  const dome = pen.linear([0, 0, 1, 0.25], roundStops(look.enamel));
  const knob = pen.radial(
    [0.34, 0.28, 0.8],
    [
      [0, shade(look.grip, 0.5)],
      [0.4, look.grip],
      [1, shade(look.grip, -0.55)],
    ],
  );
  return (
    `<path d="M428 408C440 352 510 326 580 326S720 352 732 408z" fill="${dome}"/>` +
    `<rect x="558" y="290" width="44" height="42" fill="${shade(look.enamel, -0.45)}"/><ellipse cx="580" cy="258" rx="66" ry="50" fill="${knob}"/>` +
    `<rect x="404" y="402" width="352" height="32" rx="15" fill="${pen.linear(ACROSS, roundStops(shade(look.enamel, 0.08), 1.2))}"/>`
  );
}

function kettle(pen: Pen, look: KettleLook): string {
  const clip = pen.clip(`<path d="${BODY}"/>`);
  const gloss = pen.linear(DOWN, [
    [0, "#ffffff", 0.55],
    [1, "#ffffff", 0.06],
  ]);
  const low = pen.linear(DOWN, [
    [0, "#1c1620", 0],
    [1, "#1c1620", 0.42],
  ]);
  const bounce = pen.linear(TO_DARK, [
    [0, "#ffffff", 0],
    [1, "#ffe9cf", 0.3],
  ]);
  return (
    softShadow(pen, 590, 996, 390, 34, 0.5) +
    spout(look.enamel) +
    handle(pen, look) +
    `<path d="${BODY}" fill="${pen.linear(ACROSS, roundStops(look.enamel))}"/><g clip-path="${clip}">` +
    `<rect x="300" y="820" width="560" height="180" fill="${low}"/><path d="M452 470C438 640 420 800 412 940L472 948C476 800 486 640 496 470z" fill="${gloss}"/>` +
    `<path d="M800 500C816 640 836 800 842 930L826 960C822 800 800 640 780 500z" fill="${bounce}"/></g>` +
    lid(pen, look)
  );
}

/** A gooseneck kettle with a wooden grip. */
export function kettleShots(look: KettleLook): Shots {
  const draw = (pen: Pen) => kettle(pen, look);
  return {
    MAIN: onWhite(
      (pen) => `<g transform="translate(-2 -40) translate(600 600) scale(1.06) translate(-600 -560)">${draw(pen)}</g>`,
    ),
    PT01: onNeutral((pen) => `<g transform="translate(1200 0) scale(-1 1)">${draw(pen)}</g>`),
    PT02: closeUp(draw, [900, 560], 2.2),
    PT03: inRoom((pen) => tableRoom(pen, look.wall, look.wood), draw, [600, 994], [640, TABLE_Y + 20], 0.8),
  };
}
