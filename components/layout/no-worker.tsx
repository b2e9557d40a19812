import { TriangleAlert } from "lucide-react";

/** Shown if this process serves pages only and no worker sends heartbeats. */
export function NoWorker() {
  return (
    <p role="status" className="border-b bg-warn-soft px-4 py-2 sm:px-6">
      <span className="mx-auto flex max-w-[90rem] items-start gap-2">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
        <span>
          <span className="font-medium">No worker is running.</span> Jobs wait until you start one with “npm run
          worker”.
        </span>
      </span>
    </p>
  );
}
