import { commentCharactersMax } from "../../checks/silence-order.ts";
import type { WishField, WishTexts } from "../silences/wish.ts";
import { ActionForm } from "./action-form.tsx";
import { useView } from "./view.ts";

/** What somebody typed, and what is wrong with it: a field, or that there are too many silences. */
export interface TriedSilence {
  readonly texts: WishTexts;
  readonly problem: WishField | "many" | undefined;
}

interface SilenceFormProps {
  readonly tried: TriedSilence;
  /** The IANA zone of what is typed into `from`. */
  readonly timeZone: string;
}

/** The form for any silence. What was typed stands in it again, with what is wrong beside it. */
export function SilenceForm({ tried, timeZone }: SilenceFormProps) {
  const { links, words } = useView();
  const { form, problems } = words.doing.silences;
  const { texts, problem } = tried;
  const comment = { label: form.comment, hint: form.commentHint(commentCharactersMax) };
  return (
    <ActionForm action={links.silences()} class="wide-form">
      <h2 class="all">{form.heading}</h2>
      {problem === "many" ? <strong class="wrong all">{problems.many}</strong> : null}
      <Field {...{ texts, problem }} name="domain" about="match" label={form.domain} hint={form.domainHint} />
      <Field {...{ texts, problem }} name="label" about="label" label={form.label} hint={form.labelHint} />
      <Field {...{ texts, problem }} name="from" about="from" label={form.from(timeZone)} hint={form.fromHint} />
      <Field {...{ texts, problem }} name="for" about="for" label={form.for} hint={form.forHint} />
      <Field {...{ texts, problem }} name="comment" about="comment" {...comment} />
      <KindChoice chosen={texts.kind} />
      <div class="all">
        <button type="submit">{form.button}</button>
      </div>
    </ActionForm>
  );
}

interface FieldProps extends TriedSilence {
  readonly name: Exclude<keyof WishTexts, "kind">;
  /** What a problem of this field is about. */
  readonly about: WishField;
  readonly label: string;
  readonly hint: string;
}

/** What browsers let people type at most, beyond which the server refuses anyway. */
const charactersMax = { domain: 500, label: 401, from: 30, for: 50, comment: commentCharactersMax } as const;

function Field({ name, about, texts, problem, label, hint }: FieldProps) {
  const { words } = useView();
  const isWrong = problem === about;
  const noteId = `${name}-note`;
  const input = {
    ...{ id: name, name, value: texts[name], maxLength: charactersMax[name], required: name === "for" },
    ...{
      "aria-invalid": isWrong || undefined,
      "aria-describedby": noteId,
      autocomplete: "off",
      spellcheck: name === "comment",
    },
  } as const;
  return (
    <div>
      <label for={name}>{label}</label>
      {name === "from" ? <input type="datetime-local" {...input} /> : <input type="text" {...input} />}
      <small id={noteId} class={isWrong ? "wrong" : undefined}>
        {isWrong ? words.doing.silences.problems[about] : hint}
      </small>
    </div>
  );
}

function KindChoice({ chosen }: { readonly chosen: string }) {
  const { words } = useView();
  const { form, kinds } = words.doing.silences;
  return (
    <div>
      <label for="kind">{form.kind}</label>
      <select id="kind" name="kind">
        {(["silence", "maintenance"] as const).map((kind) => (
          <option key={kind} value={kind} selected={kind === chosen}>
            {kinds[kind]}
          </option>
        ))}
      </select>
    </div>
  );
}
