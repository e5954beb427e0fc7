import { Secret } from "../base/secrets/secret.ts";

/** A text with its variables put in, or what was wrong with one. */
export type Interpolated =
  | { readonly kind: "text"; readonly text: string; readonly used: ReadonlyMap<string, Secret> }
  | { readonly kind: "problem"; readonly message: string };

const reference = /\$\$\{|\$\{([^}\n]*)(\}?)/g;

/**
 * Replaces `${NAME}` by the variable's value, once: what comes in is not looked at again. `$${` stands for `${`.
 * A dollar before anything else is left alone, since passwords and regular expressions of existing files hold them.
 */
export function interpolate(text: string, environment: Readonly<Record<string, string | undefined>>): Interpolated {
  const used = new Map<string, Secret>();
  let wrong: string | undefined;
  const replaced = text.replace(reference, (match: string, name: string | undefined, end: string | undefined) => {
    if (match === "$${") return "${";
    if (end !== "}" || name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
      wrong ??= `this is not a variable such as \${NAME}; write $\${ for a plain \${`;
      return "";
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value === undefined) wrong ??= `the variable ${name} is not set`;
    else used.set(name, new Secret(value));
    return value ?? "";
  });
  return wrong === undefined ? { kind: "text", text: replaced, used } : { kind: "problem", message: wrong };
}
