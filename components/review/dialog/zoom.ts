export type Size = { width: number; height: number };
export type Point = { x: number; y: number };

/** How a picture is looked at: `zoom` 1 is all of it, (`x`, `y`) is the part of it (0 to 1) in the middle. The same for pictures of any size. */
export type View = { zoom: number; x: number; y: number };

export const FIT: View = { zoom: 1, x: 0.5, y: 0.5 };
export const ZOOM_STEP = 1.5;

const MOST_PIXELS = 4;
const LEAST_MOST_ZOOM = 8;

/** CSS pixels per pixel of the picture at which all of it is seen. */
export function fitScale(box: Size, picture: Size): number {
  return Math.min(box.width / picture.width, box.height / picture.height);
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** A picture that is smaller than its box stays in its middle. */
function clampMiddle(middle: number, shown: number, box: number): number {
  const half = box / 2 / shown;
  return half >= 0.5 ? 0.5 : clamp(middle, half, 1 - half);
}

export function clampView(view: View, box: Size, picture: Size): View {
  const fit = fitScale(box, picture);
  const zoom = clamp(view.zoom, Math.min(1, 1 / fit), Math.max(LEAST_MOST_ZOOM, MOST_PIXELS / fit));
  return {
    zoom,
    x: clampMiddle(view.x, picture.width * fit * zoom, box.width),
    y: clampMiddle(view.y, picture.height * fit * zoom, box.height),
  };
}

/** In CSS pixels. */
export function frameOf(wanted: View, box: Size, picture: Size): Size & { left: number; top: number } {
  const { zoom, x, y } = clampView(wanted, box, picture);
  const scale = fitScale(box, picture) * zoom;
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { width, height, left: box.width / 2 - x * width, top: box.height / 2 - y * height };
}

/** What lies at `at` (CSS pixels from the middle of the box) stays there. */
export function zoomBy(view: View, factor: number, at: Point, box: Size, picture: Size): View {
  const now = frameOf(view, box, picture);
  const { zoom } = clampView({ ...view, zoom: view.zoom * factor }, box, picture);
  const grown = zoom / clampView(view, box, picture).zoom;
  const middle = {
    x: (box.width / 2 - now.left + at.x) / now.width - at.x / (now.width * grown),
    y: (box.height / 2 - now.top + at.y) / now.height - at.y / (now.height * grown),
  };
  return clampView({ zoom, ...middle }, box, picture);
}

/** By CSS pixels. */
export function panBy(view: View, { x, y }: Point, box: Size, picture: Size): View {
  const now = frameOf(view, box, picture);
  const { zoom, ...middle } = clampView(view, box, picture);
  return clampView({ zoom, x: middle.x - x / now.width, y: middle.y - y / now.height }, box, picture);
}

/** 100: one pixel of the picture on one CSS pixel. */
export function percentOf(view: View, box: Size, picture: Size): number {
  return Math.round(clampView(view, box, picture).zoom * fitScale(box, picture) * 100);
}

export function actualSize(view: View, box: Size, picture: Size): View {
  return clampView({ ...view, zoom: 1 / fitScale(box, picture) }, box, picture);
}
