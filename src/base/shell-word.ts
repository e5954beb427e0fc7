/** A text as one word of a POSIX shell, in quotes where it needs them (IEEE 1003.1, Shell Command Language 2.2.2). */
export function shellWord(text: string): string {
  return /^[\w.@][\w.@-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
