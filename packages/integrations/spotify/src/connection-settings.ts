import { field, fields, type SyncContext } from '@tributary/integration-kit'
import { localDateIn } from '@tributary/integration-kit/dates'

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

/** Tells the local date of an instant where the person is. */
export function localDatesOf({ timeZone }: SyncContext['connection']): (instant: string) => string {
  return localDateIn(typeof timeZone === 'string' ? timeZone : 'UTC')
}
