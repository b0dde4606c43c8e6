/** The months as dates abbreviate them, January first, without dots; further spellings in lists of their own. */
const MONTHS = [
  // en, and September in en-GB; de and nl share most of them
  'jan feb mar apr may jun jul aug sep oct nov dec',
  'jan feb maa apr mei juni juli aug sep okt nov dec',
  'jan feb mrt apr mei juni juli aug sept okt nov dez',
  'jän feb mär apr mai jun jul aug sep okt nov dez',
  // da, no, sv
  'jan feb mars apr maj juni juli aug sep okt nov des',
  // fr
  'janv févr mars avr mai juin juil août sept oct nov déc',
  // es, it, pt
  'ene feb mar abr may jun jul ago sept oct nov dic',
  'gen feb mar apr mag giu lug ago set ott nov dic',
  'jan fev mar abr mai jun jul ago set out nov dez',
  // pl, cs
  'sty lut mar kwi maj cze lip sie wrz paź lis gru',
  'led úno bře dub kvě čvn čvc srp zář říj lis pro',
  // tr
  'oca şub mar nis may haz tem ağu eyl eki kas ara',
  // ru, uk, as dates decline them
  'янв фев мар апр мая июн июл авг сен окт ноя дек',
  'січ лют бер кві тра чер лип сер вер жов лис гру',
  // ro, hu
  'ian feb mar apr mai iun iul aug sept oct noi dec',
  'jan febr márc ápr máj jún júl aug szept okt nov dec',
] as const

const BY_NAME = new Map(
  MONTHS.flatMap((names) => names.split(' ').map((name, index) => [name, index + 1] as const)),
)

/** Longest first: `juin` before a shorter name that begins alike. */
const NAMES = [...BY_NAME.keys()].toSorted((one, other) => other.length - one.length)

/**
 * The number of a month by its name or abbreviation in one of the languages above. No name is that of two months in them.
 * Names that are another month in a further language: `languagesOf`.
 */
export function monthNamed(word: string): number | undefined {
  const name = word.normalize('NFC').toLowerCase()
  return BY_NAME.get(NAMES.find((known) => name.startsWith(known)) ?? '')
}

/** Every spelling with its month, for the test that none is ambiguous. */
export function* allMonthNames(): Generator<readonly [string, number]> {
  for (const names of MONTHS) for (const [index, name] of names.split(' ').entries()) yield [name, index + 1]
}
