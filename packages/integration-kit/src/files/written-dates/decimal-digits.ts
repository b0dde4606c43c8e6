/** Writes the decimal digits of any script as 0 to 9: Arabic and Persian ones, for two, are what their locales write. */
export function withAsciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => digitValues().get(digit) ?? digit)
}

let values: ReadonlyMap<string, string> | undefined

/** Digit → ASCII digit, from what `Intl` knows; made when the first file needs it. */
function digitValues(): ReadonlyMap<string, string> {
  values ??= new Map(Intl.supportedValuesOf('numberingSystem').flatMap(digitsOf))
  return values
}

function digitsOf(numberingSystem: string): (readonly [string, string])[] {
  const format = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false })
  return Array.from(format.format(9_876_543_210), (digit, index) => [digit, String(9 - index)] as const)
}
