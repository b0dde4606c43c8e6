import { field } from './field.ts'

/**
 * The setting `timeZone` of a connection, for providers that tell times and no time zone: with it, they tell the local date.
 *
 * @example
 * connection: fields({ timeZone: timeZoneSetting('Where you listen: it decides the local date of what you heard.') })
 */
export function timeZoneSetting(description: string) {
  return field.timeZone({
    label: 'Time zone',
    description,
    placeholder: 'Europe/Berlin',
    required: false,
    changeable: true,
  })
}

/**
 * The time zone that the person of a connection has set; UTC without one.
 *
 * @example
 * timeZoneOf({ timeZone: 'Europe/Berlin' }) // 'Europe/Berlin'
 */
export function timeZoneOf({ timeZone }: { readonly timeZone?: unknown }): string {
  return typeof timeZone === 'string' ? timeZone : 'UTC'
}
