import { IntegrationError } from '@tributary/integration-kit'
import type { Money } from '@tributary/integration-kit/providers'
import { STRIPE_PER_ISO, THREE_DECIMALS } from './currencies-table.ts'

/** What Stripe calls an amount. */
export interface StripeAmount {
  /** Lower-case. */
  readonly currency: string
  readonly amount: number
}

/**
 * @example
 * toStripe({ currency: 'JPY', minorUnits: 1250 }) // { currency: 'jpy', amount: 1250 }, ¥1250
 *
 * @throws IntegrationError `invalid_data` for an amount that Stripe cannot take
 */
export function toStripe({ currency, minorUnits }: Money): StripeAmount {
  if (!/^[A-Z]{3}$/.test(currency)) throw refused('a currency that is not a code of ISO 4217')
  const amount = scaled(minorUnits, STRIPE_PER_ISO[currency] ?? 1)
  if (!Number.isSafeInteger(minorUnits) || minorUnits <= 0)
    throw refused('an amount that is not positive and whole')
  if (!Number.isSafeInteger(amount)) throw refused(`a fraction of ${currency}`)
  if (THREE_DECIMALS.has(currency) && amount % 10 !== 0) throw refused(`three decimals of ${currency}`)
  return { currency: currency.toLowerCase(), amount }
}

export function fromStripe({ currency, amount }: StripeAmount): Money {
  const code = currency.toUpperCase()
  return { currency: code, minorUnits: scaled(amount, 1 / (STRIPE_PER_ISO[code] ?? 1)) }
}

/** By 100 or a hundredth, without the error of floating point. */
function scaled(amount: number, factor: number): number {
  return factor < 1 ? amount / Math.round(1 / factor) : amount * factor
}

function refused(what: string): IntegrationError {
  return new IntegrationError('invalid_data', `Stripe cannot take ${what}.`)
}
