/**
 * The one "now" of the tests. With ARGOS_TEST_NOW set to an instant (ISO 8601), `Date` of this process and `now()` of the
 * databases that tests make both start there and go on at the usual pace, so that the suite can be run on any day of the
 * calendar. `bunfig.toml` loads this file before every test; with `--isolate` each file starts at that instant.
 *
 * What other processes do (the compiled binary, a browser) and the TLS of the system keep the machine's time.
 */

const wanted = process.env.ARGOS_TEST_NOW;

/** How far "now" lies ahead of the machine's clock, in milliseconds: 0 without ARGOS_TEST_NOW. */
export const shiftOfNowMs = wanted ? shiftTo(wanted) : 0;

function shiftTo(instant: string): number {
  const machine = globalThis.Date;
  const machineNow = machine.now;
  const shiftMs = machine.parse(instant) - machineNow();
  if (Number.isNaN(shiftMs)) throw new Error(`ARGOS_TEST_NOW is no instant: ${instant}`);
  machine.now = () => machineNow() + shiftMs;
  globalThis.Date = new Proxy(machine, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [target.now()] : given),
  });
  return shiftMs;
}
