import { field, fields } from '@tributary/integration-kit'

const SERVER = 'Mail server'
const ACCESS = 'Access'
const MESSAGE = 'Message'

/** The form of one mail server with its sender and recipients. */
export const form = fields({
  host: field.text({
    label: 'Host',
    description: 'The outgoing mail server (SMTP) of your provider.',
    pattern: '^[^\\s/@]+$',
    placeholder: 'smtp.example.org',
    group: SERVER,
  }),
  port: field.integer({
    label: 'Port',
    description: 'Usually 587 for STARTTLS and 465 for TLS.',
    default: 587,
    minimum: 1,
    maximum: 65_535,
    group: SERVER,
  }),
  security: field.select({
    label: 'Encryption',
    description:
      'Without encryption everyone on the way can read messages and the password: only within your own network.',
    choices: [
      { value: 'starttls', label: 'STARTTLS', description: 'Begins unencrypted and must switch to TLS.' },
      { value: 'tls', label: 'TLS', description: 'Encrypted from the beginning.' },
      { value: 'none', label: 'None' },
    ],
    default: 'starttls',
    group: SERVER,
  }),
  certificateAuthority: field.textarea({
    label: 'Certificate authority',
    description: 'For a server whose certificate no public authority has issued: that of its issuer, as PEM.',
    pattern: '^-----BEGIN CERTIFICATE-----',
    required: false,
    group: SERVER,
  }),
  user: field.text({
    label: 'User',
    description: 'Often the whole address. Leave it out for a server that needs no sign-in.',
    required: false,
    group: ACCESS,
  }),
  password: field.secret({
    label: 'Password',
    description: 'Of the user.',
    help: 'Providers with two-factor authentication need an app password: look for it in the security settings of the account.',
    required: false,
    group: ACCESS,
  }),
  from: field.email({
    label: 'From',
    description: 'An address that the server lets this user send from.',
    group: MESSAGE,
  }),
  to: field.array({
    label: 'To',
    description: 'Who receives the notifications.',
    items: field.email({ label: 'Address' }),
    minItems: 1,
    maxItems: 20,
    uniqueItems: true,
    group: MESSAGE,
  }),
})
