// What the bundler puts in place of an imported file: its text, or a path that Bun.file reads, in the binary too.
declare module "*.css" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the text of an asset is its default export.
  export default text;
}
declare module "*.svg" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the text of an asset is its default export.
  export default text;
}
declare module "*-start.js" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the text of an asset is its default export.
  export default text;
}
declare module "*/swagger-ui-bundle.js" {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: the path of an asset is its default export.
  export default path;
}
declare module "*/redoc.standalone.js" {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: the path of an asset is its default export.
  export default path;
}
