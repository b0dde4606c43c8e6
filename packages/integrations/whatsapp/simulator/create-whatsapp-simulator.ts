import {
  createProviderSimulator,
  keyProfile,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorReply,
} from '@tributary/provider-simulator'

/** A message as it was sent. */
interface SentMessage {
  readonly to?: string
  readonly type?: string
  readonly text?: { readonly body: string }
  readonly template?: {
    readonly name: string
    readonly language: { readonly code: string }
    readonly components?: readonly { readonly parameters: readonly { readonly text: string }[] }[]
  }
}

export interface WhatsAppSimulatorOptions extends Pick<ProviderSimulatorOptions, 'port'> {
  /** Whether the recipient has written within 24 hours. Default false. */
  readonly isWindowOpen?: boolean
}

export interface WhatsAppSimulator extends ProviderSimulator {
  readonly phoneNumberId: string
  readonly businessAccountId: string
  /** The oldest first. */
  messages(): readonly SentMessage[]
  /** What the recipient reads, a template filled in. */
  shown(): readonly string[]
  /** Further messages have the error of this code, whatever the status is. */
  fail(code: number, status?: number): void
}

const API = 'https://graph.facebook.com/:version'
const PHONE_NUMBER_ID = '106540352242922'
const BUSINESS_ACCOUNT_ID = '102290129340398'
const TEMPLATE = 'tributary_notification'
const BODY_CHARACTERS = 4_096
const TEMPLATE_CHARACTERS = 1_024

/** An error as the Graph API sends it. */
function refusal(code: number, status = 400, message = 'refused'): SimulatorReply {
  return {
    status,
    body: { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'Asim' } },
  }
}

/** Starts a simulated Cloud API with one number and one approved template. `controls.grant()` returns the token of a system user. */
export async function createWhatsAppSimulator({
  isWindowOpen = false,
  ...options
}: WhatsAppSimulatorOptions = {}): Promise<WhatsAppSimulator> {
  const messages: SentMessage[] = []
  let failure: { readonly code: number; readonly status: number | undefined } | undefined
  const simulator = await createProviderSimulator({
    ...options,
    name: 'WhatsApp',
    profile: keyProfile({ unauthorizedReply: () => refusal(190, 401, 'Error validating access token') }),
    accounts: [{ id: BUSINESS_ACCOUNT_ID, name: 'Simulated business' }],
    routes: [
      {
        url: `${API}/:account/phone_numbers`,
        handle: ({ params }) =>
          params['account'] === BUSINESS_ACCOUNT_ID
            ? { body: { data: [{ id: PHONE_NUMBER_ID }] } }
            : refusal(100),
      },
      {
        method: 'POST',
        url: `${API}/:number/messages`,
        handle({ params, body }) {
          if (failure !== undefined) return refusal(failure.code, failure.status)
          const message = (body ?? {}) as SentMessage
          const code = params['number'] === PHONE_NUMBER_ID ? errorOf(message, isWindowOpen) : 100
          if (code !== undefined) return refusal(code)
          messages.push(message)
          const { to = '' } = message
          return {
            body: {
              messaging_product: 'whatsapp',
              contacts: [{ input: to, wa_id: to.replace('+', '') }],
              messages: [{ id: `wamid.SIM${messages.length}` }],
            },
          }
        },
      },
    ],
  })
  return {
    ...simulator,
    phoneNumberId: PHONE_NUMBER_ID,
    businessAccountId: BUSINESS_ACCOUNT_ID,
    messages: () => messages,
    shown: () => messages.map(show),
    fail(code, status) {
      failure = { code, status }
    },
  }
}

function errorOf(message: SentMessage, isWindowOpen: boolean): number | undefined {
  const { to = '', type, text, template } = message
  if (!/^\+?[1-9]\d{6,14}$/.test(to)) return 131_009
  if (type === 'text') {
    if (text === undefined || text.body === '' || text.body.length > BODY_CHARACTERS) return 131_009
    return isWindowOpen ? undefined : 131_047
  }
  if (type !== 'template' || template === undefined) return 131_051
  const parameters = parametersOf(message)
  if (template.name !== TEMPLATE || template.language.code !== 'en_US') return 132_001
  if (parameters.length !== 2) return 132_000
  if (parameters.some((each) => /[\n\t]| {4}/.test(each))) return 132_012
  return show(message).length > TEMPLATE_CHARACTERS ? 132_005 : undefined
}

function parametersOf({ template }: SentMessage): readonly string[] {
  return (template?.components ?? []).flatMap(({ parameters }) => parameters.map(({ text }) => text))
}

function show(message: SentMessage): string {
  const [title, text] = parametersOf(message)
  return message.text?.body ?? `A notification: ${title}\n${text}\nSent by Tributary.`
}
