import { expect, test } from "bun:test";
import {
  sendTestNotifications,
  type TestNotification,
  type TestNotificationParts,
  testNotificationCommand,
} from "../../../src/cli/test-notification.ts";
import { aMailRecipient, aRecipient, settingsFor } from "../../builders/recipient.ts";
import { type MessageSink, plainLetter, startMessageSink } from "../../harness/message-sink.ts";

function parts(sink: MessageSink): TestNotificationParts {
  const settings = settingsFor([aMailRecipient("a@test"), aMailRecipient("b@test"), aRecipient()]);
  return { settings, sender: sink, letterOf: plainLetter, home: "https://argos.test" };
}

async function send(
  sink: MessageSink,
  wanted: Partial<TestNotification>,
): Promise<readonly (readonly [string, boolean])[]> {
  const all = { channel: "mail", severity: "critical", domain: "https://a.test", ...wanted } as const;
  const lines = await Array.fromAsync(sendTestNotifications(parts(sink), all));
  return lines.map(({ line, ok }) => [line, ok] as const);
}

test.each([
  ["mail", ["mail:a@test", "mail:b@test"]],
  ["webhook", ["webhook:a"]],
  ["mail:b@test", ["mail:b@test"]],
])("%s means %j", async (channel, ids) => {
  await using sink = startMessageSink();
  expect(await send(sink, { channel })).toEqual(ids.map((id) => [`${id}: sent: said 200`, true] as const));
  expect(sink.arrivals.map((one) => one.to)).toEqual(ids);
});

test.each([
  [400, "not sent: said 400"],
  [504, "not sent, though it may have arrived: said 504"],
] as const)(
  "what the other side says with %d is told, and the next recipient is tried all the same",
  async (status, said) => {
    await using sink = startMessageSink();
    sink.behave("mail:a", { status });
    expect(await send(sink, {})).toEqual([
      [`mail:a@test: ${said}`, false],
      ["mail:b@test: sent: said 200", true],
    ]);
  },
);

test.each([
  ["critical", "0 opened", { severity: "critical" }],
  ["warning", "0 opened", { severity: "warning" }],
  ["ok", "0 recovered", { severity: "ok", worstSeverity: "critical" }],
] as const)("a test of %s is a whole bulletin that says it is a test: %s", async (severity, item, facts) => {
  await using sink = startMessageSink();
  await send(sink, { channel: "webhook", severity });
  const [arrival] = sink.arrivals;
  expect(arrival).toMatchObject({ title: "Test: 1 incidents", items: [item], opensThread: true });
  const said: unknown = JSON.parse(arrival?.text ?? "");
  const items = [{ ...facts, domain: "https://a.test", message: "this is a test of Argos: nothing is wrong" }];
  expect(said).toMatchObject({ home: "https://argos.test", sections: [{ items }] });
});

test("who means nobody is told whom there is", async () => {
  await using sink = startMessageSink();
  await expect(send(sink, { channel: "pigeon" })).rejects.toThrow(
    `nobody is meant by "pigeon": there are mail, mail:a@test, mail:b@test, webhook, webhook:a`,
  );
  expect(sink.requests).toEqual([]);
});

test("a configuration without recipients says so", async () => {
  await using sink = startMessageSink();
  const empty = { ...parts(sink), settings: settingsFor([]) };
  const lines = sendTestNotifications(empty, { channel: "mail", severity: "ok", domain: "" });
  await expect(Array.fromAsync(lines)).rejects.toThrow("the configuration has no recipients");
});

test("the command passes on what it is told, with its own usual values", async () => {
  await using sink = startMessageSink();
  const asked: (string | undefined)[] = [];
  const command = testNotificationCommand(async (path) => {
    asked.push(path);
    return parts(sink);
  });
  await command.parseAsync(["webhook", "--config", "a.yaml"], { from: "user" });
  expect(asked).toEqual(["a.yaml"]);
  expect(sink.arrivals[0]?.text).toContain(`"severity":"critical"`);
  expect(sink.arrivals[0]?.text).toContain("https://example.org");
});
