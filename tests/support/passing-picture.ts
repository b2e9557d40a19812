import sharp from "sharp";
import { imageReply, type Reply } from "#tests/support/gemini-stub.ts";

const SIDE = 1_100;
let counter = 0;

/** A picture that fails no check for a variant other than MAIN, and is unlike the others. */
export async function passingReply(): Promise<Reply> {
  counter += 1;
  const boxes = [0, 1, 2, 3].map((place) => {
    const at = 200 + ((counter * 197 + place * 331) % 500);
    const other = 200 + ((counter * 89 + place * 271) % 500);
    return `<rect x="${at}" y="${other}" width="200" height="180" fill="hsl(${(counter * 47 + place * 90) % 360},60%,40%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="${SIDE}" height="${SIDE}" fill="#ccd"/>${boxes.join("")}</svg>`;
  return imageReply(await sharp(Buffer.from(svg)).png().toBuffer());
}
