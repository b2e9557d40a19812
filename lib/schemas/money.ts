const MICROS = 1_000_000;

export const microsOf = (usd: number): number => Math.round(usd * MICROS);
export const usdOf = (micros: number): number => micros / MICROS;

const USD_FORMAT = { style: "currency", currency: "USD", maximumFractionDigits: 3 } as const;

/** "$5.00", "$0.162" */
export const usdText = (usd: number): string => usd.toLocaleString("en", USD_FORMAT);

/** What a person typed: null where it is empty, NaN where it is no amount. */
export const typedUsd = (typed: string): number | null => (typed.trim() === "" ? null : Number(typed));

/** Of a job, a day or a month. */
export const MAX_BUDGET_USD = 1_000_000;
