import type { Database } from "../../src/db/connect.ts";
import { mainOf, tagsOf } from "./markup.ts";
import { type Answered, createPagesApp } from "./pages.ts";

/** A form as a browser would send it. */
export interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/** A browser without script and without a login, on the application over a database. */
export interface FormBrowser {
  ask(path: string, options?: { readonly method?: string }): Promise<Answered>;
  /** The only form of a page. */
  formOf(path: string): Promise<Form>;
  send(form: Form): Promise<Answered>;
  /** Sends the only form of a page, where it has one; otherwise the page itself. */
  confirm(path: string): Promise<Answered>;
}

/** Opens the application; nothing listens. */
export function startForms(db: Database, rootPath = ""): FormBrowser {
  const app = createPagesApp(db, rootPath);
  const answered = async (path: string, init: RequestInit): Promise<Answered> => {
    const response = await app.handle(new Request(`http://localhost${path}`, init));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const accept = { accept: "text/html" };
  const ask: FormBrowser["ask"] = (path, { method = "GET" } = {}) => answered(path, { method, headers: accept });
  const send: FormBrowser["send"] = ({ action, fields }) =>
    answered(action, { method: "POST", headers: accept, body: fields });
  return {
    ask,
    send,
    formOf: async (path) => formIn((await ask(path)).text),
    async confirm(path) {
      const page = await ask(path);
      return mainOf(page.text).includes("<form") ? await send(formIn(page.text)) : page;
    },
  };
}

function formIn(html: string): Form {
  const tags = tagsOf(mainOf(html));
  const forms = tags.filter((tag) => tag.startsWith("<form"));
  const action = attribute(forms[0] ?? "", "action");
  if (forms.length !== 1 || action === undefined) throw new Error(`the page has ${forms.length} forms`);
  const inputs = tags.filter((tag) => tag.startsWith("<input"));
  const fields = inputs.map((tag): [string, string] => [attribute(tag, "name") ?? "", attribute(tag, "value") ?? ""]);
  return { action, fields: new URLSearchParams(fields) };
}

/** The value of an attribute; the values of our forms have nothing to unescape. */
function attribute(tag: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
}
