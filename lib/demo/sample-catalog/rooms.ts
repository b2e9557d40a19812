import { ACROSS, DOWN, mix, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

/** Where things stand in each room: the y of the surface's middle. */
export const TABLE_Y = 990;
export const SHELF_Y = 912;
export const FLOOR_Y = 1040;

function wall(pen: Pen, colour: string): string {
  const fill = pen.linear(
    [0, 0, 1, 0.8],
    [
      [0, shade(colour, 0.3)],
      [0.55, colour],
      [1, shade(colour, -0.2)],
    ],
  );
  return `<rect width="1200" height="1200" fill="${fill}"/>`;
}

function windowLight(pen: Pen, opacity = 0.5): string {
  const fill = pen.linear(
    [0, 0, 1, 1],
    [
      [0, "#fff7e3", opacity],
      [1, "#fff7e3", opacity * 0.35],
    ],
  );
  const pane = (x: number, y: number) => `<path d="M${x} ${y}l190 46l46 250l-190-46z" fill="${fill}"/>`;
  return pane(150, 60) + pane(362, 111) + pane(202, 332) + pane(414, 383);
}

function vase(pen: Pen, wood: string): string {
  const glaze = pen.linear(ACROSS, roundStops("#f2ede4", 0.8));
  const leaf = (x: number, y: number, turn: number) =>
    `<ellipse cx="${x}" cy="${y}" rx="15" ry="38" transform="rotate(${turn} ${x} ${y})"/>`;
  const branch = "M170 740C166 620 190 520 240 420M168 720C150 620 120 560 86 500";
  const leaves = [
    [198, 640, 55],
    [160, 610, -50],
    [222, 556, 60],
    [176, 540, -30],
    [244, 474, 50],
    [206, 470, -24],
    [246, 410, 24],
    [128, 610, -62],
    [142, 556, 10],
    [92, 540, -60],
    [84, 488, -28],
  ];
  return (
    softShadow(pen, 176, 916, 120, 18, 0.4) +
    `<path d="${branch}" fill="none" stroke="${shade(wood, -0.4)}" stroke-width="5"/><g fill="#7f9a82">${leaves.map(([x = 0, y = 0, turn = 0]) => leaf(x, y, turn)).join("")}</g>` +
    `<path d="M144 730H196C194 770 250 790 250 850C250 890 226 916 200 916H140C114 916 90 890 90 850C90 790 146 770 144 730z" fill="${glaze}"/>`
  );
}

/** A table of `wood` before a wall, with light from a window. */
export function tableRoom(pen: Pen, wallColour: string, wood: string): string {
  const top = pen.linear(DOWN, [
    [0, shade(wood, -0.08)],
    [0.3, shade(wood, 0.16)],
    [1, shade(wood, 0.02)],
  ]);
  const sheen = pen.radial(
    [0.3, 0.2, 0.7],
    [
      [0, "#fff6e2", 0.5],
      [1, "#fff6e2", 0],
    ],
  );
  const grain = [905, 938, 985, 1046, 1118, 1176]
    .map((y, at) => `M0 ${y}C300 ${y - 8 + at * 3} 700 ${y + 12 - at} 1200 ${y - 4}`)
    .join("");
  return (
    wall(pen, wallColour) +
    windowLight(pen) +
    `<rect y="880" width="1200" height="320" fill="${top}"/><path d="${grain}" fill="none" stroke="${shade(wood, -0.3)}" stroke-opacity=".22" stroke-width="3"/>` +
    `<rect y="880" width="1200" height="320" fill="${sheen}"/><rect y="878" width="1200" height="4" fill="${shade(wood, -0.4)}" opacity=".5"/>${vase(pen, wood)}`
  );
}

function book(pen: Pen, x: number, width: number, height: number, colour: string): string {
  const fill = pen.linear(ACROSS, [
    [0, shade(colour, 0.1)],
    [0.3, shade(colour, 0.22)],
    [1, shade(colour, -0.3)],
  ]);
  const y = 900 - height;
  return (
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="${fill}"/>` +
    `<path d="M${x} ${y + 36}h${width}M${x} ${y + height - 44}h${width}" stroke="${shade(colour, 0.5)}" stroke-width="5" opacity=".6"/>`
  );
}

/** A shelf on a wall with a few books at its right end. */
export function shelfRoom(pen: Pen, wallColour: string, wood: string): string {
  const board = pen.linear(DOWN, [
    [0, shade(wood, 0.28)],
    [0.3, wood],
    [1, shade(wood, -0.34)],
  ]);
  const under = pen.linear(DOWN, [
    [0, "#1c1620", 0.34],
    [1, "#1c1620", 0],
  ]);
  const accent = mix(wallColour, "#b4532f", 0.7);
  return (
    wall(pen, wallColour) +
    windowLight(pen, 0.4) +
    `<path d="M0 946H1200V1070L1120 1080H0z" fill="${under}"/>` +
    softShadow(pen, 1020, 905, 190, 20, 0.45) +
    book(pen, 905, 62, 400, "#31475e") +
    book(pen, 969, 46, 348, "#d9b36c") +
    book(pen, 1017, 70, 430, accent) +
    book(pen, 1089, 54, 376, "#e9e1d2") +
    `<rect y="898" width="1200" height="54" fill="${board}"/><rect y="898" width="1200" height="5" fill="#fff" opacity=".35"/>`
  );
}

/** A floor of boards before a wall with a skirting. */
export function floorRoom(pen: Pen, wallColour: string, wood: string): string {
  const floor = pen.linear(DOWN, [
    [0, shade(wood, -0.2)],
    [0.4, shade(wood, 0.1)],
    [1, shade(wood, 0.2)],
  ]);
  const skirting = pen.linear(DOWN, [
    [0, "#ffffff"],
    [0.15, "#f3f0ea"],
    [1, "#cfc9bf"],
  ]);
  const joints = [-700, -420, -170, 60, 290, 520, 740, 980, 1220, 1480, 1760]
    .map((x) => `M${600 + (x - 540) * 0.62} 900L${x} 1200`)
    .join("");
  return (
    wall(pen, wallColour) +
    windowLight(pen) +
    `<rect y="900" width="1200" height="300" fill="${floor}"/><path d="${joints}" stroke="${shade(wood, -0.45)}" stroke-width="3" opacity=".4"/>` +
    `<rect y="836" width="1200" height="66" fill="${skirting}"/><rect y="900" width="1200" height="10" fill="#1c1620" opacity=".25"/>`
  );
}
