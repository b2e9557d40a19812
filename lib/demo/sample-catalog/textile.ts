import { randomFrom, shade } from "#lib/demo/svg.ts";

type Box = readonly [left: number, top: number, right: number, bottom: number];

function columns([left, top, right, bottom]: Box, pitch: number): string {
  return Array.from(
    { length: Math.floor((right - left) / pitch / 2) },
    (_, at) => `M${(left + at * pitch * 2).toFixed(1)} ${top}V${bottom}`,
  ).join("");
}

function rows([left, top, right, bottom]: Box, pitch: number, phase: 0 | 1): string {
  const count = Math.floor((bottom - top) / pitch / 2);
  return Array.from(
    { length: count },
    (_, at) => `M${left} ${(top + (at * 2 + phase) * pitch).toFixed(1)}H${right}`,
  ).join("");
}

/** A plain weave as dashed threads (an SVG pattern takes librsvg a second). `strength` 1 suits canvas. */
export function weave(box: Box, pitch: number, colour: string, strength = 1): string {
  const thread = (phase: 0 | 1, paint: string, opacity: number, shift: number) =>
    `<path d="${rows(box, pitch, phase)}" transform="translate(0 ${shift})" stroke="${paint}" stroke-opacity="${opacity * strength}" stroke-width="${(pitch * 0.36).toFixed(1)}" stroke-dasharray="${pitch * 1.15} ${pitch * 0.85}" stroke-dashoffset="${phase * pitch}"/>`;
  const [dark, light] = [shade(colour, -0.62), shade(colour, 0.75)];
  const warp = `<path d="${columns(box, pitch)}" stroke="${dark}" stroke-opacity="${0.13 * strength}" stroke-width="${(pitch * 0.5).toFixed(1)}"/>`;
  return (
    warp +
    thread(0, dark, 0.2, 0) +
    thread(1, dark, 0.2, 0) +
    thread(0, light, 0.34, -pitch * 0.4) +
    thread(1, light, 0.34, -pitch * 0.4)
  );
}

/** Small round grains scattered over `box`: leather, powder coat, stone. */
export function grains(
  [left, top, right, bottom]: Box,
  count: number,
  size: number,
  colour: string,
  opacity: number,
): string {
  const next = randomFrom(count);
  const dots = Array.from({ length: count }, () => {
    return `M${(left + next() * (right - left)).toFixed(0)} ${(top + next() * (bottom - top)).toFixed(0)}h.1`;
  });
  return `<path d="${dots.join("")}" stroke="${colour}" stroke-width="${size}" stroke-opacity="${opacity}" stroke-linecap="round"/>`;
}
