import type { Database } from "../../src/db/connect.ts";
import type { ServerDeps } from "../../src/server/deps.ts";
import { mainOf, tagsOf } from "./markup.ts";
import { type Answered, createPagesApp } from "./pages.ts";

/** A form as a browser would send it. */
export interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/** A browser without script, on the application over a database, as an administrator unless others are let in. */
export interface FormBrowser {
  ask(path: string, options?: { readonly method?: string }): Promise<Answered>;
  /** The only form of a page. */
  formOf(path: string): Promise<Form>;
  /** The form of a page that goes to an address. */
  formTo(path: string, action: string): Promise<Form>;
  send(form: Form, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Fills some fields of the form of a page that goes to an address, and sends it. */
  submit(path: string, action: string, typed?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Asks for the page that an answer leads to. */
  follow(answer: Answered): Promise<Answered>;
  /** Sends the only form of a page, where it has one; otherwise the page itself. */
  confirm(path: string): Promise<Answered>;
}

/** Opens the application; nothing listens. */
export function startForms(db: Database, rootPath = "", overrides: Partial<ServerDeps> = {}): FormBrowser {
  const app = createPagesApp(db, rootPath, overrides);
  const answered = async (path: string, init: RequestInit): Promise<Answered> => {
    const response = await app.handle(new Request(`http://localhost${path}`, init));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const accept = { accept: "text/html" };
  const ask: FormBrowser["ask"] = (path, { method = "GET" } = {}) => answered(path, { method, headers: accept });
  const send: FormBrowser["send"] = ({ action, fields }, headers = {}) =>
    answered(action, { method: "POST", headers: { ...accept, ...headers }, body: fields });
  const formTo: FormBrowser["formTo"] = async (path, action) => {
    const forms = formsIn((await ask(path)).text);
    const found = forms.find((form) => form.action === action);
    if (found === undefined) throw new Error(`${path} has forms to ${forms.map((form) => form.action)}`);
    return found;
  };
  return {
    ask,
    send,
    formTo,
    formOf: async (path) => onlyForm((await ask(path)).text),
    async submit(path, action, typed = {}) {
      const { fields } = await formTo(path, action);
      for (const [name, value] of Object.entries(typed)) {
        if (!fields.has(name)) throw new Error(`the form to ${action} has no field ${name}`);
        fields.set(name, value);
      }
      return await send({ action, fields });
    },
    follow: ({ headers }) => ask(headers.get("location") ?? ""),
    async confirm(path) {
      const page = await ask(path);
      return mainOf(page.text).includes("<form") ? await send(onlyForm(page.text)) : page;
    },
  };
}

function onlyForm(html: string): Form {
  const [form, ...others] = formsIn(html);
  if (form === undefined || others.length > 0) throw new Error(`the page has ${formsIn(html).length} forms`);
  return form;
}

/** Every form that posts, with what its fields hold. */
export function formsIn(html: string): Form[] {
  const forms: { action: string; fields: URLSearchParams }[] = [];
  let open: (typeof forms)[number] | undefined;
  let select = "";
  for (const tag of tagsOf(mainOf(html))) {
    if (tag.startsWith("<form") && attribute(tag, "method") === "post") {
      open = { action: attribute(tag, "action") ?? "", fields: new URLSearchParams() };
      forms.push(open);
    } else if (tag.startsWith("</form")) open = undefined;
    else if (tag.startsWith("<input")) open?.fields.append(attribute(tag, "name") ?? "", attribute(tag, "value") ?? "");
    else if (tag.startsWith("<select")) select = attribute(tag, "name") ?? "";
    else if (tag.startsWith("<option") && open !== undefined) choose(open.fields, select, tag);
  }
  return forms;
}

/** The first option of a choice holds until one that is selected comes. */
function choose(fields: URLSearchParams, name: string, option: string): void {
  const isSelected = / selected(?:="[^"]*")?[ />]/.test(option);
  if (isSelected || !fields.has(name)) fields.set(name, attribute(option, "value") ?? "");
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`)
    .exec(tag)?.[1]
    ?.replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
