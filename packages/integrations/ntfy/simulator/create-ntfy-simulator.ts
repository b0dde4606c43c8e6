import {
  createProviderSimulator,
  keyProfile,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorReply,
  type SimulatorRequest,
} from '@tributary/provider-simulator'

/** A published message. */
export interface NtfyMessage {
  readonly topic: string
  readonly title?: string
  readonly message: string
  readonly priority?: number
  readonly tags?: readonly string[]
  readonly click?: string
}

export interface NtfySimulator extends ProviderSimulator {
  /** The oldest first. */
  messages(): readonly NtfyMessage[]
}

const TOPIC = /^[-_A-Za-z0-9]{1,64}$/
const MESSAGE_BYTES = 4096

/** The errors of ntfy, by its code: status and text. */
const ERRORS: Readonly<Record<number, string>> = {
  40009: 'invalid request: topic invalid',
  40010: 'invalid request: topic name is disallowed',
  40007: 'invalid priority parameter',
  40017: 'invalid request: request body must be message JSON',
  40101: 'unauthorized',
  40301: 'forbidden',
  41301: 'attachment too large, or bandwidth limit reached',
}

/** A refusal as ntfy sends it. */
function refusal(code: number): SimulatorReply {
  const http = Math.floor(code / 100)
  return { status: http, body: { code, http, error: ERRORS[code] } }
}

/**
 * Starts a simulated ntfy server. Topics that begin with `private-` need the token of `controls.grant()`; `disallowed` is a topic that
 * the server keeps for itself.
 *
 * @example
 * await using simulator = await createNtfySimulator()
 * simulator.messages()
 */
export async function createNtfySimulator({
  server = 'https://ntfy.sh',
  ...options
}: Pick<ProviderSimulatorOptions, 'port'> & { readonly server?: string } = {}): Promise<NtfySimulator> {
  const messages: NtfyMessage[] = []
  const simulator = await createProviderSimulator({
    ...options,
    name: 'ntfy',
    profile: keyProfile({ apiUrls: [server] }),
    accounts: [{ id: 'phil', name: 'phil' }],
    routes: [
      { url: `${server}/v1/health`, access: 'open', handle: () => ({ body: { healthy: true } }) },
      {
        method: 'POST',
        url: `${server}/`,
        access: 'optional',
        handle: (request) => {
          const code = refusalOf(request)
          if (code !== undefined) return refusal(code)
          const message = request.body as NtfyMessage
          messages.push(message)
          const id = `sim${messages.length}`
          return { body: { id, time: Math.floor(request.now / 1000), event: 'message', ...message } }
        },
      },
    ],
  })
  return { ...simulator, messages: () => messages }
}

function refusalOf({ body, refusal: reason }: SimulatorRequest): number | undefined {
  if (typeof body !== 'object' || body === null) return 40017
  const { topic, message, priority = 3 } = body as Partial<NtfyMessage>
  if (topic === undefined || !TOPIC.test(topic)) return 40009
  if (topic === 'disallowed') return 40010
  if (reason !== undefined && reason !== 'missing') return 40101
  if (reason === 'missing' && topic.startsWith('private-')) return 40301
  if (!Number.isInteger(priority) || priority < 1 || priority > 5) return 40007
  // A longer one becomes an attachment, which this server does not store.
  if (Buffer.byteLength(message ?? '') > MESSAGE_BYTES) return 41301
  return undefined
}
