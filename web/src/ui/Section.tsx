import { useId, type ReactNode } from "react";

export interface SectionProps {
  readonly title: string;
  /** Beside the content on a wide screen, above it on a narrow one: legend, switches, a sentence. */
  readonly margin?: ReactNode;
  readonly children: ReactNode;
}

/** One entry of the log: its title and notes in the margin, its content beside. */
export function Section({ title, margin, children }: SectionProps) {
  const id = useId();
  return (
    <section className="entry" aria-labelledby={id}>
      <div className="entry-margin">
        <h2 id={id}>{title}</h2>
        {margin}
      </div>
      <div className="entry-content">{children}</div>
    </section>
  );
}
