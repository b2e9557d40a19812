const WINDOW = 8;
const STEP = 4;
// Wang et al., Image quality assessment: from error visibility to structural similarity, 2004, for 8 bits.
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

function windowSsim(one: Uint8Array, other: Uint8Array, width: number, left: number, top: number): number {
  let [sum, sumOther, squares, squaresOther, products] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + WINDOW; y++) {
    for (let x = left; x < left + WINDOW; x++) {
      const [a, b] = [one[y * width + x] ?? 0, other[y * width + x] ?? 0];
      sum += a;
      sumOther += b;
      squares += a * a;
      squaresOther += b * b;
      products += a * b;
    }
  }
  const count = WINDOW * WINDOW;
  const [mean, meanOther] = [sum / count, sumOther / count];
  const variance = squares / count - mean * mean;
  const varianceOther = squaresOther / count - meanOther * meanOther;
  const covariance = products / count - mean * meanOther;
  const luminance = (2 * mean * meanOther + C1) / (mean * mean + meanOther * meanOther + C1);
  return (luminance * (2 * covariance + C2)) / (variance + varianceOther + C2);
}

/** Of two grey pictures of one size, by windows of 8 x 8 px; 1: identical. */
export function ssim(one: Uint8Array, other: Uint8Array, width: number): number {
  const height = one.length / width;
  let [sum, count] = [0, 0];
  for (let top = 0; top + WINDOW <= height; top += STEP) {
    for (let left = 0; left + WINDOW <= width; left += STEP) {
      sum += windowSsim(one, other, width, left, top);
      count++;
    }
  }
  return sum / count;
}
