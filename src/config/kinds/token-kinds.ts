import type { Secret } from "../../base/secrets/secret.ts";
import type { Node } from "../yaml/node.ts";
import type { Kind, Report } from "./kind.ts";
import { secret, secretsFile } from "./text-kinds.ts";

/** A token of fewer characters could be found by trying, at whatever rate. */
const tokenLengthMin = 8;

/** Files of the original hold shorter ones, so they are a warning. */
const tokenLengthGood = 20;

/** A token that lets its holder in. */
export const token: Kind<Secret> = {
  ...secret,
  schema: { ...secret.schema, minLength: tokenLengthMin },
  parse(node, report) {
    const one = secret.parse(node, report);
    return one !== undefined && isLongEnough(one, { node, report, name: "this token" }) ? one : undefined;
  },
};

/** The path of a file that holds one such token a line. */
export const tokensFile: Kind<readonly Secret[]> = {
  ...secretsFile,
  parse(node, report) {
    const all = secretsFile.parse(node, report);
    const good = all?.filter((one, at) => isLongEnough(one, { node, report, name: `token ${at + 1} of this file` }));
    return good?.length === all?.length ? all : undefined;
  },
};

function isLongEnough(
  one: Secret,
  { node, report, name }: { readonly node: Node; readonly report: Report; readonly name: string },
): boolean {
  const { length } = one.reveal();
  const has = `${name} has ${length} character${length === 1 ? "" : "s"}`;
  if (length < tokenLengthMin) report.problem(node, `${has}: at least ${tokenLengthMin} are needed`);
  else if (length < tokenLengthGood) {
    report.warning(node, `${has}, and could be found by trying: take ${tokenLengthGood} or more random ones`);
  }
  return length >= tokenLengthMin;
}
