import type { ComponentChildren } from "preact";
import { useView } from "./view.ts";

interface ActionFormProps {
  /** Where the form goes; its route reads it with `readForm`. */
  readonly action: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A form that changes something: for administrators alone, others see nothing of it. */
export function ActionForm({ action, class: className, children }: ActionFormProps) {
  const { caller } = useView();
  if (caller.kind !== "user" || caller.role !== "administrator") return null;
  return (
    <form method="post" action={action} class={className}>
      <input type="hidden" name="csrf" value={caller.csrf} />
      {children}
    </form>
  );
}
