/** Replaces the decimal digits of any script by 0 to 9: Arabic and Persian locales, for example, use their own. */
export function withAsciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => digitValues().get(digit) ?? digit)
}

let values: ReadonlyMap<string, string> | undefined

/** Digit → ASCII digit, from `Intl`; built when a file first needs it. */
function digitValues(): ReadonlyMap<string, string> {
  values ??= new Map(Intl.supportedValuesOf('numberingSystem').flatMap(digitsOf))
  return values
}

function digitsOf(numberingSystem: string): (readonly [string, string])[] {
  const format = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false })
  return Array.from(format.format(9_876_543_210), (digit, index) => [digit, String(9 - index)] as const)
}
