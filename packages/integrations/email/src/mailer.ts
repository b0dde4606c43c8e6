import {
  type NotificationChannel,
  type NotificationMessage,
  oneLine,
  type ProviderContext,
} from '@tributary/integration-kit/providers'
import { createTransport } from 'nodemailer'
import type { form } from './form.ts'
import { integrationErrorOf } from './smtp-errors.ts'

/** Of one command: a server that greets late makes spammers give up. */
const COMMAND_MILLISECONDS = 30_000

type Context = Pick<ProviderContext<typeof form>, 'config' | 'connect' | 'logger'>

export interface Mailer extends NotificationChannel {
  /** Signs in without sending. */
  verify(): Promise<void>
}

/** Each message has a connection of its own, through the egress guard: notifications are rare. */
export function openMailer({ config, connect, logger }: Context): Mailer {
  const { host, port, security, certificateAuthority, user, password = '' } = config
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: certificateAuthority === undefined ? {} : { ca: certificateAuthority },
    ...(user === undefined ? {} : { auth: { user, pass: password }, forceAuth: true }),
    greetingTimeout: COMMAND_MILLISECONDS,
    socketTimeout: COMMAND_MILLISECONDS,
    getSocket: (_options, done) => {
      connect({ host, port }).then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error),
      )
    },
    // A message is text alone: nothing in it is read from a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const trying = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work()
    } catch (error) {
      throw integrationErrorOf(error, host)
    }
  }
  return {
    verify: async () => void (await trying(() => transport.verify())),
    async send(message) {
      const { rejected } = await trying(() => transport.sendMail(mailOf(config, message)))
      // The others have it: an error would send it to them again.
      if (rejected.length > 0)
        logger.warn({ host, rejected: rejected.length }, 'the mail server refused some of the recipients')
    },
  }
}

function mailOf({ from, to }: Context['config'], { title, text, severity, url }: NotificationMessage) {
  return {
    // As objects, so that no address is read as a list.
    from: { name: 'Tributary', address: from },
    to: to.map((address) => ({ name: '', address })),
    subject: oneLine(title),
    text: url === undefined ? text : `${text}\n\n${url}`,
    priority: severity === 'error' ? ('high' as const) : ('normal' as const),
    // RFC 3834: no automatic replies.
    headers: { 'auto-submitted': 'auto-generated' },
  }
}
