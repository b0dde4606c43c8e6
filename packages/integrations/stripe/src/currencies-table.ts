/**
 * Where Stripe counts in other units than ISO 4217, https://docs.stripe.com/currencies: Icelandic króna and Ugandan shilling have no smaller
 * unit and are written with two decimals, ariary has one and is written without. Hungarian forint and Taiwan dollar differ for payouts alone.
 */
export const STRIPE_PER_ISO: Readonly<Record<string, number>> = { ISK: 100, UGX: 100, MGA: 0.01 }

/** Of three decimals, the last has to be zero. */
export const THREE_DECIMALS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])
