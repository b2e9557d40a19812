import { ListSkeleton } from "#components/ui/list-skeleton.tsx";

export default function ImageTypesLoading() {
  return <ListSkeleton label="Loading the image types…" />;
}
