/** A whole number from `min` to `max` in decimal digits alone; undefined for any other text, `0x50` and `1e4` among them. */
export function parseWholeNumber(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const number = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}
