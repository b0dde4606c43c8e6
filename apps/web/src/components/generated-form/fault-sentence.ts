import { t } from '@lingui/core/macro'
import type { Fault } from './find-faults.ts'

/** What a person does about a fault. */
export function faultSentence({ keyword, limit }: Fault): string {
  const n = typeof limit === 'number' ? limit : 0
  switch (keyword) {
    case 'required':
      return t`Fill in this field.`
    case 'minLength':
      return n === 1 ? t`Fill in this field.` : t`Enter at least ${n} characters.`
    case 'maxLength':
      return t`Enter at most ${n} characters.`
    case 'minimum':
      return t`Enter ${n} or more.`
    case 'maximum':
      return t`Enter ${n} or less.`
    case 'exclusiveMinimum':
      return t`Enter more than ${n}.`
    case 'exclusiveMaximum':
      return t`Enter less than ${n}.`
    case 'multipleOf':
      return t`Enter a multiple of ${n}.`
    case 'minItems':
      return t`Add at least ${n}.`
    case 'maxItems':
      return t`Keep at most ${n}.`
    case 'uniqueItems':
      return t`Name each only once.`
    case 'enum':
    case 'const':
    case 'contains':
      return t`Choose one of those offered.`
    case 'type':
      return typeSentence(limit)
    case 'format':
      return formatSentence(limit)
    default:
      return t`This value does not fit here.`
  }
}

function typeSentence(type: unknown): string {
  if (type === 'integer') return t`Enter a whole number.`
  if (type === 'number') return t`Enter a number.`
  return t`This value does not fit here.`
}

function formatSentence(format: unknown): string {
  switch (format) {
    case 'uri':
      return t`Enter an address, like https://example.org.`
    case 'email':
      return t`Enter an email address, like ada@example.org.`
    case 'date':
      return t`Enter a date.`
    default:
      return t`This value does not fit here.`
  }
}
