/** Texts that do harm where they are not escaped, in HTML, SVG, XML, JSON, feeds and terminals; PostgreSQL takes each. */
export const hostileTexts = [
  `<script>alert("1")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></text></svg><svg/onload=alert(1)>`,
  `'-alert(1)-'`,
  `&lt;b&gt; &amp; {{7*7}}`,
  `]]><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`,
  `<?xml version="1.0"?><!--`,
  `javascript:alert(1)`,
  `\u202e\u2066rtl\u0001\u001b[31m\ufffe`,
  `${"long".repeat(124)}.end`,
  `שלום עולם`,
  `{x="y"} | '1'=2;;; \\n\n# HELP`,
] as const;
