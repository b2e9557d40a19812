"use client";

import { RotateCcw, X } from "lucide-react";
import useSWR from "swr";
import { reviewHref } from "#components/images/review-link.ts";
import { shortName } from "#components/review/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { count } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { sendOnce } from "#components/ui/send-once.ts";
import { imagePath, REDO_REQUESTS } from "#components/ui/swr-keys.ts";
import { Ago } from "#components/ui/time.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { api, remove } from "#lib/api-client.ts";
import type { RedoRequest, RedoRequests as Requests, redoRequestsSchema } from "#lib/schemas/redo-request.ts";

const nameOf = ({ productTitle }: RedoRequest) =>
  productTitle === null ? "a deleted product" : shortName(productTitle);

/** The new version closes the request. */
const regenerate = ({ imageId, note }: RedoRequest) => sendOnce(`${imagePath(imageId)}/regenerate`, { note });

function Commands({ request }: { request: RedoRequest }) {
  const invalidates = [REDO_REQUESTS];
  const name = nameOf(request);
  const again = useCommand(() => regenerate(request), {
    success: `Regenerating “${name}”.`,
    failure: `Couldn't regenerate “${name}”.`,
    invalidates,
  });
  const dismissal = useCommand(() => remove(`${REDO_REQUESTS}/${request.id}`), {
    success: "Request dismissed.",
    failure: "Couldn't dismiss the request.",
    invalidates,
  });
  const isBusy = again.busy || dismissal.busy;
  return (
    <span className="flex gap-1">
      <Button size="sm" aria-disabled={isBusy} onClick={() => !isBusy && void again.run()}>
        <RotateCcw className="size-4" aria-hidden />
        Regenerate<span className="sr-only"> {name}</span>
      </Button>
      <Button size="sm" variant="ghost" aria-disabled={isBusy} onClick={() => !isBusy && void dismissal.run()}>
        <X className="size-4" aria-hidden />
        Dismiss<span className="sr-only"> the request for {name}</span>
      </Button>
    </span>
  );
}

function Row({ request }: { request: RedoRequest }) {
  const { imageId, thumbnailUrl, targetVariant, note, by, at } = request;
  return (
    <li className="flex flex-wrap items-start gap-3 border-t px-3 py-2">
      <Picture src={thumbnailUrl} alt="" width={48} className="w-12" />
      <div className="min-w-0 flex-1 basis-56">
        <Link
          href={`${reviewHref({ decision: "all" })}&image=${encodeURIComponent(imageId)}`}
          className="inline-flex min-h-6 items-center gap-2 rounded font-medium hover:underline"
        >
          {nameOf(request)}
          <span className="font-mono text-muted text-xs">{targetVariant}</span>
        </Link>
        <p className="whitespace-pre-wrap break-words">“{note}”</p>
        <p className="text-muted text-xs">
          asked by {by}, <Ago value={at} />
        </p>
      </div>
      <Can do="spend">
        <Commands request={request} />
      </Can>
    </li>
  );
}

/** What reviewers asked to be made again. */
export function RedoRequests({ initial }: { initial: Requests }) {
  const { data } = useSWR(REDO_REQUESTS, (path: string) => api<typeof redoRequestsSchema>(path), {
    fallbackData: initial,
    revalidateOnMount: false,
  });
  const { requests, total } = data;
  if (total === 0) return null;
  return (
    <details className="mb-4 rounded-lg border bg-surface">
      <summary className="min-h-6 cursor-pointer rounded-lg px-3 py-2 font-semibold">
        Asked to regenerate <span className="font-normal text-muted">{count(total)}</span>
      </summary>
      <ul aria-label="Asked to regenerate">
        {requests.map((request) => (
          <Row key={request.id} request={request} />
        ))}
      </ul>
      {total > requests.length && (
        <p className="border-t px-3 py-2 text-muted">The oldest {requests.length} are shown.</p>
      )}
    </details>
  );
}
