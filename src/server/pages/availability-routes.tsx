import { Elysia } from "elysia";
import { AvailabilityPage } from "./availability-page.tsx";
import { pageResponse } from "./page-response.tsx";
import type { Views } from "./view.ts";

/** The page that explains availability. */
export function availabilityPages(views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } }).get("/availability", ({ request }) =>
    pageResponse(views(request), <AvailabilityPage />),
  );
}
