/** Local time minus UTC, in minutes. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 60,
  BST: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  EET: 120,
  EEST: 180,
  OEZ: 120,
  OESZ: 180,
  SAST: 120,
  MSK: 180,
  TRT: 180,
  HKT: 480,
  SGT: 480,
  AWST: 480,
  JST: 540,
  KST: 540,
  ACST: 570,
  ACDT: 630,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  NST: -210,
  NDT: -150,
  BRT: -180,
  BRST: -120,
  ART: -180,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
}

/** Abbreviations of several zones, with their offsets. */
const AMBIGUOUS: Readonly<Record<string, readonly string[]>> = {
  CST: ['-06:00', '+08:00'],
  IST: ['+05:30', '+02:00', '+01:00'],
  AST: ['-04:00', '+03:00'],
}

/** The offsets of the world's time zones. */
export const UTC_OFFSETS = [
  '-12:00 -11:00 -10:00 -09:30 -09:00 -08:00 -07:00 -06:00 -05:00 -04:00 -03:30 -03:00 -02:30 -02:00 -01:00 +00:00',
  '+01:00 +02:00 +03:00 +03:30 +04:00 +04:30 +05:00 +05:30 +05:45 +06:00 +06:30 +07:00 +08:00 +08:45 +09:00 +09:30',
  '+10:00 +10:30 +11:00 +12:00 +12:45 +13:00 +13:45 +14:00',
].flatMap((row) => row.split(' '))

/** The offsets that a label may have: all, for one that is unknown or absent. */
export function offsetsOf(label: string): readonly string[] {
  return AMBIGUOUS[label] ?? UTC_OFFSETS
}

/**
 * The fixed offset of a zone's label in minutes: `CEST` is two hours in January, too. `undefined` for a label of several zones and for an
 * unknown one.
 */
export function minutesOfZone(label: string): number | undefined {
  const [, sign, hours, minutes = 0] = /([+\u2212-]) ?(\d{1,2})(?::?(\d{2}))?$/.exec(label) ?? []
  if (hours === undefined) return Object.hasOwn(ZONES, label) ? ZONES[label] : undefined
  return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes))
}
