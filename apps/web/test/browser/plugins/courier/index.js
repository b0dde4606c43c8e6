import { defineIntegration, field, fields, IntegrationError } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { Type } from 'typebox'

// The service answers only who knows the token, as real ones do.
const loadChannels = async ({ config }) => {
  if (config.token !== 'canary-token-of-the-service')
    throw new IntegrationError('bad_configuration', 'The service rejected this token: copy it again.')
  return [
    { value: 'general', label: '#general' },
    { value: 'random', label: '#random' },
  ]
}

/** A form with every kind of field, groups, rules, fields that depend on others, loaded choices and a list of secrets. */
const everyKind = fields({
  address: field.url({
    label: 'Address',
    description: 'Where the service answers.',
    placeholder: 'https://chat.example.org',
    group: 'Service',
  }),
  token: field.secret({
    label: 'Access token',
    help: 'Open the service, choose Settings, then Developers, and create a token with the scope "read".',
    group: 'Service',
    minLength: 8,
  }),
  channel: field.select({
    label: 'Channel',
    description: 'The channels that the token can read.',
    group: 'Service',
    required: false,
    load: loadChannels,
  }),
  mirrors: field.multiSelect({
    label: 'Mirrored channels',
    group: 'Service',
    required: false,
    load: loadChannels,
  }),
  mode: field.select({
    label: 'Mode',
    help: 'The sandbox delivers nothing.',
    choices: [
      { value: 'sandbox', label: 'Sandbox' },
      { value: 'live', label: 'Live' },
    ],
    default: 'sandbox',
    group: 'Delivery',
  }),
  events: field.multiSelect({
    label: 'Events',
    choices: [
      { value: 'sync', label: 'Syncs' },
      { value: 'alert', label: 'Alerts' },
    ],
    group: 'Delivery',
    required: false,
    visibleWhen: { field: 'mode', is: 'live' },
  }),
  alertPhone: field.phone({
    label: 'Phone for alerts',
    placeholder: '+41441234567',
    group: 'Delivery',
    visibleWhen: { field: 'events', is: 'alert' },
  }),
  retries: field.integer({ label: 'Retries', default: 3, minimum: 0, maximum: 9, group: 'Delivery' }),
  pauseSeconds: field.number({ label: 'Pause in seconds', required: false, minimum: 0.5, group: 'Delivery' }),
  quiet: field.boolean({
    label: 'Quiet at night',
    description: 'Holds messages until the morning.',
    default: false,
    group: 'Delivery',
  }),
  zone: field.timeZone({
    label: 'Time zone',
    placeholder: 'Europe/Berlin',
    group: 'Delivery',
    visibleWhen: { field: 'quiet', is: true },
  }),
  accountId: field.text({
    label: 'Account id',
    help: 'The number at the top right of the page of your account.',
    placeholder: '12345',
    pattern: '^[0-9]+$',
    rules: [{ must: { pattern: '[1-9]$' }, message: 'An account id does not end with 0.' }],
  }),
  contact: field.email({ label: 'Contact', required: false }),
  footer: field.textarea({ label: 'Footer of messages', required: false, maxLength: 200 }),
  extra: field.json({ label: 'Extra', required: false, schema: Type.Object({ size: Type.Integer() }) }),
  recipients: field.array({
    label: 'Recipients',
    description: 'Up to three.',
    items: field.email({ label: 'Recipient' }),
    required: false,
    maxItems: 3,
  }),
  keys: field.array({
    label: 'Signing keys',
    help: 'The first key signs; the others are still accepted.',
    items: field.secret({ label: 'Signing key', minLength: 10 }),
    required: false,
    maxItems: 3,
  }),
})

const tryIt = async ({ config, step }) => {
  await step('Read the channels', () => loadChannels({ config }))
}

export default defineIntegration({
  name: 'courier',
  displayName: 'Courier',
  version: '1.0.0',
  description: 'Sends messages. Its form has every kind of field.',
  api: { baseUrl: 'https://courier.example.org' },
  config: everyKind,
  testConfig: tryIt,
  provides: {
    notification: notificationProvider({
      instance: everyKind,
      api: { baseUrl: 'https://courier.example.org' },
      test: tryIt,
      health: tryIt,
      recipient: fields({ address: field.email({ label: 'Your address' }) }),
      open: () => ({
        // What is sent can be read in the output of the server.
        send: async ({ title, recipient }) => {
          if (recipient?.address === 'bounce@example.org')
            throw new IntegrationError('bad_configuration', 'This address does not exist.')
          process.stdout.write(`courier to ${recipient?.address}: ${title}\n`)
        },
      }),
    }),
  },
})
