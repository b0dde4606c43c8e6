/** Addresses that lead nowhere public, one or more of each range. */
const V4 = [
  '127.0.0.1',
  '127.1.2.3',
  '10.0.0.1',
  '10.255.255.254',
  '172.16.5.4',
  '172.31.255.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '0.0.0.0',
  '0.1.2.3',
  '192.0.0.8',
  '192.0.2.7',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
]

const V6 = [
  '::',
  '::1',
  '::ffff:0:127.0.0.1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2001:10::1',
  '2002:7f00:1::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '4000::1',
  '1000::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
]

const NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'db.localhost',
  'printer.local',
  'intranet',
  'nas.lan',
  'router.home.arpa',
  'metadata.google.internal',
]

export const OTHER_SCHEMES = [
  'file:///etc/hostname',
  'ftp://example.org/',
  'gopher://example.org/',
  'ws://example.org/',
  'unix:/run/postgres',
]

/** IPv4 as URL reads it (WHATWG URL, IPv4 parser) and as it hides in IPv6. */
function notations(address: string): string[] {
  const bytes = address.split('.').map(Number)
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  const whole = ((a * 256 + b) * 256 + c) * 256 + d
  const hex = (value: number, digits = 1) => value.toString(16).padStart(digits, '0')
  const words = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`
  return [
    address,
    `${address}.`,
    String(whole),
    `0x${hex(whole, 8)}`,
    `0${whole.toString(8)}`,
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    bytes.map((byte) => `0x${hex(byte, 2)}`).join('.'),
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replaceAll('.', '\u3002'),
    address.replace(/^./, (sign) => `%${hex(sign.charCodeAt(0), 2)}`),
    `[::ffff:${address}]`,
    `[::ffff:${words}]`,
    `[64:ff9b::${words}]`,
    `[2002:${words}::]`,
    `[::${words}]`,
  ]
}

/** Hosts that a person could type into a URL. */
export const PRIVATE_HOSTS: readonly string[] = [
  ...V4.flatMap(notations),
  ...V6.map((address) => `[${address}]`),
  ...NAMES,
]

/** IP addresses that a name server could answer with. */
export const PRIVATE_ADDRESSES: readonly string[] = [
  ...V4,
  ...V4.map((address) => `::ffff:${address}`),
  ...V6,
]
