import "server-only";
import { fixAndInspect, inspectAndMeasure, measurePicture } from "#lib/compliance/measure.ts";
import { composeDemoImage } from "#lib/demo/compose.ts";
import { drawSample } from "#lib/demo/draw-sample.ts";
import { toJpeg } from "#lib/export/to-jpeg.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { toModelInput } from "#lib/pictures/model-input.ts";

/** All work on pictures. The first argument of each is the file that it decodes. */
export const tasks = {
  composeDemoImage,
  drawSample,
  fixAndInspect,
  inspectAndMeasure,
  inspectPicture,
  measurePicture,
  toJpeg,
  toModelInput,
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
