declare module "*.sql" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the text of an asset is its default export.
  export default text;
}
