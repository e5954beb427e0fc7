import { expect, test } from "bun:test";
import { addressKind, addressRefusal } from "../../../src/net/address-policy.ts";
import { parseTargetUrl } from "../../../src/net/target-url.ts";

test.each([
  ["93.184.216.34", "public"],
  ["2606:4700::1111", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["128.0.0.1", "public"],
  ["::1", "loopback"],
  ["10.0.0.1", "private"],
  ["172.15.255.255", "public"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.0", "public"],
  ["192.168.1.1", "private"],
  ["100.63.255.255", "public"],
  ["100.64.0.1", "private"],
  ["100.127.255.255", "private"],
  ["100.128.0.0", "public"],
  ["fc00::1", "private"],
  ["fdff::1", "private"],
  ["169.254.169.254", "link-local"],
  ["169.253.255.255", "public"],
  ["169.255.0.0", "public"],
  ["fe80::1", "link-local"],
  ["febf::1", "link-local"],
  ["100.100.100.200", "link-local"],
  ["100.100.100.201", "private"],
  ["fd00:ec2::254", "link-local"],
  ["fd00:ec2::23", "link-local"],
  ["fd00:ec3::254", "private"],
  ["168.63.129.15", "public"],
  ["168.63.129.16", "link-local"],
  ["168.63.129.17", "public"],
  ["::ffff:168.63.129.16", "link-local"],
  ["::ffff:a83f:8110", "link-local"],
  ["64:ff9b::168.63.129.16", "link-local"],
  ["2002:a83f:8110::1", "link-local"],
  ["192.0.0.192", "link-local"],
  ["192.0.0.193", "reserved"],
  ["::ffff:192.0.0.192", "link-local"],
  ["64:ff9b::192.0.0.192", "link-local"],
  ["2002:c000:c0::1", "link-local"],
  ["::ffff:100.100.100.200", "link-local"],
  ["64:ff9b::100.100.100.200", "link-local"],
  ["2002:6464:64c8::1", "link-local"],
  ["64:ff9b::169.254.169.254", "link-local"],
  ["2002:a9fe:a9fe::1", "link-local"],
  ["fd20:ce::253", "private"],
  ["fd20:ce::254", "link-local"],
  ["fd20:ce:0:0:0:0:0:254", "link-local"],
  ["fd20:ce::254%eth0", "link-local"],
  ["fe80::a9fe:a9fe%eth0", "link-local"],
  ["fd00:c1::a9fe:a9fe", "link-local"],
  ["fd00:42::42", "link-local"],
  ["2001:0:a83f:8110::1", "reserved"],
  ["2001:0:4136:e378:8000:63bf:5601:5601", "reserved"],
  ["::ffff:0:168.63.129.16", "reserved"],
  ["::a83f:8110", "reserved"],
  ["0.0.0.0", "reserved"],
  ["0.1.2.3", "reserved"],
  ["::", "reserved"],
  ["224.0.0.1", "reserved"],
  ["ff02::1", "reserved"],
  ["255.255.255.255", "reserved"],
  ["240.0.0.1", "reserved"],
  ["192.0.2.1", "reserved"],
  ["2001:db8::1", "reserved"],
  ["2001::1", "reserved"],
  ["::7f00:1", "reserved"],
  ["::5db8:d822", "reserved"],
  ["4000::1", "reserved"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:169.254.169.254", "link-local"],
  ["::ffff:93.184.216.34", "public"],
  ["64:ff9b::10.0.0.1", "private"],
  ["64:ff9b::7f00:1", "loopback"],
  ["64:ff9b:1::1", "reserved"],
  ["2002:7f00:1::", "loopback"],
  ["2002:a00:1::1", "private"],
  ["2002:5db8:d822::1", "public"],
] as const)("%s is %s", (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});

test.each([
  "http://2130706433/",
  "http://0x7f.1/",
  "http://127.0.0.1./",
  "http://①②⑦.0.0.1/",
  "http://0177.0.0.1/",
  "http://[::ffff:7f00:1]/",
  "http://[::ffff:127.0.0.1]/",
])("%s is loopback, however it is spelled", (text) => {
  const url = parseTargetUrl(text);
  expect(typeof url === "string" ? url : [url.isAddress, addressKind(url.name)]).toEqual([true, "loopback"]);
});

test("a refusal names the setting that would allow the address", () => {
  expect(addressRefusal("10.0.0.1", ["loopback"])).toContain('list "private" in probe.allow_networks');
  expect(addressRefusal("10.0.0.1", ["private"])).toBeUndefined();
});

test("no setting allows a reserved address", () => {
  expect(addressRefusal("224.0.0.1", ["loopback", "private", "link-local"])).toContain("never probed");
});

test.each([
  ["file:///etc/passwd", "the scheme file: is neither http nor https"],
  ["data:text/html,x", "the scheme data: is neither http nor https"],
  ["javascript:alert(1)", "the scheme javascript: is neither http nor https"],
  ["ftp://example.org/", "the scheme ftp: is neither http nor https"],
  ["https://me:secret@example.org/", "a user name or password in the URL"],
  ["https://me@example.org/", "a user name or password in the URL"],
  ["http://[fe80::1%25eth0]/", "not a URL"],
  ["http://[::1", "not a URL"],
  ["example.org", "not a URL"],
  ["", "not a URL"],
])("%s is refused", (text, why) => {
  expect(parseTargetUrl(text)).toBe(why);
});

test("a URL is taken apart into what an exchange needs", () => {
  expect(parseTargetUrl("HTTPS://Example.ORG.:8443/a%20b?c=d#e")).toEqual({
    href: "https://example.org.:8443/a%20b?c=d#e",
    origin: "https://example.org.:8443",
    scheme: "https",
    host: "example.org.:8443",
    name: "example.org",
    isAddress: false,
    port: 8443,
    path: "/a%20b?c=d",
  });
});
