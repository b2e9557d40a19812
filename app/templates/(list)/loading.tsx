import { ListSkeleton } from "#components/ui/list-skeleton.tsx";

export default function TemplatesLoading() {
  return <ListSkeleton label="Loading the templates…" />;
}
