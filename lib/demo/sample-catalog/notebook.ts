import { tableRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { grains } from "#lib/demo/sample-catalog/textile.ts";
import { ACROSS, DOWN, type Pen, shade, softShadow, TO_DARK } from "#lib/demo/svg.ts";

export type NotebookLook = { cover: string; band: string; wall: string; wood: string };

function emblem(colour: string): string {
  return (
    `<g fill="none" stroke="${shade(colour, -0.42)}" stroke-width="7" stroke-linejoin="round" opacity=".7"><circle cx="560" cy="470" r="104"/>` +
    '<path d="M468 512L530 428L566 474L592 442L650 512"/></g>' +
    `<circle cx="560" cy="472" r="104" fill="none" stroke="#fff" stroke-width="2.5" opacity=".35"/>`
  );
}

function notebook(pen: Pen, look: NotebookLook): string {
  const cover = pen.linear(TO_DARK, [
    [0, shade(look.cover, 0.3)],
    [0.4, look.cover],
    [1, shade(look.cover, -0.3)],
  ]);
  const spine = pen.linear(ACROSS, [
    [0, "#1c1620", 0.42],
    [0.35, "#ffffff", 0.26],
    [0.7, "#1c1620", 0.22],
    [1, "#1c1620", 0],
  ]);
  const pages = pen.linear(ACROSS, [
    [0, "#cfc5b2"],
    [1, "#fffaf0"],
  ]);
  const band = pen.linear(ACROSS, [
    [0, shade(look.band, -0.2)],
    [0.4, shade(look.band, 0.3)],
    [1, shade(look.band, -0.4)],
  ]);
  const edges = Array.from({ length: 6 }, (_, at) => `M966 ${96}V1100`.replace("966", String(962 + at * 4))).join("");
  return (
    softShadow(pen, 630, 1116, 460, 34, 0.5) +
    `<path d="M556 1080V1160L580 1136L604 1160V1080z" fill="#b23a3a"/>` +
    `<rect x="262" y="92" width="736" height="1032" rx="30" fill="${shade(look.cover, -0.5)}"/><rect x="270" y="98" width="718" height="1012" rx="18" fill="${pages}"/>` +
    `<path d="${edges}" stroke="#a99c84" stroke-width="1.5" opacity=".7"/>` +
    `<rect x="222" y="76" width="742" height="1032" rx="30" fill="${cover}"/>${grains([228, 82, 958, 1102], 1400, 4, shade(look.cover, -0.7), 0.13)}` +
    `<path d="M252 76H330V1108H252C234 1108 222 1096 222 1078V106C222 88 234 76 252 76z" fill="${spine}"/>` +
    emblem(look.cover) +
    `<rect x="232" y="84" width="722" height="1016" rx="25" fill="none" stroke="#fff" stroke-width="3" opacity=".25"/>` +
    `<path d="M846 76V1108" stroke="#1c1620" stroke-width="46" opacity=".16" transform="translate(9 0)"/><rect x="824" y="74" width="44" height="1038" fill="${band}"/>`
  );
}

function opened(pen: Pen, look: NotebookLook): string {
  const sheet = (flip: string) => {
    const paper = pen.linear(ACROSS, [
      [0, "#d9d0bf"],
      [0.12, "#f6f0e3"],
      [0.5, "#fffcf4"],
      [1, "#efe7d7"],
    ]);
    const lines = Array.from(
      { length: 15 },
      (_, at) => `M650 ${420 + at * 34}C760 ${402 + at * 34} 960 ${404 + at * 34} 1084 ${416 + at * 34}`,
    ).join("");
    return `<g ${flip}><path d="M600 340C720 296 1000 300 1128 330V930C1000 900 720 900 600 946z" fill="${paper}"/><path d="${lines}" fill="none" stroke="#9fb2c4" stroke-width="3"/></g>`;
  };
  const fold = pen.linear(ACROSS, [
    [0, "#1c1620", 0],
    [0.5, "#1c1620", 0.3],
    [1, "#1c1620", 0],
  ]);
  return (
    softShadow(pen, 606, 950, 590, 60, 0.42) +
    `<path d="M48 330C200 300 480 306 600 356C720 306 1000 300 1152 330V952C1000 922 720 926 600 972C480 926 200 922 48 952z" fill="${shade(look.cover, -0.1)}"/>` +
    sheet('transform="translate(1200 0) scale(-1 1)"') +
    sheet("") +
    `<rect x="540" y="330" width="120" height="620" fill="${fold}" opacity=".7"/><path d="M612 350C640 500 620 800 640 1020L656 1000L676 1016C650 800 664 520 624 346z" fill="#b23a3a"/>`
  );
}

/** A hardcover notebook with an elastic band; its second picture shows it open. */
export function notebookShots(look: NotebookLook): Shots {
  const draw = (pen: Pen) => notebook(pen, look);
  const desk = (pen: Pen) => {
    const pencil = pen.linear(DOWN, [
      [0, "#f0c14b"],
      [0.5, "#e0a92e"],
      [1, "#b9821c"],
    ]);
    return `${tableRoom(pen, look.wall, look.wood)}<g transform="rotate(-7 300 1130)">${softShadow(pen, 330, 1146, 260, 16, 0.4)}<rect x="120" y="1116" width="360" height="26" rx="4" fill="${pencil}"/><path d="M480 1116l54 13l-54 13z" fill="#efd6ae"/><path d="M516 1125l18 4l-18 4z" fill="#333"/></g>`;
  };
  return {
    MAIN: onWhite((pen) => `<g transform="translate(-10 0)">${draw(pen)}</g>`),
    PT01: onNeutral((pen) => opened(pen, look)),
    PT02: closeUp(draw, [800, 880], 2.4),
    PT03: inRoom(desk, draw, [600, 1110], [640, 1010], 0.66),
  };
}
