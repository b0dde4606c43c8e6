import type { Integration } from '@tributary/integration-kit'
import type { NotificationMessage } from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'
import {
  expectNoSecrets,
  openAt,
  type ProviderCase,
  type ProviderService,
  testProvider,
} from './test-provider.ts'

/** A message as the service shows it. */
export interface ShownNotification {
  /** Everything that a person reads, title included; markup resolved, so that text which was not escaped is missing or changed. */
  readonly shown: string
}

/** A simulated service that shows messages. It refuses those that the real one refuses. */
export interface NotificationService extends ProviderService {
  /** The oldest first. */
  received(): readonly ShownNotification[] | Promise<readonly ShownNotification[]>
}

/** A notification provider's description of its service. */
export interface NotificationCase<Service extends NotificationService> extends ProviderCase<Service> {
  /** What becomes of a long text: one message that ends with an ellipsis, several messages, or one whole message. */
  readonly longText: 'cut' | 'split' | 'whole'
}

const message: NotificationMessage = {
  title: 'An import has failed',
  text: 'The file "history.csv" could not be read.',
  severity: 'error',
  url: 'https://tributary.example.org/jobs/7',
}

/** What the markups of services mean: HTML, Markdown, mrkdwn, templates, header lines. */
const MARKUP = [
  '<b>bold</b> & <i>more</i> &amp; &lt;',
  '*bold* _italic_ ~gone~ `code`',
  '<!channel> <@U123> <https://evil.example|a link> @everyone',
  '[a link](https://evil.example) # heading',
  '{{1}} ${value} %0A \\n "quoted" \'single\'',
  'größe 漢字 🎉',
].join('\n')

/** Wide and narrow characters, so that bytes, UTF-16 units and characters differ. */
const LONG = Array.from({ length: 6_000 }, (_, n) => `word${n} é🎉`).join(' ')

/**
 * The contract of a notification provider, run with the real client and egress guard against its simulated service.
 *
 * @example
 * testNotificationProvider(ntfy, {
 *   start: startNtfy,
 *   longText: 'cut',
 *   errors: [{ name: 'a revoked token', arrange: (service) => service.revoke(), code: 'auth_expired' }],
 * })
 */
export function testNotificationProvider<Service extends NotificationService>(
  integration: Integration,
  { start, errors, longText }: NotificationCase<Service>,
): void {
  describe(`the notifications of ${integration.definition.displayName} keep the contract`, () => {
    testProvider(integration, {
      kind: 'notification',
      start,
      errors,
      call: (channel) => channel.send(message),
    })

    const sending = async (sent: NotificationMessage): Promise<readonly string[]> => {
      const service = await start()
      try {
        await using opened = await openAt(integration, 'notification', service)
        await opened.use((channel) => channel.send(sent))
        expectNoSecrets(opened, undefined)
        return (await service.received()).map(({ shown }) => shown)
      } finally {
        await service.stop()
      }
    }

    test('an accepted message arrives once, with its title, text and address', async () => {
      const shown = await sending(message)
      expect(shown).toHaveLength(1)
      expect(shown[0]).toContain(message.title)
      expect(shown[0]).toContain(message.text)
      expect(shown[0]).toContain(message.url)
    })

    test.each(['info', 'warning', 'error'] as const)(
      'a message of the severity %s arrives without an address',
      async (severity) => {
        expect(await sending({ title: 'Title', text: 'Text', severity })).toEqual([
          expect.stringMatching(/Title[^]*Text/),
        ])
      },
    )

    test('text that looks like markup is shown as it is', async () => {
      const title = 'Größe <b> & *x* 🎉 <!here>'
      const [shown] = await sending({ title, text: MARKUP, severity: 'info' })
      expect(shown).toContain(title)
      for (const line of MARKUP.split('\n')) expect(shown).toContain(line)
    })

    test('a title with line breaks stays one line, so that it adds no header', async () => {
      const [shown] = await sending({ ...message, title: 'One\r\nX-Injected: yes\nthree' })
      expect(shown).toContain('One X-Injected: yes three')
    })

    test(`a long text is ${longText === 'whole' ? 'sent whole' : longText}, never within a character`, async () => {
      const shown = await sending({ ...message, text: LONG })
      for (const each of shown) expect(each.isWellFormed(), 'half a character').toBe(true)
      expect(shown[0]).toContain(message.title)
      expect(shown[0]).toContain(LONG.slice(0, 200))
      if (longText === 'whole') expect(shown).toEqual([expect.stringContaining(LONG)])
      else if (longText === 'cut') expect(shown).toEqual([expect.stringContaining('…')])
      else expect(wordsOf(shown.join(' '))).toEqual(wordsOf(LONG))
    })
  })
}

function wordsOf(text: string): readonly string[] {
  return text.match(/word\d+ é🎉/g) ?? []
}
