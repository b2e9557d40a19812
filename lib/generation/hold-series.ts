import type { HoldState } from "#lib/db/jobs/holds.ts";
import { HOLD_SERIES, type HoldRule, OUTAGE } from "#lib/schemas/hold-lengths.ts";

export type FailedCall = {
  code: string;
  message: string;
  imageId: string;
  /** Did it go first, alone, after a hold? */
  first: boolean;
  rule: HoldRule;
};

const RANKED: readonly (string | null)[] = HOLD_SERIES;
const rankOf = (series: string | null) => RANKED.indexOf(series);

/** A failure that can't be part of an outage was an answer, which ends the row. */
function countFailure({ failuresInARow, failedImages }: HoldState, { rule, imageId }: FailedCall) {
  if (rule.series !== "unreachable") return { failuresInARow: 0, failedImages: [] };
  const images = [...new Set([...failedImages, imageId])].slice(0, OUTAGE.after.images);
  return { failuresInARow: failuresInARow + 1, failedImages: images };
}

/**
 * `waitMs` is told how many holds of the series there have been in a row. Failures that arrive while a hold is in force
 * are part of it; a hold is never shortened, but that an answer of Google's replaces one for want of answers.
 */
export function afterFailure(
  hold: HoldState,
  call: FailedCall,
  now: Date,
  waitMs: (holdsInARow: number) => number,
): HoldState {
  const { rule, code, message } = call;
  const counted = { ...hold, ...countFailure(hold, call) };
  const inSeries = hold.holdsInARow > 0 && hold.series === rule.series;
  const isOutage = rule.after.inARow > 1;
  const reached =
    !isOutage || (counted.failuresInARow >= rule.after.inARow && counted.failedImages.length >= rule.after.images);
  const ends = (holdsInARow: number) => new Date(now.getTime() + waitMs(holdsInARow));
  const raised = (holdsInARow: number, since: Date, until: Date): HoldState => {
    return { ...counted, code, message, series: rule.series, holdsInARow, since, until, followMs: rule.othersFollowMs };
  };
  if (hold.holdsInARow > 0 && hold.until > now) {
    if (inSeries && !isOutage && rule.series !== "unreachable") {
      const until = ends(hold.holdsInARow);
      return until > hold.until ? { ...counted, until } : counted;
    }
    if (rankOf(rule.series) <= rankOf(hold.series)) return counted;
    return raised(1, now, ends(1));
  }
  const waitsForFirst = inSeries && hold.followMs === null;
  if (waitsForFirst ? !call.first : !reached) return counted;
  return inSeries ? raised(hold.holdsInARow + 1, hold.since, ends(hold.holdsInARow + 1)) : raised(1, now, ends(1));
}
