"use client";

import { type ReactNode, Suspense, useState, useSyncExternalStore } from "react";

const never = () => () => {};

type LoadingBoundaryProps = { skeleton: ReactNode; children: ReactNode };

/**
 * For the layout of a page, instead of Next's loading.tsx: the skeleton is for visitors who come from another page of the app.
 * The server's HTML has the page itself: behind a skeleton it would wait for scripts, and React would hold it back for 300 ms.
 */
export function LoadingBoundary({ skeleton, children }: LoadingBoundaryProps) {
  const isInHtml = useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
  const [cameInHtml] = useState(isInHtml);
  return cameInHtml ? children : <Suspense fallback={skeleton}>{children}</Suspense>;
}
