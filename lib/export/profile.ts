const TAG_COUNT_AT = 128;
const TAGS_AT = 132;
const TAG_BYTES = 12;

/** The description of an ICC profile, as bytes read as Latin-1 without the zeros of its UTF-16; empty where there is none. */
function descriptionOf(icc: Buffer): string {
  if (icc.length < TAGS_AT) return "";
  const count = icc.readUInt32BE(TAG_COUNT_AT);
  for (let at = TAGS_AT; at < TAGS_AT + count * TAG_BYTES && at + TAG_BYTES <= icc.length; at += TAG_BYTES) {
    if (icc.toString("latin1", at, at + 4) !== "desc") continue;
    const start = icc.readUInt32BE(at + 4);
    return icc.toString("latin1", start, start + icc.readUInt32BE(at + 8)).replaceAll("\0", "");
  }
  return "";
}

/** Does a file with this profile, or with none, mean sRGB by its numbers? A profile that does not say so is taken for another one. */
export function meansSrgb(icc: Buffer | undefined): boolean {
  return !icc || /sRGB/i.test(descriptionOf(icc));
}
