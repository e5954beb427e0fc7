/** Exchanges of the agent that Bun may have in flight; its default of 256 would let dead sites hold up healthy ones. */
const requestsMax = 4096;

const variable = "BUN_CONFIG_MAX_HTTP_REQUESTS";

/**
 * Bun reads its limit of concurrent requests once, before any code runs. So the program replaces itself with itself, the
 * limit set: same process id, same descriptors. Returns at once where the limit is set already.
 */
export function raiseRequestLimit(): void {
  if (process.env[variable] !== undefined || process.execve === undefined) return;
  const compiled = process.argv[1]?.startsWith("/$bunfs/") ?? false;
  const args = compiled ? process.argv.slice(2) : process.argv.slice(1);
  process.execve(process.execPath, [process.execPath, ...args], {
    ...definedOf(process.env),
    [variable]: String(requestsMax),
  });
}

function definedOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
