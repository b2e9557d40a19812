import { bokeh, frond, type Palette, type Stage } from "#lib/demo/demo-scenes/stage.ts";
import { ACROSS, DOWN, mix, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

function plinth(pen: Pen, cx: number, top: number, rx: number, height: number, colour: string): string {
  const ry = rx * 0.13;
  const side = pen.linear(ACROSS, roundStops(colour, 0.75));
  const face = pen.linear(
    [0, 0, 1, 1],
    [
      [0, shade(colour, 0.5)],
      [1, shade(colour, 0.08)],
    ],
  );
  return (
    `<path d="M${cx - rx} ${top}V${top + height}A${rx} ${ry} 0 0 0 ${cx + rx} ${top + height}V${top}z" fill="${side}"/>` +
    `<ellipse cx="${cx}" cy="${top}" rx="${rx}" ry="${ry}" fill="${face}"/>`
  );
}

function archNiche(pen: Pen, { wall, surface, accent, leaf }: Palette): string {
  const plaster = pen.linear(
    [0, 0, 1, 1],
    [
      [0, shade(wall, 0.4)],
      [0.5, wall],
      [1, shade(wall, -0.24)],
    ],
  );
  const niche = pen.linear(
    [0, 0, 1, 0.5],
    [
      [0, shade(accent, -0.3)],
      [0.3, accent],
      [1, shade(accent, 0.26)],
    ],
  );
  const floor = pen.linear(DOWN, [
    [0, shade(surface, 0.1)],
    [1, shade(surface, 0.4)],
  ]);
  return (
    `<rect width="1200" height="1200" fill="${plaster}"/><path d="M210 960V480A390 390 0 0 1 990 480V960z" fill="${niche}"/>` +
    `<path d="M210 960V480A390 390 0 0 1 990 480H972A372 372 0 0 0 240 490V960z" fill="#1c1620" opacity=".16"/>` +
    `<rect y="950" width="1200" height="250" fill="${floor}"/><rect y="948" width="1200" height="8" fill="#1c1620" opacity=".16"/>` +
    frond(1240, 560, 560, -66, shade(leaf, -0.6), 0.16) +
    frond(1260, 300, 620, -104, shade(leaf, -0.6), 0.14) +
    frond(-40, 500, 420, 62, shade(leaf, -0.6), 0.1) +
    softShadow(pen, 640, 1096, 520, 70, 0.4) +
    plinth(pen, 600, 950, 400, 130, mix(surface, "#ffffff", 0.3))
  );
}

function gardenDeck(pen: Pen, { surface, accent, leaf }: Palette): string {
  const air = pen.linear(DOWN, [
    [0, shade(leaf, 0.72)],
    [0.45, shade(leaf, 0.36)],
    [1, shade(leaf, -0.12)],
  ]);
  const sun = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#fffbe0", 0.95],
      [0.4, "#fff3c4", 0.5],
      [1, "#fff3c4", 0],
    ],
  );
  const deck = pen.linear(DOWN, [
    [0, shade(surface, -0.12)],
    [0.14, shade(surface, 0.24)],
    [1, shade(surface, -0.08)],
  ]);
  const gaps = [-900, -560, -250, 30, 290, 540, 800, 1060, 1330, 1640, 1990]
    .map((x) => `M${600 + (x - 600) * 0.52} 830L${x} 1200`)
    .join("");
  const shrub = (x: number, y: number, r: number, tone: number) =>
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${shade(leaf, tone)}" opacity=".55"/>`;
  return (
    `<rect width="1200" height="1200" fill="${air}"/>${[
      [40, 760, 210, -0.3],
      [250, 820, 190, -0.16],
      [960, 790, 220, -0.26],
      [1150, 720, 210, -0.36],
      [700, 860, 200, -0.1],
      [480, 860, 180, -0.24],
    ]
      .map(([x = 0, y = 0, r = 0, tone = 0]) => shrub(x, y, r, tone))
      .join("")}` +
    bokeh(["#ffffff", "#fff3b0", shade(leaf, 0.6), accent], 5) +
    `<circle cx="220" cy="150" r="460" fill="${sun}"/>` +
    `<rect y="830" width="1200" height="370" fill="${deck}"/><path d="${gaps}" stroke="${shade(surface, -0.65)}" stroke-width="7" opacity=".55"/><rect y="828" width="1200" height="6" fill="#fff" opacity=".4"/>` +
    frond(-30, 1010, 480, 34, shade(leaf, -0.35), 0.95) +
    frond(-60, 1080, 420, 62, shade(leaf, -0.15), 0.95) +
    frond(1235, 1000, 430, -40, shade(leaf, -0.4), 0.95) +
    frond(1250, 1090, 380, -70, shade(leaf, -0.2), 0.95)
  );
}

function colourStudio(pen: Pen, { wall, surface, accent, leaf }: Palette): string {
  const tone = mix(wall, accent, 0.42);
  const sweep = pen.linear(DOWN, [
    [0, shade(tone, -0.06)],
    [0.62, shade(tone, 0.3)],
    [0.74, shade(tone, 0.46)],
    [1, shade(tone, 0.1)],
  ]);
  const disc = pen.linear(
    [0, 0, 1, 1],
    [
      [0, shade(accent, 0.36)],
      [1, shade(accent, -0.06)],
    ],
  );
  const ball = pen.radial(
    [0.34, 0.28, 0.8],
    [
      [0, shade(surface, 0.7)],
      [0.4, surface],
      [1, shade(surface, -0.5)],
    ],
  );
  const spot = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#ffffff", 0.55],
      [1, "#ffffff", 0],
    ],
  );
  return (
    `<rect width="1200" height="1200" fill="${sweep}"/><circle cx="300" cy="200" r="520" fill="${spot}"/><circle cx="640" cy="520" r="360" fill="${disc}"/>` +
    frond(1260, 760, 700, -48, shade(leaf, -0.5), 0.18) +
    frond(1200, 960, 520, -24, shade(leaf, -0.5), 0.14) +
    softShadow(pen, 300, 1012, 250, 40, 0.34) +
    plinth(pen, 250, 800, 150, 210, shade(tone, 0.24)) +
    softShadow(pen, 1040, 1018, 170, 30, 0.4) +
    `<circle cx="1030" cy="930" r="92" fill="${ball}"/>` +
    softShadow(pen, 640, 1110, 520, 64, 0.36) +
    plinth(pen, 620, 1010, 370, 84, shade(tone, 0.4))
  );
}

/** Scenes that are no room: niche, garden, studio. */
export const SETTINGS: readonly [Stage, Stage, Stage] = [
  { foot: [600, 966], width: 600, height: 660, draw: archNiche },
  { foot: [600, 1030], width: 680, height: 720, draw: gardenDeck },
  { foot: [620, 1026], width: 600, height: 700, draw: colourStudio },
];
