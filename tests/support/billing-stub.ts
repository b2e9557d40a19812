import { asinsOf } from "#tests/support/fleet.ts";
import {
  drawReply,
  errorReply,
  finishReply,
  type GeminiStub,
  type RecordedCall,
  type Reply,
} from "#tests/support/gemini-stub.ts";

/** USD per million tokens, tokens of a sent picture, and of an image by size: as Google's page has them, not as the app does. */
export const RATES: Record<string, { rates: [number, number, number]; sent: number; image: Record<string, number> }> = {
  "gemini-3-pro-image": { rates: [2, 12, 120], sent: 560, image: { "1K": 1_120, "2K": 1_120, "4K": 2_000 } },
  "gemini-nano-banana-2.1": { rates: [1.5, 7.5, 30], sent: 1_120, image: { "1K": 1_120, "2K": 1_680, "4K": 3_780 } },
  "gemini-3.1-flash-lite-image": { rates: [0.25, 1.5, 30], sent: 1_120, image: { "1K": 1_120 } },
  "gemini-3.1-flash-image": {
    rates: [0.5, 3, 60],
    sent: 1_120,
    image: { "512": 747, "1K": 1_120, "2K": 1_680, "4K": 2_520 },
  },
  "gemini-2.5-flash-image": { rates: [0.3, 2.5, 30], sent: 1_120, image: { "1K": 1_290 } },
};
export const COMBINATIONS = Object.entries(RATES).flatMap(([model, { image }]) =>
  Object.keys(image).map((size) => ({ model, size })),
);

/** `end`: an image, none, or nobody knows. */
export type Billed = { model: string; size: string; micros: number; end: "image" | "none" | "lost" };

const between = (low: number, high: number) => low + Math.floor(Math.random() * (high - low));

function asked({ path, config }: RecordedCall) {
  const model = /models\/([^:]+)/.exec(path)?.[1] ?? "";
  const { image = {}, ...known } = RATES[model] ?? { rates: [0, 0, 0], sent: 0 };
  const size = config.imageConfig.imageSize ?? Object.keys(image)[0] ?? "";
  return { model, size, imageTokens: image[size] ?? 0, ...known };
}

/** Adds up what it bills, half of it in another tier than standard. Faults: without, every call gets its image. */
export class BillingStub {
  readonly billed: Billed[] = [];
  hasFaults = false;
  delayMs = 0;
  readonly #tier: string;
  readonly #timeoutMs: number;

  constructor(stub: GeminiStub, { tier, timeoutMs }: { tier: string; timeoutMs: number }) {
    this.#tier = tier;
    this.#timeoutMs = timeoutMs;
    stub.reply = (call) => this.#reply(call);
  }

  #bill(call: RecordedCall, end: Billed["end"]) {
    const { model, size, rates, sent, imageTokens } = asked(call);
    const image = end === "none" ? 0 : imageTokens;
    const [text, thoughts] = end === "none" ? [0, 0] : [between(0, 60), between(600, 1_200)];
    const prompt = Math.round(sent * (0.95 + Math.random() / 10)) + 4;
    const [input, textOut, imageOut] = rates;
    const full = prompt * input + image * imageOut + (text + thoughts) * textOut;
    this.billed.push({ model, size, micros: Math.round(this.#tier === "standard" ? full : full / 2), end });
    return {
      promptTokenCount: prompt,
      candidatesTokenCount: image + text,
      ...(image > 0 && { candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: image }] }),
      thoughtsTokenCount: thoughts,
    };
  }

  #answer(reply: Reply, usageMetadata: object): Reply {
    const headers = { "x-gemini-service-tier": this.#tier };
    return { ...reply, body: { ...Object(reply.body), usageMetadata }, headers, delayMs: this.delayMs };
  }

  /** Two of 22 products get no image in each shot. */
  #isBlocked(call: RecordedCall): boolean {
    const { model, size } = asked(call);
    const combination = COMBINATIONS.findIndex((each) => each.model === model && each.size === size);
    return this.hasFaults && (asinsOf(100).indexOf(call.prompt) + combination) % 11 === 0;
  }

  async #reply(call: RecordedCall): Promise<Reply> {
    const luck = this.hasFaults ? Math.random() : 1;
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1s" }];
    if (luck < 0.03) return errorReply(429, "Slow down.", details);
    if (luck < 0.05) return errorReply(503, "Overloaded.");
    if (this.#isBlocked(call)) return this.#answer(finishReply("IMAGE_SAFETY"), this.#bill(call, "none"));
    if (luck < 0.07) return { ...(await drawReply()), hangUp: Boolean(this.#bill(call, "lost")) };
    if (luck < 0.08) {
      this.#bill(call, "lost");
      return { ...(await drawReply()), delayMs: 2 * this.#timeoutMs };
    }
    return this.#answer(await drawReply(), this.#bill(call, "image"));
  }
}
