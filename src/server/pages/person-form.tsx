import type { ComponentChildren } from "preact";
import { useView } from "./view.ts";

interface PersonFormProps {
  /** Where the form goes; its route reads it with `readForm`. */
  readonly action: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A form that changes something of one's own: for whoever is logged in, others see nothing of it. */
export function PersonForm({ action, class: className, children }: PersonFormProps) {
  const { caller } = useView();
  if (caller.kind !== "user") return null;
  return (
    <form method="post" action={action} class={className}>
      <input type="hidden" name="csrf" value={caller.csrf} />
      {children}
    </form>
  );
}
