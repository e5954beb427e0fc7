import type { JsonSchema } from "./kinds/kind.ts";
import { mainFile } from "./words/file-words.ts";

/** JSON Schema, draft-07, of `argos.yaml`, for editors; made from the tables that validate. */
export function configSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "argos.yaml",
    description: "The configuration of Argos.",
    ...mainFile.schema,
  };
}
