import { Share2 } from "lucide-react";
import { ButtonLink } from "#components/ui/button.tsx";

/** To the page that makes review links: for a job or a product, else to those that there are. */
export function ShareLink({ jobId, productId }: { jobId?: string | undefined; productId?: string | undefined }) {
  const of = new URLSearchParams(jobId ? { jobId } : productId ? { productId } : {});
  return (
    <ButtonLink href={of.size > 0 ? `/review-links?${of}` : "/review-links"}>
      <Share2 className="size-4" aria-hidden />
      {of.size > 0 ? "Share" : "Review links"}
    </ButtonLink>
  );
}
