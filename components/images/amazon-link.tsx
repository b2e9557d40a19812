import { FileDown } from "lucide-react";
import { fileHref } from "#components/images/export-link.ts";
import { type ButtonLook, buttonStyle } from "#components/ui/button-style.ts";
import { amazonFileName } from "#lib/schemas/amazon-rules.ts";

type AmazonLinkProps = { image: { id: string; targetVariant: string }; asin: string; size?: ButtonLook["size"] };

export function AmazonLink({ image: { id, targetVariant }, asin, size }: AmazonLinkProps) {
  return (
    <a href={fileHref(id)} download={amazonFileName(asin, targetVariant)} className={buttonStyle({ size })}>
      <FileDown className="size-4" aria-hidden />
      <span>
        <span className="max-sm:sr-only">Download </span>for Amazon
      </span>
    </a>
  );
}
