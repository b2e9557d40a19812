import type { ReactNode } from "react";
import { ImageCost } from "#components/images/image-cost.tsx";
import type { GalleryPicture } from "#components/products/gallery-pictures.ts";
import { fileSize } from "#components/ui/file-size.ts";
import { Link } from "#components/ui/link.tsx";
import { DateTime } from "#components/ui/time.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";

type Fact = [name: string, value: ReactNode];

const sizeOf = ({ width, height, bytes }: Pick<GeneratedImage, "width" | "height" | "bytes">) =>
  width && height && bytes ? `${width} × ${height}, ${fileSize(bytes)}` : "–";

const DECISIONS = { approve: "Approved", reject: "Rejected", none: "Not reviewed yet" };

function decisionOf({ review: { decision, note, by } }: GeneratedImage): string {
  const words = by && decision !== "none" ? `${DECISIONS[decision]} by ${by}` : DECISIONS[decision];
  return note ? `${words}: ${note}` : words;
}

function factsOf(picture: GalleryPicture): Fact[] {
  if (picture.kind === "source") {
    const { source, used, variant } = picture;
    return [
      ["Variant", variant],
      ["Size", sizeOf(source)],
      ["Format", source.mimeType],
      ["Used", used ? "Yes, the largest photo of this variant" : "No, a larger photo of this variant is used"],
    ];
  }
  const { image, variant } = picture;
  return [
    ["Image type", image.imageTypeName ?? "–"],
    ["Variant", image.variant && image.variant !== variant ? `${variant}, generated from ${image.variant}` : variant],
    ["Model", image.model],
    ["Size", sizeOf(image)],
    ["Generated", image.completedAt ? <DateTime key="time" value={image.completedAt} /> : "–"],
    ["Attempts", image.attempts],
    ["Cost", <ImageCost key="cost" imageId={image.id} />],
    ...(image.note ? [["Note", image.note] satisfies Fact] : []),
    ...(image.createdBy ? [["Asked for by", image.createdBy] satisfies Fact] : []),
    ["Decision", decisionOf(image)],
    ["Checks", image.verdict ?? "Not checked yet"],
    [
      "Job",
      image.originJobId ? (
        <Link key="job" href={`/jobs/${image.originJobId}`} className="link inline-flex min-h-6 items-center rounded">
          Open job
        </Link>
      ) : (
        "–"
      ),
    ],
    ["Prompt", image.prompt],
  ];
}

export function PictureFacts({ picture }: { picture: GalleryPicture }) {
  return (
    <aside
      aria-label="Facts"
      className="w-full shrink-0 border-b pb-4 max-lg:order-first lg:w-72 lg:border-b-0 lg:border-l lg:pb-0 lg:pl-4"
    >
      <dl className="space-y-3">
        {factsOf(picture).map(([name, value]) => (
          <div key={name}>
            <dt className="text-muted text-xs">{name}</dt>
            <dd className="whitespace-pre-wrap break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
