import { Type } from "@sinclair/typebox";

/** An instant between agent and server, which the API shows as RFC 3339; within the years that PostgreSQL and RFC 3339 share. */
export const InstantMs = Type.Integer({
  minimum: -62_135_596_800_000,
  maximum: 253_402_300_799_999,
  description: "milliseconds since 1970 UTC, within the years 1 to 9999",
});
