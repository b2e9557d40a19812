import { SHELF_Y, shelfRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { weave } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, mix, type Pen, shade, softShadow } from "#lib/demo/svg.ts";

export type TowelLook = { cottons: readonly [string, string, string]; wall: string; wood: string };

function fold(pen: Pen, y: number, height: number, colour: string, inset: number): string {
  const [left, right, r] = [110 + inset, 1090 - inset * 0.6, height / 2];
  const dark = mix(colour, "#2a1a18", 0.7);
  const roll = pen.linear(DOWN, [
    [0, shade(colour, 0.2)],
    [0.25, shade(colour, 0.4)],
    [0.6, colour],
    [1, mix(colour, dark, 0.55)],
  ]);
  const away = pen.linear(ACROSS, [
    [0, "#fff", 0.12],
    [0.5, dark, 0],
    [1, dark, 0.34],
  ]);
  const shape = `M${left + r} ${y}H${right - 26}Q${right} ${y} ${right} ${y + 26}V${y + height - 26}Q${right} ${y + height} ${right - 26} ${y + height}H${left + r}A${r} ${r} 0 0 1 ${left + r} ${y}z`;
  const inner = `M${left + r} ${y + height * 0.5}H${right}`;
  return (
    `<path d="${shape}" fill="${roll}"/><path d="${shape}" fill="${away}"/>` +
    `<path d="${inner}" stroke="${dark}" stroke-width="9" opacity=".4" stroke-linecap="round"/><path d="${inner}" transform="translate(0 9)" stroke="#fff" stroke-width="5" opacity=".3"/>` +
    `<g clip-path="${pen.clip(`<path d="${shape}"/>`)}">${weave([left, y, right, y + height], 5, colour, 0.8)}</g>` +
    `<g opacity=".55"><rect x="${right - 190}" y="${y + 1}" width="16" height="${height - 2}" fill="${shade(colour, -0.25)}"/><rect x="${right - 164}" y="${y + 1}" width="42" height="${height - 2}" fill="${shade(colour, 0.3)}"/><rect x="${right - 112}" y="${y + 1}" width="16" height="${height - 2}" fill="${shade(colour, -0.25)}"/></g>`
  );
}

function stack(pen: Pen, cottons: readonly string[]): string {
  const [top = "#ffffff", middle = top, bottom = top] = cottons;
  const gap = (y: number) => softShadow(pen, 610, y, 500, 26, 0.6);
  return (
    softShadow(pen, 606, 974, 540, 44, 0.5) +
    fold(pen, 730, 236, bottom, 0) +
    gap(736) +
    fold(pen, 502, 230, middle, 18) +
    gap(508) +
    fold(pen, 282, 222, top, 40)
  );
}

/** A towel rolled up, seen from its end. */
function rolled(pen: Pen, x: number, y: number, colour: string): string {
  const dark = mix(colour, "#2a1a18", 0.6);
  const body = pen.linear(DOWN, [
    [0, shade(colour, 0.3)],
    [0.4, shade(colour, 0.1)],
    [1, mix(colour, dark, 0.6)],
  ]);
  const spiral =
    "M0 0C22-26 62-8 54 30C46 76-26 84-58 44C-96-6-58-84 12-96C92-108 150-34 132 50C116 128 28 166-60 142C-146 116-184 18-146-70";
  return (
    `<g transform="translate(${x} ${y})"><path d="M0-176H420C470-176 490-90 490 0S470 176 420 176H0z" fill="${body}"/>${weave([150, -172, 480, 170], 5, colour, 0.8)}` +
    `<circle r="176" fill="${shade(colour, 0.16)}"/><circle r="172" fill="none" stroke="${dark}" stroke-width="4" opacity=".3"/><path d="${spiral}" fill="none" stroke="${dark}" stroke-width="11" stroke-linecap="round" opacity=".5"/>` +
    `<path d="${spiral}" transform="translate(-6 -8)" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".5"/></g>`
  );
}

function rolls(pen: Pen, [first, second, third]: TowelLook["cottons"]): string {
  return (
    softShadow(pen, 640, 960, 540, 44, 0.5) +
    rolled(pen, 290, 780, second) +
    rolled(pen, 640, 780, first) +
    rolled(pen, 440, 470, third)
  );
}

/** A set of three towels. */
export function towelShots(look: TowelLook): Shots {
  const draw = (pen: Pen) => stack(pen, look.cottons);
  return {
    MAIN: onWhite((pen) => `<g transform="translate(0 -26)">${draw(pen)}</g>`),
    PT01: onNeutral((pen) => rolls(pen, look.cottons)),
    PT02: closeUp(draw, [900, 500], 2.4),
    PT03: inRoom((pen) => shelfRoom(pen, look.wall, look.wood), draw, [600, 968], [450, SHELF_Y], 0.68),
  };
}
