import { systemClock } from "../base/clock.ts";
import { startLogging } from "../base/log.ts";
import { findConfigPath, loadConfigOrExplain } from "./config-file.ts";
import type { TestNotificationParts } from "./test-notification.ts";

/** What sends messages by the configuration at `path`, or by the usual one. What sends is loaded only now. */
export async function openNotifications(path: string | undefined): Promise<TestNotificationParts> {
  startLogging("info");
  const { notifications: settings, server } = loadConfigOrExplain(await findConfigPath(path));
  const [{ createSender }, { letterOf }] = await Promise.all([
    import("../notify/channels/sender.ts"),
    import("../notify/letter.ts"),
  ]);
  const sender = createSender({ clock: systemClock, mailServer: () => settings.mail });
  return { settings, sender, letterOf, home: server.publicUrl };
}
