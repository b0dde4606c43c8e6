import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * Whether a text is a phone number in E.164 that belongs to the numbering plan of its country.
 *
 * @example
 * isPhoneNumber('+41441234567') // true
 * isPhoneNumber('+41000000000') // false
 */
export function isPhoneNumber(text: string): boolean {
  const number = parsePhoneNumberFromString(text)
  // A trunk prefix after the country (+44 020 …) is parsed as well, but the number is then another text.
  return number !== undefined && number.number === text && number.isValid()
}
