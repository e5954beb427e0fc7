import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";

/** Unpacks the browser of the package into TMPDIR; run as a program of its own, since the package writes nowhere else. */
const folder = join(import.meta.dir, "../../node_modules/@sparticuz/chromium/bin");
const archives = ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];
await Promise.all(archives.map((archive) => inflate(join(folder, archive))));
