import { field, fields } from '@tributary/integration-kit'
import { Type } from 'typebox'

/** A form with every kind, two groups, a rule, and fields that depend on others. */
export const everyKind = fields({
  mode: field.select({
    label: 'Mode',
    help: 'Test accounts deliver to five numbers only.',
    choices: [
      { value: 'sandbox', label: 'Sandbox', description: 'Nothing is delivered.' },
      { value: 'live', label: 'Live' },
    ],
    default: 'sandbox',
    group: 'Account',
    order: 1,
  }),
  accountId: field.text({
    label: 'Account id',
    description: 'Digits only.',
    placeholder: '1234567890',
    pattern: '^[0-9]+$',
    minLength: 4,
    group: 'Account',
    order: 2,
    rules: [{ must: { pattern: '[1-9]$' }, message: 'An account id does not end with 0.' }],
  }),
  token: field.secret({
    label: 'Access token',
    group: 'Account',
    minLength: 8,
    visibleWhen: { field: 'mode', is: 'live' },
  }),
  events: field.multiSelect({
    label: 'Events',
    choices: ['sync', 'alert'],
    required: false,
    visibleWhen: { field: 'mode', is: 'live' },
  }),
  alertPhone: field.phone({ label: 'Phone for alerts', visibleWhen: { field: 'events', is: 'alert' } }),
  retries: field.integer({ label: 'Retries', default: 3, minimum: 0, maximum: 9, group: 'Delivery' }),
  factor: field.number({ label: 'Back-off factor', required: false, minimum: 1 }),
  quiet: field.boolean({ label: 'Quiet', default: false }),
  home: field.url({ label: 'Home page', required: false, protocols: ['https'] }),
  contact: field.email({ label: 'Contact', required: false }),
  zone: field.timeZone({ label: 'Time zone', required: false, visibleWhen: { field: 'quiet', is: true } }),
  template: field.textarea({ label: 'Template', required: false, maxLength: 200 }),
  extra: field.json({ label: 'Extra', required: false, schema: Type.Object({ size: Type.Integer() }) }),
  recipients: field.array({
    label: 'Recipients',
    items: field.email({ label: 'Address' }),
    required: false,
    maxItems: 3,
  }),
})
