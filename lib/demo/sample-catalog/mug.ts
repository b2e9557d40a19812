import { TABLE_Y, tableRoom } from "#lib/demo/sample-catalog/rooms.ts";
import { closeUp, inRoom, onNeutral, onWhite, type Shots } from "#lib/demo/sample-catalog/shots.ts";
import { DOWN, type Pen, randomFrom, roundStops, shade, softShadow } from "#lib/demo/svg.ts";

const FOOT = [600, 985] as const;

export type MugLook = { enamel: string; rim: string; speckles: string; wall: string; wood: string };

function handle(colour: string): string {
  const path = "M800 372C1010 330 1104 424 1090 588C1078 742 968 812 786 818";
  const stroke = (width: number, paint: string, extra = "") =>
    `<path d="${path}" fill="none" stroke="${paint}" stroke-width="${width}" stroke-linecap="round" ${extra}/>`;
  return (
    stroke(78, shade(colour, -0.46)) +
    stroke(64, shade(colour, -0.22)) +
    stroke(42, shade(colour, 0.02), 'transform="translate(-4 -6)"') +
    stroke(16, shade(colour, 0.34), 'transform="translate(-8 -12)" opacity=".8"')
  );
}

function speckles(colour: string): string {
  const next = randomFrom(7);
  const dots = Array.from({ length: 120 }, () => {
    const [x, y, r] = [90 + next() * 740, 250 + next() * 720, 2 + next() * next() * 8];
    return `<ellipse cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" rx="${r.toFixed(1)}" ry="${(r * 0.86).toFixed(1)}"/>`;
  });
  return `<g fill="${colour}" opacity=".75">${dots.join("")}</g>`;
}

/** `tilt` is the rim ellipse's half height: how far the mug is seen from above. */
function mug(pen: Pen, look: MugLook, tilt: number, flipped = false): string {
  const bottomTilt = tilt * 0.86;
  const body = `M96 250L124 ${930 - bottomTilt * 0.1}A336 ${bottomTilt} 0 0 0 796 ${930 - bottomTilt * 0.1}L824 250z`;
  const inside = pen.linear(
    [0, 0, 1, 0.3],
    [
      [0, "#b9b2a6"],
      [0.45, "#efe9df"],
      [1, "#fffdf8"],
    ],
  );
  const depth = pen.radial(
    [0.36, 0.1, 0.8],
    [
      [0, "#1c1620", 0.34],
      [1, "#1c1620", 0],
    ],
  );
  const gloss = pen.linear(DOWN, [
    [0, "#ffffff", 0.55],
    [1, "#ffffff", 0.04],
  ]);
  const foot = pen.linear(DOWN, [
    [0, "#1c1620", 0],
    [1, "#1c1620", 0.38],
  ]);
  const clip = pen.clip(`<path d="${body}"/>`);
  const drawn =
    softShadow(pen, 480, 912 + bottomTilt, 420, 44, 0.42) +
    handle(look.enamel) +
    `<path d="${body}" fill="${pen.linear([0, 0, 1, 0], roundStops(look.enamel))}"/>` +
    `<g clip-path="${clip}">${speckles(look.speckles)}<rect x="90" y="780" width="740" height="260" fill="${foot}"/>` +
    `<path d="M206 ${300 + tilt}C196 500 204 720 226 900L286 916C262 720 258 500 270 ${318 + tilt}z" fill="${gloss}"/></g>` +
    `<ellipse cx="460" cy="250" rx="370" ry="${tilt + 8}" fill="${look.rim}"/>` +
    `<ellipse cx="460" cy="247" rx="370" ry="${tilt + 6}" fill="none" stroke="${shade(look.rim, 0.5)}" stroke-width="3" opacity=".8"/>` +
    `<ellipse cx="460" cy="252" rx="350" ry="${tilt - 6}" fill="${inside}"/><ellipse cx="460" cy="252" rx="350" ry="${tilt - 6}" fill="${depth}"/>`;
  const flip = flipped ? ' transform="translate(1200 0) scale(-1 1)"' : "";
  return `<g${flip}><g transform="translate(8 -10)">${drawn}</g></g>`;
}

/** An enamel mug with a steel rim. */
export function mugShots(look: MugLook): Shots {
  return {
    MAIN: onWhite((pen) => mug(pen, look, 46)),
    PT01: onNeutral((pen) => mug(pen, look, 122, true)),
    PT02: closeUp((pen) => mug(pen, look, 80), [800, 420], 2.1),
    PT03: inRoom(
      (pen) => tableRoom(pen, look.wall, look.wood),
      (pen) => mug(pen, look, 78),
      FOOT,
      [640, TABLE_Y + 30],
      0.68,
    ),
  };
}
