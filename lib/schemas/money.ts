const MICROS = 1_000_000;

export const microsOf = (usd: number): number => Math.round(usd * MICROS);
export const usdOf = (micros: number): number => micros / MICROS;

/** Below a dollar a tenth of a cent counts. */
const SMALL_USD = 1;

/** "24.10", "0.134": as an amount of about `like` dollars is written. */
export const amountText = (usd: number, like = usd): string =>
  usd.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: like < SMALL_USD ? 3 : 2 });

/** "$24.10", "$0.134" */
export const usdText = (usd: number): string => `$${amountText(usd)}`;

/** What a person typed: null where it is empty, NaN where it is no amount. */
export const typedUsd = (typed: string): number | null => (typed.trim() === "" ? null : Number(typed));

/** Of a job, a day or a month. */
export const MAX_BUDGET_USD = 1_000_000;
