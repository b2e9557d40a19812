import { once } from "#components/ui/once.ts";

/** Below a dollar a tenth of a cent counts. */
const SMALL_USD = 1;
const cents = once(() => new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
const tenths = once(() => new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 3 }));

/** How amounts are written that are shown with `usd`: "24.10", "0.134". */
export const amountsLike = (usd: number) => (usd < SMALL_USD ? tenths() : cents());

/** "$24.10", "$0.134" */
export const money = (usd: number) => `$${amountsLike(usd).format(usd)}`;
