import { frond, leaf, type Palette, type Stage } from "#lib/demo/demo-scenes/stage.ts";
import { ACROSS, DOWN, mix, type Pen, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

function wall(pen: Pen, colour: string): string {
  return `<rect width="1200" height="1200" fill="${pen.linear(
    [0, 0, 1, 0.9],
    [
      [0, shade(colour, 0.34)],
      [0.5, colour],
      [1, shade(colour, -0.26)],
    ],
  )}"/>`;
}

function planks(pen: Pen, colour: string, top: number): string {
  const fill = pen.linear(DOWN, [
    [0, shade(colour, -0.18)],
    [0.18, shade(colour, 0.12)],
    [1, shade(colour, -0.04)],
  ]);
  const seams = [0.24, 0.55].map((share) => `M0 ${top + (1200 - top) * share}H1200`).join("");
  const grain = [0.08, 0.17, 0.34, 0.45, 0.68, 0.82, 0.93].map((share, at) => {
    const y = top + (1200 - top) * share;
    return `M0 ${y}C280 ${y - 10 + at * 2} 640 ${y + 14 - at * 2} 1200 ${y - 5}`;
  });
  return (
    `<rect y="${top}" width="1200" height="${1200 - top}" fill="${fill}"/><path d="${seams}" stroke="${shade(colour, -0.6)}" stroke-width="4" opacity=".4"/>` +
    `<path d="${grain.join("")}" fill="none" stroke="${shade(colour, -0.45)}" stroke-width="3" opacity=".26"/><rect y="${top}" width="1200" height="5" fill="#fff" opacity=".35"/>`
  );
}

function pot(pen: Pen, x: number, y: number, size: number, colour: string): string {
  const [top, foot] = [size * 0.5, size * 0.36];
  return `${softShadow(pen, x + size * 0.1, y, size * 0.75, size * 0.12, 0.5)}<path d="M${x - top} ${y - size}H${x + top}L${x + foot} ${y - 12}Q${x + foot} ${y} ${x + foot - 14} ${y}H${x - foot + 14}Q${x - foot} ${y} ${x - foot} ${y - 12}z" fill="${pen.linear(ACROSS, roundStops(colour))}"/><rect x="${x - top - 10}" y="${y - size - 12}" width="${top * 2 + 20}" height="34" rx="10" fill="${pen.linear(ACROSS, roundStops(shade(colour, 0.1)))}"/>`;
}

function windowTable(pen: Pen, { wall: paint, surface, accent, leaf: green }: Palette): string {
  const sky = pen.linear(DOWN, [
    [0, "#d7ecf5"],
    [0.6, "#f5f7ee"],
    [1, "#dfe9cf"],
  ]);
  const curtain = pen.linear(ACROSS, [
    [0, shade(accent, 0.72)],
    [0.2, shade(accent, 0.5)],
    [0.35, shade(accent, 0.78)],
    [0.6, shade(accent, 0.46)],
    [0.8, shade(accent, 0.7)],
    [1, shade(accent, 0.4)],
  ]);
  const beam = pen.linear(
    [0, 0, 1, 1],
    [
      [0, "#fff8e2", 0.75],
      [1, "#fff8e2", 0],
    ],
  );
  return (
    wall(pen, paint) +
    `<rect x="-40" y="-40" width="470" height="760" fill="${shade(paint, 0.7)}"/><rect x="-10" y="-10" width="410" height="700" fill="${sky}"/>` +
    `<g fill="${shade(green, 0.5)}" opacity=".6"><circle cx="70" cy="640" r="120"/><circle cx="230" cy="668" r="100"/><circle cx="350" cy="610" r="110"/></g>` +
    `<path d="M190-10V690M-10 330H400" stroke="${shade(paint, 0.78)}" stroke-width="22"/><rect x="-40" y="690" width="480" height="34" fill="${shade(paint, 0.55)}"/>` +
    `<path d="M330-20H520C500 200 530 480 560 780C500 800 440 780 400 800C420 520 380 240 330-20z" fill="${curtain}" opacity=".94"/>` +
    `<path d="M520 40L1200 360V900H760z" fill="${beam}" opacity=".5"/>` +
    planks(pen, surface, 850) +
    `<path d="M420 850L1200 850V1010L760 1200H120z" fill="${beam}" opacity=".45"/>` +
    [
      [-34, 330],
      [-14, 400],
      [8, 420],
      [30, 350],
      [54, 270],
      [-58, 260],
    ]
      .map(([turn = 0, length = 0], at) =>
        leaf(1072, 770, length, turn, shade(green, at % 2 ? 0.08 : -0.16), shade(green, 0.4)),
      )
      .join("") +
    pot(pen, 1072, 930, 170, accent)
  );
}

function kitchenCounter(pen: Pen, { wall: paint, surface, accent, leaf: green }: Palette): string {
  const tiles = Array.from({ length: 9 }, (_, row) => {
    const seams = Array.from({ length: 7 }, (_, at) => `M${at * 200 + (row % 2) * 100} ${row * 96}v96`).join("");
    return `M0 ${row * 96}H1200${seams}`;
  }).join("");
  const stone = mix(surface, "#f4f1ec", 0.82);
  const veins =
    "M-20 990C180 930 300 1040 480 980S760 900 1220 960M200 1210C420 1080 560 1150 800 1060S1040 1010 1220 1050M860 870C900 930 1010 930 1080 1010";
  const steel = pen.linear(ACROSS, roundStops(accent));
  const spoon = (x: number, turn: number, colour: string) =>
    `<g transform="rotate(${turn} ${x} 800)"><rect x="${x - 8}" y="470" width="16" height="330" rx="8" fill="${colour}"/><ellipse cx="${x}" cy="450" rx="38" ry="58" fill="${colour}"/></g>`;
  return (
    wall(pen, mix(paint, "#ffffff", 0.45)) +
    `<path d="${tiles}" fill="none" stroke="${shade(paint, -0.2)}" stroke-width="7" opacity=".4"/><path d="${tiles}" transform="translate(4 5)" fill="none" stroke="#fff" stroke-width="4" opacity=".55"/>` +
    `<rect y="250" width="1200" height="34" fill="${shade(surface, -0.12)}"/><rect y="284" width="1200" height="26" fill="#1c1620" opacity=".16"/>` +
    `<rect x="120" y="110" width="120" height="140" rx="16" fill="${shade(accent, 0.3)}"/><rect x="268" y="150" width="150" height="100" rx="50" fill="${shade(paint, -0.1)}"/><rect x="940" y="96" width="94" height="154" rx="12" fill="${shade(green, 0.2)}"/><rect x="1050" y="136" width="94" height="114" rx="12" fill="${shade(surface, 0.2)}"/>` +
    spoon(96, -12, "#b98350") +
    spoon(150, 4, "#d2a06a") +
    spoon(196, 17, "#9a6a3e") +
    `<rect y="846" width="1200" height="354" fill="${pen.linear(DOWN, [
      [0, shade(stone, -0.1)],
      [0.15, shade(stone, 0.4)],
      [1, shade(stone, -0.06)],
    ])}"/><path d="${veins}" fill="none" stroke="${shade(surface, -0.25)}" stroke-width="7" opacity=".16"/><path d="${veins}" transform="translate(8 12)" fill="none" stroke="${shade(surface, -0.3)}" stroke-width="2.5" opacity=".4"/>` +
    `<rect y="844" width="1200" height="5" fill="#fff" opacity=".8"/>${softShadow(pen, 160, 922, 150, 22, 0.5)}<path d="M62 690H232L222 900Q220 924 196 924H98Q74 924 72 900z" fill="${steel}"/>` +
    [
      [-40, 190],
      [-16, 250],
      [12, 260],
      [36, 200],
      [62, 150],
      [-66, 150],
    ]
      .map(([turn = 0, length = 0], at) =>
        leaf(1090, 800, length, turn, shade(green, at % 2 ? 0.14 : -0.1), shade(green, 0.5)),
      )
      .join("") +
    pot(pen, 1090, 916, 120, "#f1ece3")
  );
}

function loft(pen: Pen, { wall: paint, surface, accent, leaf: green }: Palette): string {
  const light = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, "#fff1cc", 0.8],
      [1, "#fff1cc", 0],
    ],
  );
  const rug = pen.radial(
    [0.5, 0.5, 0.5],
    [
      [0, shade(accent, 0.55)],
      [0.78, shade(accent, 0.4)],
      [0.8, shade(accent, 0.1)],
      [1, shade(accent, 0.24)],
    ],
  );
  const boards = [-600, -330, -90, 140, 360, 580, 800, 1030, 1270, 1540, 1830]
    .map((x) => `M${600 + (x - 600) * 0.6} 820L${x} 1200`)
    .join("");
  return (
    wall(pen, paint) +
    `<rect x="730" y="120" width="260" height="340" fill="${shade(accent, -0.3)}"/><rect x="746" y="136" width="228" height="308" fill="#f6f1e7"/><circle cx="846" cy="262" r="64" fill="${accent}"/><path d="M746 400C800 330 850 370 974 320V444H746z" fill="${shade(green, 0.1)}"/>` +
    `<circle cx="150" cy="230" r="330" fill="${light}"/>` +
    `<rect y="820" width="1200" height="380" fill="${pen.linear(DOWN, [
      [0, shade(surface, -0.24)],
      [0.3, surface],
      [1, shade(surface, 0.14)],
    ])}"/><path d="${boards}" stroke="${shade(surface, -0.55)}" stroke-width="4" opacity=".35"/>` +
    `<rect y="768" width="1200" height="54" fill="${shade(paint, 0.6)}"/><rect y="820" width="1200" height="9" fill="#1c1620" opacity=".28"/>` +
    `<ellipse cx="610" cy="1030" rx="520" ry="120" fill="${rug}"/><path d="M150 300V890" stroke="#2b2a2e" stroke-width="12"/><ellipse cx="150" cy="892" rx="78" ry="15" fill="#2b2a2e"/><path d="M86 150H214L256 310H44z" fill="${pen.linear(ACROSS, roundStops("#f3e6cb", 0.7))}"/>` +
    [
      [-46, 420],
      [-22, 520],
      [4, 560],
      [28, 500],
      [50, 400],
      [70, 290],
      [-68, 300],
    ]
      .map(([turn = 0, length = 0], at) => frond(1060, 740, length, turn, shade(green, at % 2 ? 0.06 : -0.2), 1))
      .join("") +
    pot(pen, 1060, 930, 210, "#efe9df")
  );
}

/** Scenes indoors. */
export const ROOMS: readonly [Stage, Stage, Stage] = [
  { foot: [640, 1010], width: 640, height: 660, draw: windowTable },
  { foot: [620, 1010], width: 640, height: 680, draw: kitchenCounter },
  { foot: [610, 1060], width: 640, height: 700, draw: loft },
];
