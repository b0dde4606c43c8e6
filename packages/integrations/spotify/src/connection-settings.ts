import { field, fields, type SyncContext } from '@tributary/integration-kit'

/** What a person enters for their connection. Spotify tells no time zone. */
export const connectionSettings = fields({
  timeZone: field.timeZone({
    label: 'Time zone',
    description:
      'Where you listen, such as America/Los_Angeles: it decides the local date of what you heard. Without one, UTC.',
    placeholder: 'Europe/Berlin',
    required: false,
    changeable: true,
  }),
})

/** Where the person of a connection listens. */
export function zoneOf({ timeZone }: SyncContext['connection']): string {
  return typeof timeZone === 'string' ? timeZone : 'UTC'
}
