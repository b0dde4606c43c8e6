import { field, fields } from '@tributary/integration-kit'
import type { Static } from 'typebox'

const ISSUER = 'Issuer'
const CLIENT = 'Client'
const SIGN_IN = 'Sign-in'

/** One issuer, as an administrator configures it. */
export const form = fields({
  issuer: field.url({
    label: 'Issuer',
    description: 'The address of the issuer, exactly as its discovery document writes it.',
    help: 'The address before /.well-known/openid-configuration. It uses https, except on this machine.',
    placeholder: 'https://login.example.org/realms/home',
    group: ISSUER,
  }),
  clockTolerance: field.integer({
    label: 'Clock difference',
    description: 'How many seconds the clocks of the issuer and of this server may differ.',
    default: 60,
    minimum: 0,
    maximum: 300,
    group: ISSUER,
  }),
  clientId: field.text({
    label: 'Client ID',
    description: 'Of the client that was registered at the issuer for this server.',
    group: CLIENT,
  }),
  clientAuthentication: field.select({
    label: 'Client authentication',
    description: 'How this server proves to the issuer that it is the client.',
    choices: [
      { value: 'basic', label: 'Secret in a header (client_secret_basic)' },
      { value: 'post', label: 'Secret in the body (client_secret_post)' },
      { value: 'none', label: 'None: a public client' },
    ],
    default: 'basic',
    group: CLIENT,
  }),
  clientSecret: field.secret({
    label: 'Client secret',
    help: 'Shown at the issuer, where the client was registered.',
    visibleWhen: { field: 'clientAuthentication', is: ['basic', 'post'] },
    group: CLIENT,
  }),
  scopes: field.text({
    label: 'Scopes',
    description: 'What is asked of the issuer, separated by spaces. "openid" is always among them.',
    default: 'openid profile email',
    pattern: '^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$',
    group: SIGN_IN,
  }),
  prompt: field.select({
    label: 'Prompt',
    description: 'What the issuer asks each time, also of people who are signed in there.',
    choices: [
      { value: 'login', label: 'Sign in again' },
      { value: 'select_account', label: 'Choose an account' },
      { value: 'consent', label: 'Consent' },
    ],
    required: false,
    group: SIGN_IN,
  }),
  createsAccounts: field.boolean({
    label: 'Create accounts',
    description:
      'Lets everyone whom the issuer signs in create an account here, with an email address that the issuer has verified. Otherwise, people link an identity to their account first.',
    default: false,
    group: SIGN_IN,
  }),
})

export type OidcConfig = Static<typeof form>
