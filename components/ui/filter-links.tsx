import { Link } from "#components/ui/link.tsx";

type FilterLinksProps = {
  label: string;
  options: { href: string; text: string; current: boolean }[];
};

export function FilterLinks({ label, options }: FilterLinksProps) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-1">
        {options.map(({ href, text, current }) => (
          <li key={text}>
            <Link
              href={href}
              scroll={false}
              aria-current={current ? "page" : undefined}
              className="flex h-8 items-center rounded-lg border border-transparent px-2.5 text-muted transition-colors hover:text-ink aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:text-ink"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
