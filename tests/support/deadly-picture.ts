// Preloaded into a worker (`node --import`): a picture that holds DEADLY_MARK kills the process while it is being decoded,
// as a picture would that takes more memory than there is.
import { setTimeout as sleep } from "node:timers/promises";
import sharp, { type Sharp } from "sharp";

const DECODING_MS = 300;

const mark = process.env.DEADLY_MARK ?? "";
const { toBuffer } = sharp.prototype;

type Opened = Sharp & { options: { input: { buffer?: Uint8Array } } };

sharp.prototype.toBuffer = async function (this: Opened, ...parameters: unknown[]) {
  if (Buffer.from(this.options.input.buffer ?? []).includes(mark)) {
    await sleep(DECODING_MS);
    process.kill(process.pid, "SIGKILL");
  }
  return toBuffer.apply(this, parameters);
};
