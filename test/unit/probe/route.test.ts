import { expect, test } from "bun:test";
import { routeCovers } from "../../../src/probe/route.ts";

const ipv4 = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	0002A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
eth1	0000000A	00000000	0200	0	0	0	000000FF	0	0	0`;
const ipv4Default = `${ipv4}\neth0	00000000	0102A8C0	0003	0	0	0	00000000	0	0	0`;

test.each([
  [ipv4, [192, 168, 2, 7], true],
  [ipv4, [192, 168, 3, 7], false],
  [ipv4, [10, 0, 0, 1], false],
  [ipv4Default, [192, 168, 3, 7], true],
  ["", [192, 168, 2, 7], false],
])("a table of IPv4 routes covers an address or not (%#)", (table, address, covered) => {
  expect(routeCovers(table, address)).toBe(covered);
});

const zeros = "0".repeat(32);
const ipv6 = `20010db8000000000000000000000000 21 ${zeros} 00 ${zeros} 00000400 00000001 00000000 00000001     eth0
${zeros} 00 ${zeros} 00 ${zeros} ffffffff 00000001 00000000 00200200       lo`;
const address = (first: number, second: number, fifth: number) => [
  first,
  second,
  0x0d,
  0xb8,
  fifth,
  ...Array(11).fill(0),
];

test.each([
  [address(0x20, 0x01, 0x00), true],
  [address(0x20, 0x01, 0x7f), true],
  [address(0x20, 0x01, 0x80), false],
  [address(0x20, 0x02, 0x00), false],
])("a table of IPv6 routes covers a prefix of 33 bits and no more (%#)", (bytes, covered) => {
  expect(routeCovers(ipv6, bytes)).toBe(covered);
});
