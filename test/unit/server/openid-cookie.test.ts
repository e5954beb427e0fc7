import { expect, test } from "bun:test";
import { ticketCookie } from "../../../src/server/auth/openid-cookie.ts";
import { createTickets } from "../../../src/server/auth/openid-ticket.ts";

test.each([
  ["argos-openid=a.b", "a.b"],
  ["x=1; argos-openid=a.b; y=2", "a.b"],
  ["x=1;argos-openid=a=b", "a=b"],
  ["argos-openid=", ""],
  ["argos-openid=a; argos-openid=b", undefined],
  ["x-argos-openid=a", undefined],
  ["__Host-argos-openid=a", undefined],
  ["", undefined],
  [null, undefined],
])("in the cookies %p the ticket is %p", (header, value) => {
  expect(ticketCookie("http://127.0.0.1:9").read(header)).toBe(value);
});

test("under https only the cookie that no other host can set counts", () => {
  const cookie = ticketCookie("https://argos.example.org");
  expect(cookie.read("argos-openid=a; __Host-argos-openid=b")).toBe("b");
  expect(cookie.set("v")).toBe("__Host-argos-openid=v; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure");
  expect(cookie.clear()).toBe("__Host-argos-openid=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
});

const tickets = createTickets(Buffer.alloc(32, 1));

test("a ticket comes back from its cookie, with where to go next", () => {
  const { ticket, sealed } = tickets.issue("/sites?search=é&x=a.b", 1000);
  expect(tickets.open(sealed, 1000)).toEqual(ticket);
  expect(ticket.next).toBe("/sites?search=é&x=a.b");
  expect(new Set([ticket.state, ticket.nonce, ticket.verifier]).size).toBe(3);
});

test("a cookie stays within 4,096 bytes, however long the path", () => {
  const { sealed } = tickets.issue(`/${"a".repeat(1999)}`, Date.now());
  expect(ticketCookie("https://argos.example.org").set(sealed).length).toBeLessThan(4096);
});

test.each<[string, (parts: string[]) => string]>([
  ["another seed", ([, ...rest]) => ["x".repeat(43), ...rest].join(".")],
  ["a later end", ([seed, , ...rest]) => [seed, "9999999999999", ...rest].join(".")],
  ["another path", ([seed, expires, , seal]) => [seed, expires, btoa("/elsewhere"), seal].join(".")],
  ["another seal", ([seed, expires, next]) => [seed, expires, next, "x".repeat(43)].join(".")],
  ["no seal", (parts) => parts.slice(0, 3).join(".")],
  ["nothing", () => ""],
  ["the seal of another server", () => createTickets(Buffer.alloc(32, 2)).issue("/", 0).sealed],
])("a ticket with %s is none", (_, change) => {
  const { sealed } = tickets.issue("/", 0);
  expect(tickets.open(change(sealed.split(".")), 0)).toBeUndefined();
});
